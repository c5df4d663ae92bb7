#!/usr/bin/env bats
# Standard output and error: what goes where, full disks, readers that leave, reports as data.
load helper

SCHEMA=$BATS_TEST_DIRNAME/../schemas/lint.schema.json

# valid FILE SCHEMA: the program checks its own output
valid() {
	"$DICTUM" validate -q --formats --schema "$2" "$1"
}

@test "a report as data is valid for clean, bad, empty and unreadable input" {
	small_repo r
	dictum -C r lint --format "json=$PWD/clean.json"
	exits 0
	valid clean.json "$SCHEMA"
	sed -i 's/"16.0"/16.10/; s/^tiers:.*/tiers: [free, gold, 010]/' r/config/events/push.yml
	sed -i 's/name: open_merge_request/name: open_merge_reques/' r/config/metrics/counts_all/*.yml
	cp r/config/events/click_button_1.yml r/config/events/removed/
	cp r/config/events/open_merge_request.yml r/config/events/again.yml
	printf 'status: removed\n' >>r/config/events/again.yml
	printf 'a: [\n' >r/config/events/bad.yml
	printf 'a: \351\nb' >r/config/events/latin.yml
	printf 'a: 1\na: 2\n---\nb' >r/config/events/twice.yml
	printf 'product_group: \033\342\200\256\n' >r/config/events/evil.yml
	dictum -C r lint --format "json=$PWD/bad.json"
	exits 1
	valid bad.json "$SCHEMA"
	[ "$(json bad.json 'v.findings.length > 10 && v.summary.errors > 10')" = true ]
	mkdir empty
	dictum -C empty lint --format "json=$PWD/empty.json"
	exits 0
	valid empty.json "$SCHEMA"
	[ "$(json empty.json 'JSON.stringify(v.findings) + v.summary.files')" = '[]0' ]
}

@test "a key with a slip is named where the one that was meant is missing, also in one line" {
	small_repo r
	sed -i 's/^tiers: .*/tier: [free]/' r/config/events/push.yml && commit_all 'Slip' r >/dev/null
	for format in text concise json sarif codequality github junit checkstyle rdjson markdown; do
		dictum -C r lint --format $format
		words=$(sed 's/&quot;\|\\"/"/g; s/<[^ ]*>&#58;<[^ ]*>/:/g' <<<"$output")
		holds $format "$words" 'tiers is missing'
		[ $format = concise ] || holds $format "$words" '"tier" stands here: did you mean "tiers"?'
	done
}

@test "the report of a site is the one of lint" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	commit_all 'Break' r >/dev/null
	dictum -C r build -o "$PWD/out"
	exits 0
	dictum -C r lint --rev HEAD --format "json=$PWD/lint.json"
	exits 1
	cmp out/lint.json lint.json
	valid out/lint.json "$SCHEMA"
}

@test "a name that two files would get is offered once, by the report of a site, too" {
	small_repo r
	for file in b c pull; do
		sed 's/^action: push/action: both/' r/config/events/push.yml >r/config/events/$file.yml
	done
	printf "lint: {rules: {action-duplicate: off}}\n" >>r/dictum.yml
	commit_all 'Three of one name' r >/dev/null
	dictum -C r lint --rev HEAD --format "json=$PWD/lint.json"
	dictum -C r build -o "$PWD/out"
	exits 0
	dictum -C r build --worktree -o "$PWD/tree"
	exits 0
	cmp out/lint.json lint.json
	cmp tree/lint.json lint.json
	[ "$(json lint.json 'v.findings.flatMap((f) => f.fixes || []).map((f) => JSON.stringify([f.rename_to, f.edits])).join()')" = \
		'["config/events/both.yml",[]]' ]
	[ "$(json lint.json 'v.findings.filter((f) => /is to become/.test(f.help)).length')" = 2 ]
	valid lint.json "$SCHEMA"
}

