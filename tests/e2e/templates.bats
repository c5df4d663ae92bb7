#!/usr/bin/env bats
# Templates and static files of one's own: written by init, changed, taken by build. Each story by commands as users type them.
load helper

site() { # site FOLDER [OPTION...]: of the small dictionary
	local out=$1
	shift
	dictum -C small build --worktree --output "$PWD/$out" "$@"
	exits 0
}

pages_of() { (cd "$1" && find . -type f ! -name .dictum-manifest -exec sha256sum {} + | sort -k2); }

@test "pages made from the templates that init writes are those made without them" {
	small small
	dictum init --templates mine
	exits 0
	complains "keep those you change"
	[ "$(ls mine)" = "$(ls "$TOP/templates")" ]
	site plain
	site own --templates "$PWD/mine"
	diff <(pages_of plain) <(pages_of own)
}

@test "one template is written into folders that are made, and changes every page" {
	small small
	dictum init --templates a/b/mine foot.mustache
	exits 0
	[ "$(find a -type f)" = a/b/mine/foot.mustache ]
	sed -i 's,</footer>,<p>Ask the data team</p></footer>,' a/b/mine/foot.mustache
	site own --templates "$PWD/a/b/mine"
	[ "$(grep -rl --include='*.html' 'Ask the data team' own | wc -l)" = "$(find own -name '*.html' | wc -l)" ]
}

@test "a style sheet of one's own is what pages have" {
	small small
	dictum init --static mine site.css favicon.svg
	exits 0
	[ "$(ls mine)" = "$(printf 'favicon.svg\nsite.css')" ]
	cmp mine/site.css "$TOP/static/site.css"
	echo 'h1 { color: teal }' >>mine/site.css
	site own --static "$PWD/mine"
	cmp mine/site.css own/assets/site.*.css
}

@test "files given as static ones change a site made with the same ones as templates" {
	small_repo r
	dictum init --templates mine foot.mustache
	dictum -C r build --templates "$PWD/mine" -o "$PWD/out"
	dictum -C r build --static "$PWD/mine" -o "$PWD/out"
	exits 0
	dictum -C r build --static "$PWD/mine" -o "$PWD/fresh"
	diff <(pages_of out) <(pages_of fresh)
}

@test "scripts that init writes are joined again" {
	small small
	dictum init --static mine
	exits 0
	[ "$(ls mine)" = "$(ls "$TOP/static")" ]
	site own --static "$PWD/mine"
	node --check own/assets/app.*.js
	node --check own/assets/search.*.js
}

@test "a script of one's own imports only what is exported, wherever on its line it says so" {
	small_repo r
	mkdir mine
	refuses() {
		dictum -C r build -q --static "$PWD/mine" -o "$PWD/out"
		exits 2
		complains "$1"
	}
	echo 'import {lower as l} from "./search_text.js";' >mine/app.js
	refuses "script 'app.js', line 1: 'search_text.js' exports no 'lower as l'"
	echo '  import {nosuch} from "./search_text.js";' >mine/app.js
	refuses "script 'app.js', line 1: 'search_text.js' exports no 'nosuch'"
	printf '\xef\xbb\xbfimport {lower} from "./search_text.js";\ndocument.title = lower(document.title);\n' >mine/app.js
	dictum -C r build -q --static "$PWD/mine" -o "$PWD/out"
	exits 0
	node --check out/assets/app.*.js
}

@test "a script of one's own is joined as it is" {
	small_repo r
	mkdir mine
	cat >mine/app.js <<-'END'
	/*! Made by us, under a licence */
	import {lower} from "./search_text.js";

	// why
	const text = `
	export const y = 1;
	import {a} from "./b.js";
	`;
	async function all(v) { for await (const y of v); }
	class A {
	  x
	  *g() { yield lower(text) }
	}
	END
	dictum -C r build -q --static "$PWD/mine" -o "$PWD/out"
	exits 0
	node --check out/assets/app.*.js
	grep -v '^import {lower}' mine/app.js >expected
	tail -n "$(($(wc -l <expected) + 2))" out/assets/app.*.js | head -n -2 | diff expected -
}

@test "a script of one's own that declares a name of another script is refused, wherever in a declaration it stands" {
	small_repo r
	mkdir mine
	for line in 'const tabs = 1, lower = 2;' 'var lower;' 'const {make: lower} = {};'; do
		printf 'import {stem} from "./search_text.js";\n%s\n' "$line" >mine/app.js
		dictum -C r build -q --static "$PWD/mine" -o "$PWD/out"
		exits 2
		complains "script 'app.js', line 2: 'lower' is declared in 'search_text.js', too"
	done
	[ ! -e out ]
}

@test "static files of any name of letters, digits, dots, underscores and hyphens up to 100 bytes are taken" {
	small_repo r
	long=$(printf '%096d.css' 0)
	mkdir mine
	touch mine/_print.css mine/-x.css "mine/$long"
	dictum -C r build -q --static "$PWD/mine" -o "$PWD/out" --gzip
	exits 0
	[ -e out/assets/_print.css ]
	[ -e out/assets/-x.css ]
	[ -e "out/assets/$long.gz" ]
	touch "mine/0$long"
	dictum -C r build -q --static "$PWD/mine" -o "$PWD/out"
	exits 2
	complains "the name of static file '0$long' has 101 bytes, at most 100 can be taken"
	rm "mine/0$long"
	touch 'mine/a b'
	dictum -C r build -q --static "$PWD/mine" -o "$PWD/out"
	exits 2
	complains "the name of static file 'a b' may hold only letters, digits, '.', '_' and '-'"
}

