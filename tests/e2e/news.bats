#!/usr/bin/env bats
# How definitions changed, on the site: histories of entries, pages of changes, feeds.
load helper

metric=config/metrics/counts_all/count_total_push.yml
key=counts.count_total_push
page=site/metrics/$key.html

edit() { sed -i "$@" && commit_all 'Edit' r >/dev/null; }
changed_repo() { small_repo r && edit 's/^data_source: .*/data_source: database/' r/$metric; }
build() { dictum -C "$1" build -q -o "$PWD/${2:-site}" "${@:3}"; }
news() { grep -o '<li><p><time.*' "$1" | sed 's/<[^>]*>//g; s/&rarr;/->/g'; }

@test "a page tells what changed and when, newest first, and what breaks comparisons" {
	changed_repo
	(cd r && git tag v16.1.0)
	build r
	exits 0
	[ "$(news $page | sed 's/ [0-9a-f]\{8\}/ ID/')" = $'2024-01-03 Changed in 16.1 ID Comparability break\n2024-01-02 Added in 16.1 ID' ]
	grep -q 'Data source: <del>' $page
	[ "$(json ${page%.html}.json 'JSON.stringify(v.history)')" = '{"added":"2024-01-02","changed":"2024-01-03","truncated":false}' ]
	[ "$(json site/api/v1/index.json 'v.files.filter((f) => f.startsWith("feed") && !f.includes("owners")).join()')" = feed.json,feed.xml,feeds/breaking.json,feeds/breaking.xml ]
	for file in changes/16.1.html changes/2024-01.html feeds/breaking.xml; do [ -f site/$file ]; done
}

@test "without a repository, or with --no-history, there is no word of it" {
	changed_repo
	build r site --no-history
	exits 0
	small plain
	build plain other
	exits 0
	[ -z "$errors" ]
	for s in site other; do
		for file in changes feed.xml feeds; do [ ! -e $s/$file ]; done
		lacks -rlE "id=\"history\"|What's new|\"history\":|rel=\"alternate\"" $s --include='*.html' --include='*.json' --exclude=schema.json
	done
}

@test "clones, bare repositories and any number of threads give the same bytes" {
	changed_repo
	(cd r && git tag v16.1.0)
	git clone -q --bare r bare.git
	git clone -q r clone
	build r one --jobs 1
	build r two --jobs 2
	build bare.git three
	build clone four
	for s in two three four; do [ "$(tree_hash $s)" = "$(tree_hash one)" ]; done
}

@test "definitions that were read already and versions that are read for their history tell the same" {
	changed_repo
	cp r/$metric r/config/metrics/counts_all/copy.yml && commit_all 'The same twice' r
	(cd r && git mv $metric config/metrics/counts_all/moved.yml) && commit_all 'Move' r
	edit 's/^status: .*/status: broken/' r/config/metrics/counts_all/moved.yml
	printf 'key_path: counts.next\ntime_frame: [7d, 28d]\nstatus: active\n' >r/config/metrics/counts_all/next.yml && commit_all 'Expanded' r
	edit 's/7d, 28d/28d, all/' r/config/metrics/counts_all/next.yml
	build r one
	build r two --worktree # no ids of blobs are known
	for f in feed.xml feeds/breaking.json changes/2024-01.html; do
		[ "$(grep -v 'Built from' one/$f)" = "$(grep -v 'Built from' two/$f)" ]
	done
	grep -q 'counts.next_monthly' one/feed.xml
	grep -q 'counts.next_weekly' one/feeds/breaking.xml
}

@test "a shallow clone says where history ends and tells no day that it does not know" {
	changed_repo
	git clone -q --depth 1 "file://$PWD/r" shallow
	dictum -C shallow build -o "$PWD/site"
	exits 0
	complains 'history is truncated at 2024-01-03'
	grep -q 'What was before <time datetime="2024-01-03">2024-01-03</time> is not known' $page
	lacks '<li><p><time' $page
	[ "$(json ${page%.html}.json 'JSON.stringify(v.history)')" = '{"truncated":true}' ]
	grep -q 'is not known' site/changes/index.html
	[ "$(json site/feed.json v.items.length)" = 0 ]
}

