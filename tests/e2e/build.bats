#!/usr/bin/env bats
# dictum build: what is published when, what is left alone, and that the same input gives the same bytes. Pages are not looked into.
load helper

@test "a site has a page and a data file for every entry" {
	small_repo r
	dictum -C r build -o "$PWD/out"
	exits 0
	[ -z "$output" ]
	complains '0 errors, 0 warnings, 0 notes in 10 files; 10 entries'
	for file in index.html api/v1/index.json lint.json metrics.csv; do [ -f out/$file ]; done
	[ "$(json out/api/v1/index.json 'v.files.join("\n")')" = "$(cd out && find . -name '*.json' -o -name '*.csv' -o -name '*.xml' |
		sed 's,^\./,,' | grep -vE '^(metrics|events)/|^api/v1/index.json$' | LC_ALL=C sort)" ]
	[ "$(ls out/metrics/*.json | wc -l)" = 5 ]
	[ "$(ls out/events/*.json | wc -l)" = 5 ]
	for page in $(cd out && ls metrics/*.json events/*.json); do
		[ -f "out/${page%.json}.html" ]
		[ "$(json "out/$page" v.url)" = "${page%.json}.html" ]
	done
}

@test "nothing changed means nothing is written" {
	small_repo r
	dictum -C r build -o "$PWD/out"
	before=$(tree_state out)
	dictum -C r build -o "$PWD/out"
	exits 0
	complains 'out is up to date, nothing was written'
	[ "$(tree_state out)" = "$before" ]
	dictum -C r build -o "$PWD/work" --worktree
	before=$(tree_state work)
	dictum -C r build -o "$PWD/work" --worktree
	exits 0
	complains 'work is up to date, nothing was written'
	[ "$(tree_state work)" = "$before" ]
}

@test "an edited definition of a work tree touches no page that does not speak of it, though words to search for change" {
	small_repo r
	dictum -C r build -o "$PWD/out" --worktree
	find out -name '*.html' -o -path 'out/i/*' | LC_ALL=C sort | xargs stat -c '%n %i' >before
	file=$(grep -rl 'key_path: counts.count_total_push$' r/config/metrics)
	sed -i 's/^description: .*/description: Total count of pushes to zanzibar and any other branch of a repository/' "$file"
	dictum -C r build -o "$PWD/out" --worktree
	exits 0
	find out -name '*.html' -o -path 'out/i/*' | LC_ALL=C sort | xargs stat -c '%n %i' >after
	changed=$(diff before after | sed -n 's/^> \([^ ]*\) .*/\1/p')
	[[ $changed == *out/metrics/counts.count_total_push.html* ]]
	[[ $changed == *out/i/current.js* ]]
	[ "$(find out/i -name root.js | wc -l)" = 1 ]
	cat $(dirname "$(find out/i -name root.js)")/*/*.js | grep -q zanzibar
	for page in about 404 search stats owners/index guides/index; do [[ $changed != *"out/$page.html"* ]]; done
	[[ $changed != *out/events/* ]]
}

@test "another program makes the site anew, and the same one does not, whether it has a build id or not" {
	small r
	cp "$DICTUM" first
	objcopy --remove-section=.note.gnu.build-id first second
	cp second third
	printf x >>third
	for program in first second third; do
		DICTUM=$PWD/$program
		dictum -C r build
		exits 0
		[[ $errors != *"up to date"* ]]
		dictum -C r build
		exits 0
		[[ $errors == *"up to date"* ]]
	done
}

@test "files that did not change are not written again" {
	small_repo r
	dictum -C r build -o "$PWD/out" --worktree
	echo x >r/README
	dictum -C r build -o "$PWD/out" --worktree
	exits 0
	complains 'up to date'
	sed -i 's/^description:.*/description: Edited/' r/config/events/push.yml
	inode=$(stat -c %i out/metrics.csv)
	dictum -C r build -o "$PWD/out" --worktree
	exits 0
	[ "$(stat -c %i out/metrics.csv)" = "$inode" ]
	[ "$(json out/events/push.json v.description)" = Edited ]
}

@test "compressed copies come and go with --gzip" {
	small_repo r
	dictum -C r build -o "$PWD/out"
	plain=$(cd out && find . -type f ! -name '.dictum-*' | sort)
	dictum -C r build --gzip -o "$PWD/out"
	exits 0
	for file in $plain; do
		case $file in
		./metrics/*.json | ./events/*.json) [ ! -e "out/$file.gz" ] ;;
		*) gzip -dc "out/$file.gz" | cmp - "out/$file" ;;
		esac
	done
	dictum -C r build --gzip -o "$PWD/out"
	exits 0
	complains 'out is up to date, nothing was written'
	dictum -C r build --gzip --check -o "$PWD/out"
	exits 0
	dictum -C r build --check -o "$PWD/out"
	exits 1
	dictum -C r build -o "$PWD/out"
	exits 0
	[ "$(cd out && find . -type f ! -name '.dictum-*' | sort)" = "$plain" ]
}

@test "static files of text have compressed copies by the endings that the manual page names" {
	small_repo r
	mkdir mine
	endings=$(sed -n '/^Files of text are/,/^JSON/s/^\.Pa //p' "$TOP/man/dictum-build.1" | tr -d ',' | sed 's/ \.$//')
	for ending in $endings .png .woff2; do echo text >"mine/x$ending"; done
	dictum -C r build -q --gzip --static "$PWD/mine" -o "$PWD/out"
	exits 0
	[ "$(cd out/assets && ls x.*.gz)" = "$(for ending in $endings; do echo "x$ending.gz"; done | sort)" ]
	gzip -dc out/assets/x.webmanifest.gz | cmp - mine/x.webmanifest
}

@test "compressed copies are the same bytes for any number of threads and in any folder" {
	small_repo r
	dictum -C r build --gzip --jobs 1 -o "$PWD/one"
	dictum -C r build --gzip --jobs 2 -o "$PWD/two"
	diff -r one two
	small_repo other
	dictum -C other build --gzip -o "$PWD/three"
	cmp one/assets/site.*.css.gz three/assets/site.*.css.gz
}

@test "everything a work tree's site is made of makes it out of date" {
	small_repo r
	mkdir templates statics
	for change in 's/Sample/Simple/ dictum.yml' 's/Ada Adams/Ada Byron/ owners.yml' 's/counts/adds/ guides/reading.md' \
		's/Somebody/Anybody/ config/events/push.yml'; do
		dictum -C r build --worktree -o "$PWD/out"
		dictum -C r build --worktree --check -o "$PWD/out"
		exits 0
		sed -i "${change% *}" "r/${change##* }"
		dictum -C r build --worktree --check -o "$PWD/out"
		exits 1
		complains 'out is out of date'
	done
	dictum -C r build --worktree -o "$PWD/out"
	dictum -C r build --worktree --check -o "$PWD/out" --base-url https://e.com
	exits 1
}

@test "check compares and writes nothing" {
	small_repo r
	dictum -C r build --check -o "$PWD/out"
	exits 1
	[ ! -e out ]
	[ "$(ls -A)" = r ]
	dictum -C r build -o "$PWD/out"
	before=$(tree_state out)
	dictum -C r build --check -o "$PWD/out"
	exits 0
	complains 'up to date'
	sed -i 's/^description:.*/description: Edited/' r/config/events/push.yml
	commit_all Edit r >/dev/null
	dictum -C r build --check -o "$PWD/out"
	exits 1
	complains 'out is out of date'
	[ "$(tree_state out)" = "$before" ]
	[ "$(ls -A | grep -v '\.lock$' | paste -sd' ')" = 'out r' ]
}

@test "check sees that somebody edited the site" {
	small_repo r
	dictum -C r build -o "$PWD/out"
	echo x >>out/index.html
	dictum -C r build --check -o "$PWD/out"
	exits 1
}

@test "findings are told in the summary, and fail the run when that is asked for" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	commit_all Break r >/dev/null
	dictum -C r build -o "$PWD/out"
	exits 0
	complains '1 error, '
	[ -f out/events/push.html ]
	dictum -C r build -o "$PWD/out" --strict
	exits 1
	dictum -C r build -o "$PWD/strict" --strict
	exits 1
	[ "$(tree_hash strict)" = "$(tree_hash out)" ]
	printf 'lint: {fail_on: off}\n' >>r/dictum.yml
	commit_all Relax r >/dev/null
	dictum -C r build -o "$PWD/out" --strict
	exits 0
}

