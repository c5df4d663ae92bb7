/* The rules that schemas report with, for findings and for `dictum explain`. One row per row of enum schema_rule, in
 * its order. */
#include "schema/plan.h"

const struct diag_rule schema_rules[] = {
	[RULE_SCHEMA_REQUIRED] = {
		.id = "schema-required",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a key that has to be there is missing",
		.reason = "The schema wants this key in every definition, or in every definition like this one."
			" Whoever reads the dictionary relies on it.",
		.bad = "# the schema requires key_path and status\n"
			"key_path: counts.builds\n",
		.good = "key_path: counts.builds\n"
			"status: active\n",
		.fix = "safe: with --set of its value, writes the key; unsafe: corrects the key of which it is a misspelling",
	},
	[RULE_SCHEMA_UNKNOWN_KEY] = {
		.id = "schema-unknown-key",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a key that the schema does not know",
		.reason = "Nobody reads an unknown key. Most often it is a misspelt one, and the key that was "
			"meant is missing.",
		.bad = "key_path: counts.builds\n"
			"staus: active\n",
		.good = "key_path: counts.builds\n"
			"status: active\n",
		.fix = "unsafe: writes the known key that is nearest",
	},
	[RULE_SCHEMA_TYPE] = {
		.id = "schema-type",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a value of another type than the schema wants",
		.reason = "Programs that read the definition expect one type and break, or misread the value, "
			"when they meet another. YAML reads unquoted numbers and words such as yes as "
			"something else than text.",
		.bad = "milestone: 15.10\n",
		.good = "milestone: \"15.10\"\n",
		.fix = "safe: puts what is read as something else in quotes, where a text is wanted",
	},
	[RULE_SCHEMA_ENUM] = {
		.id = "schema-enum",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a value that is not one of those the schema lists",
		.reason = "Filters, reports and access rules know only the listed values; others are lost "
			"silently.",
		.bad = "# one of active, removed, broken\n"
			"status: actve\n",
		.good = "status: active\n",
		.fix = "unsafe: writes the listed value that is nearest",
	},
	[RULE_SCHEMA_CONST] = {
		.id = "schema-const",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a value other than the only one the schema allows",
		.reason = "The schema allows exactly one value here.",
		.bad = "internal_events: false\n",
		.good = "internal_events: true\n",
		.fix = "unsafe: writes the allowed value where the two are nearly the same",
	},
	[RULE_SCHEMA_PATTERN] = {
		.id = "schema-pattern",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a text that does not match the pattern of the schema",
		.reason = "The pattern keeps names and versions in one form, so that they sort, compare and can"
			" be searched.",
		.bad = "# the pattern is ^[0-9]+\\.[0-9]+$\n"
			"milestone: \"sixteen\"\n",
		.good = "milestone: \"16.0\"\n",
		.fix = "unsafe: writes plain characters for curly quotes and for those nobody sees; safe in prose",
	},
	[RULE_SCHEMA_FORMAT] = {
		.id = "schema-format",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a text that is not of the format the schema names",
		.reason = "Links that are no links and dates that are no dates break where they are used, far "
			"from here.",
		.bad = "introduced_by_url: tbd\n",
		.good = "introduced_by_url: https://example.com/merge_requests/1\n",
		.fix = "unsafe: of a format that is a list, writes the value that is nearest",
	},
	[RULE_SCHEMA_MIN_LENGTH] = {
		.id = "schema-min-length",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a text that is too short",
		.reason = "The schema wants a minimum number of characters, most often to keep a field from "
			"being left empty.",
		.bad = "description: \"\"\n",
		.good = "description: Count of builds\n",
	},
	[RULE_SCHEMA_MAX_LENGTH] = {
		.id = "schema-max-length",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a text that is too long",
		.reason = "The schema bounds the number of characters, most often because a column or a page "
			"does.",
		.bad = "# at most 8 characters\n"
			"name: a_name_that_is_too_long\n",
		.good = "name: builds\n",
	},
	[RULE_SCHEMA_MINIMUM] = {
		.id = "schema-minimum",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a number that is too small",
		.reason = "The number lies below the smallest value the schema allows.",
		.bad = "# at least 1\n"
			"sample_rate: 0\n",
		.good = "sample_rate: 1\n",
	},
	[RULE_SCHEMA_MAXIMUM] = {
		.id = "schema-maximum",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a number that is too large",
		.reason = "The number lies above the largest value the schema allows.",
		.bad = "# at most 100\n"
			"percentage: 120\n",
		.good = "percentage: 100\n",
	},
	[RULE_SCHEMA_EXCLUSIVE_MINIMUM] = {
		.id = "schema-exclusive-minimum",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a number that is not above its lower limit",
		.reason = "The limit itself is not allowed: the number has to be larger.",
		.bad = "# more than 0\n"
			"interval: 0\n",
		.good = "interval: 1\n",
	},
	[RULE_SCHEMA_EXCLUSIVE_MAXIMUM] = {
		.id = "schema-exclusive-maximum",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a number that is not below its upper limit",
		.reason = "The limit itself is not allowed: the number has to be smaller.",
		.bad = "# less than 1\n"
			"probability: 1\n",
		.good = "probability: 0.5\n",
	},
	[RULE_SCHEMA_MULTIPLE_OF] = {
		.id = "schema-multiple-of",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a number that is not a multiple of what the schema wants",
		.reason = "The schema wants steps of a fixed size. The comparison is exact: 0.3 is a multiple "
			"of 0.1.",
		.bad = "# a multiple of 5\n"
			"interval: 7\n",
		.good = "interval: 10\n",
	},
	[RULE_SCHEMA_MIN_ITEMS] = {
		.id = "schema-min-items",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a list with too few items",
		.reason = "The schema wants a minimum number of items, most often at least one.",
		.bad = "tiers: []\n",
		.good = "tiers: [free]\n",
	},
	[RULE_SCHEMA_MAX_ITEMS] = {
		.id = "schema-max-items",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a list with too many items",
		.reason = "The schema bounds the number of items.",
		.bad = "# at most 2 items\n"
			"identifiers: [user, project, namespace]\n",
		.good = "identifiers: [user, project]\n",
	},
	[RULE_SCHEMA_UNIQUE_ITEMS] = {
		.id = "schema-unique-items",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a list that has an item twice",
		.reason = "The schema wants each item once. Equal numbers written differently, such as 1 and "
			"1.0, are the same item.",
		.bad = "tiers: [free, premium, free]\n",
		.good = "tiers: [free, premium]\n",
	},
	[RULE_SCHEMA_CONTAINS] = {
		.id = "schema-contains",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a list with too few or too many items of a form",
		.reason = "The schema wants the list to hold an item of a certain form, or a certain number of "
			"them.",
		.bad = "# at least one item must be all\n"
			"time_frame: [7d, 28d]\n",
		.good = "time_frame: [7d, 28d, all]\n",
	},
	[RULE_SCHEMA_MIN_PROPERTIES] = {
		.id = "schema-min-properties",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a mapping with too few keys",
		.reason = "The schema wants a minimum number of keys.",
		.bad = "options: {}\n",
		.good = "options:\n"
			"  event: push\n",
	},
	[RULE_SCHEMA_MAX_PROPERTIES] = {
		.id = "schema-max-properties",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a mapping with too many keys",
		.reason = "The schema bounds the number of keys.",
		.bad = "# at most 1 key\n"
			"filter:\n"
			"  label: push\n"
			"  property: web\n",
		.good = "filter:\n"
			"  label: push\n",
	},
	[RULE_SCHEMA_PROPERTY_NAMES] = {
		.id = "schema-property-names",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a key whose name does not have the form the schema wants",
		.reason = "Names of keys follow rules of their own, so that they can become columns or labels.",
		.bad = "# names match ^[a-z_]+$\n"
			"additional_properties:\n"
			"  Session-ID: {}\n",
		.good = "additional_properties:\n"
			"  session_id: {}\n",
	},
	[RULE_SCHEMA_DEPENDENT] = {
		.id = "schema-dependent",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a key is missing that another key needs",
		.reason = "The schema wants some keys only together.",
		.bad = "# removed_by_url needs milestone_removed\n"
			"removed_by_url: https://example.com/1\n",
		.good = "removed_by_url: https://example.com/1\n"
			"milestone_removed: \"16.0\"\n",
		.fix = "safe: with --set of its value, writes the key",
	},
	[RULE_SCHEMA_ONE_OF] = {
		.id = "schema-one-of",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a value that has none, or more than one, of the forms of which exactly one is "
			"allowed",
		.reason = "The schema describes several forms that exclude one another. Where none matches, the"
			" finding names the cause in the form that comes closest.",
		.bad = "# either one time frame or a list of them\n"
			"time_frame: {weekly: true}\n",
		.good = "time_frame: [7d, 28d]\n",
		.fix = "unsafe: writes the value or key of the closest form that is nearest",
	},
	[RULE_SCHEMA_ANY_OF] = {
		.id = "schema-any-of",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a value that has none of the forms the schema allows",
		.reason = "The schema describes several forms. The finding names the cause in the form that "
			"comes closest.",
		.bad = "# a string or a list of strings\n"
			"events: 12\n",
		.good = "events: [push]\n",
		.fix = "unsafe: writes the value or key of the closest form that is nearest",
	},
	[RULE_SCHEMA_NOT] = {
		.id = "schema-not",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a value that the schema rules out",
		.reason = "The schema describes what must not be there.",
		.bad = "# anything but unknown\n"
			"product_group: unknown\n",
		.good = "product_group: pipeline_execution\n",
	},
	[RULE_SCHEMA_FALSE] = {
		.id = "schema-false",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a value where the schema allows none",
		.reason = "The schema forbids this key, or any further item of this list, most often in "
			"combination with something else that is set.",
		.bad = "# internal events have no instrumentation_class\n"
			"data_source: internal_events\n"
			"instrumentation_class: CountBuilds\n",
		.good = "data_source: internal_events\n",
	},
	[RULE_SCHEMA_PATTERN_LIMIT] = {
		.id = "schema-pattern-limit",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a pattern of the schema that took too long for a text",
		.reason = "Some patterns need more time than there is, for a text that almost matches. The text"
			" is neither right nor wrong then, so nobody can rely on the check: simplify the "
			"pattern, for example nested repetitions such as (a+)+.",
		.bad = "# the pattern is ^(a+)+$\n"
			"name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n",
		.good = "# the pattern is ^a+$\n"
			"name: aaaaaaaaaaaaaaaa\n",
	},
	[RULE_SCHEMA_TOO_COMPLEX] = {
		.id = "schema-too-complex",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a schema that takes too many steps, or never ends, for a document",
		.reason = "One document may not hold up the whole run. The schema combines too many "
			"alternatives, or refers to itself for the same value.",
		.bad = "# a schema in YAML\n"
			"if: true\n"
			"then:\n"
			"  $ref: \"#\"\n",
		.good = "properties:\n"
			"  child:\n"
			"    $ref: \"#\"\n",
	},
	[RULE_SCHEMA_TOO_MANY] = {
		.id = "schema-too-many",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "more findings in one file than are shown",
		.reason = "Most of so many findings have one cause: the file is of another kind, or its schema "
			"is.",
		.bad = "# a file of another kind\n"
			"a1: x\n"
			"a2: x\n"
			"# and a hundred keys more that the schema does not know\n",
		.good = "key_path: counts.builds\n",
	},
	[RULE_SCHEMA_BROKEN] = {
		.id = "schema-broken",
		.level = DIAG_ERROR,
		.scope = "all",
		.title = "a schema that cannot be used",
		.reason = "A schema with mistakes checks nothing or the wrong thing. Fix it before trusting its"
			" verdicts.",
		.bad = "# a schema in YAML\n"
			"properties:\n"
			"  status:\n"
			"    type: strng\n",
		.good = "properties:\n"
			"  status:\n"
			"    type: string\n",
	},
	[RULE_SCHEMA_UNKNOWN_KEYWORD] = {
		.id = "schema-unknown-keyword",
		.level = DIAG_WARNING,
		.scope = "all",
		.title = "a misspelt keyword of a schema",
		.reason = "Schemas may hold words of anybody's own, so a misspelt keyword is none and checks"
			" nothing, although somebody relies on it. Told are words that are nearly a "
			"keyword that checks something, at most 100 of a schema; those that begin with x- "
			"never are.",
		.bad = "# a schema in YAML\n"
			"requried: [key_path]\n",
		.good = "required: [key_path]\n",
	},
	[RULE_SCHEMA_UNKNOWN_FORMAT] = {
		.id = "schema-unknown-format",
		.level = DIAG_WARNING,
		.scope = "all",
		.title = "a misspelt format of a schema",
		.reason = "Schemas may name formats of anybody's own, so a misspelt one is none and checks"
			" nothing, although somebody relies on it. Told are words that are nearly a format "
			"that is checked, one of JSON Schema or of the configuration, with misspelt "
			"keywords at most 100 of a schema; those that begin with x- never are.",
		.bad = "# a schema in YAML\n"
			"format: datetime\n",
		.good = "format: date-time\n",
	},
	{ 0 },
};
