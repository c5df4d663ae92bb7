#!/usr/bin/env bats
# Releases by their tags: wherever git keeps them they are found, and one that cannot be read is told instead of left out.
load helper

# released FOLDER: the releases that its history knows
released() { "$DICTUM" -C "$1" log push --format json --no-cache >log.json && json log.json 'JSON.stringify(v).match(/"milestone":"[^"]*"|"release":"[^"]*"/g).join(" ")'; }

repository() {
	small_repo r
	git -C r tag v16.0.0
	next_day
	sed -i 's/^description:.*/description: A push as it is told of today, whatever it was/' r/config/events/push.yml
	commit_all 'Tell more of pushes' r >/dev/null
	git -C r tag -a -m 'A release' v16.1.0
}

@test "tags are found as files, packed, in folders, annotated and by another name" {
	repository
	released r >single
	grep -q 16.1 single
	git -C r pack-refs --all --prune
	[ -z "$(find r/.git/refs/tags -type f)" ]
	released r | cmp single -
	git -C r tag -d v16.1.0 >/dev/null && git -C r tag -a -m 'A release' product/v16.1.0
	released r | cmp single -
	git -C r tag -d product/v16.1.0 >/dev/null && git -C r tag -f -a -m 'A release' old/release >/dev/null
	git -C r symbolic-ref refs/tags/v16.1.0 refs/tags/old/release
	released r | cmp single -
}

@test "a file of a tag counts more than its packed line, and what is no release is not looked at" {
	repository
	git -C r pack-refs --all
	git -C r tag -f v16.1.0 v16.0.0 >/dev/null
	released r >moved
	lacks -F 16.1 moved
	git -C r tag v16.2.0 "$(git -C r rev-parse HEAD:config/events/push.yml)"
	echo nonsense >r/.git/refs/tags/nightly
	mkdir -p r/.git/refs/tags/empty && touch r/.git/refs/tags/v17.0.lock
	released r | cmp moved -
}

@test "a tag that cannot be read is a failure" {
	repository
	echo nonsense >r/.git/refs/tags/v16.1.0
	dictum -C r log push --no-cache
	exits 3
	complains "'refs/tags/v16.1.0' of repository"
	complains 'is damaged: run git fsck'
	rm r/.git/refs/tags/v16.1.0
	printf 'nonsense\n' >r/.git/packed-refs
	dictum -C r build --no-cache -o "$STORY/out"
	exits 3
	complains "'packed-refs' of repository"
	[ ! -e out ]
	echo 1111111111111111111111111111111111111111 >r/.git/refs/tags/v16.1.0
	rm r/.git/packed-refs
	dictum -C r diff HEAD~1
	exits 3
	complains "cannot read tag 'v16.1.0'"
	mkdir -p r/.git/refs/tags/$(printf 'a/%.0s' $(seq 40))
	dictum -C r log push --no-cache
	exits 3
}

@test "a tag whose commit a shallow or partial clone does not have is left out" {
	repository
	git clone -q --depth 1 "file://$STORY/r" shallow
	git -C r rev-parse v16.0.0 >shallow/.git/refs/tags/v16.0.0
	dictum -C shallow log push --no-cache
	exits 0
	dictum -C shallow diff HEAD
	exits 0
}

# ---- branches ----

# define NAME: adds a metric that names no milestone
define() {
	sed "s/count_total_push/$1/; /^milestone:/d" r/config/metrics/counts_all/count_total_push.yml >"r/config/metrics/counts_all/$1.yml"
	commit_all "Add $1" r >/dev/null
}
milestone() { "$DICTUM" -C r log "counts.$1" --format json >log.json && json log.json 'v.history.map((h) => h.milestone || "none").join()'; }
milestone_of_all() { "$DICTUM" -C r log "counts.$1" --format json --history full >log.json && json log.json 'v.history.map((h) => h.milestone || "none").join()'; }
since() { "$DICTUM" -C r list --kind metric --format csv --added-since "$1" | sed '1d; s/^[^,]*,//; s/,.*//' | tr '\n' ' '; }
released_keys() { sed '1d; s/\r$//; s/^[^,]*,//' "site/versions/$1.csv" | grep -o 'counts\.[a-c],.*' | tr '\n' ' '; }

