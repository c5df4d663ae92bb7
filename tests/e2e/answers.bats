load helper

# Questions with more than one answer, with none, and with a near one: log, show, search, validate, guides and baselines.

metric() { # FILE KEY [LINE...]
	{ printf 'key_path: %s\ndescription: Counts things\nstatus: active\n' "$2"; [ "$#" -lt 3 ] || printf '%s\n' "${@:3}"; } >"$1"
}

# doubles FOLDER N: a repository where N metrics have the key counts.same, and an event and a metric the key push
doubles() {
	mkdir -p "$1/config/metrics/counts_all" "$1/config/events"
	for i in $(seq "$2"); do metric "$1/config/metrics/counts_all/same$i.yml" counts.same; done
	metric "$1/config/metrics/counts_all/push.yml" push
	printf 'action: push\ndescription: Somebody pushes\ninternal_events: true\n' >"$1/config/events/push.yml"
	init_repo "$1" && commit_all all "$1" >/dev/null
}

@test "a key of several files is asked for by its path, of several kinds by its kind" {
	doubles r 2
	for command in log show; do
		dictum -C r "$command" counts.same
		exits 2
		complains "2 entries have the key 'counts.same'"
		complains "--path"
		complains "metric: config/metrics/counts_all/same1.yml"
		complains "metric: config/metrics/counts_all/same2.yml"
		dictum -C r "$command" --path config/metrics/counts_all/same2.yml counts.same
		exits 0
		prints counts.same
		dictum -C r/config/metrics "$command" --path counts_all/../counts_all/same2.yml counts.same # as completion offers it
		exits 0
		dictum -C r/config/metrics "$command" --path config/metrics/counts_all/same2.yml counts.same # as it is printed
		exits 0
		dictum -C r "$command" push
		exits 2
		complains "2 entries have the key 'push', choose one with --kind or --path:"
		complains "event: config/events/push.yml"
		dictum -C r "$command" --kind event push
		exits 0
		dictum -C r "$command" --path config/events/none.yml push
		exits 1
	done
}

@test "an entry whose query cannot be filled in is shown without it" {
	small_repo r
	{ printf 'queries:\n- {label: Long, sql: "'; printf '{{description}}%.0s' {1..3000}; printf '"}\n'; } >r/dictum.yml
	sed -i "s/^description: .*/description: $(printf 'word %.0s' {1..2000})/" r/config/metrics/counts_all/count_total_push.yml
	dictum -C r show --worktree counts.count_total_push
	exits 0
	prints 'File '
	complains 'how to query it is left out'
	[[ $output != *'Query it'* ]]
}

@test "mistakes in dictum.yml are told where fixes were to be made, too" {
	small_repo r
	printf '%s\n' 'titel: x' 'foo: 1' >r/dictum.yml
	for fix in --fix '--fix --since HEAD' '--fix=unsafe --diff'; do
		dictum -C r lint $fix
		exits 2
		complains $'dictum.yml:1:1: unknown key "titel", did you mean "title"?\ndictum: dictum.yml:2:1: unknown key "foo"'
	done
}

@test "every mistake in dictum.yml is told on a line, twenty of them, and what is left is counted" {
	sample r
	printf 'mistake%s: 1\n' {01..20} >r/dictum.yml
	dictum -C r lint
	exits 2
	[ "$(printf '%s\n' "$errors" | grep -c '^dictum: dictum.yml:[0-9]*:1: unknown key "mistake[0-9]*"$')" = 20 ]
	[ "$(printf '%s\n' "$errors" | wc -l)" = 20 ]
	printf 'mistake%s: 1\n' 21 22 >>r/dictum.yml
	dictum -C r lint
	exits 2
	[ "$(printf '%s\n' "$errors" | wc -l)" = 21 ]
	[ "$(printf '%s\n' "$errors" | tail -2)" = $'dictum: dictum.yml:20:1: unknown key "mistake20"\ndictum: dictum.yml: 2 more faults' ]
	printf 'mistake%s: 1\n' {001..300} >r/dictum.yml # more than a schema tells
	dictum -C r lint
	exits 2
	[ "$(printf '%s\n' "$errors" | tail -1)" = 'dictum: dictum.yml: at least 80 more faults' ]
	echo 'owner: o.yml' >r/dictum.yml
	dictum -C r lint
	[ "$errors" = 'dictum: dictum.yml:1:1: unknown key "owner", did you mean "owners"?' ]
}

