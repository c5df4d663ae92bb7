#ifndef DICTUM_CLI_CI_H
#define DICTUM_CLI_CI_H

/* What a CI system says in the environment about the checkout it made. */
#include "base/str.h"

struct ci_checkout {
	str url, commit, branch; /* of the repository; empty where nothing is said */
};
/* `top`: absolute folder. All empty unless a CI system made its checkout there. */
struct ci_checkout ci_checkout(str top, struct arena *a);

#endif