@test "a new tag and a deeper clone make another site, nothing else does" {
	changed_repo
	build r
	dictum -C r build -o "$PWD/site"
	complains 'up to date'
	(cd r && git tag not-a-release)
	dictum -C r build -o "$PWD/site"
	complains 'up to date'
	(cd r && git tag v16.2.0)
	dictum -C r build -o "$PWD/site"
	complains 'files written'
	[ -f site/changes/16.2.html ]
	git clone -q --depth 1 "file://$PWD/r" shallow
	build shallow other
	(cd shallow && git fetch -q --unshallow)
	dictum -C shallow build -o "$PWD/other"
	complains 'files written'
	[ "$(tree_hash site)" = "$(tree_hash other)" ]
}

# rebuilt OPTION...: made without an object of those that are given, then with it, the site becomes the whole one, and only then is it up to date
rebuilt() {
	rm -rf whole
	"$DICTUM" -C r build -q --no-cache "$@" -o "$PWD/whole"
	while read -r id; do
		local file="r/.git/objects/${id:0:2}/${id:2}"
		mv "$file" held
		rm -rf site
		dictum -C r build "$@" -o "$PWD/site"
		exits 0
		dictum -C r build "$@" -o "$PWD/site"
		complains ' 0 files written'
		mv held "$file"
		dictum -C r build "$@" -o "$PWD/site"
		exits 0
		[[ $errors != *' 0 files written'* ]]
		[ "$(tree_hash site)" = "$(tree_hash whole)" ] || { echo "without $id"; return 1; }
		dictum -C r build "$@" -o "$PWD/site"
		complains 'up to date'
	done
}

@test "a site that was made while objects of the past were missing is made anew once they are back" {
	changed_repo
	sed -i 's/^status: .*/status: broken/' r/$metric
	commit_all 'Break' r >/dev/null
	sed -i 's/^status: .*/status: active/' r/$metric
	commit_all 'Mend' r >/dev/null
	git -C r rev-parse HEAD~2 HEAD~1:config/metrics HEAD~1:$metric >objects
	rebuilt <objects
	rebuilt --no-cache <objects
	rebuilt --worktree <objects
}

@test "a site whose page of a key that is gone lacks what it said is made anew, too" {
	export XDG_CACHE_HOME=$PWD/cache
	changed_repo
	id=$(git -C r rev-parse HEAD:$metric)
	git -C r rm -q $metric
	for i in $(seq 210); do commit_all "Commit $i" r >/dev/null; done
	dictum -C r log -q $key
	[ -n "$(ls cache/dictum)" ]
	echo "$id" | rebuilt
}

@test "a work tree has the history of the last commit, new definitions have none" {
	changed_repo
	sed 's/^key_path: .*/key_path: counts.count_total_pull/' r/$metric >r/config/metrics/counts_all/count_total_pull.yml
	build r site --worktree
	[ "$(news $page | wc -l)" = 2 ]
	lacks 'id="history"' site/metrics/counts.count_total_pull.html
}

@test "what is deleted is told among the changes, with a link to its page" {
	changed_repo
	(cd r && git rm -q $metric) && commit_all 'Delete' r
	build r
	exits 0
	grep -q '<td role="cell">Deleted<p>metric</p>' site/changes/2024-01.html
	for f in site/changes/2024-01.html site/index.html site/feed.xml; do grep -q "metrics/$key.html" $f; done
	[ "$(json site/feeds/breaking.json 'v.items[0].title')" = "Deleted: $key" ]
}

@test "names of authors are shown when asked for, and no name or message breaks pages and feeds" {
	small_repo r
	printf '\nhistory: {authors: true}\n' >>r/dictum.yml
	sed -i 's/^description: .*/description: "]]> <script> \& \\u0001"/' r/$metric
	GIT_AUTHOR_NAME=$'Mal & "lory" \x01 ]]' commit_all $'<script>\x02 &' r
	build r
	exits 0
	grep -q $'by Mal &amp; &quot;lory&quot; \uFFFD' $page
	grep -q $'<name>Mal &amp; &quot;lory&quot; \uFFFD' site/feed.xml
	lacks -r '<script>' site/feed.xml $page site/changes
	[ "$(json site/feed.json 'v.items[0].authors[0].name.length')" -gt 10 ]
}

# versions FILE: the keys of a file of a release, without kind and status
versions() { tail -n +2 "site/versions/$1.csv" | cut -d, -f2 | sort; }

