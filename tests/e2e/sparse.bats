#!/usr/bin/env bats
# Sparse checkouts: what git keeps out of the work tree is read from the index, so answers are those of a full checkout.
load helper

event=config/events/push.yml
total=config/metrics/counts_all/count_total_push.yml

# faulty FOLDER: the sample dictionary with findings of many kinds, within files and between them
faulty() {
	sample "$1"
	sed -i 's/^status: active/status: actve/' "$1"/metrics/counts_all/*.yml
	sed -i 's/^product_group: .*/product_group: nobody/' "$1"/events/create_*.yml
	printf '\n[a](/metrics) [b](../nowhere.md) [c](../events/renamed.yml) [d](/link) [e](standard-context.html) [f](x.html)\n' >>"$1/guides/what-we-collect.md"
	git -C "$1" mv events/submit_search_query.yml events/renamed.yml
	cp "$1/events/renamed.yml" "$1/events/twice.yml"
	cp "$1/events/renamed.yml" "$1/events/stray.yaml"
	echo 'description: a: b' >"$1/events/broken.yml"
	rm "$1/events/view_dashboard.yml"
	ln -s nowhere.yml "$1/events/link.yml"
	ln -s metrics/counts_all "$1/link"
	commit_all 'Break it' "$1" >/dev/null
}

# answers FOLDER: what is found and listed there, as files of the folder `answers`
answers() {
	rm -rf answers
	mkdir answers
	for jobs in 1 2; do
		dictum -C "$1" lint --jobs $jobs --format json="$PWD/answers/$jobs.json" \
			--format text="$PWD/answers/$jobs.txt" --format sarif="$PWD/answers/$jobs.sarif"
		exits 1
		[ "$errors" = "${errors/sparse/}" ]
		echo "$errors" >>answers/said
	done
	dictum -C "$1" list --worktree --format json
	exits 0
	echo "$output" >answers/list
	dictum -C "$1" lint --format concise metrics 'events/l*' guides
	exits 1
	echo "$output" >answers/some
	dictum -C "$1" lint --format concise --since HEAD~1
	exits 1
	echo "$output" >answers/since
	dictum -C "$1" schema metric
	exits 0
	echo "$output" >answers/schema
	dictum -C "$1" build --worktree -o "$PWD/site"
	exits 0
	tree_hash site >answers/site
	rm -r site
}

# partial FOLDER [OPTION]...: a clone of r without the files that are not checked out
partial() {
	git -C r config uploadpack.allowFilter true
	git -C r config uploadpack.allowAnySHA1InWant true
	git clone -q --filter=blob:none --sparse "${@:2}" "file://$PWD/r" "$1"
}

