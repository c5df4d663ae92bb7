#!/usr/bin/env bats
# What dictum.yml leads to and cannot be read: each is one sentence that names the file, with exit code 2 where people named
# something wrong and 3 where the repository is broken. Nothing is printed on standard output.
load helper

setup() {
	. "$TOP/tests/tools/env.sh"
	export ASAN_OPTIONS=fast_unwind_on_malloc=0 # shows which function of libgit2 it was
	mkdir -p "$BATS_TEST_TMPDIR/story" && cd "$BATS_TEST_TMPDIR/story" || return 1
	small r
}

# refuses CODE TEXT: lint of r ends with this code and says this on the only line
refuses() {
	dictum -C r lint
	exits "$1"
	complains "$2"
	[ -z "$output" ]
	[ "$(wc -l <<<"$errors")" = 1 ]
}

large() { head -c 1048577 /dev/zero | tr '\0' '#' >"$1"; } # a byte more than is read

# break_object REV:PATH: writes garbage over the object
break_object() {
	id=$(git -C r rev-parse "$1")
	chmod u+w "r/.git/objects/${id:0:2}/${id:2}"
	echo garbage >"r/.git/objects/${id:0:2}/${id:2}"
}

@test "a configuration of a mebibyte is read, a larger one is refused" {
	large r/dictum.yml
	refuses 2 "dictum.yml: the configuration is larger than 1 MiB"
	truncate -s -1 r/dictum.yml # one comment of exactly a mebibyte
	dictum -C r lint
	exits 0
}

@test "a configuration that is a link, a folder or a pipe is refused" {
	mv r/dictum.yml other.yml
	ln -s ../other.yml r/dictum.yml
	refuses 2 "dictum.yml: the configuration is no regular file"
	rm r/dictum.yml && mkdir r/dictum.yml
	refuses 2 "dictum.yml: the configuration is no regular file"
	rmdir r/dictum.yml && mkfifo r/dictum.yml
	refuses 2 "dictum.yml: the configuration is no regular file"
}

@test "owners that are missing, too large or no file are refused" {
	rm r/owners.yml
	refuses 2 "dictum.yml:2:9: the owners file 'owners.yml' does not exist"
	large r/owners.yml
	refuses 2 "dictum.yml:2:9: the owners file 'owners.yml' is larger than 1 MiB"
	rm r/owners.yml && mkdir r/owners.yml
	refuses 2 "dictum.yml:2:9: the owners file 'owners.yml' is no regular file"
}

@test "owners that lead nowhere are refused at their place" {
	printf 'groups:\n  source_code:\n    stage: nowhere\n' >r/owners.yml
	refuses 2 "owners.yml:3:12: this stage is not defined under 'stages'"
	printf 'groups: [a]\n' >r/owners.yml
	refuses 2 "owners.yml:1:9: "
	printf 'groups: {a\n' >r/owners.yml
	refuses 2 "owners.yml:"
}

@test "a schema that is too large or no file is refused" {
	printf 'kinds:\n  metric: {schema: s.json}\n' >r/dictum.yml
	refuses 2 "dictum: dictum.yml:2:20: schema 's.json' of kind 'metric' does not exist"
	large r/s.json
	refuses 2 "dictum: dictum.yml:2:20: schema 's.json' is larger than 1 MiB"
	rm r/s.json && ln -s owners.yml r/s.json
	refuses 2 "dictum: dictum.yml:2:20: schema 's.json' is no regular file"
	printf 'kinds:\n  metric:\n    schema:\n      path: [other.json,\n        s.json]\n' >r/dictum.yml
	refuses 2 "dictum: dictum.yml:5:9: schema 's.json' is no regular file"
	rm r/s.json
	refuses 2 "dictum: dictum.yml:4:14: schema 'other.json' of kind 'metric' does not exist"
	mkdir r/s && mv r/config r/dictum.yml r/s/ && git -C r init -q
	dictum -C r/s lint
	exits 2
	complains "dictum: s/dictum.yml:4:14: schema 's/other.json' of kind 'metric' does not exist"
}