@test "of many files with one key a hundred are named, and the others counted" {
	doubles r 102
	for command in log show; do
		dictum -C r "$command" counts.same
		exits 2
		complains "102 entries have the key 'counts.same'"
		[ "$(grep -c '^  metric: config/metrics/counts_all/same[0-9]*.yml$' <<<"$errors")" = 100 ]
		[ "$(tail -1 <<<"$errors")" = '  and 2 more' ]
	done
	rm r/config/metrics/counts_all/same{1,2}.yml
	commit_all 'A hundred are left' r >/dev/null
	dictum -C r show counts.same
	complains "100 entries have the key"
	[ "$(grep -c '^  metric: ' <<<"$errors")" = 100 ]
	[[ $errors != *more* ]]
}

@test "a file in place of a key is told with the key it defines" {
	small_repo r
	dictum -C r show config/events/push.yml
	exits 1
	complains "no entry 'config/events/push.yml', but that file defines event 'push'"
	dictum -C r/config/events show ./push.yml
	exits 1
	complains "no entry './push.yml', but that file defines event 'push'"
	dictum -C r show nothing/at/all.yml
	exits 1
	complains "no entry 'nothing/at/all.yml': 'dictum search' finds entries by parts of their keys"
	dictum -C r log config/events/push.yml
	exits 1
	complains "no entry ever had the key 'config/events/push.yml', but that file defines event 'push'"
	dictum -C r log nothing/at/all.yml
	exits 1
	complains "no entry ever had the key 'nothing/at/all.yml': 'dictum search' finds entries by parts of their keys"
}

@test "a key in the spelling of a query, or by its last part, is told as the dictionary spells it" {
	doubles r 1
	for command in show log; do
		for spelling in "metrics['counts']['same']" '$.counts.same' "counts->>'same'" same; do
			dictum -C r "$command" "$spelling"
			exits 1
			complains "did you mean 'counts.same'?"
		done
	done
	sed 's/counts.same/other.same/' r/config/metrics/counts_all/same1.yml >r/config/metrics/counts_all/same2.yml
	commit_all 'Two are called the same' r >/dev/null
	dictum -C r show same
	exits 1
	complains "no entry 'same', did you mean 'counts.same' or 'other.same'?"
	for part in third fourth; do
		sed "s/counts.same/$part.same/" r/config/metrics/counts_all/same1.yml >"r/config/metrics/counts_all/$part.yml"
	done
	cp r/config/metrics/counts_all/third.yml r/config/metrics/counts_all/third_again.yml
	rm r/config/metrics/counts_all/fourth.yml
	dictum -C r show --worktree same
	complains "no entry 'same', did you mean 'counts.same', 'other.same' or 'third.same'?"
	metric r/config/metrics/counts_all/fourth.yml fourth.same
	dictum -C r show --worktree same
	complains "no entry 'same': 'dictum search' finds entries by parts of their keys"
	dictum -C r show --worktree ame
	complains "no entry 'ame': 'dictum search' finds entries by parts of their keys"
}

@test "log knows the last part of a key that is gone" {
	doubles r 1
	git -C r rm -q config/metrics/counts_all/same1.yml
	commit_all 'Gone' r >/dev/null
	dictum -C r log same
	exits 1
	complains "no entry ever had the key 'same', did you mean 'counts.same'?"
}

@test "a key with blanks that came as several words is told with its quotes" {
	doubles r 1
	for command in show log; do
		dictum -C r "$command" default click_button
		exits 2
		complains "$command takes one key, not 2; one with blanks stands in quotes: dictum $command 'default click_button'"
		dictum -C r "$command"
		exits 2
		complains "$command takes one key, see 'dictum $command --help'"
	done
}