@test "the answers of a sparse checkout are those of a full one" {
	faulty r
	answers r
	[ "$(json answers/1.json 'new Set(v.findings.map((f) => f.rule)).size > 4 && v.findings.length > 20')" = true ]
	mv answers full
	for how in '--cone events' '--cone metrics/counts_all' '--no-cone /guides' '--no-cone !/dictum.yml !/schema /events/r*'; do
		git -C r sparse-checkout set --no-sparse-index $how
		[ "$(find r -name '*.yml' | wc -l)" -lt 100 ]
		[ "$(git -C r status --porcelain)" = '' ]
		answers r
		diff -r full answers
	done
	git -C r gc -q
	git -C r worktree add -q ../w
	git -C w sparse-checkout set --cone metrics/counts_7d
	git -C r sparse-checkout disable
	[ ! -e w/events ]
	answers w
	rm full/*.sarif answers/*.sarif # which name the folder
	diff -r full answers
}

@test "objects that a clone borrows are read, also where nothing but the repository may be read" {
	faulty r
	git clone -q --shared --sparse r c
	[ ! -e c/events ]
	dictum -C r lint --format json
	exits 1
	expected=$output
	for sandbox in auto off; do
		dictum -C c lint --sandbox $sandbox --format json
		exits 1
		[ "$output" = "$expected" ]
	done
}

@test "nothing that a sparse checkout leaves out counts as deleted, and a baseline is of all findings" {
	small_repo r
	sed -i 's/^status: active/status: actve/' r/$total
	git -C r commit -qam 'Break it'
	dictum -C r lint --baseline-update
	exits 0
	mv r/.dictum-baseline.json full.json
	git -C r sparse-checkout set --cone --no-sparse-index config/events
	[ ! -e r/config/metrics ]
	for command in 'diff --worktree' 'diff --fix' 'diff --staged'; do
		dictum -C r $command
		exits 0
		complains '0 changes in all'
	done
	dictum -C r lint
	exits 1
	[ "$(places)" = "$total:5:9 schema-enum" ]
	prints '5 | status: actve'
	[[ $errors != *sparse* ]]
	dictum -C r lint --baseline-update
	exits 0
	cmp full.json r/.dictum-baseline.json
	dictum -C r lint --fail-on note
	exits 0
	git -C r sparse-checkout add config/metrics
	sed -i 's/^status: actve/status: active/' r/$total
	git -C r commit -qam 'Mend it'
	git -C r sparse-checkout set config/events
	dictum -C r lint --baseline-prune
	exits 0
	complains '1 of 1 entry removed'
	[ ! -e r/config/metrics ]
	rm r/$event
	dictum -C r diff --worktree
	exits 1
	complains '1 breaking change'
	dictum -C r lint --format concise
	exits 1
	grep -q "^$total:.*event-undefined" <<<"$output"
}

@test "what stands in the work tree counts, whatever the cone says" {
	small_repo r
	git -C r sparse-checkout set --cone --no-sparse-index config/events
	mkdir -p r/config/metrics/counts_all
	git -C r show HEAD:$total | sed 's/^status: active/status: actve/' >r/$total
	dictum -C r lint
	exits 1
	[ "$(places)" = "$total:5:9 schema-enum" ]
	dictum -C r lint --staged
	exits 0
	dictum -C r lint --stdin-path config/metrics/counts_7d/x.yml <r/$total
	exits 1
	prints 'config/metrics/counts_7d/x.yml:5:9: error[schema-enum]'
}

@test "a file that is not in the work tree is not mended, which is told" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/$event r/$total
	git -C r mv $total config/metrics/counts_all/other.yml
	git -C r commit -qam 'Break it'
	git -C r sparse-checkout set --cone --no-sparse-index config/events
	dictum -C r lint --fix=unsafe --diff
	exits 1
	prints '+milestone: "16.10"'
	[ "$(grep -c '^--- ' <<<"$output")" = 1 ]
	complains "a sparse checkout keeps 1 file with fixes out of the work tree, where nothing is mended, such as 'config/metrics/counts_all/other.yml': git sparse-checkout add brings it"
	dictum -C r lint --fix=unsafe
	exits 1
	complains '1 fix applied in 1 file'
	complains "where nothing is mended, such as 'config/metrics/counts_all/other.yml': git sparse-checkout add brings it"
	[[ $output == *'config/metrics/counts_all/other.yml:6:'* ]]
	[ ! -e r/config/metrics ]
	[ "$(git -C r status --porcelain)" = " M $event" ]
	git -C r sparse-checkout add config/metrics
	dictum -C r lint --fix=unsafe
	exits 0
	[[ $errors != *sparse* ]]
	[ -e r/$total ]
}

@test "a name that a file outside of the work tree has is taken" {
	small_repo r
	cp r/$total r/config/metrics/counts_all/other.yml
	sed -i 's/count_total_push/other/' r/$total
	commit_all 'Each has the name of the other one' r >/dev/null
	partial p
	for clone in r p; do
		git -C $clone sparse-checkout set --no-cone '/*' "!/$total"
		dictum -C $clone lint --fix=unsafe --only file-name
		exits 0
		prints "; '$total' is there already"
		[ -z "$(git -C $clone status --porcelain)" ]
	done
}

@test "diff --fix leaves alone what is not in the work tree" {
	small_repo r
	sed -i 's/^status: active/status: removed/' r/$total
	git -C r commit -qam 'Remove it'
	git -C r sparse-checkout set --cone --no-sparse-index config/events
	dictum -C r diff --fix --set milestone_removed=17.0 HEAD~1
	exits 1
	complains "such as '$total': git sparse-checkout add brings it"
	complains '0 completed'
	[ ! -e r/config/metrics ]
}

@test "a schema that a sparse checkout may leave out is not said to have changed" {
	init_repo r && mkdir r/schemas r/t
	printf 'dialect: plain\nkinds: {thing: {files: [t/*.yml], key: /name, schema: schemas/thing.json}}\n' >r/dictum.yml
	echo '{"properties": {"size": {"$ref": "size.json"}}}' >r/schemas/thing.json
	echo '{"type": "integer"}' >r/schemas/size.json
	printf 'name: one\nsize: big\n' >r/t/one.yml
	commit_all 'Add the dictionary' r
	for how in --no-sparse-index --sparse-index; do
		git -C r sparse-checkout set --cone $how t
		[ ! -e r/schemas ]
		dictum -C r lint --since HEAD
		exits 0
		lacks 'was changed, too' <<<"$errors"
	done
	complains "nothing is checked by the schema 'schemas/thing.json', which is not in the work tree and may be left out of it"
	echo 'title: Ours' >>r/dictum.yml
	dictum -C r lint --since HEAD
	complains "was changed, too: 'dictum.yml'"
}

@test "diff --fix restores nothing where a sparse checkout would not have it" {
	small_repo r
	git -C r rm -q $total $event
	git -C r commit -qm 'Delete them'
	git -C r sparse-checkout set --cone --no-sparse-index config/events
	dictum -C r diff --fix --diff HEAD~1
	prints '+++ b/config/events/removed/push.yml'
	[[ $output != *"+++ b/config/metrics"* ]]
	dictum -C r diff --fix HEAD~1
	exits 1
	complains '1 definition restored as removed'
	complains "a sparse checkout keeps 1 file with fixes out of the work tree, where nothing is mended, such as '$total': git sparse-checkout add brings it"
	[ ! -e r/config/metrics ]
	git -C r add config # which git denies for files outside
	git -C r sparse-checkout add config/metrics/counts_all
	dictum -C r diff --fix HEAD~1
	complains '1 definition restored as removed'
	[[ $errors != *sparse* ]]
	[ -e r/$total ]
}

@test "no file is moved to where a sparse checkout would not have it" {
	small_repo r
	sed -i 's/^time_frame: .*/time_frame: 7d/' r/$total
	git -C r commit -qam 'Another time frame'
	git -C r sparse-checkout set --cone --no-sparse-index config/metrics/counts_all
	dictum -C r lint --fix=unsafe --only folder-time-frame
	complains "$total: not renamed, 'config/metrics/counts_7d/count_total_push.yml' is kept out of the work tree by a sparse checkout: git sparse-checkout add brings its folder"
	[ ! -e r/config/metrics/counts_7d ]
	git -C r sparse-checkout add config/metrics/counts_7d
	dictum -C r lint --fix=unsafe --only folder-time-frame
	[ -e r/config/metrics/counts_7d/count_total_push.yml ]
}

