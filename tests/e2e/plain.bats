# A tracking plan of a company that has nothing of GitLab: kinds, words, properties and queries are its own, and only its own.
load helper

# plan DIR: events, metrics and dimensions in dialect plain
plan() {
	mkdir -p "$1/events" "$1/metrics" "$1/dimensions"
	cat >"$1/dictum.yml" <<'EOF'
title: Shop tracking plan
dialect: plain
kinds:
  event:
    folder: events
    files: ["events/*.yml"]
    key: /name
    description: /description
    owner: {group: /owner}
    properties: /properties
    facets: [pii]
  metric:
    files: ["metrics/*.yml"]
    key: /id
    description: /description
    refs:
      - {list: /depends_on, to: event, title: Built from}
      - {list: /dimensions, to: dimension, title: Can be split by}
    facts: [sql]
  dimension:
    what: Columns by which a metric can be split.
    files: ["dimensions/*.yml"]
    key: /name
    description: /description
EOF
	cat >"$1/events/cart.yml" <<'EOF'
name: cart_viewed
owner: checkout
description: A shopper opened the cart on any page of the shop.
pii: none
properties:
  cart_id: {type: string, description: Id of the cart.}
  total: {type: number, description: Sum in cents.}
  currency: {type: string, description: ISO 4217., enum: [EUR, USD]}
EOF
	cat >"$1/metrics/carts.yml" <<'EOF'
id: carts
description: How many carts shoppers opened in a day.
depends_on: [cart_viewed]
dimensions: [country]
sql: |
  SELECT day, count(*)
  FROM carts
  GROUP BY day
EOF
	printf 'name: country\ndescription: The country that the order is sent to.\n' >"$1/dimensions/country.yml"
	init_repo "$1"
	commit_all 'Start' "$1" >/dev/null
}

# plan_with_states FOLDER [MORE]: a plan whose events are live or retired, committed; MORE of the kind comes behind that
plan_with_states() {
	plan "$1"
	sed -i "s|    facets: \[pii\]|    status: {field: /state, values: {live: active, retired: removed}}${2-}|" "$1/dictum.yml"
	echo 'state: live' >>"$1/events/cart.yml"
	commit_all 'Say what is live' "$1" >/dev/null
}

@test "a plain dictionary has nothing of GitLab on its pages, in its findings and in its data" {
	plan r
	dictum -C r lint
	exits 0
	[ -z "$output" ]
	dictum -C r build -o "$PWD/out"
	exits 0
	lacks 'GitLab' -r out
	lacks 'Service Ping' -r out
	lacks 'common_mart' -r out
	lacks 'an instance' -r out
	lacks 'Built-in property' -r out
	[ ! -e out/context.html ]
	grep -q '<dd>Kinds of this dictionary only</dd>' out/about.html
	dictum -C r show cart_viewed
	exits 0
	dictum -C r diff HEAD
	exits 0
}

@test "kinds without a title go by their names as words, in the plural" {
	plan r
	dictum -C r build -o "$PWD/out"
	grep -q '<h1>Dimensions</h1>' out/dimension/index.html
	grep -q '<h1>Metrics</h1>' out/metric/index.html
	grep -q '<h1>Events</h1>' out/events/index.html
	grep -q 'All dimensions' out/about.html
}

@test "a plain dictionary has to have kinds, and none of GitLab's to leave out" {
	plan r
	echo 'dialect: plain' >r/dictum.yml
	dictum -C r lint
	exits 2
	complains 'dictum.yml:1:10: dialect plain has no kinds of its own: name one under kinds, with files and key'
	printf 'dialect: plain\nkinds: {event: false}\n' >r/dictum.yml
	dictum -C r lint
	exits 2
	complains 'no kind is left: name one with files and key'
}

@test "deleting a definition of a plain dictionary is told as that of any entry" {
	plan r
	git -C r rm -q metrics/carts.yml
	git -C r commit -qm 'Less'
	dictum -C r diff HEAD~1
	exits 1
	prints 'error[entry-no-delete]: metric "carts" was deleted'
}

@test "fields have titles, values have labels, and code keeps its lines" {
	plan r
	cat >>r/dictum.yml <<'EOF'
fields:
  pii: {title: Personal data, help: Whether it tells who did it., values: {none: {label: "No", help: It names nobody.}, personal: "Yes"}}
  sql: {title: SQL, form: code}
EOF
	sed -i 's/^    facets: .pii./&\n    chips: [pii]/' r/dictum.yml
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	grep -q '<dt>Personal data</dt><dd><a href="[^"]*">No</a>' out/events/cart_viewed.html
	grep -q 'It names nobody' out/events/cart_viewed.html
	grep -q '<h1>Personal data' out/pii/index.html
	grep -q 'Whether it tells who did it' out/pii/index.html
	grep -q '<dt>SQL</dt><dd><code>SELECT day, count(\*)$' out/metric/carts.html
	dictum -C r show carts --worktree
	prints '  SQL '
	sed -i 's/form: code/form: cod/' r/dictum.yml
	dictum -C r lint
	exits 2
	complains 'fields.sql.form is "cod", expected one of text, code, did you mean "code"?'
}

# example N: the Nth literal block of A DICTIONARY OF YOUR OWN in dictum.yml(5)
example() {
	sed -n '/^\.Sh A DICTIONARY/,/^\.Sh KINDS/p' "$TOP/man/dictum.yml.5" |
		awk -v n="$1" '/^\.Ed/ { on = 0 } on { print } /^\.Bd/ { on = ++seen == n }'
}

@test "the example of the manual page is a dictionary" {
	mkdir -p r/events r/metrics r/schema
	example 1 >r/dictum.yml
	example 2 >r/events/cart_viewed.yml
	printf 'name: carts\nowner: checkout\ndescription: How many carts shoppers opened in a day.\ngrain: day\ndepends_on: [cart_viewed]\nsql: SELECT 1\n' >r/metrics/carts.yml
	echo '{}' | tee r/schema/event.json >r/schema/metric.json
	dictum -C r lint
	exits 0
	[ -z "$output" ]
	[ "$errors" = 'dictum: 0 errors, 0 warnings, 0 notes in 2 files' ]
	dictum -C r build -o "$PWD/out"
	exits 0
	grep -q "WHERE name = &#39;cart_viewed&#39;" out/events/cart_viewed.html
	grep -q '<dt>SQL</dt>' out/metrics/carts.html
}

@test "init writes kinds of one's own where nothing is written as GitLab does, and where to go from there is said" {
	mkdir e
	dictum -C e lint
	exits 0
	complains 'definitions in other folders than config/metrics, config/events, ee/config/metrics, ee/config/events are found where a dictum.yml says so: run dictum init'
	dictum init -C e
	exits 0
	grep -qx 'dialect: plain' e/dictum.yml
	mkdir -p e/events/shop e/metrics e/schema
	printf 'name: cart_viewed\nowner: checkout\ndescription: A shopper opened the cart on any page.\nplatform: web\nproperties: {id: Id of the cart.}\n' >e/events/shop/cart.yml
	printf 'name: carts\nowner: checkout\ndescription: How many carts shoppers opened in a day.\nevents: [cart_viewed]\nunit: carts\nsql: SELECT 1\n' >e/metrics/carts.yml
	echo '{}' | tee e/schema/event.json >e/schema/metric.json
	sed -i 's/^    #/    /' e/dictum.yml
	dictum -C e lint
	exits 0
	[ -z "$output" ]
	dictum -C e show carts
	prints 'Counts these events'
	dictum -C e build -o "$PWD/out"
	exits 0
	[ -f out/events/cart_viewed.html ]
}