@test "a configuration that is named is told from the top, wherever it is named from" {
	local at
	mkdir r && small r/svc && init_repo r && mkdir r/svc/ci
	printf 'replacements: {counts.old: counts.nope}\nchanges: {allow: [{class: safe-edit, key: never, reason: none}]}\n' >r/svc/ci/own.yml
	commit_all 'A folder further down' r >/dev/null
	ln -s r link
	while read -r folder name; do
		dictum -C "$folder" lint -q --only replacement-unknown --config "$name" --format codequality --format sarif=l.sarif --format github=l.txt
		exits 1
		at=$(printf '%s\n' "$output" | grep -o '"path": ".*"')
		[ "$at" = '"path": "svc/ci/own.yml"' ] || { echo "$folder $name: $at"; return 1; }
		printf '%s\n' "$output" | grep fingerprint >one
		[ -e first ] || cp one first
		cmp one first
		[ "$(json "$folder/l.sarif" 'v.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri')" = svc/ci/own.yml ]
		grep -q 'file=svc/ci/own.yml,line=1,' "$folder/l.txt"
		dictum -C "$folder" diff HEAD -q --config "$name" --format concise
		prints 'svc/ci/own.yml:2:'
		prints 'allow-unused'
	done <<-END
		r/svc ci/own.yml
		r svc/ci/own.yml
		r/svc/config ../ci/own.yml
		r/svc/config ../../../link/svc/ci/own.yml
		r/svc $STORY/r/svc/ci/../ci/own.yml
		link/svc $STORY/link/svc/ci/own.yml
	END
	dictum -C r/svc lint -q --config ci/own.yml
	prints '   1 | replacements: {counts.old: counts.nope}'
	echo 'lint: {fail_on: sometimes}' >r/svc/ci/wrong.yml
	dictum -C r/svc lint --config ci/wrong.yml
	exits 2
	complains 'dictum: svc/ci/wrong.yml:1:'
}

@test "a configuration outside of the repository keeps an absolute name, and is quoted" {
	small_repo r
	echo 'replacements: {counts.old: counts.nope}' >own.yml
	git clone -q --bare r bare.git
	while read -r folder name shown; do
		dictum -C "$folder" lint -q --only replacement-unknown --config "$name"
		exits 1
		prints "$shown:1:28: error[replacement-unknown]"
		prints '   1 | replacements: {counts.old: counts.nope}'
	done <<-END
		r $STORY/own.yml $STORY/own.yml
		r/config $STORY/r/../own.yml $STORY/r/../own.yml
		r/config ../../own.yml ../own.yml
		bare.git ../own.yml ../own.yml
	END
	small plain
	cp own.yml plain/config/
	dictum -C plain/config lint -q --only replacement-unknown --config own.yml --format concise
	[ "$output" = "$(printf '%s\n' "$output" | grep '^config/own.yml:1:28: ')" ]
	dictum -C r lint -q --only replacement-unknown --config - --format concise <own.yml
	[[ $output == -:1:28:* ]]
}

@test "the report of validate is valid too" {
	echo '{"type": "string"}' >s.json
	echo 5 >five.yml
	"$DICTUM" validate --schema s.json --format json five.yml >report.json || [ $? -eq 1 ]
	valid report.json "$SCHEMA"
}