@test "an operand where there is none leads to what was meant" {
	dictum list merge requests
	exits 2
	complains "list takes no operands, did you mean 'dictum search merge requests'?"
	dictum build public
	exits 2
	complains "build takes no operands, did you mean 'dictum build -o public'?"
	dictum list help
	exits 2
	complains "list takes no operands, did you mean 'dictum list --help'?"
}

@test "where nothing is defined nobody is sent to search for it" {
	mkdir empty
	for command in show log; do
		dictum -C empty "$command" counts.same
		exits 1
		complains "no definition files found in '$STORY/empty'"
		[[ $errors != *"dictum search"* ]]
	done
}

@test "log asks for entries of one kind, near keys and files" {
	doubles r 1
	dictum -C r log counts.sane
	exits 1
	complains "no entry ever had the key 'counts.sane', did you mean 'counts.same'?"
	dictum -C r log --kind metric counts.sane
	complains "no metric ever had the key 'counts.sane', did you mean 'counts.same'?"
	dictum -C r log --kind event counts.sane
	exits 1
	complains "no event ever had the key 'counts.sane'"
	[[ $errors != *"did you mean"* ]]
	dictum -C r log --path config/events/push.yml counts.same
	exits 1
	complains "no entry ever had the key 'counts.same' in config/events/push.yml, but config/metrics/counts_all/same1.yml defines metric 'counts.same'"
	dictum -C r log --kind event counts.same
	exits 1
	complains "no event ever had the key 'counts.same', but config/metrics/counts_all/same1.yml defines metric 'counts.same'"
	rm r/config/metrics/counts_all/same1.yml
	commit_all 'None is left' r >/dev/null
	dictum -C r log --kind event counts.same
	exits 1
	complains "no event ever had the key 'counts.same', but config/metrics/counts_all/same1.yml defined metric 'counts.same'"
	dictum -C r log --color always counts.same
	exits 0
	prints $'\033[1mcounts.same\033[0m'
	dictum -C r log --color never counts.same
	exits 0
	[[ $output != *$'\033'* ]]
	dictum -C r log --kind nothing counts.same
	exits 2
	dictum -C r log
	exits 2
	complains "log takes one key"
}

@test "log tells an entry that is not committed from one that is" {
	doubles r 1
	metric r/config/metrics/counts_all/new.yml counts.new
	dictum -C r log --worktree counts.new
	exits 0
	prints "it has not been committed yet"
	dictum -C r log --worktree --format json counts.new
	exits 0
	prints '"key": "counts.new"'
	dictum -C r log counts.new
	exits 1
	mv r/.git git
	dictum -C r log --worktree counts.new
	exits 0
	[[ $output != *"not been committed"* ]]
}

@test "show says what an entry counts, whatever of it is there" {
	doubles r 1
	metric r/config/metrics/counts_all/sums.yml counts.sums 'data_source: internal_events' 'events:' '- name: push' \
		'  operator: sum(value)' '  filter: {label: default, property: web}' '- name: gone' '- name: gone_with_a_name_that_is_wider_than_the_others'
	printf -- 'key_path: "counts.odd"\ndescription: "a\tb\\nc\\e"\nproduct_group: "x\\ny"\n' >r/config/metrics/counts_all/odd.yml
	commit_all odd r >/dev/null
	dictum -C r show counts.sums
	exits 0
	prints "label is default and property is web"
	prints "  gone                    not defined"
	prints "  gone_with_a_name_that_is_wider_than_the_others not defined"
	dictum -C r show counts.odd
	exits 0
	[[ $output != *$'\033'* ]]
	dictum -C r show --color always counts.odd
	prints $'\033[1m'
	dictum -C r show --format xml counts.odd
	exits 2
	dictum -C r show --history=some counts.odd
	exits 2
	dictum -C r show --kind nothing counts.odd
	exits 2
}

@test "a search by a field finds what its pages count: entries of the kinds that have the field" {
	small_repo r
	echo 'value_type: number' >>r/config/events/push.yml
	commit_all 'What an event does not have' r >/dev/null
	dictum -C r search --kind event type:number
	exits 1
	dictum -C r search type:number
	exits 0
}