@test "what a release sends is what was there when it was tagged" {
	small_repo r
	versions_of() { (cd r && git tag "$1"); }
	versions_of v16.1.0
	build r before
	before=$(for f in before/api/v1/{metrics,events}.json; do json $f 'v.entries.filter((e) => e.status !== "removed").map((e) => e.key).join("\n")'; done | sort)
	edit 's/^status: .*/status: removed\nmilestone_removed: "16.2"/' r/$metric
	sed 's/^key_path: .*/key_path: counts.later/' r/$metric | sed 's/^status: .*/status: active/; /^milestone_removed/d' >r/config/metrics/counts_all/later.yml && commit_all 'Later' r
	versions_of v16.2.0
	edit 's/^key_path: .*/key_path: counts.last/' r/config/metrics/counts_all/later.yml
	build r
	exits 0
	grep -qx $key <<<"$(versions 16.1)"
	[ "$(versions 16.1)" = "$before" ]
	[ "$(versions 16.2)" = "$(printf '%s\ncounts.later\n' "$before" | grep -vx $key | sort)" ]
	grep -q 'href="../changes/16.2.html">1 added, 1 deprecated or removed<' site/versions/16.2.html
	grep -q '1 added, 1 deprecated or removed since 16.1' site/changes/16.2.html
	grep -q 'url=../changes/16.2.html' site/changes/16.1..16.2.html
	grep -q '1 renamed since 16.2' site/changes/unreleased.html
	grep -q 'href="versions.html"' site/index.html
	grep -q 'href="../versions.html"' site/changes/index.html
}

@test "what went and came back between two releases is not new in the second" {
	small_repo r
	(cd r && git tag v16.1.0)
	cp r/$metric kept && rm r/$metric && commit_all 'Delete' r
	cp kept r/$metric && commit_all 'Back' r
	(cd r && git tag v16.2.0)
	rm r/$metric && commit_all 'Delete' r
	(cd r && git tag v16.3.0)
	cp kept r/$metric && commit_all 'Back' r
	(cd r && git tag v16.4.0)
	build r
	exits 0
	grep -q "^metric,$key,active,16.1" site/versions/16.2.csv
	lacks '>New<' site/versions/16.2.html
	grep -q '>New<' site/versions/16.4.html
	lacks "$key" site/versions/16.3.csv
	grep -q "^metric,$key,active,16.4" site/versions/16.4.csv
}

@test "the site of an old release knows nothing of what came later" {
	small_repo r
	(cd r && git tag v17.0.0)
	edit 's/^status: .*/status: broken/' r/$metric
	(cd r && git tag v17.1.0)
	(cd r && git rm -q $metric) && commit_all 'Delete' r
	(cd r && git checkout -q -b stable && git commit -q --allow-empty -m 'Version 17.2' && git tag v17.2.0 && git checkout -q -)
	dictum -C r build -q --rev v17.0.0 -o "$PWD/site"
	exits 0
	[ "$(cd site/versions && echo 17*)" = '17.0.csv 17.0.html' ]
	[ "$(ls site/changes)" = $'17.0.html\n2024-01.html\nindex.html' ]
	[ "$(news $page | sed 's/ [0-9a-f]\{8\}//')" = '2024-01-02 Added in 17.0' ]
	lacks -r '17\.[12]' site --include='*.html' --include='*.csv' --include='*.xml' --include='feed.json'
	grep -q "$(git -C r rev-parse --short=8 v17.0.0)" site/about.html
	grep -q 'class="total">100' site/index.html
	[ "$(json site/api/v1/index.json v.commit)" = "$(git -C r rev-parse v17.0.0)" ]
	dictum -C r build -q --rev v17.1.0 -o "$PWD/next"
	exits 0
	[ "$(cd next/versions && echo 17*)" = '17.0.csv 17.0.html 17.1.csv 17.1.html' ]
	grep -q "^metric,$key,broken,17.0" next/versions/17.1.csv
	build r now
	grep -q 'deprecated or removed since 17.1' now/changes/17.2.html
	[ "$(ls now/versions | tail -1)" = 17.2.html ]
	git -C r checkout -q v17.0.0
	build r other # as git leaves it
	[ "$(tree_hash site)" = "$(tree_hash other)" ]
}

@test "levels and wanted changes of dictum.yml say what is breaking" {
	changed_repo
	build r
	grep -q 'Comparability break' $page
	[ "$(json site/feeds/breaking.json v.items.length)" = 1 ]
	class=$(grep -o '<code>metric-[a-z-]*</code>' site/changes/2024-01.html | sed 's/<[^>]*>//g')
	printf 'changes:\n  rules:\n    %s: warning\n' "$class" >>r/dictum.yml && commit_all 'Levels' r
	build r
	lacks 'Comparability break' $page
	grep -q "<code>$class</code>" site/changes/2024-01.html
	[ "$(json site/feeds/breaking.json v.items.length)" = 0 ]
}