@test "every rule's bad tree gives a valid report" {
	for tree in "$TOP"/tests/rules/*/bad; do
		rm -rf tree
		cp -R "$tree" tree
		dictum -C tree lint --format "json=$PWD/report.json"
		valid report.json "$SCHEMA" || { echo "$tree"; return 1; }
	done
}

@test "one run writes several reports, and only one of them to standard output" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	dictum -C r lint --format "text=$PWD/a.txt" --format "json=$PWD/a.json" --format text
	exits 1
	[ "$output" = "$(cat a.txt)" ]
	valid a.json "$SCHEMA"
}

@test "two reports for one file are refused by whatever names it is called" {
	small_repo r
	mkdir real
	ln -s real linked
	ln -s ../linked/later.json real/chain
	echo old >real/there.json
	ln real/there.json real/other.json
	ln -s "$STORY/real/there.json" absolute
	for two in '../real/new.json ../linked/new.json' '../real/later.json ../real/chain' "$STORY/real/chain ../linked/later.json" \
		'../real/there.json ../real/other.json' '../linked/../x ../x' '../absolute ../linked/other.json'; do
		dictum -C r lint --format "json=${two% *}" --format "text=${two#* }"
		exits 2
		complains "two formats for the file '${two#* }', the second would replace the first"
	done
	[ ! -e real/new.json ]
	[ "$(cat real/there.json)" = old ]
	ln -s chain real/chain2
	dictum -C r lint --format json=../real/a.json --format sarif=../linked/b.json --format junit=../real/chain2
	exits 0
	[ -s real/a.json ]
	[ -s real/b.json ]
	[ -s real/later.json ]
}

@test "what a killed run left beside a report goes when it is written again, in the sandbox and without" {
	small_repo r
	mkdir outside
	for when in require off; do
		for half in outside/.a.json.4194304.0.part r/.b.json.17.3.part outside/.c.json.4194304.0.part; do echo half >"$half"; done
		echo mine >outside/.a.json.part
		dictum -C r lint --sandbox $when --format json=../outside/a.json --format sarif=b.json --format "junit=$PWD/outside/new.xml"
		exits 0
		[ "$(ls -A outside | tr '\n' ' ')" = '.a.json.part .c.json.4194304.0.part a.json new.xml ' ]
		[ -z "$(ls -A r | grep part)" ]
		json outside/a.json v.version >/dev/null
		# that of a run that is alive stays
		echo half >outside/.a.json.4194304.0.part
		flock outside/.a.json.4194304.0.part "$DICTUM" -C r lint -q --sandbox $when --format json=../outside/a.json
		[ -e outside/.a.json.4194304.0.part ]
		rm -r outside/* outside/.??*
	done
}

@test "a dash is standard output, and no file" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	cd r
	dictum lint --format concise=- --format "json=../a.json"
	exits 1
	prints 'milestone-unquoted'
	[ ! -e - ]
	dictum lint --format json --format text=-
	exits 2
	complains 'two formats for standard output'
}

@test "a machine format owns standard output" {
	small_repo r
	for format in 'lint --format json' 'list --format json' 'list --format csv' 'show push --format json'; do
		# shellcheck disable=SC2086
		dictum -v -C r $format
		exits 0
		[[ $output != *dictum:* && $errors == *dictum:* ]]
	done
}

@test "a full disk is a failure" {
	[ -w /dev/full ] || skip "there is no /dev/full"
	small_repo r
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	cd r
	for command in lint 'lint --format json' list 'list --format csv' 'list --format json' 'show push' 'schema metric' 'schema owners' 'schema dictum.yml' 'explain --list' 'lint --help' --help --version; do
		status=0
		# shellcheck disable=SC2086
		"$DICTUM" $command >/dev/full 2>errors || status=$?
		[ "$status" = 3 ] || { echo "$command: $status"; return 1; }
		grep -qx 'dictum: cannot write standard output: No space left on device' errors
	done
	dictum lint --format json=/dev/full
	exits 3
	complains /dev/full
}

@test "a standard output that is closed harms no file" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	status=0
	"$DICTUM" -C r lint --format "json=$PWD/report.json" --format text >&- 2>errors || status=$?
	valid report.json "$SCHEMA"
	[ "$status" = 1 ]
	status=0
	"$DICTUM" -C r build -o "$PWD/out" >&- 2>&- <&- || status=$?
	[ "$status" = 0 ]
	lacks -rl 'dictum: ' out --include='*.html'
}

@test "a reader that goes away is no failure" {
	small_repo r
	for i in $(seq 300); do sed "s/^action:.*/action: event_$i/" r/config/events/push.yml >"r/config/events/event_$i.yml"; done
	sed -i 's/^tiers:.*/tiers: [gold, gold]/' r/config/events/event_*.yml
	for command in 'lint' 'lint --format json' 'list --worktree --format json'; do
		# shellcheck disable=SC2086
		{ code=0; "$DICTUM" -C r $command 2>errors || code=$?; echo $code >code; } | head -1 >first
		[ -s first ]
		[[ "$(cat code)" = [01] ]] || { cat code errors; return 1; }
		lacks -vE 'in 310 files$|^dictum: where to begin: --format rules counts them by rule, --baseline-update leaves them for later$' errors
	done
}

