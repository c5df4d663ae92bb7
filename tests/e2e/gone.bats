#!/usr/bin/env bats
# Keys that were renamed, deleted or replaced: their pages, what the terminal says, what is checked of `replacements`.
load helper

folder=config/metrics/counts_all
metric=$folder/count_total_push.yml
key=counts.count_total_push
page=site/metrics/$key.html

build() { dictum -C "$1" build -q -o "$PWD/${2:-site}" "${@:3}"; }
text() { sed -n '/<main/,/<\/main>/p' "$1" | sed 's/<[^>]*>//g; s/&rarr;/->/g'; }
says() { holds "$1" "$(text "$1")" "$2"; }
rename() { sed -i "s/$1\$/$2/" "r/$3" && commit_all "Rename" r >/dev/null; }
delete() { (cd r && git rm -q "$1") && commit_all 'Delete' r >/dev/null; }
replace() { printf '\nreplacements:\n%s\n' "$1" >>r/dictum.yml && commit_all 'Replace' r >/dev/null; }

@test "a deleted definition keeps its page, with commit, release, what it said and its history" {
	small_repo r
	printf 'sources: [{view_url: "https://git.example.com/r/-/blob/{commit}/{path}#L{line}"}]\n' >>r/dictum.yml
	sed -i 's/^data_source: .*/data_source: database/' r/$metric && commit_all 'Edit' r
	before=$(git -C r rev-parse HEAD)
	delete $metric
	(cd r && git tag v16.2.0)
	id=$(git -C r rev-parse HEAD)
	build r
	exits 0
	says $page "Deleted on 2024-01-04 in 16.2 by commit ${id:0:8}. No definition has this key any more."
	says $page 'Total count of pushes to any branch'
	says $page 'Source code'
	says $page 'Last statusActive'
	grep -q "href=\"https://git.example.com/r/-/commit/$id\"" $page
	grep -q "href=\"https://git.example.com/r/-/blob/$before/$metric#L1\"" $page
	[ "$(grep -c '<li><p><time' $page)" = 3 ]
	lacks 'class="instead"' $page
	grep -q "<a class=\"key\" href=\"metrics/$key.html\">" site/removed.html
	grep -q 'Gone since</th>' site/removed.html
	lacks 'Use instead' site/removed.html
	grep -q "href=\"../metrics/$key.html\"" site/changes/2024-01.html
	grep -q "metrics/$key.html" site/feed.xml site/feeds/owners/source_code.xml
	[ "$(json site/api/v1/gone.json 'v.gone.map((g) => [g.kind, g.key, g.group, g.path, g.deleted.commit, g.deleted.date, g.deleted.milestone, g.replacement, g.url].join()).join()')" = \
		"metric,$key,source_code,$metric,$id,2024-01-04,16.2,,metrics/$key.html" ]
	dictum validate --schema site/api/v1/schema.json site/api/v1/gone.json site/api/v1/index.json
	exits 0
	[ "$(json site/api/v1/index.json 'v.files.includes("api/v1/gone.json")')" = true ]
	dictum -C r show $key
	exits 1
	complains "metric '$key' was deleted on 2024-01-04 in 16.2 (commit ${id:0:12}); see 'dictum log $key'"
	dictum -C r log $key
	exits 0
	prints 'metric, deleted'
}

@test "a renamed key points on to the last name, by way of those between" {
	small_repo r
	rename $key counts.pushes $metric
	rename counts.pushes counts.pushes_of_all $metric
	build r
	exits 0
	says $page 'Renamed on 2024-01-03'
	says $page 'Use counts.pushes_of_all instead.'
	says $page 'The way there: counts.pushes -> counts.pushes_of_all'
	grep -q 'class="instead">Use <a class="key" href="../metrics/counts.pushes_of_all.html">' $page
	says site/metrics/counts.pushes.html 'Use counts.pushes_of_all instead.'
	grep -q 'before <a href="../metrics/counts.pushes.html"><code>counts.pushes</code></a>' site/metrics/counts.pushes_of_all.html
	dictum -C r show $key
	exits 1
	complains "was renamed to 'counts.pushes' on 2024-01-03"
	complains "use 'counts.pushes_of_all' instead"
	dictum -C r show --format json $key
	exits 1
	[ -z "$output" ]
	delete $metric
	build r
	says $page 'It became counts.pushes_of_all, which is gone, too.'
	[ "$(json site/api/v1/gone.json 'v.gone.filter((g) => g.replacement).length')" = 0 ]
}

