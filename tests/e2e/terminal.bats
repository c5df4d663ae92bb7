load helper

# What people read on a terminal fits its width; what goes elsewhere is for programs and stays as it is.

need_terminal() { script -qec true /dev/null >/dev/null 2>&1 || skip "no program makes a terminal here"; }

# on COLUMNS WORDS...: the program on such a terminal; $output
on() {
	local columns=$1
	shift
	output=$(script -qec "stty cols $columns && exec $(printf '%q ' "$DICTUM" "$@")" /dev/null </dev/null | tr -d '\r')
}

# fits COLUMNS: no line of $output is wider
fits() {
	local widest
	widest=$(wc -L <<<"$output")
	[ "$widest" -le "$1" ] || { printf '%s columns, expected %s\n%s\n' "$widest" "$1" "$output"; return 1; }
}

# one_by_one TEXT: its words
one_by_one() { tr -s ' \n' '\n\n' <<<"$1"; }

# past FOLDER: the small dictionary with a history of all kinds, and with names that are long
past() {
	small_repo "$1"
	local f=config/metrics/counts_all/count_distinct_user_id_from_push.yml
	sed -i 's/^description: .*/description: Unique users who pushed to any branch, or opened a merge request, or closed one, or 会議を開いた人、またはその他の人々/' "$1/$f"
	commit_all Describe "$1" >/dev/null
	sed -i 's/^product_group: .*/product_group: code_review/' "$1/$f"
	commit_all 'Hand over' "$1" >/dev/null
	mkdir -p "$1/ee/config/metrics/counts_all"
	git -C "$1" mv "$f" "ee/$f"
	commit_all Move "$1" >/dev/null
	cp "$1/config/metrics/counts_all/count_total_push.yml" "$1/config/metrics/counts_all/long.yml"
	sed -i "s/^key_path: .*/key_path: $long/; s/^product_group: .*/product_group: a_group_of_people_with_a_long_name/" "$1/config/metrics/counts_all/long.yml"
	commit_all Long "$1" >/dev/null
}
long=redis_hll_counters.quickactions.i_quickactions_that_are_asked_for_by_people_monthly
key=redis_hll_counters.count_distinct_user_id_from_push_weekly