@test "quiet leaves results and failures" {
	small_repo r
	dictum -q -C r lint
	exits 0
	[ -z "$output$errors" ]
	dictum -q -C r build -o "$PWD/out"
	exits 0
	[ -z "$output$errors" ]
	dictum -q -C r list --rev nowhere
	exits 3
	[ -n "$errors" ]
}

@test "color is for terminals, and for those who ask" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	esc=$(printf '\033')
	dictum -C r lint
	exits 1
	[[ $output != *$esc* ]]
	dictum -C r lint --color=always
	[[ $output == *$esc* ]]
	NO_COLOR=1 dictum -C r lint --color=always
	[[ $output == *$esc* ]]
	script -qec true /dev/null >/dev/null 2>&1 || skip "no program makes a terminal here"
	in_terminal() { script -qec "$1 $DICTUM -C r ${2-lint}" /dev/null; }
	unset NO_COLOR
	export TERM=xterm
	[[ $(in_terminal '') == *$esc* ]]
	[[ $(in_terminal 'env NO_COLOR=1') != *$esc* ]]
	[[ $(in_terminal 'env TERM=dumb') != *$esc* ]]
	[[ $(in_terminal 'env NO_COLOR=') == *$esc* ]]
	for command in list 'search push' 'show push' 'log push' 'explain --list'; do
		[[ $(in_terminal '' "$command") == *$esc* ]] || { echo "$command"; return 1; }
		[[ $(in_terminal 'env NO_COLOR=1' "$command") == *push* || $command = explain* ]] || { echo "$command"; return 1; }
		[[ $(in_terminal 'env NO_COLOR=1' "$command") != *$esc* ]] || { echo "$command"; return 1; }
		[[ $(in_terminal '' "$command --color never") != *$esc* ]] || { echo "$command"; return 1; }
	done
}

# uncolored: standard input without the codes of colors; other sequences stay
uncolored() { sed -E "s/$(printf '\033')\[(0|1|2|1;3[136])m//g"; }

@test "colors add nothing but colors to what entries and rules say" {
	small_repo r
	sed -i 's/^status: active/status: broken/' r/config/metrics/counts_all/count_total_push.yml
	sed -i 's/^milestone: "16.0"/&\nstatus: deprecated/' r/config/events/push.yml
	commit_all 'Broken' r >/dev/null
	git -C r rm -q config/events/open_merge_request.yml
	commit_all 'Gone' r >/dev/null
	esc=$(printf '\033')
	local key=counts.count_total_push command words plain
	for command in list "search|push" "search|open_merge_request" "show|$key" "show|$key|--history" "log|$key" "log|open_merge_request" \
		'explain|--list' 'explain|--changes' 'explain|event-unused|event-undefined'; do
		IFS='|' read -ra words <<<"$command"
		dictum -C r "${words[@]}"
		exits 0
		[[ $output != *$esc* ]]
		plain=$output
		dictum -C r --color always "${words[@]}"
		[ "$(uncolored <<<"$output")" = "$plain" ] || { echo "$command: $output" | cat -v; return 1; }
		[[ $output == *$esc* ]] || { echo "$command: no color"; return 1; }
	done
	for format in json csv; do
		for command in list 'search push' "show $key" "log $key"; do
			dictum -C r --color always $command --format "$format"
			exits 0
			[[ $output != *$esc* ]]
		done
	done
	dictum -C r --color always explain --list --format json
	exits 0
	[[ $output != *$esc* ]]
}