@test "what names an event is found by the name, whether or not the event is defined" {
	small_repo r
	metric r/config/metrics/counts_all/sums.yml counts.sums 'events:' '- name: push' '- name: gone'
	commit_all 'A metric of an event that is not there' r >/dev/null
	dictum -C r search --format csv event:gone
	exits 0
	[ "$(cut -d, -f3 <<<"$output")" = $'key\ncounts.sums' ]
	dictum -C r search --format csv -- -event:gone kind:metric
	exits 0
	[[ $output != *counts.sums* ]]
	dictum -C r search event:none
	exits 1
	complains 'no "event" is called "none"'
}

@test "search shows as many as it is told, from one to its limit" {
	doubles r 3
	dictum -C r search --limit 1 same
	exits 0
	complains "showing 1 of"
	dictum -C r search --limit 100 same
	exits 0
	[ -z "$errors" ]
	for wrong in 0 -1 x 1x '' 99999999999999999999; do
		dictum -C r search --limit "$wrong" same
		exits 2
	done
	dictum -C r search nothinglikethat
	exits 1
	dictum -C r search --format xml same
	exits 2
	dictum -C r search --kind nothing same
	exits 2
}

@test "schemas are found below mapped URIs, the longest wins, and nowhere else" {
	mkdir -p a/deep b
	echo '{"type": "object"}' >a/s.json
	echo '{"type": "string"}' >b/s.json
	echo 'x: 1' >d.yml
	for ref in https://example.com/a/s.json https://example.com/a//s.json; do
		echo "{\"\$ref\": \"$ref\"}" >schema.json
		dictum validate --schema schema.json --map https://example.com/a/=a d.yml
		exits 0
		dictum validate --schema schema.json --map https://example.com/=b --map https://example.com/a/=a d.yml
		exits 0
		dictum validate --schema schema.json --map https://example.com/a/=a --map https://example.com/=b d.yml
		exits 0
		dictum validate --schema schema.json --map https://example.com/a/=b d.yml
		exits 1
		dictum validate --schema schema.json --map https://example.com/b/=b d.yml
		exits 2
		complains "give --map URI=DIR"
	done
	echo '{"$ref": "https://example.com/a-2/s.json"}' >schema.json
	mkdir a/-2 && echo '{}' >a/-2/s.json
	dictum validate --schema schema.json --map https://example.com/a=a d.yml
	exits 2
	complains "schema 'https://example.com/a-2/s.json' is not known here"
	echo '{"$ref": "https://example.com/a/%2e%2e/b/s.json"}' >schema.json
	dictum validate --schema schema.json --map https://example.com/a/=a d.yml
	exits 2
	echo '{"$ref": "https://example.com/a/%2e%2e"}' >schema.json
	dictum validate --schema schema.json --map https://example.com/a/=a d.yml
	exits 2
	for wrong in x =a https://example.com/=; do
		dictum validate --schema schema.json --map "$wrong" d.yml
		exits 2
		complains "--map takes URI=DIR, not '$wrong'"
	done
	for wrong in '{' '[]' '{"type": 1}'; do
		echo "$wrong" >schema.json
		dictum validate --schema schema.json d.yml
		exits 2
	done
}

@test "guides are the Markdown files of their folder, not of those below" {
	small r
	echo x >r/guides/notes.txt
	mkdir r/guides/below r/none
	echo '# Below' >r/guides/below/deep.md
	sed -i 's,^guides: .*,guides: guides/,' r/dictum.yml
	init_repo r && commit_all all r >/dev/null
	dictum -C r build -o "$STORY/site"
	exits 0
	[ -e site/guides/reading.html ]
	[ ! -e site/guides/deep.html ]
	for n in $(seq 1000); do echo "# Guide $n" >"r/guides/g$n.md"; done
	dictum -C r build --worktree -o "$STORY/many"
	exits 2
	complains "'guides' holds more than 1000 guides"
	rm r/guides/g1.md
	dictum -C r build --worktree -o "$STORY/many"
	exits 0
	ln -s reading.md r/guides/link.md
	sed -i 's,^guides: .*,guides: none,' r/dictum.yml
	dictum -C r build --worktree -o "$STORY/none"
	exits 2
	complains "dictum: dictum.yml:3:9: guides folder 'none'"
}

