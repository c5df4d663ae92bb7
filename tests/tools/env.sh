# Sourced by tests that run the program or git: nothing of the person, machine, time or place gets in.
# Expects $DICTUM; sets TOP to the checkout and makes HOME an empty folder that cleanup_env removes.
: "${DICTUM:?names no program: run the tests by \`make check\`}"
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_NAMESPACE CDPATH CI GITHUB_ACTIONS GITLAB_CI
unset COLUMNS COLORTERM CLICOLOR CLICOLOR_FORCE FORCE_COLOR XDG_CONFIG_HOME XDG_CACHE_HOME SOURCE_DATE_EPOCH
TEST_HOME=$(mktemp -d "${TMPDIR:-/tmp}/dictum-test-XXXXXX") || exit 1
export HOME="$TEST_HOME" LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1 TERM=dumb
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 GIT_PAGER=cat
export GIT_CONFIG_COUNT=3
export GIT_CONFIG_KEY_0=init.defaultBranch GIT_CONFIG_VALUE_0=main
export GIT_CONFIG_KEY_1=gc.auto GIT_CONFIG_VALUE_1=0
export GIT_CONFIG_KEY_2=protocol.file.allow GIT_CONFIG_VALUE_2=always
export GIT_AUTHOR_NAME='Ann Author' GIT_AUTHOR_EMAIL=ann@example.com
export GIT_COMMITTER_NAME='Ann Author' GIT_COMMITTER_EMAIL=ann@example.com
TEST_CLOCK=1704103200 # 2024-01-01 10:00 UTC; every commit is a day later than the one before
export GIT_AUTHOR_DATE="$TEST_CLOCK +0000" GIT_COMMITTER_DATE="$TEST_CLOCK +0000"

next_day() {
	TEST_CLOCK=$((TEST_CLOCK + 86400))
	export GIT_AUTHOR_DATE="$TEST_CLOCK +0000" GIT_COMMITTER_DATE="$TEST_CLOCK +0000"
}

# init_repo FOLDER: makes a repository; commands that follow still run where they ran
init_repo() { mkdir -p "$1" && git -C "$1" init -q; }

# commit_all MESSAGE [FOLDER]: commits every change, one day after the last commit, and prints the commit's id
commit_all() {
	next_day
	git -C "${2:-.}" add -A && git -C "${2:-.}" commit -q --allow-empty -m "$1" && git -C "${2:-.}" rev-parse HEAD
}

cleanup_env() {
	[ -z "$TEST_HOME" ] || chmod -R u+rwX "$TEST_HOME" 2>/dev/null
	rm -rf "$TEST_HOME"
}
