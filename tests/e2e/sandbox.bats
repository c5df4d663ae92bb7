load helper

# What a run may touch, seen from outside: by strace, by what it fails to do, and by everything that still works. --sandbox require makes each of
# these runs fail where there would be no sandbox.

need_sandbox() {
	"$DICTUM" explain --list --sandbox require >/dev/null 2>&1 || skip "this kernel has no Landlock or no seccomp"
}

need_strace() {
	command -v strace >/dev/null || { echo "there is no strace"; return 1; }
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	[[ $DICTUM != */asan/* ]] || skip "the leak checker cannot run below strace"
}

# opened FILE: places of what was opened once the program was confined; programs that count coverage open their counters at the end
opened() {
	awk '/landlock_restrict_self\(/ { on = 1; next }
	     on && /openat2?\(|open\(|openat resumed/' "$1" | sed -nE 's/.*\) += [0-9]+<([^>]*)>.*/\1/p' | grep -v '\.gcda$' | sort -u
}

# confined FILE: what else a confined program must not do
confined() {
	awk '/landlock_restrict_self\(/ { on = 1; next } on' "$1" >"$1.after"
	[ -s "$1.after" ]
	lacks -E 'exec[a-z]*\(|socket[a-z]*\(|connect\(|fork\(|ptrace\(' "$1.after"
}

# The rules of `trace` for what may be changed. Builds that count coverage write their counts beside the program.
writable() {
	grep 'add_rule.*_FS_\(WRITE\|REMOVE\|MAKE\)' trace | grep -vF "<$(dirname "$DICTUM")>" || true
}

@test "a confined lint opens its repository only, starts nothing and asks for no socket" {
	need_strace; need_sandbox
	sample r
	strace -f -y -o trace "$DICTUM" -C r lint --sandbox require >/dev/null
	confined trace
	opened trace >places
	grep -q "^$STORY/r/metrics" places
	lacks -v "^$STORY/r\(/\|\$\)" places
}

@test "a confined build opens its repository, its output and its cache only" {
	need_strace; need_sandbox
	sample r
	export XDG_CACHE_HOME=$STORY/cache
	strace -f -y -o trace "$DICTUM" -C r build --gzip -o "$STORY/out/site" --sandbox require
	[ -e out/site/index.html ]
	confined trace
	opened trace >places
	grep -q "^$STORY/out/" places
	lacks -vE "^$STORY/(r|out|cache/dictum)(/|\$)|^$(realpath "$DICTUM")\$|^/proc/sys/vm/overcommit_memory\$" places
}

@test "a link in templates that leads out is not read" {
	small_repo r
	mkdir r/t elsewhere
	echo secret >"$BATS_TEST_TMPDIR/outside"
	ln -s "$BATS_TEST_TMPDIR/outside" r/t/home.mustache
	for how in auto off; do
		dictum -C r build --templates t --sandbox $how -o "$STORY/site"
		exits 2
		complains "'t/home.mustache' is a symbolic link in the repository"
		[ ! -e site ]
	done
	need_sandbox
	ln -s "$BATS_TEST_TMPDIR/outside" elsewhere/home.mustache # by the machine's owner, who has not named where it leads
	dictum -C r build --templates "$STORY/elsewhere" --sandbox off -o "$STORY/off"
	grep -q secret off/index.html
	dictum -C r build --templates "$STORY/elsewhere" -o "$STORY/on"
	exits 2
	complains 'Permission denied'
	complains 'see SANDBOX in dictum(1)'
	[ ! -e on ]
}

in_r() {
	cd r || return 1
	dictum "$@"
	cd ..
}

# unfollowed ARGUMENTS: refused whether the kernel helps or not
unfollowed() {
	for how in auto off; do
		in_r "$@" --sandbox $how
		exits 2
		complains 'is a symbolic link in the repository, and those are not followed'
	done
}

@test "links that a repository brings along are followed neither to read nor to write" {
	small_repo r
	mkdir home
	echo 'precious' >home/file
	echo '{}' >r/any.json
	ln -s "$STORY/home" r/folder
	ln -s "$STORY/home/file" r/file
	ln -s "$STORY/home/new" r/new
	ln -s .git/config r/settings
	for file in file folder/file folder/new new settings; do
		unfollowed lint --format json=$file
		unfollowed diff HEAD --format "json=$STORY/r/$file"
	done
	for file in file folder/file settings; do
		unfollowed lint --config $file
		unfollowed lint --baseline $file
		unfollowed lint --baseline $file --baseline-update
		unfollowed validate --schema $file any.json
		in_r validate --schema any.json $file
		exits 1
		prints 'error[file-symlink]: symbolic links in the repository are not followed'
		[[ $output != *precious* ]]
	done
	unfollowed validate --schema any.json --map https://example.com/=folder any.json
	unfollowed build -o folder/site
	unfollowed build -o ./folder/
	unfollowed build --static folder
	mkdir r/static && ln -s ../.git/config r/static/config.txt
	unfollowed build --static static
	echo 'lint: {baseline: folder/file}' >r/dictum.yml
	dictum -C r lint --baseline-update --sandbox off
	exits 2
	[ "$(ls home)" = file ]
	[ "$(cat home/file)" = precious ]
	git -C r config core.bare >/dev/null
}

@test "validate reads in a linked work tree what it reads in another one, and follows no links there" {
	small_repo r
	mkdir elsewhere && echo '{}' >elsewhere/any.json
	ln -s owners.yml r/link.json
	commit_all 'Bring a link' r >/dev/null
	git -C r worktree add -q ../linked
	for where in r linked linked/config; do
		for how in auto require off; do
			cd "$STORY/$where"
			dictum validate --schema "$STORY/elsewhere/any.json" "$STORY/${where%/config}/dictum.yml" --sandbox $how
			exits 0
			dictum validate --schema "$STORY/${where%/config}/link.json" "$STORY/${where%/config}/dictum.yml" --sandbox $how
			exits 2
			complains "link.json' is a symbolic link in the repository, and those are not followed"
			dictum validate --schema "$STORY/elsewhere/any.json" "$STORY/${where%/config}/link.json" --sandbox $how
			exits 1
			prints 'error[file-symlink]'
		done
	done
}

@test "a folder to start in is no link that a repository brings along" {
	sample private
	small_repo r
	ln -s ../private r/definitions && commit_all 'Lead elsewhere' r >/dev/null
	git -C r worktree add -q ../linked
	for start in r/definitions "$STORY/r/./definitions/metrics" linked/definitions; do
		for how in auto off; do
			dictum -C "$start" list --sandbox $how
			exits 2
			complains "definitions' is a symbolic link in the repository, and those are not followed: name what it leads to"
			[ -z "$output" ]
		done
	done
	cd r
	dictum -C definitions lint
	exits 2
}

@test "a bare repository among the files of another one is not read, nor what it borrows from" {
	sample private
	small_repo r
	mkdir -p r/config/objects/info r/config/refs/heads
	git -C private rev-parse HEAD >r/config/refs/heads/main
	echo 'ref: refs/heads/main' >r/config/HEAD
	echo "$STORY/private/.git/objects" >r/config/objects/info/alternates
	ln -s "$STORY/private/dictum.yml" r/config/link.yml
	commit_all 'Bring a repository' r >/dev/null
	for start in r/config r/config/events; do
		for command in list lint 'build -o site' 'diff HEAD' init; do
			# shellcheck disable=SC2086
			dictum -C $start $command
			exits 3
			complains "/r/config' is a bare repository in the work tree of '$STORY/r', whose commits may have brought it, so it is not read"
			[ -z "$output" ]
		done
	done
	dictum -C r/config/refs/.. list
	exits 3
	cd r/config
	dictum validate --schema link.yml events/push.yml
	exits 3
	cd ../..
	ln -s ../private r/config/out
	dictum -C r/config/out list
	exits 2
	dictum -C r list
	exits 0
	prints 'counts.count_total_push'
	dictum -C r/.git list
	exits 0
	prints 'counts.count_total_push'
}

@test "links of the machine are followed where the command line names them" {
	small_repo r
	mkdir real && ln -s real link && ln -s r other
	dictum -C r lint --format json=../link/found.json --format concise=/dev/stdout
	[ -s real/found.json ]
	dictum lint -C other --format json="$STORY/other/found.json"
	[ -s r/found.json ]
}

@test "validate follows links outside of repositories, where nobody else made them" {
	mkdir plain && cd plain
	echo '{"type": "object"}' >any.json && ln -s any.json link.json
	echo 'a: 1' >file.yml && ln -s file.yml link.yml
	for how in auto off; do
		dictum validate --schema link.json link.yml --sandbox $how
		exits 0
	done
	git init -q .
	dictum validate --schema link.json file.yml
	exits 2
	dictum validate --schema any.json link.yml
	exits 1
	prints 'error[file-symlink]'
}

@test "a schema refers to files beside it and in its repository, not to others" {
	need_sandbox
	init_repo r
	mkdir r/a r/b
	echo '{"$ref": "../b/s.json"}' >r/a/s.json
	echo '{"type": "object"}' >r/b/s.json
	echo '{"$ref": "../../outside.json"}' >r/a/out.json
	echo '{"type": "object"}' >outside.json
	echo 'a: 1' >d.yml
	dictum validate --sandbox require --schema r/a/s.json d.yml
	exits 0
	dictum validate --sandbox require --schema r/a/out.json d.yml
	exits 2
	complains 'Permission denied'
	dictum validate --sandbox off --schema r/a/out.json d.yml
	exits 0
	dictum validate --sandbox require --schema r/a/s.json - <d.yml
	exits 0
	dictum validate --sandbox require --schema <(cat outside.json) <(cat d.yml)
	exits 0
	mkdir m && mv outside.json m/s.json
	echo '{"$ref": "https://example.com/m/s.json"}' >s.json
	dictum validate --sandbox require --schema s.json --map "https://example.com/m/=m" d.yml
	exits 0
}

@test "repositories that borrow objects, linked work trees, bare ones and links inside of git's folder are read" {
	need_sandbox
	sample r
	"$DICTUM" -C r list -q >expected
	git clone -q --shared r borrowed
	git clone -q --shared borrowed twice
	git -C r worktree add -q "$STORY/linked"
	git clone -q --bare r bare.git
	cp -R r moved && mkdir elsewhere && mv moved/.git/objects elsewhere && ln -s "$STORY/elsewhere/objects" moved/.git/objects
	cp -R r including && echo '[user]' >included && git -C including config include.path "$STORY/included"
	git init -q super && git -C super submodule --quiet add "$STORY/r" sub
	for place in r borrowed twice linked bare.git moved including super/sub; do
		dictum -C $place list -q --sandbox require
		exits 0
		[ "$output" = "$(cat expected)" ] || { echo "$place"; return 1; }
		dictum -C $place build -q --sandbox require -o "$STORY/out/$place"
		exits 0
		cmp out/r/index.html "out/$place/index.html"
	done
	git -C linked diff --quiet
	dictum -C linked lint --staged --sandbox require
	exits 0
	dictum -C linked diff HEAD --worktree --sandbox require
	exits 0
}

@test "a folder that is no repository is read, and outputs that were made before are replaced" {
	need_sandbox
	small r
	for i in 1 2; do
		echo >>r/dictum.yml
		dictum -C r build --sandbox require -o "$STORY/new/deep/site/"
		exits 0
	done
	dictum -C r build --sandbox require --check -o "$STORY/new/deep/site"
	exits 0
	(cd r && "$DICTUM" build --sandbox require)
	[ -e r/_site/index.html ]
	mkdir real && ln -s real link
	dictum -C r build --sandbox require -o ../link/site
	[ -e real/site/index.html ]
}

another_file_system() {
	for place in /dev/shm /var/tmp "$TOP/build"; do
		[ ! -w "$place" ] || [ "$(stat -c %d "$place")" = "$(stat -c %d .)" ] || { echo "$place"; return; }
	done
	return 1
}

@test "an output on another file system is made and replaced" {
	need_sandbox
	place=$(another_file_system) || skip "no second file system"
	small_repo r
	there=$(mktemp -d "$place/dictum-sandbox-XXXXXX")
	dictum -C r build --sandbox require -o "$there/site"
	one=$status
	echo >>r/dictum.yml
	dictum -C r build --sandbox require --worktree -o "$there/site"
	rm -rf "$there"
	[ "$one $status" = '0 0' ]
}

@test "templates, static files, a configuration and a baseline from elsewhere are read" {
	need_sandbox
	small_repo r
	mkdir t s
	echo hello >s/hello.txt
	echo 'title: From elsewhere' >c.yml
	dictum -C r build --sandbox require --static ../s --templates ../t --config ../c.yml -o ../out
	exits 0
	[ -e out/static/hello.txt ] || find out | grep -q hello.txt
	grep -q 'From elsewhere' out/index.html
	dictum -C r lint --sandbox require --baseline-update --baseline ../b.json
	exits 0
	[ -s b.json ]
	dictum -C r lint --sandbox require --baseline ../b.json
	exits 0
}

@test "reports are written into files that are there, into new ones and into streams" {
	need_sandbox
	small_repo r
	mkdir reports
	echo old >reports/old.json
	dictum -C r lint --sandbox require --format json=../reports/old.json --format sarif=../reports/new.sarif --format junit=/dev/null
	exits 0
	json reports/old.json 'v.findings.length'
	json reports/new.sarif 'v.version'
	"$DICTUM" -C r lint --sandbox require -q --format json=/dev/stdout | grep -q findings
	"$DICTUM" -C r lint --sandbox require -q --format json=/dev/fd/3 3>&1 | grep -q findings
	dictum -C r lint --sandbox require --format json=fresh.json
	exits 0
	[ -s r/fresh.json ]
	f=$(cd r && find . -name '*.yml' -path '*metrics*' | head -1)
	"$DICTUM" -C r lint --sandbox require --stdin-path "$f" <"r/$f" | cat
}

@test "a report takes the place of the one before at once, but for streams, links and files with other names" {
	need_sandbox; need_strace
	small_repo r
	mkdir reports real
	cd reports
	echo old >file && echo old >one && echo old >../real/target
	chmod 640 file
	ln one two && ln -s ../real/target link && mkfifo pipe
	before=$(stat -c %i file one ../real/target)
	cat pipe >piped &
	for name in file one link pipe; do set -- "$@" --format json=../reports/$name; done
	exec 9<file # whoever reads meanwhile reads the old one
	dictum -C ../r lint --sandbox require --jobs 1 "$@"
	wait
	exits 0
	for name in file one two link piped ../real/target; do json $name v.version >/dev/null; done
	[ "$(cat <&9)" = old ]
	[ "$(stat -c %a file)" = 640 ]
	[ "$(sed 1d <<<"$before")" = "$(stat -c %i one ../real/target)" ]
	[ "$(stat -c %i file)" != "$(sed -n 1p <<<"$before")" ]
	[ -L link ]
	[ -p pipe ]
	[ -z "$(ls -A . ../real | grep part)" ]
	# what the shell has opened stays the file it has opened
	inode=$(stat -c %i file)
	"$DICTUM" -C ../r lint --sandbox require -q --format sarif=/dev/stdout >file
	"$DICTUM" -C ../r lint --sandbox require -q --format junit=/dev/fd/8 8>one
	[ "$(stat -c %i file)" = "$inode" ]
	json file 'v.runs.length'
	grep -q '<testsuites' two
	# standard output by its customary name is no file to make room for
	strace -f -y -o trace "$DICTUM" -C ../r lint --format json=- >/dev/null
	grep -q add_rule trace
	[ -z "$(writable)" ]
	# only the folder of the report may be changed
	strace -f -y -o trace "$DICTUM" -C ../r lint --format json=../reports/file
	[ "$(writable | wc -l)" = 1 ]
	writable | grep -q "<$STORY/reports>"
}

@test "a report is whole or the one before where it does not fit, and where the folder takes no file it is written in place" {
	need_sandbox
	small_repo r
	mkdir reports
	echo old >reports/json
	# a limit of the shell is that of the program
	for n in $(seq 9); do sed "s/^action:.*/action: event_$n/; s/\"16.0\"/16.10/" r/config/events/push.yml >"r/config/events/event_$n.yml"; done
	status=0
	(ulimit -f 2; exec "$DICTUM" -C r lint --sandbox require --format json=../reports/json 2>errors) || status=$?
	[ "$status" = 3 ]
	grep -qx "dictum: cannot write '../reports/json': File too large" errors
	[ "$(cat reports/json)" = old ]
	[ "$(ls -A reports)" = json ]
	is_root && return # who may write everywhere
	chmod 555 reports
	dictum -C r lint --sandbox require --format json=../reports/json
	chmod 755 reports
	exits 1
	json reports/json v.version
}

@test "fixes are written, and only fixes make the work tree writable" {
	need_sandbox; need_strace
	small_repo r
	f=r/config/events/push.yml
	grep -q '^milestone: "' "$f"
	sed -i 's/^milestone: "\(.*\)"/milestone: \1/' "$f"
	dictum -C r lint --sandbox require --fix
	exits 0
	grep -q '^milestone: "' "$f"
	mkdir e
	dictum init -C e --sandbox require
	exits 0
	[ -s e/dictum.yml ]
	strace -f -y -o trace "$DICTUM" -C r lint >/dev/null
	grep -q add_rule trace
	[ -z "$(writable)" ]
	strace -f -y -o trace "$DICTUM" -C r lint --fix >/dev/null
	[ -n "$(writable)" ]
}

@test "a cache that is absent, unwritable or a file is no hindrance" {
	need_sandbox
	small_repo r
	for HOME in "$STORY/none" /proc/nowhere "$STORY/r/dictum.yml" ''; do
		dictum -C r log --sandbox require counts.count_total_push
		exits 0
	done
}

@test "a kernel without Landlock or seccomp is told of, and refused when they are required" {
	need_strace; need_sandbox
	small_repo r
	without() { strace -f -o /dev/null -e inject="$1" "$DICTUM" -C r lint "${@:2}" 2>errors >/dev/null; }
	without landlock_create_ruleset:error=ENOSYS
	lacks -i sandbox errors
	without landlock_create_ruleset:error=ENOSYS -v
	grep -q 'no sandbox for files, this kernel has no Landlock: Function not implemented' errors
	grep -q 'sandbox: system calls by seccomp' errors
	code=0; without landlock_create_ruleset:error=ENOSYS --sandbox require || code=$?
	[ $code = 3 ]
	[ "$(cat errors)" = 'dictum: --sandbox require: this kernel has no Landlock: Function not implemented' ]
	without seccomp:error=EINVAL -v
	grep -q 'sandbox: files by Landlock' errors
	grep -q 'no sandbox for system calls, this kernel has no filter: Invalid argument' errors
	code=0; without seccomp:error=EINVAL --sandbox require || code=$?
	[ $code = 3 ]
	for call in landlock_add_rule landlock_restrict_self; do
		without $call:error=EPERM -v
		grep -q 'no sandbox for files' errors
		code=0; without $call:error=EPERM --sandbox require || code=$?
		[ $code = 3 ]
	done
}

@test "an older Landlock confines as far as it goes and says what it lacks" {
	need_strace; need_sandbox
	small_repo r
	for abi in 2 3 4 5; do
		strace -f -o /dev/null -e inject=landlock_create_ruleset:retval=$abi:when=1 "$DICTUM" -C r build -v --sandbox require -o "$STORY/$abi" 2>errors
		grep -q "sandbox: files by Landlock (ABI $abi, which does not know " errors
		echo >>r/dictum.yml
		commit_all change r
		strace -f -o /dev/null -e inject=landlock_create_ruleset:retval=$abi:when=1 "$DICTUM" -C r build --sandbox require -o "$STORY/$abi"
	done
	strace -f -o /dev/null -e inject=landlock_create_ruleset:retval=1:when=1 "$DICTUM" -C r build -v -o "$STORY/1" 2>errors
	grep -q 'no sandbox for files, this kernel has no Landlock: Operation not supported' errors
	[ -e 1/index.html ]
}

@test "wrong words for --sandbox and --timeout are usage errors" {
	dictum explain --list --sandbox yes
	exits 2
	complains "--sandbox takes auto, require or off, not 'yes'"
	for t in -1 x 1.5 604801 99999999999999999999; do
		dictum explain --list --timeout=$t
		exits 2
		complains '--timeout takes seconds'
	done
	for t in 0 1 604800; do
		dictum explain --list --timeout=$t
		exits 0
	done
}

@test "a run gives up when its processor time is over" {
	[[ $DICTUM == */release/* ]] || skip "other variants are slower"
	# a pattern that goes back and forth, within its own limit for each of many texts
	echo '{"items": {"type": "string", "pattern": "^(a|b|ab)*(a|ba)*$"}}' >s.json
	{ printf '[""'; yes ',"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"' | head -n 100000 | tr -d '\n'; printf ']'; } >d.json
	dictum validate --timeout 1 --schema s.json d.json
	exits 3
	[ -z "$output" ]
	[ "$errors" = 'dictum: gave up: processor time reached the limit of 1 s, see --timeout' ]
	dictum validate -q --schema s.json d.json
	[ "$status" -le 1 ]
}

@test "what is appended to a large file is no large file of ours" {
	small_repo r
	truncate -s 5G log 2>/dev/null || skip "no large files here"
	"$DICTUM" -C r list -q >>log
	[ "$(tail -c 100 log | tr -d '\0' | wc -c)" = 100 ]
}

@test "variables of git lead nowhere else" {
	small_repo r
	sample other
	dictum -C r list -q
	before=$output
	GIT_DIR=$STORY/other/.git GIT_WORK_TREE=$STORY/other GIT_OBJECT_DIRECTORY=$STORY/other/.git/objects GIT_COMMON_DIR=$STORY/other/.git \
		GIT_ALTERNATE_OBJECT_DIRECTORIES=$STORY/other/.git/objects GIT_NAMESPACE=x GIT_CEILING_DIRECTORIES=$STORY/r \
		GIT_CONFIG_GLOBAL=$STORY/none GIT_CONFIG_PARAMETERS="'core.bare=true'" dictum -C r list -q
	exits 0
	[ "$output" = "$before" ]
}

@test "an output folder has one name, with slashes and dots at its end and without" {
	small_repo r
	cd r
	dictum build -o ../out
	exits 0
	made=$(tree_hash ../out)
	for out in ../out/ ../out/. ../out/./ ../out/./. "$STORY/out/." "$STORY/out//./"; do
		dictum build --check -o "$out"
		exits 0
		dictum build -o "$out"
		exits 0
	done
	[ "$(tree_hash ../out)" = "$made" ]
	dictum build -o ./new/site/./
	exits 0
	[ "$(tree_hash new/site)" = "$made" ]
}

@test "where no site is published, no folder is made either" {
	small_repo r
	git clone -q --bare r x.git
	ln -s r/.git link
	ln -s x.git/refs refs
	before=$(find r x.git | LC_ALL=C sort)
	for sandbox in auto off; do
		while read -r folder out; do
			dictum -C "$folder" build --sandbox $sandbox -o "$out"
			exits 3
			complains "refusing to publish into '$out': it is inside git's own folder"
			[ "$(find r x.git | LC_ALL=C sort)" = "$before" ]
			[ ! -e a ]
		done <<-END
			r .git/a/b/c
			r a/../.git/x
			r ./.git/a/../../.git/b/c
			x.git a/b
			x.git/refs a/b
			r $STORY/x.git/a/b
			r ../link/a/b
			r ../a/../link/b/c
			r ../a/../refs/../c/x
			r ../a/../refs/../y
			r .git/a/../../b
			r ../x.git/a/b/../../../c
		END
	done
	dictum -C r build -o a/b/../c/site
	exits 0
	[ -e r/a/c/site/index.html ]
}