@test "a static file that would have the name of another file of the site is refused" {
	small_repo r
	mkdir mine
	echo 'p { color: teal }' >mine/x.css
	echo copy >mine/x.css.gz
	echo copy >mine/logo.png.gz
	echo logo >mine/logo.png
	dictum -C r build -q --static "$PWD/mine" -o "$PWD/out"
	exits 0
	cmp mine/x.css.gz out/assets/x.css.gz
	dictum -C r build -q --static "$PWD/mine" -o "$PWD/out" --gzip
	exits 2
	complains "the name of static file 'x.css.gz' is that of the compressed copy of 'assets/x.css'"
	rm mine/x.css.gz
	dictum -C r build -q --static "$PWD/mine" -o "$PWD/out" --gzip
	exits 0
	cmp mine/logo.png.gz out/assets/logo.png.gz
	cp out/assets/site.*.css mine
	dictum -C r build -q --static "$PWD/mine" -o "$PWD/out"
	exits 2
	complains "the name of static file '$(cd mine && echo site.*.css)' is that of a file that the site has anyway"
	mv mine/site.*.css "mine/$(cd out/assets && echo site.*.css.gz)"
	dictum -C r build -q --static "$PWD/mine" -o "$PWD/out" --gzip
	exits 2
	complains "is that of the compressed copy of 'assets/site."
}

@test "nothing is written where one of the files is there already" {
	mkdir mine && echo mine >mine/foot.mustache
	dictum init --templates mine --static more
	exits 2
	complains "'mine/foot.mustache' exists already, nothing was written"
	[ "$(find . -type f)" = ./mine/foot.mustache ]
	[ "$(cat mine/foot.mustache)" = mine ]
}

@test "a name that no file has is told with the nearest one" {
	dictum init --templates mine fot.mustache
	exits 2
	complains "no template named 'fot.mustache' is compiled in, did you mean 'foot.mustache'?"
	dictum init --static mine foot.mustache
	exits 2
	complains "no static file named 'foot.mustache' is compiled in"
	dictum init --templates mine --static mine foot.css
	exits 2
	complains "no template or static file named 'foot.css' is compiled in"
	[ -z "$(ls)" ]
}

@test "init writes templates inside of the sandbox, and needs no repository" {
	"$DICTUM" explain --list --sandbox require >/dev/null 2>&1 || skip "this kernel has no Landlock or no seccomp"
	dictum init --sandbox require -C / --templates "$PWD/a/mine" head.mustache
	exits 0
	cmp a/mine/head.mustache "$TOP/templates/head.mustache"
}

@test "a folder that cannot be made is told by its name" {
	echo >file
	dictum init --templates file/mine foot.mustache
	exits 3
	complains "file/mine"
}

@test "every page has the values that the manual page names" {
	small_repo r
	names=$(sed -n '/^\.Sh VALUES/,/^\.Sh TEMPLATES/s/^\.It Cm //p' "$TOP/man/dictum-templates.5" | tr -d ,)
	[ "$(wc -w <<<"$names")" -ge 18 ]
	mkdir mine
	for name in $names; do echo "{{^$name}}<!-- no $name -->{{/$name}}"; done >mine/head.mustache
	dictum -C r build --output "$PWD/own" --base-url https://example.com/ --templates "$PWD/mine"
	exits 0
	for page in metrics/index.html owners/index.html about.html; do
		[ "$(grep -oE '<!-- no [a-z_]+' "own/$page" | sort)" = "$(printf '<!-- no %s\n' one_definition one_entry robots $([[ $page == */* ]] || echo up))" ]
	done
}

@test "templates make pages where the manual page says" {
	sample r
	git -C r tag v1.0.0
	git -C r rm -q metrics/counts_all/automation_rules_enabled.yml
	sed -i 's/^description: .*/description: Short/' r/metrics/license/*.yml
	commit_all 'Less' r
	git -C r tag v1.1.0
	mkdir mine
	for file in "$TOP"/templates/*.mustache; do
		{ cat "$file"; echo "<!-- by $(basename "$file" .mustache) -->"; } >"mine/${file##*/}"
	done
	dictum -C r build --output "$PWD/own" --templates "$PWD/mine"
	exits 0
	sed -n '/^Pages, and where/,/^\.El/s/^\.It \([a-z0-9_]*\) Ta Pa \([^ ]*\).*/\1 \2/p' "$TOP/man/dictum-templates.5" >rows
	sed -i '/^owner_health /d' rows # groups with many findings only
	[ "$(wc -l <rows)" -ge 35 ]
	while read -r name page; do
		grep -qs -- "<!-- by $name -->" "own/$(dirname "$page")"/*.html || { echo "$name makes no page in $(dirname "$page")"; return 1; }
	done <rows
}