@test "the banner tells since when a status holds, also under another key and after a gap" {
	small_repo r
	sed -i 's/^status: .*/status: removed/' r/$metric
	rename $key counts.pushes $metric
	build r
	exits 0
	says site/metrics/counts.pushes.html 'on 2024-01-03. It is no longer collected.'
	rename counts.pushes counts.pushes_of_all $metric
	build r
	says site/metrics/counts.pushes_of_all.html 'on 2024-01-03. It is no longer collected.'
	sed -i 's/^status: .*/status: broken/' r/$metric && commit_all 'Break it' r >/dev/null
	cp r/$metric kept
	delete $metric
	sed 's/^status: .*/status: deprecated/' kept >r/$metric && commit_all 'Restore it' r >/dev/null
	build r
	says site/metrics/counts.pushes_of_all.html 'Deprecated since 2024-01-07.'
	cp r/$metric r/${metric%push.yml}other.yml
	rename counts.pushes_of_all counts.other ${metric%push.yml}other.yml
	build r
	says site/metrics/counts.other.html 'Deprecated. It still works'
}

@test "a key that came back has its own page, which tells of the gap" {
	small_repo r
	cp r/$metric kept
	delete $metric
	cp kept r/$metric && commit_all 'Back' r
	build r
	exits 0
	says $page 'Added again'
	says $page 'Deleted'
	lacks 'No definition has this key' $page
	lacks "$key" site/api/v1/gone.json
	lacks "$key" site/removed.html
}

@test "keys that changed places and went in a circle lead nowhere twice" {
	small_repo r
	sed "s/$key/counts.other/" r/$metric >r/$folder/other.yml && commit_all 'Other' r
	sed -i "s/$key\$/counts.third/" r/$metric && sed -i "s/counts.other\$/$key/" r/$folder/other.yml && commit_all 'Places' r
	rename counts.third counts.other $metric
	build r
	exits 0
	lacks 'No definition has this key' $page
	lacks 'No definition has this key' site/metrics/counts.other.html
	says site/metrics/counts.third.html 'Use counts.other instead.'
	delete $metric
	delete $folder/other.yml
	replace "  {$key: counts.other, counts.other: $key}"
	build r
	exits 0
	lacks 'class="instead"' $page
	dictum -C r lint
	exits 1
	prints 'replacement-cycle'
}

@test "replacements come before renames, and have a page without any history" {
	small_repo r
	rename $key counts.pushes $metric
	replace "  $key: {use: edition, reason: 'Counted by the <edition> & now'}
  counts.never_seen: counts.pushes
  counts.before_that: counts.never_seen"
	build r
	exits 0
	says $page 'Use edition Broken instead. Counted by the &lt;edition&gt; &amp; now'
	says site/metrics/counts.never_seen.html 'Replaced. No definition has this key.'
	says site/metrics/counts.before_that.html 'Use counts.pushes instead.'
	says site/metrics/counts.before_that.html 'The way there: counts.never_seen -> counts.pushes'
	[ "$(json site/api/v1/gone.json 'v.gone.map((g) => g.key + ":" + g.replacement.key).join(" ")')" = \
		"counts.before_that:counts.pushes $key:edition counts.never_seen:counts.pushes" ]
	dictum validate --schema site/api/v1/schema.json site/api/v1/gone.json
	exits 0
	build r other --no-history
	says other/metrics/$key.html 'Replaced. No definition has this key.'
	says other/metrics/$key.html 'Use edition Broken instead.'
	dictum -C r show $key
	exits 1
	complains "use 'edition' instead (Counted by the <edition> & now)"
	dictum -C r show counts.never_seen
	exits 1
	complains "metric 'counts.never_seen' is no longer in the dictionary: use 'counts.pushes' instead"
	dictum -C r lint
	exits 0
}

@test "removed entries that are replaced say so on their page, in the terminal and as data" {
	small_repo r
	replace '  fork: {use: push, reason: Forks push}'
	build r
	exits 0
	says site/events/fork.html 'Use push instead. Forks push'
	[ "$(json site/events/fork.json 'JSON.stringify(v.replacement)')" = '{"kind":"event","key":"push","reason":"Forks push","url":"events/push.html"}' ]
	dictum validate --schema site/api/v1/schema.json site/events/fork.json site/api/v1/events.json
	exits 0
	dictum -C r show fork
	exits 0
	prints 'Use instead             push'
}

@test "metrics that count an event that is gone lead to its page, and it back to them" {
	small_repo r
	delete config/events/push.yml
	build r
	exits 0
	grep -A1 '<a class="key" href="../events/push.html">push</a>' $page | grep -q '<span class="chip bad">Deleted</span>'
	says site/events/push.html 'Still named by'
	grep -q "href=\"../metrics/$key.html\"" site/events/push.html
}