@test "what would write does nothing where it cannot be told what a sparse checkout leaves out" {
	small_repo r
	git -C r rm -q $total
	git -C r commit -qm 'Delete it'
	git -C r sparse-checkout set --cone --no-sparse-index config/events
	printf '%1048577s' '#' >r/.git/info/sparse-checkout
	for words in 'lint --fix' 'diff --fix HEAD~1'; do
		dictum -C r $words
		exits 3
		complains "'$PWD/r/.git/info/sparse-checkout' is no file of at most 1 MiB: git sparse-checkout set writes another"
		[ ! -e r/config/metrics ]
	done
	dictum -C r lint
	exits 0
}

@test "of files that a partial clone does not have is told how many there are, and nothing is fetched" {
	small_repo r
	mkdir r/config/metrics/schema
	dictum -C r schema metric
	exits 0
	echo "$output" >r/config/metrics/schema/base.json
	printf '\nreplacements: {counts.long_gone: counts.somewhere}\n' >>r/dictum.yml
	commit_all 'Add a schema, and a key that leads to none' r >/dev/null
	dictum -C r lint --only replacement-unknown
	exits 1
	partial p
	git -C p sparse-checkout set config/events
	git -C p remote set-url origin /nowhere
	n=$(git -C p ls-files 'config/metrics/*.yml' | grep -vc /schema/)
	objects=$(tree_state p/.git/objects)
	for command in lint 'lint --fix' 'list --worktree' 'lint config/metrics' 'lint config/events' "lint $total" 'build --worktree -o site'; do
		dictum -C p $command
		exits 0
		complains "keeps $n files of definitions out of the work tree that this partial clone does not have, such as 'config/metrics/"
		complains ': git sparse-checkout add brings them'
		[[ $output != *undefined* ]]
	done
	dictum -C p lint --format concise --fail-on note
	exits 0
	[ -z "$output" ]
	complains "nothing is checked by the schema 'config/metrics/schema/base.json', which a sparse checkout keeps out"
	complains 'a sparse checkout keeps the guides out of the work tree, and this partial clone does not have them'
	dictum -C p schema metric
	exits 2
	complains "schema 'config/metrics/schema/base.json' is kept out of the work tree by a sparse checkout, and this partial clone does not have it"
	for command in 'diff --worktree' 'diff --fix'; do
		dictum -C p $command
		exits 2
		complains 'cannot be compared, only what is --staged can: '
		complains "keeps $n files of definitions out of the work tree"
	done
	for how in update prune; do
		echo '{"version": 1, "findings": []}' >p/.dictum-baseline.json
		dictum -C p lint --baseline-$how
		exits 2
		complains 'the baseline is of all definitions and stays as it is: a sparse checkout keeps '
	done
	[ "$(tree_state p/.git/objects)" = "$objects" ]
}