@test "a page of one of many guides lists those near it and leads to all" {
	beside() { sed -n '/<h2>Guides/,/<\/aside>/p' "many/guides/$1.html" | grep -o 'guides/[a-z0-9]*.html' | tr '\n' ' '; }
	small r
	rm r/guides/*
	for n in $(seq -w 30); do echo "# Guide $n" >"r/guides/g$n.md"; done
	dictum -C r build --worktree -o "$STORY/many"
	exits 0
	[ "$(beside g15 | wc -w)" = 30 ]
	[ "$(grep -c 'All 30 guides' many/guides/g15.html)" = 0 ]
	echo '# Guide 31' >r/guides/g31.md
	dictum -C r build --worktree -o "$STORY/many"
	exits 0
	[ "$(beside g15)" = 'guides/g10.html guides/g11.html guides/g12.html guides/g13.html guides/g14.html guides/g15.html guides/g16.html guides/g17.html guides/g18.html guides/g19.html guides/g20.html guides/index.html ' ]
	grep -q '<li><a href="../guides/g15.html" aria-current="page">Guide 15</a></li>' many/guides/g15.html
	grep -q '<li><a href="../guides/index.html">All 31 guides</a></li>' many/guides/g15.html
	[ "$(beside g01 | wc -w)" = 7 ]
	[ "$(beside g31 | wc -w)" = 7 ]
	[ "$(grep -o '<h2><a href="../guides/g[0-9]*.html' many/guides/index.html | wc -l)" = 31 ]
}

@test "lint tells what is wrong with guides as build does" {
	small_repo r
	git -C r tag before
	for wrong in 'guides: none' 'guides: config' 'context: {summary: S, guide: other.md}'; do
		git -C r checkout -q .
		[ "${wrong%%:*}" != guides ] || sed -i '/^guides:/d' r/dictum.yml
		echo "$wrong" >>r/dictum.yml
		dictum -C r build --worktree -o "$STORY/site"
		exits 2
		said=$errors
		[ -n "$said" ]
		for where in '' '--since before' --fix; do
			dictum -C r lint $where
			exits 2
			[ "$errors" = "$said" ] || { echo "$errors"; false; }
		done
	done
	git -C r checkout -q .
	ln -s reading.md r/guides/link.md
	dictum -C r lint
	exits 2
	complains "guide 'guides/link.md' is no regular file"
	rm r/guides/link.md
	echo '# More' >r/guides/more.md
	dictum -C r lint --since before
	exits 0
	[[ $errors != *'checked by'* ]]
}

@test "links of guides that lead nowhere are found wherever definitions are read from" {
	small_repo r
	where='guides/reading.md:[0-9]*:5: warning\[link-broken\]: link to "'
	printf '\n[a](more.md) [b](/src/%%23.c) [c](../dictum.yml) [d](more.html)\n' >>r/guides/reading.md
	for source in '' --staged '--rev HEAD'; do
		[ "$source" != --staged ] || git -C r add guides
		[ "$source" != '--rev HEAD' ] || git -C r commit -qm 'Link'
		dictum -C r lint --format concise $source
		exits 0
		[ "$(grep -c 'link-broken' <<<"$output")" = 3 ]
		grep -q "^${where}more.md\" leads to no file of the repository$" <<<"$output"
	done
	dictum -C r lint guides
	exits 0
	[[ $output == *'more.html" leads to no page of a guide'* ]]
	dictum -C r lint guides/reading.md
	exits 0
	[[ $errors != *'is not checked'* ]]
	dictum -C r lint --since HEAD
	exits 0
	[ -z "$output" ]
	dictum -C r lint --fail-on warning --since HEAD~1
	exits 1
	dictum -C r build -o "$PWD/site"
	grep -q 'link to &quot;more.md&quot; leads to no file' site/health/link-broken.html
	mkdir r/src
	touch 'r/src/#.c' r/guides/x.md
	mv r/guides/x.md r/guides/more.md
	dictum -C r lint --format concise guides
	exits 0
	[ -z "$output" ]
	git -C r add -A
	git -C r commit -qm 'Add what was linked to'
	git -C r sparse-checkout set --no-cone '/*' '!/src/' '!/guides/more.md'
	[ ! -e r/src ]
	dictum -C r lint --format concise
	exits 0
	[ -z "$output" ]
}

@test "links of what definitions say about properties are looked at like those of their descriptions" {
	small_repo r
	cat >>r/config/events/open_merge_request.yml <<-'YML'
		additional_properties:
		  property:
		    description: >-
		      The way that [it](nowhere.md)
		      came.
		  a/b~c: "[Schema](../nothing.json), [file](push.yml)"
	YML
	line=$(grep -n '^additional' r/config/events/open_merge_request.yml | cut -d: -f1)
	dictum -C r lint --only link-broken --format json config/events
	printf '%s\n' "$output" >l.json
	[ "$(json l.json 'v.findings.map(f => [f.path.slice(14), f.line - '"$line"', f.column, f.pointer, f.key].join()).join("\n")')" = \
		$'open_merge_request.yml,2,18,/additional_properties/property/description,open_merge_request\nopen_merge_request.yml,5,10,/additional_properties/a~1b~0c,open_merge_request' ]
	sed -i "$line s/\$/\n  # dictum: ignore link-broken -- to be written/" r/config/events/open_merge_request.yml
	dictum -C r lint --only link-broken --format concise config/events
	[ "$(grep -c link-broken <<<"$output")" = 1 ]
}

@test "links of the Markdown of dictum.yml and of the owners file are looked at where it stands" {
	small_repo r
	cat >>r/dictum.yml <<-'YML'
		context:
		  summary: "See [the guide](guides/reading.md) and [another](guides/other.md)."
		  fields:
		    - {name: one}
		    - name: two
		      description: "[Here](nowhere.md)"
		privacy:
		  a/b:
		    title: "[No](markdown.md)"
		    summary: "[s](s.md)"
		    why: "[w](w.md)"
		    identifies: "[i](i.md)"
		    sent_to: "[t](t.md)"
		    turn_off: |
		      [o](o.md)
	YML
	cat >r/owners.yml <<-'YML'
		stages:
		  create:
		    description: "[Create](/create.md)"
		groups:
		  source_code:
		    stage: create
		    name: "[No](markdown.md)"
		    description: "[Code](../code.md), [guide](guides/reading.md)"
	YML
	commit_all 'Broken links' r
	line=$(grep -n '^context' r/dictum.yml | cut -d: -f1)
	expected='dictum.yml:1:12 /context/summary guides/other.md
dictum.yml:5:20 /context/fields/1/description nowhere.md
dictum.yml:9:14 /privacy/a~1b/summary s.md
dictum.yml:10:10 /privacy/a~1b/why w.md
dictum.yml:11:17 /privacy/a~1b/identifies i.md
dictum.yml:12:14 /privacy/a~1b/sent_to t.md
dictum.yml:13:15 /privacy/a~1b/turn_off o.md
owners.yml:3:18 /stages/create/description /create.md
owners.yml:8:18 /groups/source_code/description ../code.md'
	for source in '' '--rev HEAD'; do
		dictum -C r lint --only link-broken --format json $source
		printf '%s\n' "$output" >l.json
		[ "$(json l.json 'v.findings.map(f => `${f.path}:${f.line - (f.path === "dictum.yml" ? '"$line"' : 0)}:${f.column} ${f.pointer} ${/"(.*)"/.exec(f.message)[1]}`).join("\n")')" = "$expected" ]
	done
	dictum -C r lint --only link-broken --format concise owners.yml
	[ "$(grep -c '^owners.yml' <<<"$output")" = 2 ]
	lacks '^dictum.yml' <<<"$output"
	[[ $errors != *'not checked'* ]]
	cp r/dictum.yml own.yml
	dictum -C r lint --only link-broken --format concise --config "$PWD/own.yml"
	[ "$(grep -c '^owners.yml' <<<"$output")" = 2 ]
	lacks 'yml:.*nowhere' <<<"$output"
	dictum -C r build -o "$PWD/site"
	grep -q 'link to &quot;/create.md&quot;' site/health/link-broken.html
	dictum -C r lint --baseline-update
	dictum -C r lint --fail-on warning
	exits 0
}

@test "show, list and search count the findings of an entry's links as the site does, also where guides cannot be read" {
	small_repo r
	sed -i 's|^description:.*|description: "Pushing commits, see [one](nope.md) and [two](gone.md)"|' r/config/events/push.yml
	sed -i 's|^description:.*|description: "Forking, see [three](no.md)" # dictum: ignore link-broken -- to be written|' r/config/events/removed/fork.yml
	commit_all 'Link' r >/dev/null
	dictum -C r build -o "$PWD/site"
	exits 0
	expected=$(json site/api/v1/events.json 'v.entries.map(e => `${e.key} ${e.findings}`).join("\n")')
	[ "$expected" = $'default click_button 0\ndefault click_button 0\nfork 0\nopen_merge_request 0\npush 2' ]
	for guides in guides none; do
		sed -i "s/^guides: .*/guides: $guides/" r/dictum.yml
		for source in '' --worktree; do
			dictum -C r list $source --kind event --format json
			printf '%s\n' "$output" >l.json
			[ "$(json l.json 'v.entries.map(e => `${e.key} ${e.findings}`).join("\n")')" = "$expected" ]
			dictum -C r show $source --kind event --format json push
			printf '%s\n' "$output" >e.json
			[ "$(json e.json v.findings)" = 2 ]
		done
	done
	git -C r checkout -q .
	dictum -C r search --kind event has:findings --format json
	printf '%s\n' "$output" >s.json
	[ "$(json s.json 'v.hits.map(h => h.key).join(" ")')" = push ]
}