@test "a wanted change is no break on the site whatever its values hold" {
	small_repo r
	printf '%s\n' 'changes:' '  migrations:' '    - field: data_source' "      from: 'the \"old\" \\ one'" "      to: 'the \"new\" \\ one'" >>r/dictum.yml
	edit "s/^data_source: .*/data_source: 'the \"old\" \\\\ one'/" r/$metric
	edit "s/^data_source: .*/data_source: 'the \"new\" \\\\ one'/" r/$metric
	dictum -C r diff HEAD~1
	exits 0
	prints 'note[metric-same-data-source]'
	prints 'lists this migration'
	build r
	exits 0
	[ "$(news $page | grep -c 'Comparability break')" = 1 ]
	[ "$(news $page | head -1 | grep -c 'Comparability break')" = 0 ]
	[ "$(json site/feeds/breaking.json v.items.length)" = 1 ]
}

@test "milestones tell of releases without tags and without a repository" {
	small plain
	build plain
	exits 0
	[ -f site/versions.html ]
	grep -q 'versions.html' site/stats.html
	lacks 'changes/' site/versions.html
	grep -q 'No tag' site/versions/*.html
}

@test "feeds tell as many fields of one change as pages do, and count the others" {
	changed_repo
	seq -f 'field_%g: one' 2000 >>r/$metric
	commit_all 'Add fields' r >/dev/null
	edit '/^field/s/one/two/' r/$metric
	build r
	exits 0
	content() { json site/$1.json 'v.items[0].content_html'; }
	for feed in feed feeds/owners/source_code; do
		[ "$(content $feed | grep -o '<li>Field [0-9]*: ' | wc -l)" = 12 ]
		[[ "$(content $feed)" = *'</li><li>and 1,988 more</li></ul>' ]]
	done
	[ "$(grep -c '&lt;li&gt;and 1,988 more&lt;/li&gt;' site/feed.xml)" = 2 ]
	[ "$(wc -c <site/feed.xml)" -lt 10000 ]
}

@test "feeds tell a rename once with both keys; who gave the definition away is told, too" {
	metric=config/metrics/counts_all/count_total_push.yml
	small_repo r
	ids() { json "site/feeds/owners/$1.json" 'v.items.filter((i) => i.title.startsWith("Renamed")).map((i) => i.id).join()'; }
	titles() { json "site/$1.json" 'v.items.map((i) => i.title).filter((t) => t.startsWith("Renamed")).join()'; }
	sed -i 's/counts.count_total_push$/counts.pushes/' r/$metric && commit_all 'Rename' r >/dev/null
	dictum -C r build -q -o "$PWD/site"
	exits 0
	renamed='Renamed: counts.count_total_push → counts.pushes'
	for feed in feed feeds/breaking feeds/owners/source_code; do [ "$(titles $feed)" = "$renamed" ]; done
	first=$(ids source_code)
	sed -i 's/counts.pushes$/counts.all_pushes/; s/^product_group: .*/product_group: ide/' r/$metric && commit_all 'Rename and give away' r >/dev/null
	dictum -C r build -q -o "$PWD/site"
	[ "$(titles feed)" = "Renamed: counts.pushes → counts.all_pushes,$renamed" ]
	[ "$(titles feeds/owners/source_code)" = "Renamed: counts.pushes → counts.all_pushes,$renamed" ]
	[ "$(titles feeds/owners/ide)" = 'Renamed: counts.pushes → counts.all_pushes' ]
	[ "$(ids source_code)" != "$(ids ide),$first" ]
	[[ $(ids source_code) == *,$first ]]
	grep -q 'now <' site/owners/source_code.html
}

# What feed.json has as data of the newest change, by `json`'s v.
data() { json site/feed.json "(v => JSON.stringify($1))(v.items[0]._dictum)"; }

@test "JSON feeds have every change as data, as log prints it" {
	changed_repo
	(cd r && git tag v16.1.0)
	build r
	exits 0
	dictum -C r log --format json counts.count_total_push
	exits 0
	printf '%s\n' "$output" >log.json
	[ "$(data 'Object.keys(v).join()')" = '"change,kind,key,commit,milestone,path,breaking,fields"' ]
	[ "$(data '[v.kind, v.key, v.breaking]')" = '["metric","counts.count_total_push",true]' ]
	[ "$(data '[v.change, v.commit, v.milestone, v.path, v.fields]')" = \
		"$(json log.json 'JSON.stringify((v => [v.change, v.commit, v.milestone, v.path, v.fields])(v.history.at(-1)))')" ]
}