@test "on a branch of an old release later releases are not the first ones" {
	small_repo r
	define a
	git -C r checkout -q -b 16-1-stable && git -C r commit -q --allow-empty -m 'Release' && git -C r tag v16.1.0 && next_day
	git -C r checkout -q main && define b && git -C r tag v16.2.0
	git -C r checkout -q 16-1-stable && git -C r commit -q --allow-empty -m 'Fix' && git -C r tag v16.1.1
	[ "$(milestone a)" = 16.1 ]
	[ "$(milestone_of_all a)" = 16.1 ]
	[ "$(since 16.2)" = '' ]
	dictum -C r build -q -o "$STORY/site"
	[ "$(released_keys 16.1)" = 'counts.a,active,16.1 ' ]
	git -C r checkout -q main
	[ "$(milestone a),$(milestone b)" = 16.1,16.2 ]
	dictum -C r build -q --rev v16.1.1 -o "$STORY/site"
	[ "$(released_keys 16.1)" = 'counts.a,active,16.1 ' ]
}

@test "a release of a branch that merges the line has what it merged" {
	small_repo r
	git -C r branch stable
	define a && git -C r checkout -q stable && git -C r merge -q --no-ff --no-edit main && git -C r tag v16.1.0 && git -C r checkout -q main
	define b && git -C r checkout -q stable && git -C r merge -q --no-ff --no-edit main && git -C r tag v16.2.0 && git -C r checkout -q main
	define c
	[ "$(milestone a),$(milestone b),$(milestone c)" = 16.1,16.2,none ]
	[ "$(milestone_of_all a),$(milestone_of_all b),$(milestone_of_all c)" = 16.1,16.2,none ]
	[ "$(since v16.1.0)" = 'counts.b counts.c ' ]
	[ "$(since v16.2.0)" = 'counts.c ' ]
	dictum -C r build -q -o "$STORY/site"
	[ "$(released_keys 16.1)" = 'counts.a,active,16.1 ' ]
	[ "$(released_keys 16.2)" = 'counts.a,active,16.1 counts.b,active,16.2 ' ]
}

@test "where the line of a release was merged as a branch, the release has what came with the merge" {
	export XDG_CACHE_HOME=$STORY/cache
	small_repo r
	for i in $(seq 200); do
		printf 'commit refs/heads/main\ncommitter a <a@example.com> 1704000000 +0000\ndata 1\nx\n'
		[ "$i" -gt 1 ] || printf 'from %s\n' "$(git -C r rev-parse HEAD)"
	done | git -C r fast-import --quiet
	define a
	git -C r checkout -q -b mine && git -C r commit -q --allow-empty -m 'Work' && git -C r checkout -q main
	define b && git -C r tag v16.1.0
	git -C r checkout -q mine && git -C r merge -q --no-edit main && git -C r checkout -q -B main && next_day
	define c
	for cache in cold kept; do
		[ "$(milestone a),$(milestone b),$(milestone c)" = 16.1,16.1,none ]
		[ -e "$(echo cache/dictum/*)" ]
	done
	dictum -C r log counts.b -v
	exits 0
	lacks -F '(0 known)' <<<"$errors"
	[ "$(milestone_of_all b)" = 16.1 ]
	[ "$(since v16.1.0)" = 'counts.c ' ]
	[ "$(since main~2)" = 'counts.b counts.c ' ]
	dictum -C r build -q -o "$STORY/site"
	[ "$(released_keys 16.1)" = 'counts.a,active,16.1 counts.b,active,16.1 ' ]
	grep -q 'counts\.c\.html' site/changes/unreleased.html
	lacks 'counts\.b\.html' site/changes/unreleased.html
}