@test "broken versions, files that never parsed and keys in other letters make no page too many" {
	small_repo r
	printf 'key_path: [\n' >r/$folder/broken.yml && commit_all 'Broken' r
	delete $folder/broken.yml
	sed "s/$key/counts.Upper/; s/description: .*/description: '<script>alert(1)<\/script> \& \"x\"'/" r/$metric >r/$folder/upper.yml && commit_all 'Upper' r
	printf 'key_path: {\n' >r/$folder/upper.yml && commit_all 'Unreadable' r
	delete $folder/upper.yml
	sed "s/$key/counts.upper/" r/$metric >r/$folder/lower.yml && commit_all 'Lower' r
	build r
	exits 0
	[ "$(json site/api/v1/gone.json 'v.gone.map((g) => g.key + " " + g.url).join()')" = 'counts.Upper metrics/counts.~55pper.html' ]
	lacks 'No definition has this key' site/metrics/counts.upper.html
	lacks '<script>alert' site/metrics/counts.~55pper.html site/removed.html
	says site/metrics/counts.~55pper.html '&lt;script&gt;alert(1)'
}

@test "time frames that were dropped from a list are gone, and the file's other entries stay" {
	small_repo r
	printf 'key_path: counts.next\ndescription: Next\ntime_frame: [7d, 28d]\nstatus: active\n' >r/$folder/next.yml && commit_all 'Expanded' r
	sed -i 's/7d, 28d/28d/' r/$folder/next.yml && commit_all 'Narrower' r
	build r
	exits 0
	says site/metrics/counts.next_weekly.html 'Deleted on 2024-01-04'
	says site/metrics/counts.next_weekly.html '7 days'
	lacks 'No definition has this key' site/metrics/counts.next_monthly.html
}

@test "clones, bare repositories, work trees, caches and any number of threads give the same bytes" {
	small_repo r
	rename $key counts.pushes $metric
	delete config/events/push.yml
	git clone -q --bare r bare.git
	build r one --jobs 1
	build r two --jobs 2
	build bare.git three
	for s in two three; do [ "$(tree_hash $s)" = "$(tree_hash one)" ]; done
	build r four --worktree
	[ -s one/events/push.html ]
	[ -s four/events/push.html ]
	diff one/events/push.html four/events/push.html | grep -v 'Built from\|^[0-9c-]*$' | lacks .
}

@test "addresses of all of them are in the sitemap" {
	small_repo r
	delete $metric
	build r site --base-url https://metrics.example.com/
	exits 0
	grep -q "<loc>https://metrics.example.com/metrics/$key.html</loc>" site/sitemap.xml
	grep -q "<link rel=\"canonical\" href=\"https://metrics.example.com/metrics/$key.html\">" $page
	grep -q 'What was removed' site/404.html
}

@test "a replacement whose file cannot be read names that file" {
	small_repo r
	replace "  counts.gone_one: counts.count_total_push
  counts.gone_two: redis_hll_counters.count_distinct_user_id_from_push_weekly
  counts.gone_three: counts.count_total_pusch"
	for name in counts_all/count_total_push counts_all/count_distinct_user_id_from_push; do
		sed -i '1i <<<<<<< HEAD' r/config/metrics/$name.yml
	done
	dictum -C r lint --only replacement-unknown --format json
	exits 1
	printf '%s' "$output" >out.json
	[ "$(json out.json 'v.findings.map(f => [f.cause, f.help, f.related?.[0].message].join("|")).join("\n")')" = \
		"$(for name in count_total_push count_distinct_user_id_from_push; do
			echo "config/metrics/counts_all/$name.yml|repair config/metrics/counts_all/$name.yml|this file would define it but cannot be read: yaml-syntax"
		done
		echo '|name a key of this dictionary|')" ]
}