@test "JSON feeds have both keys of a rename as data, as log prints them, and no file that only moved" {
	small_repo r
	(cd r && git mv $metric config/metrics/counts_all/moved.yml) && commit_all 'Move' r >/dev/null
	edit 's/counts.count_total_push$/counts.pushes/' r/config/metrics/counts_all/moved.yml
	build r
	exits 0
	logged() { dictum -C r log --format json "$1"; printf '%s' "$output" >log.json; json log.json '(({date, ...h}) => JSON.stringify(h))(v.history.at(-1))'; }
	fed() { json "site/$1.json" '(({kind, key, breaking, ...h}) => JSON.stringify(h))(v.items[0]._dictum)'; }
	[ "$(fed feed)" = "$(logged counts.pushes)" ]
	[ "$(json site/feed.json 'v.items[0]._dictum.renamed_from')" = $key ]
	[ "$(fed feeds/breaking)" = "$(logged $key)" ]
	[ "$(json site/feeds/breaking.json 'v.items[0]._dictum.renamed_to')" = counts.pushes ]
	[ "$(json log.json 'v.history.map((h) => h.from).join()')" = ",$metric," ]
	[ "$(json site/feed.json 'v.items.filter((i) => i._dictum.change == "moved" || i._dictum.from).length')" = 0 ]
}

# end_two_keys: of changed_repo, one by another name and one for good
end_two_keys() {
	changed_repo
	sed -i 's/counts.count_total_push$/counts.pushes/' r/config/metrics/counts_all/count_total_push.yml
	git -C r rm -q config/metrics/counts_7d/count_forks_weekly.yml
	commit_all 'End two keys' r >/dev/null
	build r
	exits 0
}

@test "what the feed of breaking changes has is breaking as data, ends of keys, too" {
	end_two_keys
	[ "$(json site/feeds/breaking.json 'v.items.map((i) => `${i._dictum.change} ${i._dictum.breaking}`).join()')" = 'deleted true,deleted true,changed true' ]
}