@test "names stand out, what goes with them steps back, and what became of an entry looks like a finding as grave" {
	small_repo r
	sed -i 's/^status: active/status: broken/' r/config/metrics/counts_all/count_total_push.yml
	sed -i 's/^milestone: "16.0"/&\nstatus: deprecated/' r/config/events/push.yml
	commit_all 'Broken' r >/dev/null
	git -C r rm -q config/events/open_merge_request.yml
	commit_all 'Gone' r >/dev/null
	local bold=$'\033[1m' dim=$'\033[2m' red=$'\033[1;31m' yellow=$'\033[1;33m' cyan=$'\033[1;36m' off=$'\033[0m' key=counts.count_total_push
	dictum -C r list --color always
	exits 0
	prints "${dim}metric$off $bold$key$off "
	prints "${red}broken$off     source_code"
	prints "${yellow}deprecated$off source_code"
	prints " active     "
	dictum -C r search --color always push
	exits 0
	prints "${dim}  1. $off${bold}push$off"$'\n'
	prints "${dim}event$off$dim, $off${yellow}deprecated$off$dim, ${off}${dim}source_code$off"
	dictum -C r search --color always open_merge_request
	prints "former $off${dim}event$off$dim, $off${cyan}deleted$off"
	dictum -C r show --color always "$key"
	exits 0
	prints "metric, ${red}broken$off"$'\n'
	prints "  ${dim}File$off  "
	dictum -C r log --color always "$key"
	exits 0
	prints "$bold$key$off"$'\n'
	prints "  ${bold}added     $off  $dim"
	prints "  ${red}broken    $off  $dim"
	dictum -C r log --color always open_merge_request
	prints "event, ${cyan}deleted$off"$'\n'
	dictum explain --color always event-unused
	exits 0
	prints "${bold}event-unused$off (${cyan}note$off): "
	prints "  ${dim}fix:$off "
	dictum explain --color always --list
	exits 0
	prints " ${red}error   $off "
	prints " ${cyan}note    $off "
}

@test "a command that was taken for the value of --color is told" {
	dictum --color list
	exits 2
	complains "--color takes auto, always or never, not 'list'"
	dictum --color always
	exits 2
	complains "usage: dictum COMMAND"
}

@test "what strangers wrote does nothing to a terminal" {
	small_repo r
	esc=$(printf '\033')
	cat >r/config/events/evil.yml <<-'END'
		description: "\e]0;owned\a \u202E reversed"
		category: "c\e[31m"
		action: "a\x9b31m\u2066"
		product_group: "g\e[1m"
		milestone: "1.0\e"
	END
	echo "lint: {rules: {\"$(printf 'a\\e')\": off}}" >bad.yml
	commit_all 'Evil' r >/dev/null
	key=$(printf 'c\033[31m a\302\23331m\342\201\246')
	for command in lint list "search|evil" "search|owned" "show|$key" 'show|no'$'\033''thing' "show|$key|--kind|metric" "list|--owner|g$esc" 'lint|--config|../bad.yml' "lint|--rule|$esc=off" "$esc"; do
		IFS='|' read -ra words <<<"$command"
		dictum -C r "${words[@]}"
		[[ $output$errors != *$esc* ]] || { echo "$command: $output $errors" | cat -v; return 1; }
		[[ $output$errors != *$(printf '\302\233')* && $output$errors != *$(printf '\342\200\256')* ]] || { echo "$command"; return 1; }
		dictum -C r --color always "${words[@]}"
		[[ $(uncolored <<<"$output")$errors != *$esc* ]] || { echo "$command, colored: $output $errors" | cat -v; return 1; }
	done
}

