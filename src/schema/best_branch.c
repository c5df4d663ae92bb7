/* Which of the forms of a failing anyOf or oneOf its author probably meant, and what it blames. */
#include "schema/check.h"

/* Smaller is closer. */
struct score {
	unsigned mismatch; /* 2: the value has another type; 1: a key that tells forms apart has another value; 0 */
	size_t n;          /* failures */
	size_t shallow;    /* levels from the bottom: deeper failures are nearer to a match */
};

static bool is_choice(const struct fail *f)
{
	return f->op == OP_CONST || (f->op == OP_ENUM && f->keyword->as.values.node->n == 1);
}

static struct score score_of(const struct fails *branch, size_t depth)
{
	struct score s = { .n = branch->n, .shallow = SIZE_MAX };
	size_t deepest = 0;

	for (const struct fail *f = branch->first; f; f = f->next) {
		unsigned mismatch = 0;

		if (f->depth == depth &&
		    (f->op == OP_TYPE || f->op == OP_FALSE || f->op == OP_CONST || f->op == OP_ENUM))
			mismatch = f->op == OP_TYPE || f->op == OP_FALSE ? 2 : 1;
		else if (f->depth == depth + 1 && is_choice(f))
			mismatch = 1;
		s.mismatch = mismatch > s.mismatch ? mismatch : s.mismatch;
		deepest = f->depth > deepest ? f->depth : deepest;
	}
	s.shallow -= deepest;
	return s;
}

static bool is_closer(struct score a, struct score b)
{
	if (a.mismatch != b.mismatch)
		return a.mismatch < b.mismatch;
	return a.n != b.n ? a.n < b.n : a.shallow < b.shallow;
}

size_t best_branch(const struct fail *f)
{
	struct score best = { 0 };
	size_t found = 0;

	for (size_t i = 0; i < f->n_branches; i++) {
		struct score s = score_of(&f->branch[i], f->depth);

		if (i && !is_closer(s, best))
			continue;
		best = s;
		found = i;
	}
	return found;
}

const struct fail *blamed_fail(const struct fail *f)
{
	while ((f->op == OP_ANY_OF || f->op == OP_ONE_OF) && f->n_branches) {
		const struct fails *closest = &f->branch[best_branch(f)];

		if (closest->n != 1)
			break;
		f = closest->first;
	}
	return f;
}