@test "broken input is exit 2 with its place, and the site stays as it was" {
	small_repo r
	dictum -C r build -o "$PWD/out"
	before=$(tree_state out)
	refuse() { # SENTENCE ARGUMENT...
		sentence=$1
		shift
		dictum -C r build "$@" -o "$PWD/out"
		exits 2
		complains "$sentence"
		[ "$(wc -l <<<"$errors")" = 1 ]
		[ "$(tree_state out)" = "$before" ]
		dictum -C r build "$@" -o "$PWD/fresh"
		exits 2
		[ ! -e fresh ]
		git -C r checkout -q .
		git -C r clean -qfd
	}
	echo 'titel: a' >>r/dictum.yml
	refuse 'dictum.yml:6:1: unknown key "titel"' --worktree
	echo '{"type": "strin"}' >r/config/events/schema.json
	refuse 'config/events/schema.json:1:10:' --worktree
	echo 'groups: []' >r/owners.yml
	refuse 'owners.yml:1:9:' --worktree
	rm r/guides/reading.md
	refuse "dictum.yml:3:9: guides folder 'guides' does not exist or holds no Markdown files" --worktree
	template=$(cd "$TOP/templates" && ls | head -1)
	mkdir r/templates
	echo '{{#open}}' >"r/templates/$template"
	refuse "template '${template%.mustache}', line 1" --templates templates
	mkdir r/templates
	echo x >r/templates/no-such-page.mustache
	refuse "'no-such-page.mustache'" --templates templates
	refuse "templates folder 'nowhere' does not exist" --templates nowhere
	refuse '--base-url takes an http or https URL' --base-url metrics.example.com
}

