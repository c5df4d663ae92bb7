#!/usr/bin/env bats
# Definition files that are none: each is a finding, and everything else is still read.
load helper

EVENTS=config/events

# Lints the work tree: the odd file's finding is PLACE RULE, it is the only one, and the other definitions are there.
finds() { # PLACE RULE
	dictum -C r lint
	exits 1
	[ "$(places)" = "$1 $2" ] || { echo "$output"; return 1; }
	dictum -C r lint --format json
	[ "$(printf %s "$output" | node -p 'JSON.parse(require("fs").readFileSync(0)).summary.definitions')" = 9 ]
}

# The same for the commit of everything.
finds_committed() {
	commit_all 'Odd' r >/dev/null
	dictum -C r lint --rev HEAD
	exits 1
	[ "$(places)" = "$1 $2" ] || { echo "$output"; return 1; }
	dictum -C r list
	exits 0
	prints counts.count_total_push
}

@test "a symbolic link is not followed, wherever it leads" {
	small_repo r
	ln -s push.yml r/$EVENTS/again.yml
	finds "$EVENTS/again.yml:1:1" file-symlink
	finds_committed "$EVENTS/again.yml:1:1" file-symlink
	for target in /etc/passwd nowhere . ..; do
		ln -sfn "$target" r/$EVENTS/again.yml
		finds "$EVENTS/again.yml:1:1" file-symlink
	done
}

@test "what editors and systems leave under hidden names is no definition, and files are told" {
	small_repo r
	ln -s user@host.4711:1 r/$EVENTS/.#push.yml
	printf '\0\5\26\7' >r/$EVENTS/._push.yml
	mkdir r/$EVENTS/.old
	cp r/$EVENTS/push.yml r/$EVENTS/.old/
	dictum -C r lint
	exits 0
	[ "$(places)" = "$(printf "$EVENTS/%s:1:1 file-misplaced\n" ._push.yml .old/push.yml)" ]
	prints 'begins with a dot'
	dictum -C r list --worktree
	prints counts.count_total_push
}

@test "below a hidden folder that a pattern names the advice is about what keeps the file out" {
	small_repo r
	mkdir -p r/.defs/sub
	cp r/$EVENTS/push.yml r/.defs/sub/deep.yml
	cp r/$EVENTS/push.yml r/.defs/late.yaml
	printf '%s\n' 'kinds:' '  event:' "    files: ['config/events/**/*.yml', '.defs/*.yml']" >r/dictum.yml
	dictum -C r lint
	[ "$(places)" = "$(printf '.defs/%s:1:1 file-misplaced\n' late.yaml sub/deep.yml)" ]
	prints 'give it the ending .yml'
	[[ $output != *'begins with a dot'* ]]
}

@test "a hidden folder that a pattern names has definitions" {
	small_repo r
	mkdir r/.metrics
	git -C r mv config/events .metrics/events
	printf '%s\n' 'kinds:' '  event:' "    files: ['.metrics/**/*.yml']" >r/dictum.yml
	dictum -C r list --worktree --kind event
	exits 0
	prints push
}

@test "a folder that is a link is not entered" {
	small_repo r
	mkdir elsewhere
	cp r/$EVENTS/push.yml elsewhere/
	ln -s ../../../elsewhere r/config/metrics/counts_28d
	ln -s ../../../elsewhere/push.yml r/config/metrics/NOTES.md
	dictum -C r lint
	exits 0
	[ "$(places)" = "config/metrics/counts_28d:1:1 file-misplaced" ]
	prints 'definitions behind a symbolic link are not read'
	dictum -C r lint config/metrics/counts_28d
	exits 0
	[ "$(places)" = "config/metrics/counts_28d:1:1 file-misplaced" ]
	commit_all 'Link' r >/dev/null
	for where in '--rev HEAD' --staged; do
		dictum -C r lint $where
		exits 0
		[ "$(places)" = "config/metrics/counts_28d:1:1 file-misplaced" ]
	done
}