@test "variants are the entries of a list, not those whose keys end as if they were" {
	small_repo r
	of() { sed "s/^key_path: .*/key_path: counts.$1/; s/^time_frame: .*/time_frame: $2/" "$metric" >r/config/metrics/counts_7d/$1.yml; }
	metric=$(grep -rl '^key_path: ' r/config/metrics | LC_ALL=C sort | head -1)
	mkdir -p r/config/metrics/counts_7d
	of alone_weekly 7d
	of alone_monthly 28d
	of both '["7d", "28d"]'
	of single '["7d"]'
	commit_all 'Variants' r >/dev/null
	dictum -C r list --format json
	printf '%s\n' "$output" >l.json
	expected=$(json l.json 'v.entries.filter(e => e.expanded).map(e => e.key).sort().join(" ")')
	[[ " $expected " == *' counts.both_monthly counts.both_weekly '* ]]
	[[ " $expected " == *' counts.single_weekly '* ]]
	[[ $expected != *alone* ]]
	dictum -C r search --limit 100 --format json is:variant
	printf '%s\n' "$output" >s.json
	[ "$(json s.json 'v.hits.map(h => h.key).sort().join(" ")')" = "$expected" ]
}

# guides_of FOLDER COUNT COMMAND...: five guides with so many lines of the command, which gets their number
guides_of() {
	for n in 1 2 3 4 5; do "${@:3}" "$n" | head -n "$2" >"$1/g$n.md"; done
}