@test "what is wrong with replacements is told with its place" {
	small_repo r
	replace "  counts.gone_one: counts.count_total_pusch
  counts.itself: counts.itself
  $key: edition
  counts.a: counts.b
  counts.b: counts.a
  counts.to_removed: fork"
	dictum -C r lint
	exits 1
	[ "$(places | grep dictum.yml)" = "dictum.yml:8:20 replacement-unknown
dictum.yml:9:18 replacement-cycle
dictum.yml:10:3 replacement-active
dictum.yml:11:13 replacement-cycle
dictum.yml:13:22 replacement-removed" ]
	prints 'did you mean "counts.count_total_push"?'
	for wrong in '  counts.x: 5' '  counts.x: {reason: y}' '  counts.x: {use: push, kind: metrik}' $'  counts.x: push\n  counts.x: push'; do
		git -C r show HEAD~1:dictum.yml >r/dictum.yml
		printf '\nreplacements:\n%s\n' "$wrong" >>r/dictum.yml
		dictum -C r lint
		exits 2
		complains 'dictum.yml:'
	done
}

first_hit() { json <(printf '%s' "$output") "JSON.stringify(v.hits[0])"; }

@test "search finds keys that are gone: the whole key first, parts of it behind entries, without them where there is no history" {
	small_repo r
	rename $key counts.pushes $metric
	delete config/metrics/settings/edition.yml
	dictum -C r search $key
	exits 0
	prints "  1. $key
     former metric, renamed: use counts.pushes
     Total count of pushes to any branch"
	dictum -C r search --format json "metrics['counts']['count_total_push']"
	exits 0
	[ "$(first_hit)" = "{\"kind\":\"metric\",\"key\":\"$key\",\"url\":\"metrics/$key.html\",\"score\":1048576,\"gone\":\"renamed\",\"use\":\"counts.pushes\"}" ]
	dictum -C r search --format csv --kind metric https://metrics.example.com/metrics/$key.html
	exits 0
	prints "1,metric,$key,renamed,source_code,Total count of pushes to any branch,metrics/$key.html,1048576,counts.pushes"
	dictum -C r search edition
	exits 0
	prints 'former metric, deleted'
	dictum -C r search status:active $key
	exits 0
	lacks former <<<"$output"
	dictum -C r search counts.pushes
	exits 0
	lacks former <<<"$output"
	build r
	exits 0
	grep -q '"current","i/[0-9a-f]*/","i/g[0-9a-f]*/"' site/i/current.js
	[ "$(find site/i -name root.js | wc -l)" = 2 ]
	build r other --no-history
	grep -q '"current","i/[0-9a-f]*/",""' other/i/current.js
	[ "$(find other/i -name root.js | wc -l)" = 1 ]
	rm -rf r/.git
	dictum -C r search --worktree $key
	exits 0
	lacks former <<<"$output"
	[ -z "$(printf '%s' "$errors" | grep history)" ]
	git init -q r
	dictum -C r search --worktree $key
	exits 0
	[ -z "$(printf '%s' "$errors" | grep 'history\|commit')" ]
	replace '  counts.never_there: counts.pushes'
	dictum -C r search --format csv counts.never_there
	exits 0
	prints '1,metric,counts.never_there,replaced,,'
}

@test "a word that many entries have is a key that is gone where dictum.yml replaces it" {
	small_repo r
	for i in 1 2 3 4; do sed "s/^key_path:.*/key_path: counts.gadget_$i/; s/^name:.*//" r/$metric >r/$folder/gadget_$i.yml; done
	commit_all 'Gadgets' r >/dev/null
	dictum -C r search gadget
	exits 0
	lacks former <<<"$output"
	replace '  gadget: {use: counts.gadget_1, kind: metric}'
	for word in gadget "['gadget']" 'kind:metric gadget'; do
		dictum -C r search "$word"
		exits 0
		[ "$(head -2 <<<"$output")" = "  1. gadget
     former metric, replaced: use counts.gadget_1" ]
		prints counts.gadget_4
	done
	dictum -C r search kind:event gadget
	exits 1
	lacks former <<<"$output"
	dictum -C r search gadgets
	exits 0
	lacks former <<<"$output"
}

@test "a key with blanks that is gone comes first, however many entries have its words" {
	small_repo r
	for action in close open print scroll; do
		printf 'category: page_action\naction: %s\ndescription: Before close\nproduct_group: source_code\n' $action >r/config/events/page_$action.yml
	done
	commit_all 'Pages' r >/dev/null
	delete config/events/page_close.yml
	for kind in '' 'kind:event '; do
		dictum -C r search "${kind}page_action close"
		exits 0
		[ "$(head -2 <<<"$output")" = "  1. page_action close
     former event, deleted" ]
		prints 'page_action scroll'
	done
	for query in 'before close' 'page_action -push close'; do
		dictum -C r search "$query"
		exits 0
		lacks former <<<"$output"
	done
}

@test "a clone without the commits that ended a key searches as if there had been none" {
	small_repo r
	delete $metric
	echo >>r/README.md && commit_all 'More' r
	git clone -q --depth 1 "file://$PWD/r" shallow
	dictum -C shallow search $key
	[ -z "$(printf '%s' "$errors" | grep truncated)" ]
	lacks former <<<"$output"
	build shallow
	exits 0
	lacks data-gone site/index.html
	dictum -C r search $key
	prints 'former metric, deleted'
}