@test "a link to a plain file hides no definitions, whatever it is called, and one to a folder does" {
	small_repo r
	echo free >r/LICENSE
	ln -s ../../LICENSE r/config/metrics/LICENSE
	ln -s LICENSE r/config/metrics/COPYING
	ln -s nowhere/here.txt r/config/metrics/NOTES.txt
	ln -s circle r/config/metrics/circle.txt
	ln -s circle.txt r/config/metrics/circle
	mkdir r/old
	cp r/$EVENTS/push.yml r/old/
	ln -s ../../old r/config/metrics/v1.2
	ln -s v1.2 r/config/metrics/latest.now
	ln -s ../.. r/config/metrics/top.d
	commit_all 'Links' r >/dev/null
	for where in --worktree '--rev HEAD' --staged "--stdin-path $EVENTS/push.yml --fail-on off"; do
		dictum -C r lint $where config/metrics <r/$EVENTS/push.yml
		exits 0
		[ "$(places)" = "$(printf 'config/metrics/%s:1:1 file-misplaced\n' circle latest.now top.d v1.2)" ]
	done
}

@test "where links lead to is looked at, not what lies below it, and for a hundred of them" {
	small_repo r
	deep=r/old/$(printf 'a/%.0s' $(seq 70)) # deeper than folders are listed
	mkdir -p "$deep"
	cp r/$EVENTS/push.yml "$deep"
	for i in $(seq 101); do ln -s ../../old r/config/metrics/old.$i; done
	commit_all 'Links' r >/dev/null
	for where in --worktree '--rev HEAD' --staged; do
		dictum -C r lint $where --fail-on off
		exits 0
		[ "$(places | grep -c '^config/metrics/old[.0-9]*:1:1 file-misplaced')" = 100 ]
	done
}

@test "a folder that is a link is told whatever ending definitions have" {
	small_repo r
	printf '%s\n' 'kinds:' '  metric:' "    files: ['metrics/**/*.yaml']" >r/dictum.yml
	mkdir -p r/metrics r/elsewhere
	ln -s ../elsewhere r/metrics/all
	dictum -C r lint
	prints 'definitions behind a symbolic link are not read'
	[ "$(places)" = "metrics/all:1:1 file-misplaced" ]
}

@test "definitions in a submodule are told, and missed alike from work tree, index and commit" {
	small_repo r
	init_repo super
	git -C super -c protocol.file.allow=always submodule --quiet add "$STORY/r" config
	commit_all 'Module' super >/dev/null
	for where in --worktree --staged '--rev HEAD'; do
		dictum -C super lint $where
		exits 0
		[ "$(places)" = "config:1:1 file-misplaced" ]
		prints 'definitions in a submodule are not read'
		complains "no definition files found in '"
	done
	dictum -C super lint config/config/events/push.yml
	exits 0
	complains "'config/config/events/push.yml' is no definition file and is not checked"
}

@test "a pipe is not opened" {
	small_repo r
	mkfifo r/$EVENTS/pipe.yml
	finds "$EVENTS/pipe.yml:1:1" file-type
}

@test "a folder called like a definition is entered, and what lies in it is misplaced" {
	small_repo r
	mkdir r/$EVENTS/folder.yml
	cp r/$EVENTS/push.yml r/$EVENTS/folder.yml/
	dictum -C r lint
	exits 0
	[ "$(places)" = "$EVENTS/folder.yml/push.yml:1:1 file-misplaced" ]
}

@test "a submodule is not a definition" {
	small_repo r
	git -C r update-index --add --cacheinfo "160000,$(git -C r rev-parse HEAD),$EVENTS/module.yml"
	git -C r commit -q -m Module
	dictum -C r lint --rev HEAD
	exits 1
	[ "$(places)" = "$EVENTS/module.yml:1:1 file-type" ]
}

@test "a Git LFS pointer stands for nothing" {
	small_repo r
	printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 12\n' 1 >r/$EVENTS/big.yml
	finds "$EVENTS/big.yml:1:1" file-lfs-pointer
	finds_committed "$EVENTS/big.yml:1:1" file-lfs-pointer
}

@test "a name that is not UTF-8 is shown as well as it can be" {
	small_repo r
	cp r/$EVENTS/push.yml "r/$EVENTS/$(printf 'caf\351').yml" || skip "the file system takes UTF-8 names only"
	finds "$EVENTS/caf$(printf '\357\277\275').yml:1:1" file-name-encoding
	finds_committed "$EVENTS/caf$(printf '\357\277\275').yml:1:1" file-name-encoding
}