@test "feeds say in words, too, that nothing has a key any more, as pages do, and nothing of what breaks nothing" {
	end_two_keys
	words() { json site/$1.json 'v.items.map((i) => `${i.title.split(":")[0]} ${/<strong>[^.]*/.exec(i.content_html)}`).sort().join("\n")'; }
	local deleted='Deleted <strong>Breaking:</strong> there are no values under this key after it'
	local renamed='Renamed <strong>Breaking:</strong> there are no values under the old key after it'
	[ "$(words feeds/breaking)" = "Changed <strong>Comparability break:</strong> values before and after it mean different things
$deleted
$renamed" ]
	[ "$(words feed | grep Breaking)" = "$deleted
$renamed" ]
	[ "$(grep -c 'strong&gt;Breaking:' site/feed.xml)" = 2 ]
	[ "$(json site/feed.json 'v.items.every((i) => i._dictum.breaking === i.content_html.includes("<strong>"))')" = true ]
	grep -q '>Breaking<' site/index.html
}

@test "of a change feeds have twelve fields as data, and no value that is too long" {
	small_repo r
	local longest=$(printf '%998s' '' | tr ' ' x) # 1,000 bytes with its quotes
	{ printf 'a%02d: 1\n' {1..10}; echo "description2: $longest"; echo "description3: x$longest"; } >>r/$metric
	commit_all 'Add twelve' r >/dev/null
	build r
	exits 0
	[ "$(data '[v.fields.length, v.more_fields ?? 0, v.fields.filter((f) => f.truncated).map((f) => f.field)]')" = '[12,0,["description3"]]' ]
	[ "$(data 'v.fields.find((f) => f.field == "description2").new.length')" = 998 ]
	[ "$(data 'Object.keys(v.fields.find((f) => f.field == "description3"))')" = '["field","truncated"]' ]
	printf 'b%02d: 1\n' {1..14} >>r/$metric
	commit_all 'Add fourteen' r >/dev/null
	build r
	[ "$(data '[v.fields.length, v.more_fields]')" = '[12,2]' ]
	sed -i 's/^description3: .*/description3: short/' r/$metric
	commit_all 'Shorten' r >/dev/null
	build r
	[ "$(data 'v.fields')" = '[{"field":"description3","new":"short","truncated":true}]' ]
}

@test "what else changed with a key is told on pages and in feeds, and breaks comparisons as without it" {
	small_repo r
	edit 's/counts.count_total_push$/counts.pushes/; s/^data_source: .*/data_source: database/' r/$metric
	edit 's/counts.pushes$/counts.count_total_push/' r/$metric
	(cd r && git tag v16.1.0)
	build r
	exits 0
	[ "$(news site/metrics/counts.pushes.html | sed 's/ in 16.1 [0-9a-f]\{8\}//')" = $'2024-01-04 Renamed, now counts.count_total_push\n2024-01-03 Renamed, before counts.count_total_push Comparability break' ]
	[ "$(news $page | sed 's/ in 16.1 [0-9a-f]\{8\}//' | head -1)" = '2024-01-04 Renamed, before counts.pushes' ]
	grep -q 'Data source: <del>' site/metrics/counts.pushes.html
	grep -q 'Data source: <del>' site/changes/16.1.html
	grep -q '<code>metric-same-data-source</code>' site/changes/16.1.html
	[ "$(grep -c '<td role="cell">Renamed' site/changes/16.1.html)" = 2 ]
	lacks 'Added again' site/changes/16.1.html
	lacks '</span><span class="chip' site/changes/16.1.html # they would touch
	for feed in feed feeds/breaking; do
		[ "$(json site/$feed.json 'v.items.filter((i) => i.title.startsWith("Renamed")).length')" = 2 ]
		[ "$(json site/$feed.json 'v.items.find((i) => i.title.endsWith("counts.pushes")).content_html.includes("Data source: <del>")')" = true ]
	done
}

@test "what a rename breaks is told by the part of the key that changed, as by dictum diff" {
	small_repo r
	edit 's/^category: .*/category: old_pages/' r/config/events/click_button_1.yml
	dictum -C r diff HEAD~1
	exits 0
	prints 'warning[event-category-same]'
	build r
	grep -q '<code>event-category-same</code>' site/changes/2024-01.html
	lacks 'event-action-same' site/changes/2024-01.html
	lacks '>Breaking<' site/changes/2024-01.html
	[ "$(json site/feeds/breaking.json v.items.length)" = 0 ]
	edit 's/^action: .*/action: press_button/' r/config/events/click_button_1.yml
	dictum -C r diff HEAD~1
	exits 1
	build r
	grep -q '<code>event-action-same</code>' site/changes/2024-01.html
	[ "$(json site/feeds/breaking.json 'v.items.map((i) => i.title).join()')" = 'Renamed: old_pages click_button → old_pages press_button' ]
}

@test "pages tell twelve fields of one change and count the others, one of them as one" {
	changed_repo
	commit_all 'Before' r >/dev/null
	for n in 12 13 14; do
		seq -f "more_${n}_%g: one" $n >>r/$metric
		commit_all "Add $n fields" r >/dev/null
	done
	build r
	exits 0
	[ "$(grep -o 'and [0-9]* more fields*<' $page | sort -u)" = $'and 1 more field<\nand 2 more fields<' ]
}

@test "every JSON file that index.json lists is valid by schema.json" {
	small_repo r
	cat >>r/dictum.yml <<-'Y'
		history: {authors: true}
		base_url: https://example.com/metrics/
	Y
	long=$(printf '%1001s' | tr ' ' x)
	edit "s/^data_source: .*/data_source: database/; s/^milestone: .*/milestone: \"16.2\"/; \$a removed_by_url: https://example.com/$long" r/$metric
	edit 's/^action: .*/action: push_all/' r/config/events/push.yml
	git -C r rm -q config/events/click_button_1.yml && commit_all 'Delete' r >/dev/null
	git -C r revert --no-edit HEAD >/dev/null
	git -C r mv config/events/click_button_2.yml config/events/click.yml && commit_all 'Move' r >/dev/null
	git -C r tag v16.3.0
	build r
	build r bare --config /dev/null
	for s in site bare; do
		json $s/api/v1/index.json 'v.files.filter((f) => f.endsWith(".json")).join("\n")' | grep -vx api/v1/schema.json >files
		for form in feed.json feeds/breaking.json feeds/owners/source_code.json lint.json api/v1/gone.json owners/source_code.json; do grep -qx $form files; done
		while read -r file; do
			dictum validate --schema $s/api/v1/schema.json $s/$file
			exits 0
		done <files
	done
	for member in renamed_from renamed_to milestone truncated authors url returned; do grep -rq "\"$member\"" site/feed.json site/feeds || { echo "$member"; return 1; }; done
}