@test "a folder with files of somebody else is not touched" {
	small_repo r
	mkdir out
	echo precious >out/precious.txt
	before=$(tree_state out)
	dictum -C r build -o "$PWD/out"
	exits 3
	[ "$(tree_state out)" = "$before" ]
	dictum -C r build -o "$PWD/r"
	exits 3
	[ -z "$(git -C r status --porcelain)" ]
}

@test "the site goes where it is asked to, as seen from the folder of -C" {
	small_repo r
	mkdir elsewhere
	cd elsewhere
	dictum -C ../r build -o ../out
	exits 0
	[ -f ../out/index.html ]
	dictum -C ../r build
	exits 0
	[ -f ../r/_site/index.html ]
	[ ! -e _site ]
	dictum -C ../r build -o "$PWD/a/b/c"
	exits 0
	[ -f a/b/c/index.html ]
}

# same FOLDER: the site in FOLDER equals the one in out, byte for byte
same() { [ "$(tree_hash "$1")" = "$(tree_hash out)" ] || { diff -rq out "$1"; return 1; }; }

# builds_alike REPOSITORY SUBFOLDER: every circumstance that must not matter
builds_alike() {
	r=$PWD/$1 sub=$2
	dictum -C "$r/$sub" build -o "$PWD/out" --jobs 1
	exits 0
	dictum -C "$r/$sub" build -o "$PWD/jobs" --jobs 2
	same jobs
	TZ=Asia/Kathmandu dictum -C "$r/$sub" build -o "$PWD/zone"
	same zone
	for locale in tr_TR.UTF-8 de_DE.UTF-8 C POSIX; do LC_ALL=$locale dictum -C "$r/$sub" build -o "$PWD/locale-$locale" && same "locale-$locale"; done
	(umask 077 && dictum -C "$r/$sub" build -o "$PWD/mask")
	same mask
	mkdir -p some/where
	(cd some/where && "$DICTUM" -q -C "$r/$sub" build -o "$OLDPWD/cwd")
	same cwd
	(cd "$r/$sub" && "$DICTUM" -q build -o "$OLDPWD/inside")
	same inside
	git clone -q "$r" clone
	dictum -C "clone/$sub" build -o "$PWD/cloned"
	same cloned
	git -C clone gc -q
	dictum -C "clone/$sub" build -o "$PWD/packed"
	same packed
	SOURCE_DATE_EPOCH=1 HOME=/nonexistent USER=nobody dictum -C "$r/$sub" build -o "$PWD/env"
	same env
}

@test "the same commit gives the same bytes everywhere: the small dictionary" {
	small_repo r
	builds_alike r .
	git clone -q --bare r bare.git
	dictum -C bare.git build -o "$PWD/bare"
	same bare
}

@test "the same commit gives the same bytes everywhere: the sample dictionary" {
	sample r
	builds_alike r .
	git clone -q --bare r bare.git
	dictum -C bare.git build -o "$PWD/bare"
	same bare
}

