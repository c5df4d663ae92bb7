#!/usr/bin/env bats
# How definitions changed, on the site: histories of entries, pages of changes, feeds.
load helper

metric=config/metrics/counts_all/count_total_push.yml
key=counts.count_total_push
page=site/metrics/$key.html

edit() { sed -i "$@" && commit_all 'Edit' r >/dev/null; }
changed_repo() { small_repo r && edit 's/^data_source: .*/data_source: database/' r/$metric; }
build() { dictum -C "$1" build -q -o "$PWD/${2:-site}" "${@:3}"; }
lacks() { if grep -q "$@"; then return 1; fi; }
news() { grep -o '<li><p><time.*' "$1" | sed 's/<[^>]*>//g; s/&rarr;/->/g'; }

@test "a page tells what changed and when, newest first, and what breaks comparisons" {
	changed_repo
	(cd r && git tag v16.1.0)
	build r
	exits 0
	[ "$(news $page | sed 's/ [0-9a-f]\{8\}/ ID/')" = $'2024-01-03 Changed in 16.1 ID Comparability break\n2024-01-02 Added in 16.1 ID' ]
	grep -q 'Data source: <del>' $page
	[ "$(json ${page%.html}.json 'JSON.stringify(v.history)')" = '{"added":"2024-01-02","changed":"2024-01-03","truncated":false}' ]
	[ "$(json site/api/v1/index.json 'v.files.slice(-4).join()')" = feed.xml,feed.json,feeds/breaking.xml,feeds/breaking.json ]
	[ -f site/changes/16.1.html ] && [ -f site/changes/2024-01.html ] && [ -f site/feeds/breaking.xml ]
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
		[ ! -e $s/changes ] && [ ! -e $s/feed.xml ] && [ ! -e $s/feeds ]
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
	[ -z "$(news $page)" ]
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