@test "a schema that refers to a file that is not there is refused" {
	printf 'kinds:\n  metric: {schema: s.json}\n' >r/dictum.yml
	echo '{"properties": {"key_path": {"$ref": "part.json#/key"}}}' >r/s.json
	refuses 2 "schema 'part.json' does not exist"
	mkdir r/part.json
	refuses 2 "schema 'part.json' is no regular file"
	rmdir r/part.json && echo '{"key": {"type": "string"}}' >r/part.json
	dictum -C r lint
	exits 0
	echo '{"key": ' >r/part.json
	refuses 2 "part.json:"
}

@test "a list that is no list or no file is refused" {
	printf 'formats: {known_group: groups.yml}\n' >r/dictum.yml
	refuses 2 "dictum: dictum.yml:1:24: the list 'groups.yml' of format 'known_group' does not exist"
	echo 'just a text' >r/groups.yml
	refuses 2 "groups.yml:1:1: expected a list of the values of format 'known_group'"
	echo '[a' >r/groups.yml
	refuses 2 "groups.yml:"
	large r/groups.yml
	refuses 2 "dictum: dictum.yml:1:24: the list 'groups.yml' of format 'known_group' is larger than 1 MiB"
	rm r/groups.yml && mkdir r/groups.yml
	refuses 2 "dictum: dictum.yml:1:24: the list 'groups.yml' of format 'known_group' is no regular file"
	rmdir r/groups.yml
	echo '[a, b]' >r/groups.yml
	dictum -C r lint
	exits 0
	echo '{a: , b: }' >r/groups.yml
	dictum -C r lint
	exits 0
}

@test "what a damaged commit holds is a failure, whatever it is for" {
	printf 'owners: owners.yml\nformats: {f: list.yml}\nkinds:\n  metric: {schema: s.json}\n' >r/dictum.yml
	echo '{"properties": {"key_path": {"$ref": "part.json#/key"}}}' >r/s.json
	echo '{"key": {"type": "string"}}' >r/part.json
	echo '[a, b]' >r/list.yml
	init_repo r && commit_all 'Add the dictionary' r >/dev/null
	cp -R r whole
	for name in dictum.yml owners.yml list.yml s.json part.json config/events/push.yml; do
		rm -rf r && cp -R whole r
		break_object "HEAD:$name"
		dictum -C r list
		exits 3
		complains "cannot read file '$name'"
		[ -z "$output" ]
		[ "$(wc -l <<<"$errors")" = 1 ]
	done
	rm -rf r && cp -R whole r
	break_object HEAD:config/events
	dictum -C r list
	exits 3
	complains "cannot read folder 'config/events'"
	rm -rf r && cp -R whole r
	break_object HEAD
	dictum -C r list
	exits 3
	complains "run git fsck"
	[ "$(wc -l <<<"$errors")" = 1 ]
}

@test "a name given by --config may be any file, and must be one" {
	dictum -C r lint --config "$PWD/nothing.yml"
	exits 2
	complains "cannot open '"
	dictum -C r lint --config "$PWD"
	exits 2
	complains "Is a directory"
	echo 'title: From elsewhere' >other.yml
	ln -s other.yml link.yml
	dictum -C r lint --config "$PWD/link.yml"
	exits 0
}

@test "a folder that may not be entered is a failure" {
	! is_root || skip "root may enter everything"
	chmod 0 r/config/events
	dictum -C r lint
	chmod 755 r/config/events
	exits 3
	complains "config/events"
}

@test "a folder that may not be entered is no repository to publish into, but a failure" {
	! is_root || skip "root may enter everything"
	mkdir site
	chmod 0 site
	dictum -C r build -o "$PWD/site"
	chmod 755 site
	exits 3
	complains "cannot look at '$PWD/site': Permission denied"
}