@test "of findings that need what a partial clone does not have, no comment and no entry of the baseline is told to do nothing" {
	small_repo r
	mkdir r/config/events/schema
	dictum -C r schema event
	echo "$output" >r/config/events/schema/base.json
	printf '\nkinds: {event: {files: ["config/events/*.yml"], schema: config/events/schema/base.json}}\n' >>r/dictum.yml
	sed 's/^action: push/action: nobody_counts/' r/$event >r/config/events/nobody_counts.yml
	sed 's/^action: push/action: no_one_counts # dictum: ignore event-unused -- soon/' r/$event >r/config/events/no_one_counts.yml
	sed -i 's/^introduced_by_url: .*/introduced_by_url: 7 # dictum: ignore schema-type -- not yet known/; s/^tiers:.*/tiers: [wrong]/' r/$event
	printf '\n[gone](nowhere.md)\n' >>r/guides/$(ls r/guides | head -1)
	commit_all 'Break it' r >/dev/null
	dictum -C r lint --baseline-update
	dictum -C r lint --fail-on note
	exits 0
	commit_all 'Leave it' r >/dev/null
	for cone in config/events 'config/events config/metrics' '/config /guides !/config/events/schema' '/config'; do
		rm -rf p
		partial p
		case $cone in /*) git -C p sparse-checkout set --no-cone '/*.*' $cone ;; *) git -C p sparse-checkout set $cone ;; esac
		dictum -C p lint --fail-on note --format concise
		complains 'sparse checkout'
		[ -z "$output" ]
		exits 0
		for how in update prune; do
			dictum -C p lint --baseline-$how
			exits 2
			complains 'the baseline is of all definitions and stays as it is: '
		done
	done
	rm -rf p
}

@test "what a partial clone has fetched is known, and findings that need no other file are told" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/$event
	git -C r commit -qam 'Break it'
	partial p
	git -C p sparse-checkout set config/events config/metrics guides
	git -C p sparse-checkout set config/events
	[ ! -e p/config/metrics ]
	dictum -C r lint --format json
	exits 1
	expected=$output
	dictum -C p lint --format json
	exits 1
	[ "$output" = "$expected" ]
	[[ $errors != *sparse* ]]
	dictum -C p diff --worktree
	exits 0
	rm -rf p
	partial p
	git -C p sparse-checkout set config/events
	dictum -C p lint
	exits 1
	[ "$(places)" = "$event:8:12 milestone-unquoted" ]
}

@test "a configuration that a partial clone does not have is told, with what brings it" {
	small_repo r
	partial p --no-checkout
	git -C p sparse-checkout set --no-cone '/config/events/*'
	git -C p checkout -q main
	[ ! -e p/dictum.yml ]
	dictum -C p lint
	exits 2
	complains 'dictum.yml: the configuration is kept out of the work tree by a sparse checkout, and this partial clone does not have it: git sparse-checkout add brings it'
}

@test "where the index cannot be read, what it leaves out is told to be unknown and nothing to be missing" {
	small_repo r
	git -C r sparse-checkout set --cone --sparse-index config/metrics/counts_all
	[ ! -e r/config/events ]
	dictum -C r diff --worktree
	exits 2
	complains 'run git sparse-checkout reapply --no-sparse-index'
	dictum -C r lint --baseline-update
	exits 2
	complains 'stays as it is: what this sparse checkout leaves out is not known: '
	dictum -C r lint --fail-on note
	exits 0
	[ -z "$output" ]
	complains 'what this sparse checkout leaves out is not known: '
	complains 'run git sparse-checkout reapply --no-sparse-index'
	git -C r sparse-checkout reapply --no-sparse-index
	dictum -C r lint
	exits 0
	[[ $errors != *sparse* ]]
}

@test "no other schema takes the place of one that a sparse or split index may leave out" {
	small_repo r
	mkdir r/config/metrics/schema
	echo '{"type": "object", "properties": {"color": {"enum": ["red"]}}}' >r/config/metrics/schema/base.json
	printf 'key_path: counts.a\ndescription: How often somebody painted a wall in some color\nstatus: active\ncolor: blue\n' >r/config/metrics/counts_all/a.yml
	commit_all 'Add a schema' r >/dev/null
	git -C r sparse-checkout set --cone config/metrics/counts_all config/metrics/schema
	dictum -C r lint --only schema-enum config/metrics/counts_all/a.yml
	exits 1
	[ "$(places)" = 'config/metrics/counts_all/a.yml:4:8 schema-enum' ]
	for index in sparse split; do
		case $index in
		sparse) git -C r sparse-checkout set --cone --sparse-index config/metrics/counts_all ;;
		split)
			git -C r sparse-checkout set --cone --no-sparse-index config/metrics/counts_all
			git -C r update-index --split-index
			;;
		esac
		[ ! -e r/config/metrics/schema ]
		dictum -C r lint --format concise
		exits 0
		[[ $output != *schema-* ]]
		complains "nothing is checked by the schema 'config/metrics/schema/base.json', which is not in the work tree and may be left out of it"
		complains 'what this sparse checkout leaves out is not known: '
		dictum -C r schema metric
		exits 2
		complains "schema 'config/metrics/schema/base.json' is not in the work tree, and what this sparse checkout leaves out is not known: "
	done
}

@test "a schema that refers to what is left out is left out with it, and so is a list of values" {
	small_repo r
	mkdir -p r/config/metrics/schema r/lists
	echo '{"type": "object", "properties": {"color": {"$ref": "../metrics/schema/colors.json"}}}' >r/config/events/base.json
	echo '{"enum": ["red"]}' >r/config/metrics/schema/colors.json
	echo '{"type": "object", "properties": {"shape": {"format": "shape"}}}' >r/config/metrics/counts_all/base.json
	echo '[round]' >r/lists/shapes.yml
	cat >>r/dictum.yml <<-'END'
		kinds:
		  event: {schema: config/events/base.json}
		  metric: {schema: config/metrics/counts_all/base.json}
		formats: {shape: lists/shapes.yml}
	END
	echo 'color: blue' >>r/$event
	echo 'shape: flat' >>r/$total
	commit_all 'Add schemas' r >/dev/null
	partial p
	git -C p sparse-checkout set config/events config/metrics/counts_all
	git -C p remote set-url origin /nowhere
	git -C r sparse-checkout set --cone --no-sparse-index config/events config/metrics/counts_all
	dictum -C r lint --format concise $event $total
	exits 1
	[ "$(grep -c "error\[schema-" <<<"$output")" = 2 ]
	git -C r sparse-checkout set --cone --sparse-index config/events config/metrics/counts_all
	for clone in r p; do
		why='which is not in the work tree and may be left out of it'
		[ $clone = r ] || why='which a sparse checkout keeps out of the work tree of this partial clone: git sparse-checkout add brings it'
		for command in 'lint --format concise' 'lint --since HEAD' "build --worktree -o $PWD/$clone.site"; do
			[[ $clone != p || $command != *since* ]] || continue # the commit's own schemas are not here
			dictum -C $clone $command
			exits 0
			[[ $output != *schema-* ]]
			complains "nothing is checked by the schema 'config/events/base.json', as it refers to 'config/metrics/schema/colors.json', $why"
			complains "nothing is checked by the list 'lists/shapes.yml', $why"
			[[ $errors != *'does not exist'* ]]
		done
		dictum -C $clone schema event
		exits 2
		complains "schema 'config/metrics/schema/colors.json' is"
		dictum -C $clone lint --baseline-update
		exits 2
		complains 'the baseline is of all definitions and stays as it is: '
	done
}

@test "a schema with a fault of its own is wrong, also where what it refers to is left out" {
	small_repo r
	mkdir -p r/config/metrics/schema
	echo '{}' >r/config/metrics/schema/colors.json
	printf 'kinds:\n  event: {schema: config/events/base.json}\n' >>r/dictum.yml
	for type in object objec; do
		printf '{"type": "%s", "properties": {"a": {"$ref": "../metrics/schema/colors.json"}, "b": {"$ref": "../metrics/schema/colors.json#/b"}}}\n' $type >r/config/events/base.json
		commit_all "Have a schema of type $type" r >/dev/null
		git -C r sparse-checkout set --cone --sparse-index config/events
		dictum -C r lint
		[ $type = object ] || break
		exits 0
		complains "nothing is checked by the schema 'config/events/base.json', as it refers to 'config/metrics/schema/colors.json'"
	done
	exits 2
	complains "config/events/base.json:1:10: type is \"objec\""
}

@test "a schema that is left out excuses no fault of another one" {
	small_repo r
	mkdir -p r/config/metrics/schema
	echo '{}' >r/config/metrics/schema/colors.json
	printf 'kinds:\n  event: {schema: config/events/base.json}\n  metric: {schema: config/metrics/counts_all/base.json}\n' >>r/dictum.yml
	for broken in events metrics/counts_all; do
		for folder in events metrics/counts_all; do
			echo '{"properties": {"a": {"$ref": "/config/metrics/schema/colors.json"}}}' >r/config/$folder/base.json
		done
		echo '{"type": "objec"}' >r/config/$broken/base.json
		git -C r sparse-checkout disable
		commit_all "Break the schema of $broken" r >/dev/null
		git -C r sparse-checkout set --cone --sparse-index config/events config/metrics/counts_all
		dictum -C r lint
		exits 2
		complains "config/$broken/base.json:1:10: type is \"objec\""
	done
}