@test "properties have the types, values and examples that definitions give them" {
	plan r
	cat >>r/events/cart.yml <<'EOF'
  items: {type: integer, description: How many., example: 3}
  tags: {type: array, description: Of the shopper.}
  size: {enum: [1, null, {of: all}], description: How large it is.}
  is_gift: {type: boolean, description: Whether it is a gift.}
  note: What the shopper wrote.
  count: {type: [integer, null], description: How many there were.}
EOF
	dictum -C r build --worktree -o "$PWD/out"
	page=out/events/cart_viewed.html
	for row in cart_id=Text total=Number items='Whole number' tags=Array is_gift='True or false' note=Property count='Integer or null'; do
		grep -q ">${row%=*}</a></th><td role=\"cell\">${row#*=}</td>" "$page" || { echo "$row"; return 1; }
	done
	grep -q 'One of EUR, USD' "$page"
	grep -q 'One of 1, null, of: all[.]' "$page"
	sample=$(sed -n '/id="sample"/,/<\/pre>/p' "$page")
	for member in 'total&quot;: 1,' 'currency&quot;: &quot;EUR&quot;' 'items&quot;: 3,' 'tags&quot;: \[\],' 'is_gift&quot;: true' 'count&quot;: 1' 'note&quot;: &quot;text&quot;'; do
		grep -q "$member" <<<"$sample" || { echo "$member"; echo "$sample"; return 1; }
	done
	grep -q '<dt>Kind</dt><dd>Property</dd>' out/properties/total.html
	dictum -C r show cart_viewed --worktree
	exits 0
	prints $'\nProperties\n  cart_id                 string. Id of the cart.\n  total                   number. Sum in cents.\n'
	prints $'\n  note                    What the shopper wrote.\n  count                   integer or null. How many there were.'
	cat >>r/events/cart.yml <<'EOF'
  blank: "  "
  "odd\e": {type: number, description: Not named by people.}
  bare: {type: number, description: " "}
EOF
	sed -i 's|^    properties: .*|&\n    refs: [{list: /parents, to: event, title: "Comes\\nafter"}]|' r/dictum.yml
	echo 'parents: [cart_viewed]' >>r/events/cart.yml
	dictum -C r show cart_viewed --worktree
	prints $'\n  blank\n  odd\\u{1B}               number. Not named by people.\n  bare                    number\n'
	prints $'\nComes after\n  cart_viewed\n'
}

@test "examples of rules say whose they are where definitions have other fields" {
	plan r
	dictum -C r explain key-duplicate
	exits 0
	prints '  bad, as dialect gitlab writes it:'
	prints '  good, as dialect gitlab writes it:'
	dictum -C r explain yaml-syntax
	prints $'  bad:\n    description: Count of users: weekly'
	dictum -C r explain file-misplaced
	prints 'as dialect gitlab writes it:'
	dictum -C r explain tier-narrowed
	prints $'  bad, as dialect gitlab writes it:\n    -tiers:'
	prints 'Dialect gitlab asks for it; of kinds of dictum.yml those do that say so.'
	dictum -C r explain --list
	prints 'file-name                  warning  (gitlab) a file'
	dictum -C r explain --format json key-duplicate
	prints '"examples_dialect": "gitlab"'
	printf 'name: cart_viewed\nowner: checkout\ndescription: Cart.\n' >r/events/again.yml
	dictum -C r lint --format sarif
	prints '\n\nBad, as dialect gitlab writes it:\n\n    # a.yml'
	prints '\n\nBad:\n\n    description:'
	dictum -C r build --worktree -o "$PWD/out"
	grep -q 'Written as in GitLab Service Ping metrics and internal events; definitions here have other fields or folders' out/health/key-duplicate.html
	lacks 'Written as in' out/health/description-short.html
}

@test "examples are nobody else's where definitions are written as GitLab does, and where the configuration is broken" {
	small r
	dictum -C r explain key-duplicate action-style file-misplaced
	exits 0
	lacks 'as dialect' <<<"$output"
	lacks 'asks for it' <<<"$output"
	dictum -C r explain --list
	exits 0
	lacks '(gitlab)' <<<"$output"
	cp r/config/events/push.yml r/config/events/again.yml
	dictum -C r lint --format sarif
	prints '\n\nBad:\n\n    # a.yml'
	lacks 'as dialect' <<<"$output"
	echo 'titel: x' >r/dictum.yml
	dictum -C r explain key-duplicate
	exits 0
	prints $'  bad:\n'
	[ -z "$errors" ]
}

@test "rules of GitLab's are held to by kinds that ask for them" {
	plan r
	sed -i 's|^    properties: /properties|    properties: {at: /properties, personal: [cart_id]}\n    file_name: key|' r/dictum.yml
	dictum -C r lint
	exits 0
	prints 'warning[pii-property]'
	prints 'warning[file-name]'
	dictum -C r build --worktree -o "$PWD/out"
	grep -q 'Dialect gitlab, and kinds of dictum.yml that ask for it' out/health/file-name.html
}