@test "a list fits the terminal, and its keys stay whole" {
	need_terminal
	past r
	dictum -C r list
	local plain=$output
	on 80 -C r list
	fits $((7 + ${#long}))
	prints "$(printf 'metric %s\n%49s%s' "$long" '' 'active     a_group_of_people_w…')"
	prints "metric counts.count_total_push                   active     source_code"
	output=$(grep -v "^metric $long\$" <<<"$output")
	fits 80
	on 200 -C r list
	[ "$output" = "$plain" ]
	for columns in 1 2 7 8 20 30; do
		on "$columns" -C r list
		[ "$(grep -oE '^(metric|event ) [^ ]+' <<<"$output")" = "$(grep -oE '^(metric|event ) [^ ]+' <<<"$plain")" ]
	done
}

@test "what is found fits the terminal, and is one line for each description" {
	need_terminal
	past r
	dictum -C r search pushed any branch
	local lines
	lines=$(wc -l <<<"$output")
	on 60 -C r search pushed any branch
	prints "$key"
	prints "     Unique users who pushed to any branch, or opened a mer…"
	output=$(grep -v '^ *[0-9]*[.] ' <<<"$output")
	fits 60
	on 60 -C r search pushed any branch
	[ "$(grep -vcE '^(dictum|showing|$)' <<<"$output")" = "$lines" ]
}

@test "texts are wrapped between words, and addresses and examples stay whole" {
	need_terminal
	past r
	local plain columns command
	for command in "show|--history|$key" "log|$key" 'explain|event-unused|milestone-same|url-placeholder'; do
		IFS='|' read -ra words <<<"$command"
		dictum -C r "${words[@]}"
		plain=$output
		for columns in 80 100; do
			on "$columns" -C r "${words[@]}"
			output=$(grep -vE 'https?://|/.*/|^    |redis_hll' <<<"$output")
			fits "$columns"
			[ "$(wc -L <<<"$plain")" -gt 100 ]
		done
	done
	printf 'dialect: plain\nkinds: {event: {files: ["e/*.yml"], key: /name}}\n' >own.yml
	on 40 -C r --config "$PWD/own.yml" explain file-name
	prints $'\n  Dialect gitlab asks for it; of kinds\n  of dictum.yml those do that say so.\n'
	on 400 -C r explain yaml-encoding
	fits 100
	dictum explain yaml-encoding
	plain=$output
	for columns in 1 10 40; do
		on "$columns" explain yaml-encoding
		[ "$(one_by_one "$output")" = "$(one_by_one "$plain")" ]
		prints '    # saved as "UTF-8 with BOM": only key_path is read'$'\n'
	done
	on 60 -C r show "$key"
	prints "  Introduced              16.0"$'\n'"                          https://git.example.com/merge_requests/1"$'\n'
	prints "  File                    ee/config/metrics/counts_all/count_distinct_user_id_from_push.yml:1"$'\n'
	on 80 -C r log "$key"
	prints $'\n            config/metrics/counts_all/count_distinct_user_id_from_push.yml'$'\n'
	prints $'\n            description:\n              - Unique users who pushed to any branch or opened a merge request\n'
	prints $'\n              + Unique users who pushed to any branch, or opened a merge\n                request, or closed one, or 会議を開いた人、またはその他の人...\n'
	prints $'\n            product_group (owner-changed): source_code -> code_review\n'
	on 50 -C r log "$key"
	prints $'\n            product_group (owner-changed):\n              - source_code\n              + code_review\n'
}

@test "the list of rules fits the terminal" {
	need_terminal
	on 80 explain --list
	fits 80
	prints 'file-lfs-pointer           error    the file is a Git LFS pointer, its content …'
	on 80 explain --changes
	fits 80
	on 60 --color always explain --list
	prints $'\033[0m the file is not val'
	[ "$(grep -c $'\033\\[1m' <<<"$output")" = "$("$DICTUM" explain --list | wc -l)" ]
}

@test "COLUMNS says how wide a terminal is where it is a number, and nothing where there is none" {
	need_terminal
	past r
	dictum -C r list
	local plain=$output columns
	on 0 -C r list # it does not know
	[ "$output" = "$plain" ]
	COLUMNS=80 on 0 -C r list
	local fitted=$output
	[[ $fitted == *…* ]]
	COLUMNS=80 on 200 -C r list
	[ "$output" = "$fitted" ]
	for columns in '' 0 -5 wide 80x; do
		COLUMNS=$columns on 80 -C r list
		[ "$output" = "$fitted" ] || { echo "COLUMNS=$columns"; return 1; }
	done
	COLUMNS=80 dictum -C r list
	[ "$output" = "$plain" ]
	COLUMNS=80 "$DICTUM" -C r --color always explain yaml-encoding >colored
	dictum explain --color always yaml-encoding
	[ "$output" = "$(cat colored)" ]
}

@test "a confined program may ask how wide the terminal is" {
	need_terminal
	"$DICTUM" explain --list --sandbox require >/dev/null 2>&1 || skip "this kernel has no Landlock or no seccomp"
	past r
	for command in list "show|$key" "log|$key" 'explain|--list'; do
		IFS='|' read -ra words <<<"$command"
		on 70 -C r --sandbox require "${words[@]}"
		local confined=$output
		on 70 -C r --sandbox off "${words[@]}"
		[ "$output" = "$confined" ]
		on 0 -C r "${words[@]}"
		[ "$output" != "$confined" ] || { echo "$command"; return 1; }
	done
}

@test "what strangers wrote does nothing to a terminal of any width" {
	need_terminal
	small_repo r
	cat >r/config/events/evil.yml <<-'END'
		description: "\e]0;owned\a \u202E reversed \e[2J\x9b31m, \u200Band e\u0301 \u6e2f\u306e wide \u5c71\u5c71\u5c71"
		action: "evil\e[1m"
		product_group: "g\e[1m\u202Egroup"
	END
	commit_all Evil r >/dev/null
	local columns command words evil
	evil=$(printf 'evil\033[1m')
	for columns in 0 1 2 3 5 7 8 13 19 20 40; do
		for command in list 'search|reversed' "show|$evil" "log|$evil"; do
			IFS='|' read -ra words <<<"$command"
			on "$columns" -C r "${words[@]}"
			[[ $output == *'evil\u{1B}[1m'* ]] || { echo "$columns $command: $output"; return 1; }
			[[ $output != *$'\033'* && $output != *$'\302\233'* && $output != *$'\342\200\256'* ]] || { echo "$columns $command"; return 1; }
			iconv -f UTF-8 -t UTF-16 <<<"$output" >/dev/null
		done
	done
}