@test "of broken links 100 of a guide are told, and 100,000 are looked at" {
	small r
	rm r/guides/*
	echo '[](nowhere)' >r/guides/z.md
	links() { seq -f "[]($1%.0f)" 20000; }
	same() { yes '[](b)'; }
	for command in links same; do
		guides_of r/guides 20000 $command
		sed -i '$d' r/guides/g5.md
		dictum -C r lint --format concise
		[ "$(grep -c '^guides/g1.md:' <<<"$output")" = 100 ]
		[ "$(grep -c '^guides/z.md:' <<<"$output")" = 1 ]
		echo '[](c)' >>r/guides/g5.md
		dictum -C r lint --format concise
		exits 0
		lacks '^guides/z.md:' <<<"$output"
	done
	links 1 | head -n 100 >r/guides/g1.md
	echo '[](z.md)' >>r/guides/g1.md
	dictum -C r lint --format concise guides/g1.md
	[ "$(grep -c '^guides/g1.md:' <<<"$output")" = 100 ]
}

@test "of the broken links of guides the first 1,000 name the guide that is nearest" {
	small r
	for n in $(seq 10); do yes '[](reeding.md)' | head -n 100 >"r/guides/g$n.md"; done
	dictum -C r lint --format json
	printf '%s\n' "$output" >l.json
	[ "$(json l.json 'v.findings.filter(f => /did you mean "reading.md"/.test(f.help)).length')" = 1000 ]
	echo '[](reeding.md)' >r/guides/z.md
	dictum -C r lint --format json
	printf '%s\n' "$output" >l.json
	[ "$(json l.json 'v.findings.filter(f => f.rule === "link-broken").length')" = 1001 ]
	[ "$(json l.json 'v.findings.filter(f => /did you mean "reading.md"/.test(f.help)).length')" = 1000 ]
}

@test "a baseline is a regular file of at most 64 MiB" {
	small_repo r
	printf 'lint:\n  baseline: known.txt\n' >>r/dictum.yml
	dictum -C r lint --worktree
	exits 2
	complains "dictum: dictum.yml:7:13: the baseline 'known.txt' does not exist"
	mkdir r/known.txt
	dictum -C r lint --worktree
	[ "$status" -ge 2 ]
	complains "known.txt"
	rmdir r/known.txt
	truncate -s 67108865 r/known.txt
	dictum -C r lint --worktree
	exits 2
	complains "the baseline 'known.txt' is larger than 64 MiB"
}

@test "findings that a baseline has no room for are told, and nothing is written" {
	folder=r/m/$(printf '%0240d/%0240d/%0240d' 1 2 3)
	mkdir -p "$folder"
	# 150 files of 500 findings with more than a kilobyte of text each
	printf 'dialect: plain\nkinds: {thing: {files: ["m/**/*.yml"], key: /key}}\nlint:\n  custom: [{name: list-empty, message: "%0490d", require: {/l/*: {one_of: [""]}}}]\n' 0 >r/dictum.yml
	for i in {100..249}; do printf 'key: k%s\nl: [%s a499]\n' "$i" "$(printf 'a%s, ' {0..498})" >"$folder/$i.yml"; done
	init_repo r
	dictum -C r lint --worktree --baseline-update
	exits 2
	complains "the baseline '.dictum-baseline.json' would be larger than 64 MiB: mend something first"
	[ ! -e r/.dictum-baseline.json ]
	rm "$folder"/2*.yml "$folder"/19*.yml
	dictum -C r lint --worktree --baseline-update
	exits 0
	dictum -C r lint --worktree --format concise
	exits 0
}