@test "what refers to an entry stands in a table for each kind and title, none without a heading" {
	plan r
	mkdir r/dashboards
	cat >>r/dictum.yml <<'EOF'
  dashboard:
    files: ["dashboards/*.yml"]
    key: /name
    description: /description
    refs: [{list: /metrics, to: metric}, {list: /events, to: event, back: Shown on}, {list: /drafts, to: event, back: Planned on}]
EOF
	for name in shop warehouse; do
		printf 'name: %s\ndescription: What people look at every morning.\nmetrics: [carts]\nevents: [cart_viewed, cart_viewed]\ndrafts: [cart_viewed]\n' "$name" >"r/dashboards/$name.yml"
	done
	sed -i 's/title: Can be split by/&, back: Splits these metrics/' r/dictum.yml
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	page=out/events/cart_viewed.html
	[ "$(grep -o '<h2 id="fed[^<]*' "$page")" = $'<h2 id="fed">Metrics that use it\n<h2 id="fed-2">Shown on\n<h2 id="fed-3">Planned on' ]
	[ "$(grep -c '<a class="key" href="../dashboard/shop.html">' "$page")" = 3 ]
	[ "$(grep -c '<a class="key" href="../metric/carts.html">' "$page")" = 1 ]
	grep -q '<a href="#fed-2">Shown on</a>' "$page"
	grep -q '<h2 id="fed">Splits these metrics</h2>' out/dimension/country.html
	grep -q '<h2 id="to-metrics">Metrics</h2>' out/dashboard/shop.html
	lacks '<h2 id="[^"]*"></h2>' -r out
	sed -i 's/title: Built from/title: Definition/' r/dictum.yml
	dictum -C r build --worktree -o "$PWD/out"
	[ "$(grep -o ' id="[^"]*"' out/metric/carts.html | sort | uniq -d)" = '' ]
	sed -i 's/title: Definition/title: Built from/' r/dictum.yml
	dictum -C r show cart_viewed --worktree
	prints $'\nMetrics that use it\n  carts\n\nShown on\n  shop\n  warehouse\n\nPlanned on\n  shop\n  warehouse'
}

@test "words on pages and in findings are those of the kinds they are about" {
	plan r
	sed -i 's|^    what: Columns.*|&\n    status: {field: /state, values: {retired: removed}}\n    file_name: key|; s|^    facets: .pii.|&\n    privacy: pii|' r/dictum.yml
	echo 'state: retired' >>r/dimensions/country.yml
	dictum -C r lint
	prints 'dimension "country" was removed'
	prints 'remove the metric too, or refer to another dimension'
	sed -i 's/^name: country/name: nation/; /^state/d' r/dimensions/country.yml
	dictum -C r lint
	prints 'rename the dimension back, or refer to "nation"'
	dictum -C r build --worktree -o "$PWD/out"
	grep -q 'What is sent with events: <a href="[^"]*">Properties</a>' out/privacy/index.html
	grep -q 'Categories do not apply to <a [^>]*>Metrics</a>, <a [^>]*>Dimensions</a>. </p>' out/privacy/index.html
	for command in list search show log; do
		dictum "$command" --help
		exits 0
		prints 'such as metric'
		lacks 'metric, event\|metric or event' <<<"$output"
	done
}

@test "a search asks for fields by what definitions call them, unless a field of that name is there" {
	plan r
	dictum -C r search --format json group:checkout --worktree
	exits 0
	asked=$output
	dictum -C r search --format json owner:checkout --worktree
	[ "$(sed '/query/d' <<<"$output")" = "$(sed '/query/d' <<<"$asked")" ]
	sed -i 's|facets: \[pii\]|facets: [pii, Group]|' r/dictum.yml
	dictum -C r search group:checkout --worktree
	complains 'no "Group" is called "checkout"'
}

@test "what nothing counts is told with the kinds that could" {
	mkdir -p r/signals r/gauges r/boards
	echo 'name: beep' >r/signals/beep.yml
	echo 'name: loudness' >r/gauges/loudness.yml
	cat >r/dictum.yml <<'END'
dialect: plain
kinds:
  signal: {files: ["signals/*.yml"], key: [{parts: [/name], counted: true}]}
  gauge: {files: ["gauges/*.yml"], key: /name, refs: [{list: /of, to: signal}, {list: /beside, to: signal}]}
END
	dictum -C r lint
	exits 0
	prints 'note[event-unused]: no gauge counts the signal "beep"'
	prints 'help: define a gauge that counts it, or remove the signal'
	echo '  board: {files: ["boards/*.yml"], key: /name, refs: [{list: /of, to: signal}]}' >>r/dictum.yml
	dictum -C r lint
	prints 'no gauge or board counts the signal "beep"'
	echo 'of: [beep]' >>r/gauges/loudness.yml
	dictum -C r lint
	exits 0
	[ -z "$output" ]
}

@test "what entries can be browsed by is told of each of them, as a fact" {
	plan r
	dictum -C r show cart_viewed
	exits 0
	prints '  Pii                     none'
	dictum -C r build -o "$PWD/out"
	exits 0
	grep -q '<a href="../pii/none.html"' out/events/cart_viewed.html
}

@test "fields are called as definitions call them, whatever disks and addresses take" {
	plan r
	sed -i 's|^    facets: .*|    facets: ["../x", "a/b?c#d", con, "%41", kind, events, health]|' r/dictum.yml
	cat >>r/events/cart.yml <<'END'
"../x": up
"a/b?c#d": slash
con: device
"%41": escape
kind: sort
events: own
health: good
END
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	[ "$(find out -path '*/f/*' -name '*.js' ! -path '*/f/[0-9].js' ! -path '*/f/[0-9][0-9].js')" = '' ]
	[ -n "$(find out -path '*/f/12.js')" ] # six of every dictionary without stages, and seven
	grep -q '<h1>Cart viewed\|cart_viewed' out/events/cart_viewed.html
	for folder in ~2e.~2fx ~63on a~2fb~3fc~23d ~2541 by-events by-health; do
		[ -f "out/$folder/index.html" ] || { echo "$folder"; ls out; return 1; }
	done
	dictum -C r search --worktree device
	exits 0
	prints cart_viewed
}

@test "names under several headings take no longer than names under one" {
	mkdir -p r/d
	printf 'dialect: plain\nkinds: {d: {files: ["d/*.yml"], key: /name, refs: [{list: /x, to: d, title: X, optional: true}, {list: /y, to: d, title: Y, optional: true}]}}\n' >r/dictum.yml
	{ printf 'name: a\n'; for list in x y; do echo "$list:"; seq -f '- n%.0f' 45000; done; } >r/d/a.yml
	dictum -C r build --timeout 8 -o "$PWD/out"
	exits 0
	[ "$(grep -c '<h2 id="[^"]*">[XY]</h2>' out/d/a.html)" = 2 ]
}

@test "what is said of a status names the field that holds it" {
	plan_with_states r '\n    removed: {milestone: /retired_in}'
	sed -i 's/^state: live/state: retired/' r/events/cart.yml
	dictum -C r lint
	prints 'error[removed-incomplete]: retired_in is missing, required because state is retired'
	dictum -C r diff --worktree
	prints 'cart_viewed: state changed from live to retired without retired_in'
	printf 'state: live\nretired_in: "3.1"\n' >>r/events/cart.yml
	sed -i '/^state: retired/d' r/events/cart.yml
	dictum -C r lint
	prints 'warning[active-with-removal]: retired_in is given, but state is live'
	prints 'set the state to retired, or take the fields of the removal away'
}

@test "remedies speak of a status as the files of the kind do" {
	plan_with_states r
	sed -i 's/^name: .*/name: basket_viewed/' r/events/cart.yml
	dictum -C r diff --worktree
	prints 'add a new definition and set the state of the old one to retired'
	git -C r checkout -q .
	sed -i 's/^state: live/state: gone/' r/events/cart.yml
	dictum -C r diff --worktree
	prints 'expected one of live and retired'
	git -C r checkout -q .
	git -C r rm -q events/cart.yml
	dictum -C r diff --worktree
	prints 'restore the definition and set its state to retired'
	git -C r reset -q --hard
	printf 'replacements: {cart_viewed: order_placed}\n' >>r/dictum.yml
	dictum -C r lint
	prints 'set its state to retired, or take the replacement away'
	sed -i 's|, retired: removed||' r/dictum.yml
	dictum -C r lint
	prints '= help: take the replacement away'
	commit_all 'Let nothing retire' r >/dev/null
	git -C r rm -q events/cart.yml
	dictum -C r diff --worktree
	prints 'undo it, or say with changes.allow of dictum.yml why it may be'
	lacks <<<"$output" -e 'set its' -e '[{}]'
}

@test "nobody is told to set a status that a kind does not have" {
	plan r
	git -C r rm -q dimensions/country.yml
	dictum -C r diff --worktree
	prints 'dimension "country" was deleted while carts refers to it'
	prints 'remove what refers to it as well, or let that refer to something else'
	prints 'undo it, or say with changes.allow of dictum.yml why it may be'
	lacks <<<"$output" 'set its status'
}

@test "pages of properties speak of identifiers, filters and unique values only where there can be some" {
	plan r
	dictum -C r build -o site
	exits 0
	grep -q 'currency' r/site/properties/index.html
	lacks -iE 'identifier|unique|filter(ed)? by|built-in' r/site/properties/index.html
	lacks -iE 'identifier|unique|filter(ed)? by' r/site/properties/currency.html
}

@test "the page of an owner counts values that nobody named behind those with words, and of many the most frequent" {
	mkdir -p r/events
	cat >r/dictum.yml <<-'Y'
		dialect: plain
		kinds:
		  event: {files: ["events/*.yml"], key: /name, owner: {group: /owner}, facets: [pii]}
		fields:
		  pii: {title: Personal data, values: {none: {label: None}, name: {label: Names}}}
	Y
	event() { printf 'name: %s\nowner: %s\npii: %s\n' "$@" >"r/events/$1.yml"; }
	event cart shop none
	event order shop '[phone, email, phone, "one, two", ">=1", "+"]'
	event paid shop '[phone, none]'
	for i in 1 2 3 4 5 6; do event "many$i" many "[z$i, y$i, x, name]"; done
	init_repo r && commit_all 'Add the dictionary' r >/dev/null
	dictum -C r build -o site
	exits 0
	values() { sed -n '/aria-label="Filter: Personal data"/,/<\/nav>/s,^<li><a href="../\([^"]*\)">\(.*\) <span class="n">\(.*\)</span>.*,\2 \3 \1,p' "r/site/owners/$1.html"; }
	ask='search.html?q=owner%3Ashop%20pii%3A'
	[ "$(values shop)" = "None 2 ${ask}none
+ 1 ${ask}%2B
&gt;=1 1 ${ask}%22%3E%3D1%22
email 1 ${ask}email
one, two 1 ${ask}%22one%2C%20two%22
phone 2 ${ask}phone" ]
	for value in '"one, two"' + '">=1"'; do
		dictum -C r search --format json "owner:shop pii:$value"
		[ "$(json <(echo "$output") 'v.hits.map(h => h.key).join()')" = order ]
	done
	[ "$(values many | cut -d' ' -f1-2)" = 'Names 6
x 6
y1 1
y2 1
y3 1
y4 1
y5 1
y6 1
z1 1
z2 1
z3 1
3 others' ]
	grep -q '<a href="../pii/index.html">3 others <span class="n">3</span>' r/site/owners/many.html
}

@test "a key of several words is the first hit when it is typed as it is" {
	plan r
	for name in Cart-Seen 'Cart Seen' 'A B'; do
		printf 'name: %s\ndescription: A cart is looked at.\nowner: web\n' "$name" >"r/events/$name.yml"
	done
	for name in Cart-Seen 'Cart Seen' 'A B'; do
		dictum -C r search --worktree "$name"
		exits 0
		[[ ${output%%$'\n'*} == "  1. $name" ]]
	done
}

@test "the other forms of an entry are headed by the plural of what tells them apart" {
	plan r
	sed -i 's|    facets: \[pii\]|    expand: {list: /grain, key_suffix: {day: _daily, month: _monthly}}|' r/dictum.yml
	echo 'fields: {grain: {title: Granularity}}' >>r/dictum.yml
	echo 'grain: [day, month]' >>r/events/cart.yml
	dictum -C r build -q --worktree -o "$PWD/out"
	exits 0
	grep -q 'Same event, other granularities<' out/events/cart_viewed_daily.html
}

@test "values of an expanded list that yield the same key are told of, each once" {
	plan r
	sed -i 's|    facets: \[pii\]|    expand: {list: /grain, key_suffix: {day: _daily, month: _monthly, moon: _monthly}}|' r/dictum.yml
	echo 'grain: [day, quarter, day, year, year, month, moon]' >>r/events/cart.yml
	dictum -C r lint
	exits 1
	[ "$(places)" = 'events/cart.yml:9:28 key-duplicate
events/cart.yml:9:47 key-duplicate' ]
	prints 'event "cart_viewed" is already made of "quarter", so "year" has no entry'
	prints 'event "cart_viewed_monthly" is already made of "month", so "moon" has no entry'
	prints 'help: name in dictum.yml what "year" adds to the key, other than "quarter": kinds, event, expand, key_suffix'
	sed -i 's/^grain:.*/grain: [day, day, month, quarter]/' r/events/cart.yml
	dictum -C r lint
	exits 0
	[ -z "$output" ]
}

@test "a facet that is what the status is read from has the words of the definitions, on pages, in tables and in searches" {
	plan_with_states r '\n    facets: [state]'
	sed -i 's|values: {live: active,|default: live, & beta: active,|' r/dictum.yml
	printf 'name: cart_shared\ndescription: A shopper sent the cart to somebody else.\nstate: beta\n' >r/events/shared.yml
	printf 'name: cart_printed\ndescription: A shopper printed the cart on paper.\nstate: odd\n' >r/events/printed.yml
	commit_all 'Add events' r >/dev/null
	dictum -C r build -o "$PWD/out"
	exits 0
	[ "$(ls out/state)" = "$(printf '%s\n' beta.html index.html live.html odd.html)" ]
	grep -q 'cart_shared' out/state/beta.html
	lacks 'cart_viewed' out/state/beta.html
	grep -q '<a href="../state/beta.html">beta</a>' out/events/cart_shared.html
	grep -q '^event,cart_shared,.*,active,.*,beta,' out/events.csv
	dictum -C r search --format json state:beta
	prints '"key": "cart_shared"'
	dictum -C r show cart_shared --format json
	prints '"status": "active"'
	prints '"state": "beta"'
}

@test "pages of statuses say what definitions write only where one does" {
	plan_with_states r
	sed -i 's|{field: /state, values: {live: active, retired: removed}}|{field: /status, values: {live: active, beta: active, removed: removed}}\n    facets: [status]|' r/dictum.yml
	sed -i 's/^state: live/status: live/' r/events/cart.yml
	printf 'name: cart_shared\ndescription: A shopper sent the cart to somebody else.\nstatus: removed\n' >r/events/shared.yml
	commit_all 'Say it otherwise' r >/dev/null
	dictum -C r build -o "$PWD/out"
	exits 0
	grep -q 'cart_viewed' out/status/active.html
	lacks 'Written as' out/status/active.html
	grep -q 'Written as <code>removed</code>' out/status/removed.html
	dictum -C r show cart_shared --format json
	prints '"fields": {}'
}

@test "a definition that no way to make a key fits is told which condition does not hold" {
	plan r
	sed -i '0,/key: \/name/s||key: [{when: /published, parts: [/name]}]|' r/dictum.yml
	dictum -C r lint --rule event-undefined=off
	exits 1
	prints 'events/cart.yml:1:1: error[key-missing]: the event has no key: published is not true'
	echo 'published: false' >>r/events/cart.yml
	dictum -C r lint --rule event-undefined=off
	prints 'events/cart.yml:9:12: error[key-missing]: the event has no key: published is not true'
	sed -i 's|parts: \[/name\]}|&, {when: /draft, parts: [/title]}|' r/dictum.yml
	dictum -C r lint --rule event-undefined=off
	prints 'events/cart.yml:1:1: error[key-missing]: the event has no key: none of published, draft is true'
	sed -i 's/^published: false/published: true/; s/^name:/title:/' r/events/cart.yml
	dictum -C r lint --rule event-undefined=off
	prints 'events/cart.yml:1:1: error[key-missing]: the event has no key: name is missing'
}

@test "facts that are mappings, or lists in lists, are shown as JSON on pages, in tables and on the terminal" {
	plan r
	sed -i 's|    facets: \[pii\]|    facts: [map, lists, mixed, nothing]|' r/dictum.yml
	printf '%s\n' 'map: {a: 1, b: two}' 'lists: [[1, 2], [3]]' 'mixed: [one, {a: [x, null]}, "1.50"]' 'nothing: {}' >>r/events/cart.yml
	commit_all 'Say more' r >/dev/null
	dictum -C r show cart_viewed
	exits 0
	grep -Eq '^  Map +\{"a":1,"b":"two"\}$' <<<"$output"
	grep -Eq '^  Lists +\[1,2\], \[3\]$' <<<"$output"
	grep -Eq '^  Mixed +one, \{"a":\["x",null\]\}, 1.50$' <<<"$output"
	lacks <<<"$output" 'Nothing'
	dictum -C r show cart_viewed --format csv
	prints ',"{""a"":1,""b"":""two""}","[1,2];[3]","one;{""a"":[""x"",null]};1.50",,events/cart.yml,'
	dictum -C r build -o "$PWD/out"
	exits 0
	grep -qF '<code>{&quot;a&quot;:1,&quot;b&quot;:&quot;two&quot;}</code>' out/events/cart_viewed.html
	grep -qF '<code>[1,2]</code>, <code>[3]</code>' out/events/cart_viewed.html
	lacks '<dt>Nothing' out/events/cart_viewed.html
}

@test "a sample of what is sent makes up no form for the identifiers of a kind of one's own" {
	plan r
	sed -i 's|    properties: /properties|&\n    identifiers: /ids|' r/dictum.yml
	echo 'ids: [user_id, anon, order_ids]' >>r/events/cart.yml
	commit_all 'Say who it is' r >/dev/null
	dictum -C r build -o "$PWD/out"
	exits 0
	for name in user_id anon order_ids; do
		grep -qF "&quot;$name&quot;: &quot;text&quot;," out/events/cart_viewed.html
	done
	lacks -F '{&quot;id&quot;' out/events/cart_viewed.html
}

@test "a property of which nothing is said but its name is told when it comes and goes" {
	mkdir -p r/events && init_repo r
	cat >r/dictum.yml <<-'YML'
		dialect: plain
		kinds:
		  event: {files: ["events/*.yml"], key: /name, properties: /properties}
	YML
	printf 'name: view\nproperties:\n  total: {type: number}\n  color:\n  size: {}\n' >r/events/view.yml
	commit_all 'Add it' r
	sed -i '/color/d; /size/d; s/properties:/&\n  shape:/' r/events/view.yml
	commit_all 'Change it' r
	dictum -C r diff HEAD~1 --format concise
	exits 1
	prints 'error[event-property-no-delete]: view: properties lost color and size'
	prints 'note[safe-edit]: view: properties gained shape'
	dictum -C r log view
	prints 'properties (event-property-no-delete)'
	dictum -C r build -q --output "$PWD/site"
	exits 0
	grep -qF '<del>-color</del> <del>-size</del> <ins>+shape</ins>' site/event/view.html
}

@test "another type of a property breaks who reads what is sent" {
	plan r
	sed -i 's/total: {type: number/total: {type: string/' r/events/cart.yml
	dictum -C r diff --worktree --format concise
	exits 1
	prints 'error[event-property-same-type]: cart_viewed: properties/total/type changed from number to string'
	dictum -C r diff --worktree --category PAYLOAD
	exits 1
	prints 'add a new property of the other type'
	dictum -C r diff --worktree --category RECORD
	exits 0
	printf 'changes:\n  allow:\n    - {class: event-property-same-type, key: cart_viewed, reason: it never was a number}\n' >>r/dictum.yml
	dictum -C r diff --worktree --format concise
	exits 0
	prints 'note[event-property-same-type]: cart_viewed: properties/total/type changed from number to string; allowed: it never was a number'
}

@test "what a release of three kinds sends is told as a sentence" {
	plan r
	git -C r tag v1.0.0
	dictum -C r build -o "$PWD/out"
	exits 0
	grep -q '<p class="lead">1 event, 1 metric and 1 dimension\.' out/versions/1.0.html
	git -C r rm -q dimensions/country.yml
	git -C r commit -qm 'Less'
	git -C r tag v1.1.0
	dictum -C r build -o "$PWD/out"
	exits 0
	grep -q '<p class="lead">1 event and 1 metric\.' out/versions/1.1.html
}

@test "one entry of a kind is called by its title, by the word the configuration has for one, or by its name as words" {
	mkdir -p r/{f,g,p}
	local kinds='{feature_flag: {%sfiles: "f/*.yml", key: /name}, flag: {%sfiles: "g/*.yml", key: /name}, product: {%sfiles: "p/*.yml", key: /name}}'
	flags() { printf "dialect: plain\nkinds: $kinds\n" "$@" >r/dictum.yml; }
	flags '' 'title: Feature flags, ' 'title: Data, singular: piece of data, '
	echo 'name: one' | tee r/f/one.yml r/g/one.yml >r/p/one.yml
	init_repo r
	commit_all 'Add them' r >/dev/null
	git -C r tag v1.0.0
	dictum -C r build -q -o "$PWD/out"
	exits 0
	grep -q '<p class="lead">1 feature flag, 1 feature flag and 1 piece of data\.' out/versions/1.0.html
	[ "$(json out/feed.json 'v.items.map((i) => /<p>([^<]*) <code>/.exec(i.content_html)[1]).sort().join()')" = 'feature flag,feature flag,piece of data' ]
	[ "$(json out/feed.json 'v.items.map((i) => i.tags[0]).sort().join()')" = feature_flag,flag,product ]
	grep -q '<span class="soft">piece of data added' out/changes/index.html
	grep -q '<aside aria-label="About this piece of data">' out/product/one.html
	grep -q '"kind":"product"' <(tr -d ' ' <out/product/one.json)
	grep -q '^product,' out/product.csv
	grep -q '"piece of data"' out/i/*/root.js
	lacks -r '1 feature_flag\|1 flag\|1 product\|feature.._flag added' out --include='*.html' --include='*.txt'
	flags '' 'title: SDKs, ' 'title: Status, '
	dictum -C r build -q --worktree -o "$PWD/out"
	exits 0
	grep -q 'content="1 SDK\."' out/flag/index.html
	grep -q 'content="1 status\."' out/product/index.html
	grep -q 'content="1 feature flag\."' out/feature_flag/index.html
	flags 'title: Queries, ' 'title: FLAGS, ' 'title: Products of ours, '
	dictum -C r build -q --worktree -o "$PWD/out"
	exits 0
	grep -q 'content="1 query\."' out/feature_flag/index.html
	grep -q 'content="1 flag\."' out/flag/index.html
	grep -q 'content="1 product\."' out/product/index.html
	flags 'singular: "", ' '' ''
	dictum -C r lint
	exits 2
	complains 'kinds.feature_flag.singular has 0 characters'
}

@test "what an entry refers to is headed by what one of the kind is called" {
	plan r
	sed -i 's|^  event:|&\n    title: Signals\n    singular: signal|' r/dictum.yml
	dictum -C r build -q --worktree -o "$PWD/out"
	exits 0
	grep -q '>Signal</th>' out/metric/carts.html
	grep -q '>Dimension</th>' out/metric/carts.html
	lacks '>Event</th>' out/metric/carts.html
}

@test "no kind of a plain dictionary is another one where changes are told" {
	plan r
	sed -i 's/cart_viewed/cart_opened/' r/events/cart.yml r/metrics/carts.yml
	commit_all 'Rename' r >/dev/null
	git -C r rm -q dimensions/country.yml
	git -C r commit -qm 'Less'
	dictum -C r build -o "$PWD/out"
	exits 0
	grep -qr 'The key of an entry changes' out/changes
	grep -qr 'An entry is gone' out/changes
	lacks 'another kind' -r out/changes
}

@test "every page of a plain dictionary has a description for search engines" {
	plan r
	dictum -C r build -o "$PWD/out"
	exits 0
	lacks -r 'name="description" content=""' out
	grep -q 'name="description" content="1 metric."' out/metric/index.html
}

@test "a field that tables have at their ends anyway is one column where the kind shows it, too" {
	small_repo r
	printf '%s\n' 'kinds: {metric: {facts: [milestone, events, value_type]}}' >r/dictum.yml
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	for kind in metric event; do
		[ -z "$(head -1 "out/${kind}s.csv" | tr -d '\r' | tr , '\n' | sort | uniq -d)" ]
		"$DICTUM" -C r list --worktree --kind $kind --format csv | cmp - "out/${kind}s.csv"
	done
	head -1 out/metrics.csv | grep -q ',fields.events,value_type,.*,path,url,milestone,introduced_by_url,.*,events'
}

# column TABLE KEY NAME: the cell of that column in the row of that key; no cell holds a comma
column() { awk -F, -v key="$2" -v name="$3" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i } $2 == key { print $at }' <(tr -d '\r' <"$1"); }

@test "a field with the name of a column of every table has one of its own, where that does not say the same" {
	plan r
	sed -i 's/^    facts: \[sql\]/    status: {field: \/state, values: {live: active}}\n    added: {milestone: \/since}\n    chips: [kind, stage]\n    facts: [url, path, group, status, milestone, fields.path]\n    facets: [url]/' r/dictum.yml
	sed -i 's/^    facets: \[pii\]/&\n    added: {milestone: \/milestone}\n    facts: [description, group, milestone]\n    status: {field: \/status, values: {live: active}}\n    chips: [status]/; s/group: \/owner/group: \/group/' r/dictum.yml
	sed -i '/^sql:/,$d' r/metrics/carts.yml
	printf '%s\n' 'state: live' 'since: "14.1"' 'milestone: first' 'status: HTTP 404' 'stage: beta' 'kind: sum' 'url: /carts' 'path: a/b' 'group: shop' 'fields.path: c/d' >>r/metrics/carts.yml
	sed -i 's/^owner: .*/group: checkout\nmilestone: "15.2"\nstatus: live/' r/events/cart.yml
	for kind in metric event all; do
		dictum -C r list --worktree --format csv $([ $kind = all ] || echo --kind $kind)
		exits 0
		printf '%s\n' "$output" >$kind.csv
		[ -z "$(head -1 $kind.csv | tr -d '\r' | tr , '\n' | sort | uniq -d)" ]
	done
	[ "$(head -1 metric.csv | tr -d '\r')" = \
		kind,key,name,description,status,group,stage,section,fields.kind,fields.stage,fields.url,fields.path,fields.group,fields.status,fields.milestone,fields.fields.path,path,url,milestone,events ]
	[ "$(head -1 event.csv | tr -d '\r')" = kind,key,name,description,status,group,stage,section,pii,path,url,milestone,metrics ]
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	cmp metric.csv out/metric.csv
	grep -q 'As a table: column <code>fields.url</code> of <a href="../metric.csv">' out/url/*carts.html
	for table in metric.csv all.csv out/metric.csv; do
		while read -r name value; do [ "$(column $table carts "$name")" = "$value" ]; done <<-'EOF'
			kind metric
			fields.kind sum
			fields.stage beta
			path metrics/carts.yml
			fields.path a/b
			fields.fields.path c/d
			fields.url /carts
			fields.group shop
			status active
			fields.status HTTP 404
			milestone 14.1
			fields.milestone first
		EOF
	done
	for table in event.csv all.csv out/events.csv; do
		[ "$(column $table cart_viewed status),$(column $table cart_viewed milestone),$(column $table cart_viewed group)" = active,15.2,checkout ]
	done
}

@test "pages of keys that are gone say who owned them, where their kind has owners" {
	plan r
	git -C r rm -q dimensions/country.yml events/cart.yml
	commit_all 'Less' r >/dev/null
	dictum -C r build -o "$PWD/out"
	exits 0
	grep -q 'What it was' out/dimension/country.html
	lacks 'Owner</' out/dimension/country.html
	grep -q '<dt>Owner</dt><dd>Checkout</dd>' out/events/cart_viewed.html
}

@test "stage and section of an entry are the same everywhere, also where its group is not listed or there is none" {
	init_repo r && mkdir r/e
	printf '%s\n' 'dialect: plain' 'owners: owners.yml' 'kinds:' \
		'  event: {files: ["e/*.yml"], key: /name, description: /text, owner: {group: /squad, stage: /tribe, section: /dept}}' >r/dictum.yml
	printf '%s\n' 'sections: {ops: {name: Ops}}' 'stages: {grow: {name: Grow, section: ops}}' 'groups: {a: {name: A, stage: grow}}' >r/owners.yml
	printf 'name: one\nsquad: a\ntribe: else\ndept: ops\n' >r/e/one.yml
	printf 'name: two\nsquad: new_team\ntribe: grow\ndept: ops\n' >r/e/two.yml
	printf 'name: four\ntribe: grow\ndept: ops\n' >r/e/four.yml
	printf 'name: five\nsquad: new_team\ntribe: far_off\n' >r/e/five.yml
	printf 'name: six\n' >r/e/six.yml
	commit_all 'Add events' r >/dev/null
	dictum -C r build --output "$PWD/r/site"
	dictum -C r search stage:grow --format csv
	[ "$(cut -d, -f3 <<<"$output" | sort | tr '\n' ' ')" = 'four key one two ' ]
	row() { grep -o "<th scope=\"row\" role=\"rowheader\">$1</th><td role=\"cell\" class=\"number\">$2</td>" r/site/stats.html; }
	row '<a href="stages/grow.html">Grow</a>' 3
	row 'Far off' 1
	row 'No stage' 1
	grep -q 'Ops section</a>: 3 events\.</p>' r/site/stages/grow.html
	grep -q 'by what their definitions name: 2 events. <a href="../search.html?q=stage%3Agrow">' r/site/stages/grow.html
	grep -q 'A section of 1 stage: 3 events' r/site/sections/ops.html
	grep -q 'by what their definitions name: 2 events. <a href="../search.html?q=section%3Aops">' r/site/sections/ops.html
	grow='<dt>Owner</dt><dd><a href="../stages/grow.html">Grow</a> / ' ops='<span class="help">, <a href="../sections/ops.html">Ops section</a></span></dd>'
	grep -qF "$grow<a href=\"../owners/new_team.html\">New team</a>$ops" r/site/event/two.html
	grep -qF "$grow<span class=\"soft\">Not stated</span>$ops" r/site/event/four.html
	grep -qF '<dt>Owner</dt><dd>Far off / <a href="../owners/new_team.html">New team</a></dd>' r/site/event/five.html
	grep -qF '<dt>Owner</dt><dd><span class="soft">Not stated</span></dd>' r/site/event/six.html
	root=$(cat r/site/i/[0-9a-f]*/root.js)
	for labels in '["far_off","grow"],l:["Far off","Grow"]' '["ops"],l:["Ops"]'; do [[ $root == *"v:$labels"* ]]; done
	for key in one two four; do dictum -C r show $key && prints 'Stage                   Ops / Grow'; done
	dictum -C r show five && prints 'Stage                   Far off'
	dictum -C r show six && lacks Stage <<<"$output"
}

@test "plain words find entries by the names of stage and section, also where no group brings them there" {
	mkdir -p r/e
	printf '%s\n' 'dialect: plain' 'owners: owners.yml' 'kinds:' \
		'  event: {files: ["e/*.yml"], key: /name, owner: {group: /squad, stage: /tribe, section: /dept}}' >r/dictum.yml
	printf '%s\n' 'sections: {ops: {name: Operations wing}}' 'stages: {grow: {name: Expansion, section: ops}}' 'groups: {a: {name: A, stage: grow}}' >r/owners.yml
	printf 'name: one\nsquad: a\n' >r/e/one.yml
	printf 'name: two\ntribe: grow\ndept: ops\n' >r/e/two.yml
	for word in expansion wing; do
		dictum -C r search --worktree $word --format csv
		[ "$(cut -d, -f3 <<<"$output" | sort | tr '\n' ' ')" = 'key one two ' ]
	done
}

@test "an entry is in the section of its stage everywhere, also where its definition alone names the stage, and another section" {
	mkdir -p r/e
	printf '%s\n' 'dialect: plain' 'owners: owners.yml' 'kinds:' \
		'  event: {files: ["e/*.yml"], key: /name, owner: {group: /squad, stage: /tribe, section: /dept}}' >r/dictum.yml
	printf '%s\n' 'sections: {ops: {name: Ops}, lone: {name: Lone}}' 'stages: {grow: {name: Grow, section: ops}}' \
		'groups: {a: {name: A, stage: grow}}' >r/owners.yml
	printf 'name: one\nsquad: a\n' >r/e/one.yml
	printf 'name: two\ntribe: grow\n' >r/e/two.yml
	printf 'name: three\ntribe: Grow\ndept: lone\n' >r/e/three.yml
	dictum -C r build --worktree --output "$PWD/site"
	exits 0
	grep -q 'A section of 1 stage: 3 events\.' site/sections/ops.html
	grep -q 'Grow</a></h2><p class="small">3 events</p>' site/sections/ops.html
	grep -q 'by what their definitions name: 2 events\. ' site/sections/ops.html
	dictum -C r search --worktree section:ops --format csv
	[ "$(cut -d, -f3 <<<"$output" | sort | tr '\n' ' ')" = 'key one three two ' ]
	for key in one two three; do
		dictum -C r show --worktree $key && prints 'Stage                   Ops / Grow'
		grep -qF '<a href="../sections/ops.html">Ops section</a>' site/event/$key.html
		grep -qF '"section":"ops"' site/event/$key.json
		grep -q "^event,$key,.*,grow,ops" site/event.csv
	done
}

@test "the section of what names no stage and has no group stands alone on its page and where it is shown" {
	mkdir -p r/p
	printf '%s\n' 'dialect: plain' 'owners: owners.yml' 'kinds:' '  page: {files: ["p/*.yml"], key: /name, owner: {stage: /tribe, section: /dept}}' >r/dictum.yml
	printf '%s\n' 'sections: {ops: {name: Ops}}' 'stages: {grow: {name: Grow, section: ops}}' >r/owners.yml
	printf 'name: home\ndept: ops\n' >r/p/home.yml
	printf 'name: away\ndept: far_off\n' >r/p/away.yml
	printf 'name: both\ntribe: grow\ndept: ops\n' >r/p/both.yml
	printf 'name: none\n' >r/p/none.yml
	dictum -C r build --worktree --output "$PWD/site"
	exits 0
	ops='<a href="../sections/ops.html">Ops section</a></span></dd>'
	grep -qF "<dt>Owner</dt><dd><span class=\"help\">$ops" site/page/home.html
	grep -qF '<dt>Owner</dt><dd><span class="help">Far off section</span></dd>' site/page/away.html
	grep -qF "<dt>Owner</dt><dd><a href=\"../stages/grow.html\">Grow</a><span class=\"help\">, $ops" site/page/both.html
	lacks '<dt>Owner' site/page/none.html
	dictum -C r show --worktree home && prints 'Section                 Ops'
	dictum -C r show --worktree away && prints 'Section                 Far off'
	dictum -C r show --worktree both && prints 'Stage                   Ops / Grow' && lacks Section <<<"$output"
}

@test "the edition of a file is told by one text as by a list of one" {
	for value in pro '[pro]'; do
		rm -rf r && mkdir -p r/e r/ee/e
		printf '%s\n' 'dialect: plain' 'kinds:' '  event:' '    files: ["e/*.yml", "ee/e/*.yml"]' '    key: /id' \
			'    edition: {field: plans, unless: free, folder: ee}' >r/dictum.yml
		printf 'id: %s\nplans: %s\n' inside free outside "$value" >r/both
		head -2 r/both >r/ee/e/a.yml && tail -2 r/both >r/e/b.yml
		printf 'id: right\nplans: %s\n' "$value" >r/ee/e/c.yml
		printf 'id: none\nplans: ""\n' >r/ee/e/d.yml
		dictum -C r lint --worktree --only folder-edition --format concise
		prints 'free is among plans, but the file lies below ee/'
		prints 'free is not among plans, but the file does not lie below ee/'
		[ "$(grep -c 'folder-edition' <<<"$output")" = 2 ]
	done
}

@test "a value with a schema is shown by example, and nothing is said of reports that nobody knows" {
	mkdir -p r/m r/s
	printf '%s\n' 'dialect: plain' 'kinds:' '  kpi:' '    files: ["m/*.yml"]' '    key: /id' '    separator: "/"' \
		'    value_schema: {path: /value/schema, type: /value/type, needs: object}' >r/dictum.yml
	printf 'id: sales/basket\nvalue: {type: object, schema: s/basket.yml}\n' >r/m/basket.yml
	printf 'id: sales/guests\nvalue: {type: number}\n' >r/m/guests.yml
	printf 'id: sales/shelf\nvalue: {type: object, schema: s/shelf.json}\n' >r/m/shelf.yml
	printf 'type: object\nproperties: {goods: {type: integer}}\n' >r/s/basket.yml
	echo '{"$ref": "other.json"}' >r/s/shelf.json
	dictum -C r build --worktree --output "$PWD/site"
	lacks -E 'In the report of an instance|Query it' site/kpi/sales~2f*.html
	tr -d '\n ' <site/kpi/sales~2fbasket.html | grep -q '<code>{&quot;goods&quot;:42}</code>'
	lacks 'id="value"' site/kpi/sales~2fguests.html
	grep -q 'id="value"' site/kpi/sales~2fshelf.html # of which nothing is known here
	lacks 'Example, as JSON' site/kpi/sales~2fshelf.html
}

@test "entries of a kind without owners say nothing of one, on pages or in tables" {
	plan r
	dictum -C r build -o "$PWD/out"
	exits 0
	grep -q '<dt>Owner</dt>' out/events/cart_viewed.html
	lacks 'Owner</' out/dimension/country.html out/dimension/index.html
	grep -q '<th[^>]*>Owner</th>' out/events/index.html
}

@test "a field is asked for by its own name, also where the words of another are called so" {
	mkdir -p r/e
	printf 'dialect: plain\nkinds: {k: {files: [e/*.yml], key: /name, facets: ["a b", a_b]}}\n' >r/dictum.yml
	printf 'name: x\n"a b": alpha\na_b: beta\n' >r/e/x.yml
	dictum -C r search --worktree a_b:beta
	exits 0
	dictum -C r search --worktree a_b:alpha
	exits 1
	complains 'no "a_b" is called "alpha"'
	dictum -C r search --worktree alpha
	exits 0
}

@test "a site is never read as definitions, whatever patterns take, and stays as it is when it is made again" {
	mkdir -p r/defs
	printf 'dialect: plain\nkinds: {metric: {files: ["**/*.json"], key: /key, description: /description}}\n' >r/dictum.yml
	printf '{"key": "a.b", "description": "How often a visitor came back within a week"}\n' >r/defs/a.json
	init_repo r
	commit_all 'Add a definition' r >/dev/null
	cd r
	dictum build --worktree
	exits 0
	[ -n "$(find _site -name '*.json')" ]
	made=$(tree_hash _site)
	for command in 'build --worktree' 'build --worktree --check' 'lint --fail-on note'; do
		dictum $command
		exits 0
	done
	[ "$(tree_hash _site)" = "$made" ]
	git add -f _site
	git commit -qm 'Keep the site, too'
	dictum list --format csv
	[ "$(wc -l <<<"$output")" = 2 ]
	dictum lint --rev HEAD
	exits 0
	complains "'_site' holds a site that dictum made, so what patterns take of it is no definition: leave it out with '!_site/**'"
	[ "$(grep -c 'holds a site' <<<"$errors")" = 1 ]
	complains ' in 1 file'
	mkdir sub
	cp -r dictum.yml defs sub
	touch sub/.dictum-manifest
	dictum -C sub lint
	exits 0
	complains ' in 1 file'
	lacks site <<<"$errors"
	rm -r sub
	sed -i 's|"\*\*/\*.json"|&, "!_site/**"|' dictum.yml
	dictum lint --worktree
	exits 0
	lacks _site <<<"$errors"
	dictum diff --worktree HEAD~1
	exits 0
	complains '0 changes in all'
}

@test "a site is never read as definitions where patterns begin in it, either, alone or beside others, in work trees, commits and the index" {
	mkdir -p r/defs
	printf '{"key": "a.b", "description": "How often a visitor came back within a week"}\n' >r/defs/a.json
	printf 'dialect: plain\nkinds: {metric: {files: [defs/*.json], key: /key, description: /description}}\n' >r/dictum.yml
	init_repo r
	commit_all 'Add a definition' r >/dev/null
	cd r
	dictum build --worktree
	exits 0
	compgen -G '_site/api/v1/*.json' >/dev/null
	while read -r patterns; do
		printf 'dialect: plain\nkinds: {metric: {files: [%s], key: /key, description: /description}}\n' "$patterns" >dictum.yml
		git add -f dictum.yml _site
		git commit -qm 'Keep the site, too'
		for place in --worktree '--rev HEAD' --staged; do
			dictum lint --fail-on note $place
			exits 0
			complains ' in 1 file'
			[ "$(grep -c "'_site' holds a site that dictum made" <<<"$errors")" = 1 ]
			lacks "_site.*takes no file" <<<"$errors"
		done
	done <<-'END'
		defs/*.json, _site/*.json
		defs/*.json, _site/api/*/*.json
		defs/*.json, "_site/api/v1/**/*.json"
		defs/*.json, "_site/api/v1/**/*.json", "*.json"
		defs/*.json, "_site/api/v1/*.json", "_site/api/v1/schema.json"
	END
	printf 'dialect: plain\nkinds: {metric: {files: ["_site/*.json", other/*.json], key: /key}}\n' >dictum.yml
	dictum lint _site/lint.json --worktree
	exits 0
	[ "$(grep 'takes no file' <<<"$errors")" = "dictum: dictum.yml:2:42: pattern 'other/*.json' takes no file" ]
	mkdir -p sub/_site/api
	cp -r defs sub
	sed 's|a.b|a.c|' defs/a.json >sub/_site/api/b.json
	printf 'dialect: plain\nkinds: {metric: {files: [defs/*.json, _site/api/*.json], key: /key, description: /description}}\n' >sub/dictum.yml
	touch .dictum-manifest sub/.dictum-manifest
	mkdir sub/_site/.dictum-manifest
	dictum -C sub lint --worktree
	exits 0
	complains ' in 2 files'
	lacks site <<<"$errors"
	rmdir sub/_site/.dictum-manifest
	touch sub/_site/.dictum-manifest
	dictum -C sub lint --worktree
	exits 0
	complains ' in 1 file'
	complains "'sub/_site' holds a site that dictum made, so what patterns take of it is no definition: leave it out with '!_site/**'"
}

@test "members whose names hold a slash make keys and are fields like all others" {
	mkdir -p r/d
	cat >r/dictum.yml <<-'END'
		dialect: plain
		fields: {cost/unit: {title: Cost per unit}}
		kinds: {d: {files: ["d/*.yml"], key: [{parts: [/key~1path, /key~1part], join: .}], description: /de~1sc}}
	END
	one() { printf 'key/path: %s\nkey/part: %s\nde/sc: %s\nowner: %s\nunit: %s\ncost/unit: %s\nlevel: %s\n' "$@"; }
	one shop a 'Orders of the shop per day' shop orders eur 1 >r/d/a.yml
	one cart b.c 'Carts that were left' cart carts usd 5 >r/d/b.yml
	init_repo r
	commit_all 'Add two' r >/dev/null
	git -C r mv d/a.yml d/z.yml
	one shop z 'Orders of the shop per day' shop orders eur 2 >r/d/z.yml
	one cart.b c 'Carts that were left' cart carts '[usd]' 5 >r/d/b.yml # one value is a list of it, and the key is what it was
	dictum -C r diff --worktree
	exits 1
	[ "$(places)" = "$(printf 'd/z.yml:2:11 entry-key-same\nd/z.yml:7:8 safe-edit')" ]
	complains '1 breaking change (COMPARABLE), 2 changes in all'
}

@test "members whose names hold a slash are called by these names, also for --set" {
	mkdir -p r/d
	cat >r/dictum.yml <<-'END'
		dialect: plain
		kinds: {d: {files: ["d/*.yml"], key: /name, description: /de~1sc, status: {field: /st~1ate, values: {live: active, gone: removed}}, removed: {milestone: /in~1release}}}
	END
	printf 'name: a\nst/ate: live\n' >r/d/a.yml
	init_repo r
	dictum -C r lint
	prints 'de/sc is missing'
	dictum -C r lint --fix --set 'de/sc=Orders of the shop per day'
	grep -qx 'de/sc: Orders of the shop per day' r/d/a.yml
	commit_all 'Add one' r >/dev/null
	git -C r rm -q d/a.yml
	dictum -C r diff --fix --set in~1release=3.0
	exits 2
	complains "--set writes no 'in~1release', expected one of in/release"
	dictum -C r diff --fix --set in/release=3.0
	complains '1 definition restored as removed'
	grep -qx 'in/release: "3.0"' r/d/a.yml
	grep -qx 'st/ate: gone' r/d/a.yml
}

@test "below a status whose name holds a slash stands what --set adds" {
	mkdir -p r/d
	cat >r/dictum.yml <<-'END'
		dialect: plain
		kinds: {d: {files: ["d/*.yml"], key: /name, status: {field: /st~1ate, values: {live: active, gone: removed}}, removed: {milestone: /in~1release}}}
	END
	printf 'name: a\nst/ate: gone\nteam: x\n' >r/d/a.yml
	printf '{"name": "b", "st/ate": "gone", "team": "x"}\n' >r/d/b.yml
	dictum -C r lint --fix --set 'in/release=3.0'
	[ "$(cat r/d/a.yml)" = "$(printf 'name: a\nst/ate: gone\nin/release: "3.0"\nteam: x')" ]
	[ "$(cat r/d/b.yml)" = '{"name": "b", "st/ate": "gone", "in/release": "3.0", "team": "x"}' ]
}

@test "a status whose name holds a slash is searched by this name" {
	mkdir -p r/d
	cat >r/dictum.yml <<-'END'
		dialect: plain
		kinds: {d: {files: ["d/*.yml"], key: /name, status: {field: /st~1ate, values: {live: active, gone: removed}}}}
	END
	printf 'name: a\nst/ate: live\n' >r/d/a.yml
	printf 'name: b\nst/ate: gone\n' >r/d/b.yml
	dictum -C r search -q st/ate:removed
	exits 0
	[ "$(head -n 1 <<<"$output")" = '  1. b' ]
	dictum -C r search -q st~1ate:removed
	exits 1
	[ -z "$output" ]
}

@test "entries of a list whose name holds a slash have this name in JSON" {
	mkdir -p r/d
	cat >r/dictum.yml <<-'END'
		dialect: plain
		kinds: {d: {files: ["d/*.yml"], key: /name, expand: {list: /per~1time, key_suffix: {day: _daily, week: _weekly}}}}
	END
	printf 'name: a\nper/time: [day, week]\n' >r/d/a.yml
	dictum -C r show a_daily --format json
	printf '%s' "$output" >out.json
	[ "$(json out.json v.expanded.field)" = per/time ]
}

@test "the index of a field says that longer values are not listed, where there are some" {
	mkdir r
	echo '{dialect: plain, kinds: {signal: {files: "*_s.yml", key: /name, facets: [tone, place]}}}' >r/dictum.yml
	printf 'name: beep\ntone: x%0199d\nplace: here\n' 0 >r/a_s.yml
	printf 'name: buzz\ntone: x%0200d\nplace: there\n' 0 >r/b_s.yml
	dictum -C r build --worktree -q -o "$PWD/out"
	exits 0
	grep -q '1 value\..*Values of more than 200 bytes are not listed\.' out/tone/index.html
	grep -q '2 values\.' out/place/index.html
	lacks 'not listed' out/place/index.html
}

@test "members whose names hold a slash have these names in reasons, reports and histories" {
	mkdir -p r/d
	cat >r/dictum.yml <<-'END'
		dialect: plain
		kinds: {d: {files: ["d/*.yml"], key: [{when: /is~1on, parts: [/na~1me]}], description: /de~1sc, properties: /pro~1ps}}
	END
	printf 'is/on: true\nna/me: a\nde/sc: Short\npro/ps:\n  x: {description: First}\n' >r/d/a.yml
	printf 'is/on: false\n' >r/d/b.yml
	printf 'is/on: true\n' >r/d/c.yml
	init_repo r
	commit_all 'Add definitions' r >/dev/null
	echo '  y: {description: Second}' >>r/d/a.yml
	commit_all 'Add a property' r >/dev/null
	dictum -C r lint --format concise
	prints 'd/b.yml:1:8: error[key-missing]: the d has no key: is/on is not true'
	prints 'd/c.yml:1:1: error[key-missing]: the d has no key: na/me is missing'
	dictum -C r lint --format sarif --rule description-short=warning
	prints '"name": "de/sc"'
	dictum -C r build -q -o "$PWD/site"
	grep -q 'Pro/ps: <ins>+y: description' site/d/a.html
}

@test "JSON says what is above U+FFFF in two escapes, and all who read it agree" {
	mkdir -p r/d
	printf 'dialect: plain\nkinds: {d: {files: ["d/*.json"], key: /key, description: /about, schema: s.json}}\n' >r/dictum.yml
	echo '{"properties": {"since": {"type": "string"}}}' >r/s.json
	printf '{\n  "key": "a.b",\n  "about": "Glad \\ud83d\\ude00 whenever somebody comes back",\n  "since": "16.9"\n}\n' >r/d/a.json
	init_repo r
	commit_all 'Add a definition' r >/dev/null
	dictum -C r lint
	exits 0
	dictum -C r show a.b
	prints 'Glad 😀 whenever'
	dictum -C r lint --stdin-path d/a.json <r/d/a.json
	exits 0
	dictum -C r lint --stdin-path d/a.json <<<'{"key": "a.b", "about": "\ud83d\ude00 and \ud83d"}'
	exits 1
	prints 'd/a.json:1:45: error[yaml-syntax]: this escape is no Unicode character'
	sed -i 's/"16.9"/16.10/; s/Glad/Happy/' r/d/a.json
	dictum -C r lint --fix
	exits 0
	grep -qF '"about": "Happy \ud83d\ude00 whenever' r/d/a.json
	grep -qx '  "since": "16.10"' r/d/a.json
	commit_all 'Say it otherwise' r >/dev/null
	dictum -C r log a.b
	prints 'about: Glad 😀 whenever somebody comes back -> Happy 😀 whenever somebody comes back'
	dictum -C r diff HEAD~1
	prints 'Happy 😀 whenever somebody comes back'
}
