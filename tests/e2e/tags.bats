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