@test "entries and the files of the API are valid by the schema that is published beside them" {
	small_repo r
	dictum -C r build -o "$PWD/out"
	exits 0
	"$DICTUM" -C r list --format json >list.json
	"$DICTUM" -C r show push --format json >show.json
	for file in list.json show.json out/lint.json out/api/v1/index.json out/api/v1/metrics.json out/api/v1/events.json out/{metrics,events,owners}/*.json; do
		valid "$file" out/api/v1/schema.json || { echo "$file"; return 1; }
	done
	echo '{"version": 2}' >wrong.json
	run valid wrong.json out/api/v1/schema.json
	[ "$status" = 1 ]
}

@test "what the rules of dictum.yml say does nothing to a terminal either" {
	small_repo r
	cat >>r/dictum.yml <<-'END'
		lint:
		  custom:
		    - name: no-push
		      message: "counts \e[31mpushes"
		      help: "count\nsomething \e]0;else\a"
		      forbid: {description: {pattern: push}} # \u202E
	END
	sed -i "s/\\\\u202E/$(printf '\342\200\256')/" r/dictum.yml
	for words in no-push --list; do
		for color in always never; do
			dictum -C r --color "$color" explain "$words"
			exits 0
			prints 'counts \u{1B}[31mpushes'
			[[ $(uncolored <<<"$output") != *$(printf '\033')* && $output != *$(printf '\342\200\256')* ]]
		done
	done
	dictum -C r explain no-push
	prints $'\n  count\n  something \\u{1B}]0;else\\u{7}\n'
}

@test "what people read holds nothing that what runs CI would take for a command" {
	mkdir -p r/events
	cd r
	printf 'dialect: plain\nkinds:\n  event: {files: ["events/*.yml"], key: /name, description: /description}\n' >dictum.yml
	printf 'name: "::error ::one"\ndescription: "::add-mask ::of ##[add-mask]secret"\n' >events/one.yml
	printf 'nme: two ##[group]two\n' >'events/##[error]two.yml'
	printf 'nme: three\n' >"$(printf 'events/\302\240::error ::three.yml')"
	init_repo .
	commit_all 'Begin' . >/dev/null
	sed -i 's/secret/another secret/' events/one.yml
	for words in lint 'lint --format concise' list 'show ::error ::one' 'log ::error ::one' 'search secret' 'diff --worktree'; do
		IFS=' ' read -r command key <<<"$words"
		case $command in
		show | log | search) dictum "$command" "$key" ;;
		*) dictum $words ;;
		esac
		[ -n "$output" ]
		for lines in "$output" "$errors"; do
			if grep -qP '^\s*::|^(\xC2\xA0)+::|##\[' <<<"$lines"; then echo "$words: $lines"; return 1; fi
		done
	done
	dictum show '::error ::one'
	prints '\u{3A}:error ::one'
	prints '#\u{23}[add-mask]'
	dictum show '::error ::one' --format json
	prints '\u0023#[add-mask]secret'
	echo "$output" >show.json
	[[ $(json show.json 'JSON.stringify(v)') == *'::add-mask ::of ##[add-mask]secret'* ]]
}

@test "no report holds a command of Azure Pipelines or TeamCity, and values stay what they are" {
	command='##vso[task.complete result=Succeeded;]DONE'
	mkdir -p r/events
	cd r
	printf 'kinds:\n  event: {files: ["events/*.yml"], schema: any.json, key: /name}\ndialect: plain\n' >dictum.yml
	echo '{"properties": {"status": {"enum": ["active"]}}}' >any.json
	printf "name: one\nstatus: \"%s ##teamcity[x]\"\n" "$command" >events/one.yml
	printf 'status: two\n' >'events/##vso[two]a.yml'
	for format in text concise rules json jsonl sarif codequality junit github checkstyle rdjson markdown; do
		dictum lint --format "$format"
		[ -n "$output" ]
		if grep -E '##[A-Za-z]*\[' <<<"$output$errors"; then echo "$format"; return 1; fi
	done
	dictum lint --format json
	echo "$output" >../found.json
	[[ $(json ../found.json 'v.findings.map(f => f.path).join()') == *'events/##vso[two]a.yml'* ]]
	echo '"##vso[task.setvariable variable=PATH]/evil": 1' >>dictum.yml
	dictum lint
	complains '#\u{23}vso[task.setvariable variable=PATH]/evil'
}

@test "rules of one's own are explained without what CI would take for a command" {
	mkdir -p r/events
	cd r
	cat >dictum.yml <<-'END'
		dialect: plain
		kinds: {event: {files: ["events/*.yml"], key: /name}}
		lint:
		  custom:
		    - {name: no-push, message: one, help: "::stop-commands::abc ##[error]hey", forbid: {name: {pattern: push}}}
	END
	dictum explain no-push
	exits 0
	prints '\u{3A}:stop-commands::abc #\u{23}[error]hey'
	if grep -E '^ *::|##\[' <<<"$output"; then return 1; fi
}