@test "building over an older site gives the bytes of a fresh one" {
	small_repo r
	dictum -C r build -o "$PWD/out"
	cp -a out grown
	git -C r mv config/events/open_merge_request.yml config/events/merge.yml
	sed -i 's/open_merge_request/merge/' r/config/events/merge.yml r/config/metrics/counts_all/count_distinct_user_id_from_push.yml
	git -C r rm -q config/metrics/settings/edition.yml
	commit_all Change r >/dev/null
	dictum -C r build -o "$PWD/grown"
	exits 0
	rm -rf out
	dictum -C r build -o "$PWD/out"
	same grown
}

@test "what is listed is what is published" {
	small_repo r
	dictum -C r build --no-history -o "$PWD/out" # listing reads no history unless it is asked to
	dictum -C r list --format json
	[ "$(json out/api/v1/metrics.json 'JSON.stringify(v.entries)')" = "$(printf %s "$output" | node -p 'JSON.stringify(JSON.parse(require("fs").readFileSync(0)).entries.filter(e => e.kind == "metric"))')" ]
	dictum -C r show push --format json
	[ "$(printf %s "$output" | node -p 'JSON.stringify(JSON.parse(require("fs").readFileSync(0)))')" = "$(json out/events/push.json 'JSON.stringify(v)')" ]
	dictum -C r list --kind metric --format csv
	[ "$output" = "$(cat out/metrics.csv)" ]
}

@test "a strict build that writes nothing says what it fails for" {
	small_repo r
	sed -i 's/^status: active/status: actve/' r/config/metrics/counts_all/count_total_push.yml
	commit_all 'Break a definition' r >/dev/null
	for word in written, 'nothing was written'; do
		dictum -C r build --strict
		exits 1
		complains '1 error, 0 warnings, 0 notes in 10 files'
		complains "$word"
	done
}

@test "what cannot be taken among templates and static files is refused" {
	small_repo r
	mkdir -p t/more s
	dictum -C r build --templates "$PWD/t" -o "$PWD/out"
	exits 2
	complains "'more' is a folder, only files can be taken"
	mkfifo s/pipe
	dictum -C r build --static "$PWD/s" -o "$PWD/out"
	exits 2
	complains "'pipe' is no regular file, only files can be taken"
	[ ! -e out ]
}

@test "a base URL that cannot begin the URL of a page is refused" {
	small_repo r
	for url in http:// https:///x 'https://e.com/?q' 'https://e.com/#f' 'https://e.com/a b' https://e.com/é https://e.com/%zz http://:80 https://@/; do
		dictum -C r build --base-url "$url" -o "$PWD/out"
		exits 2
		complains "--base-url takes an http or https URL without '?' and '#', not '$url'"
	done
}

@test "the scheme of a base URL may be written in capitals, and stays as it is given" {
	small_repo r
	dictum -C r build --base-url HTTPS://e.com/Docs -o "$PWD/out"
	exits 0
	grep -q '<link rel="canonical" href="HTTPS://e.com/Docs/">' out/index.html
	grep -q '<loc>HTTPS://e.com/Docs/' out/sitemap.xml
	dictum -C r build --base-url JavaScript://e.com/ -o "$PWD/out"
	exits 2
}

@test "where search engines are asked to list nothing, robots.txt keeps them from every file that is no page" {
	small_repo r
	printf 'robots: noindex\nbase_url: https://e.com/a/\n' >>r/dictum.yml && commit_all 'Robots' r
	mkdir static
	printf 'Words\n' >static/own.txt
	dictum -C r build --gzip --static "$PWD/static" -o "$PWD/out"
	exits 0
	[ ! -e out/sitemap.xml ]
	sed -n 's|^Disallow: /a/||p' out/robots.txt | sed 's/\./\\./g; s/\*/.*/g; s/^/^/' >rules
	for file in feed.xml index.html.gz assets/own.txt; do [ -s out/$file ]; done
	[ "$(cd out && find . -type f ! -name '*.html' -printf '%P\n' | grep -Evf ../rules)" = robots.txt ]
	[ -z "$(grep -rL --include='*.html' '<meta name="robots" content="noindex">' out)" ]
	[ -z "$(cd out && find . -name '*.html' -printf '%P\n' | grep -Ef ../rules)" ]
	sed -i '/^robots:/d' r/dictum.yml
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	[ -s out/sitemap.xml ]
}