@test "a name with control characters never reaches the terminal" {
	small_repo r
	cp r/$EVENTS/push.yml "r/$EVENTS/$(printf 'a\033[31mb').yml"
	finds "$EVENTS/a\\u{1B}[31mb.yml:1:1" file-name-encoding
	finds_committed "$EVENTS/a\\u{1B}[31mb.yml:1:1" file-name-encoding
	git -C r rm -q --cached "$EVENTS/$(printf 'a\033[31mb').yml"
	rm r/$EVENTS/a*b.yml
	cp r/$EVENTS/push.yml "r/$EVENTS/$(printf 'a\nb').yml"
	finds "$EVENTS/a\\u{A}b.yml:1:1" file-name-encoding
	dictum -C r lint --format json
	[ "$(printf %s "$output" | node -p 'JSON.parse(require("fs").readFileSync(0)).findings[0].path')" = "$(printf "$EVENTS/a\nb.yml")" ]
}

@test "a line break in what a note quotes writes no line into the log of a pipeline" {
	small_repo r
	printf 'kinds:\n  metric: {files: ["config/metrics/**/*.yml", "q\\n::error::evil/*.yml"]}\n' >r/dictum.yml
	dictum -C r lint
	complains "pattern 'q\n::error::evil/*.yml' takes no file"
	sed -i 's/::error::evil/dictum: 0 errors/' r/dictum.yml
	dictum -C r lint
	complains "pattern 'q\ndictum: 0 errors/*.yml' takes no file"
	dictum -C r lint $'config/none\n::error::evil.txt' config
	printf '%s\n' "$errors" >errors
	lacks '^::' errors
	# lines of the program's own stay lines
	rm r/dictum.yml
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	dictum -C r lint --fix
	complains $'files\ndictum: 1 fix applied in 1 file'
}

@test "CRLF is read as any other line break" {
	small_repo r
	sed -i 's/$/\r/' r/$EVENTS/push.yml
	dictum -C r lint
	exits 0
	sed -i 's/"16.0"/16.10/' r/$EVENTS/push.yml
	finds "$EVENTS/push.yml:8:12" milestone-unquoted
	[[ $output != *$'\r'* ]]
}

@test "a byte order mark is a finding, and the file is read whole" {
	small_repo r
	sed -i '1s/^/\xef\xbb\xbf/' r/$EVENTS/push.yml
	finds "$EVENTS/push.yml:1:1" yaml-encoding
}

@test "UTF-16 and Latin-1 are findings at their places" {
	small_repo r
	iconv -t UTF-16LE r/$EVENTS/push.yml >r/$EVENTS/wide.yml
	dictum -C r lint
	exits 1
	[ "$(places)" = "$EVENTS/wide.yml:1:2 yaml-encoding" ] || { echo "$output"; return 1; }
	rm r/$EVENTS/wide.yml
	printf 'description: caf\351\n' >r/$EVENTS/latin.yml
	finds "$EVENTS/latin.yml:1:17" yaml-encoding
}

@test "a file of a mebibyte is read, a larger one is not" {
	small_repo r
	size=$(wc -c <r/$EVENTS/push.yml)
	{ cat r/$EVENTS/push.yml; head -c $((1048576 - size - 1)) /dev/zero | tr '\0' '#'; echo; } >big
	[ "$(wc -c <big)" = 1048576 ]
	cp big r/$EVENTS/push.yml
	dictum -C r lint
	exits 0
	cp r/$EVENTS/open_merge_request.yml saved
	{ cat saved; head -c 1048576 /dev/zero | tr '\0' '#'; echo; } >r/$EVENTS/huge.yml
	finds "$EVENTS/huge.yml:1:1" yaml-limit
	finds_committed "$EVENTS/huge.yml:1:1" yaml-limit
}

@test "an empty file and one with nothing but comments hold no definition" {
	small_repo r
	: >r/$EVENTS/empty.yml
	finds "$EVENTS/empty.yml:1:1" file-empty
	echo '# later' >r/$EVENTS/empty.yml
	finds "$EVENTS/empty.yml:1:1" file-empty
}

@test "bytes that mean nothing are a finding" {
	small_repo r
	printf 'a: \0\n' >r/$EVENTS/nul.yml
	finds "$EVENTS/nul.yml:1:4" yaml-encoding
	printf 'k\353: \001\377\376\r\200\n\033\000' >r/$EVENTS/nul.yml
	finds "$EVENTS/nul.yml:1:2" yaml-encoding
}