@test "a milestone without quotes is the one that is written, and the finding tells" {
	small r
	sed -i 's/^milestone: .*/milestone: 13.10/' r/config/metrics/counts_all/count_total_push.yml
	dictum -C r lint
	exits 1
	prints 'milestone is read as the number 13.1, expected the text "13.10"'
	dictum -C r list --added-since 13.2
	prints counts.count_total_push
	dictum -C r show counts.count_total_push
	prints 'Introduced              13.10'
	dictum -C r build -q -o "$PWD/site"
	exits 0
	grep -q '>13\.10</th>' site/stats.html
	lacks -w '13\.1' site/stats.html
	grep -q '<dt>Introduced</dt><dd>13\.10' site/metrics/counts.count_total_push.html
	cat site/i/*/root.js | grep -q '"13\.10"'
}

@test "the words of an address are not searched for, however it is written" {
	mkdir -p r/config/metrics/counts_all
	metric r/config/metrics/counts_all/a.yml counts.first
	sed -i 's|^description: .*|description: Harbour (HTTPS://x.org/Lantern) and Http://x.org/orchard beacon https://x.org/violin.|' r/config/metrics/counts_all/a.yml
	init_repo r && commit_all all r >/dev/null
	for word in harbour beacon; do
		dictum -C r search "$word"
		prints counts.first
	done
	for word in lantern orchard violin; do
		dictum -C r search "$word"
		exits 1
	done
}