@test "a folder without definitions makes a site that says nothing, and the summary tells" {
	mkdir empty
	dictum -C empty build
	exits 0
	complains "no definition files found in '"
	[ -f empty/_site/index.html ]
}

@test "no list is without items, however little there is" {
	local n=0
	small one
	rm -r one/config/metrics one/config/events/removed
	init_repo one && commit_all 'Add events' one >/dev/null
	dictum -C one build -o "$PWD/month"
	exits 0
	git -C one tag v17.0.0
	dictum -C one build -o "$PWD/release"
	mkdir empty
	dictum -C empty build -o "$PWD/nothing"
	exits 0
	while read -r page; do
		n=$((n + 1))
		# that of the fields is the script's
		lacks -Pzo '<(ul|ol|tbody)(?! class="fields")[^>]*>\s*</\1>' "$page" /dev/null
	done < <(find month release nothing -name '*.html')
	[ "$n" -gt 60 ]
}

@test "what has to be there and is missing says so in its place on the page, and leads to the rule" {
	small_repo r
	printf 'key_path: counts.bare\n' >r/config/metrics/counts_all/bare.yml
	printf 'lint: {rules: {schema-required: off}}\n' >off.yml
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	for fact in Owner 'Data category' Introduced; do
		grep -q "<dt>$fact</dt><dd><a href=\"../health/schema-required.html\">Not stated</a></dd>" out/metrics/counts.bare.html
	done
	lacks '<dt>Removed</dt>' out/metrics/counts.bare.html
	dictum -C r --config "$PWD/off.yml" build --worktree -o "$PWD/out2"
	exits 0
	lacks '<dt>Data category</dt>' out2/metrics/counts.bare.html
}

@test "owners that have nothing yet say what would be theirs" {
	small r
	printf '  idle: {name: Idle}\n' >>r/owners.yml
	sed -i 's/^stages:/&\n  plan: {name: Plan}/' r/owners.yml
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	grep -q 'Groups appear here when the file of owners puts them into it' out/stages/plan.html
	grep -q '<p>A stage: nothing yet.</p>' out/stages/plan.html
	grep -q 'Definitions that name <code>idle</code> as their owner appear here' out/owners/idle.html
	lacks 'as their owner appear here' out/owners/source_code.html
}

@test "an output that came with a commit is not believed to be up to date" {
	small_repo r
	git -C r tag v1
	for how in '--worktree --no-history' '--rev v1 --no-history' '--rev v1'; do
		rm -rf r/public clone
		dictum -C r build $how -o public
		sed -i 's/Sample dictionary/Simple dictionary/g' r/public/index.html
		git -C r add -f public && commit_all "Add a site, $how" r >/dev/null
		git clone -q r clone
		dictum -C clone build $how -o public
		exits 3
		complains "files in 'public' were changed after dictum published them: \"index.html\""
		rm -rf clone/public
		dictum -C clone build $how -o public
		dictum -C clone build $how -o public
		complains 'public is up to date'
	done
}

@test "what sends a property and what counts by it is counted without what was removed, which is counted apart" {
	small r
	cp r/config/events/push.yml r/config/events/pull.yml
	sed -i 's/^action: push/action: pull/; $a status: removed\nmilestone_removed: "16.1"' r/config/events/pull.yml
	metric=r/config/metrics/counts_all/count_distinct_user_id_from_push.yml
	sed 's/_from_push/_from_pull/; s/^status: active/status: removed/; s/^- name: push/- name: pull\n  filter: {label: x}/' $metric >${metric/push/pull}
	dictum -C r build --worktree --no-history -o site
	exits 0
	page=r/site/properties/label.html
	grep -q '<dt>Events that send it</dt><dd>1 <span class="soft">and 1 removed</span></dd>' $page
	grep -q '<dt>Metrics unique by it</dt><dd>0</dd>' $page
	grep -q '<dt>Metrics that filter by it</dt><dd>1 <span class="soft">and 2 removed</span></dd>' $page
	grep -q 'Sent by </span>1<span class="vh"> event</span> <span class="soft">and 1 removed</span></td>' r/site/properties/index.html
	grep -q 'Unique by </span>2<span class="vh"> metrics</span> <span class="soft">and 2 removed</span></td>' r/site/properties/index.html
	grep -q 'href="../events/pull.html"' $page
}