@test "a file that may not be read is a finding" {
	! is_root || skip "root may read everything"
	small_repo r
	cp r/$EVENTS/push.yml r/$EVENTS/secret.yml
	chmod 000 r/$EVENTS/secret.yml
	finds "$EVENTS/secret.yml:1:1" file-unreadable
}

@test "a metric whose event cannot be read names that file as the cause" {
	small_repo r
	printf 'a: [\n' >r/$EVENTS/push.yml
	dictum -C r lint --format json
	exits 1
	printf %s "$output" >report.json
	[ "$(json report.json 'v.findings.map(f => f.rule).join()')" = yaml-syntax,event-undefined,event-undefined ]
	[ "$(json report.json 'v.findings.slice(1).every(f => f.cause == "config/events/push.yml" && f.related[0].path == f.cause)')" = true ]
}

@test "a metric whose event has no key names that file as the cause" {
	small_repo r
	sed -i '/^action:/d' r/$EVENTS/push.yml
	dictum -C r lint --rule schema-required=off --format json
	printf %s "$output" >report.json
	[ "$(json report.json 'v.findings.find(f => f.rule === "event-undefined").related[0].message')" = 'this file would define it but has no key' ]
}

@test "many odd files at once are as many findings" {
	small_repo r
	mkfifo r/$EVENTS/a.yml
	ln -s push.yml r/$EVENTS/b.yml
	: >r/$EVENTS/c.yml
	echo '- a' >r/$EVENTS/d.yml
	echo 'a: [' >r/$EVENTS/e.yml
	echo x >r/$EVENTS/f.yaml
	dictum -C r lint
	exits 1
	[ "$(places | sed 's/.* //' | paste -sd' ')" = 'file-type file-symlink file-empty file-not-mapping yaml-syntax file-misplaced' ]
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	[ -f out/events/push.html ]
	[ "$(json out/lint.json v.findings.length)" = 6 ]
}

@test "a definition in the folder of another kind is told where it belongs, and nothing more than before" {
	small_repo r
	metric=config/metrics/counts_all/count_total_push.yml
	mv r/$metric r/$EVENTS/pushes.yml
	mv r/$EVENTS/push.yml r/config/metrics/counts_all/
	dictum -C r lint --format json
	exits 1
	looks() { json <(printf %s "$output") "v.findings.filter((f) => f.help?.includes('looks like')).map((f) => [f.path, f.rule, f.message, f.help].join(' | ')).join()"; }
	[ "$(looks)" = "config/events/pushes.yml | schema-required | action is missing | the file looks like a definition of kind metric in a folder of kind event: move it below config/metrics,config/metrics/counts_all/push.yml | schema-required | key_path is missing | the file looks like a definition of kind event in a folder of kind metric: move it below config/events" ]
	dictum -C r lint --format json --rule schema-required=off
	exits 1
	[[ $(looks) == *'key-missing | the event has no key: action is missing | the file looks like a definition of kind metric'* ]]
	sed -i '/^key_path/d' r/$EVENTS/pushes.yml
	dictum -C r lint --format json $EVENTS/pushes.yml
	exits 1
	[ -z "$(looks)" ]
}

@test "the alternatives of a pattern have their own folders: what lies elsewhere is not misplaced" {
	small_repo r
	echo 'stages: [test]' >r/.gitlab-ci.yml
	echo 'adapter: postgresql' >r/config/database.yml
	for files in '{,ee/}config/metrics/**/*.yml' '{config,ee/config}/metrics/**/*.yml' 'config/{metrics,nowhere}/**/*.yml'; do
		printf 'kinds: {metric: {files: ["%s"]}}\n' "$files" >r/dictum.yml
		dictum -C r lint
		exits 0
		[ -z "$(places)" ] || { echo "$files: $output"; return 1; }
	done
}

@test "the configuration and what it names are not misplaced, wherever patterns reach" {
	small_repo r
	echo 'groups: {code_review: {name: Code review}, source_code: {name: Source code}}' >r/owners.yml
	printf '{"properties": {"action": {"type": "string"}}}\n' >r/event.yml
	printf 'owners: ./owners.yml\nkinds: {event: {files: ["**/events/**/*.yml"], schema: event.yml}}\n' >r/dictum.yml
	echo 'adapter: postgresql' >r/database.yml
	dictum -C r lint
	exits 0
	[ "$(places)" = 'database.yml:1:1 file-misplaced' ]
}
