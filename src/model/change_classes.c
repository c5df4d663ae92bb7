/* The classes of changes: data, as dictum-changes(7) lists them. What each one looks at stands in change.c and in the dialects. */
#include <stddef.h>

#include "model/change.h"

static const char *const categories[] = { "RECORD", "PAYLOAD", "COMPARABLE", "STRICT", "" };

const char *change_category_name(enum change_category c)
{
	return categories[c];
}

bool change_category_parse(str name, enum change_category *out)
{
	for (size_t i = 0; i < CHANGE_CATEGORIES; i++) {
		str word = str_from_z(categories[i]);
		size_t n = 0;

		while (n < word.n && n < name.n && byte_lower(name.p[n]) == byte_lower(word.p[n]))
			n++;
		if (n != word.n || n != name.n)
			continue;
		*out = (enum change_category)i;
		return true;
	}
	return false;
}

const char *change_excuse_name(enum change_excuse e)
{
	static const char *const names[] = { "", "unreleased", "migration", "allowed" };

	return names[e];
}

const struct change_class change_classes[] = {
	/* ---- RECORD: the register of definitions stays complete ---- */
	{ { "metric-no-delete", DIAG_ERROR, "gitlab", "a metric is gone",
	    "Installations that are not upgraded go on reporting it, and nobody can look up any more what its numbers meant.",
	    "(the file of the metric is deleted)\n", "status: removed\nmilestone_removed: \"16.4\"\nremoved_by_url: https://git.example.com/merge_requests/1\n",
	    "safe: with --set of the milestone and the URL, restores the definition as removed" },
	  CHANGE_RECORD, "restore the definition and set its {status} to {removed}, with milestone and URL of the removal", true },
	{ { "event-no-delete", DIAG_ERROR, "gitlab", "an event is gone",
	    "Events that were recorded stay in the warehouse; without a definition nobody knows what they were.",
	    "(the file of the event is deleted)\n", "(the file is moved to removed/)\nstatus: removed\nmilestone_removed: \"16.4\"\n"
	    "removed_by_url: https://git.example.com/merge_requests/1\n",
	    "safe: with --set of the milestone and the URL, restores the definition as removed" },
	  CHANGE_RECORD, "restore the definition and set its {status} to {removed}, with milestone and URL of the removal", true },
	{ { "entry-no-delete", DIAG_ERROR, "all", "an entry is gone",
	    "Whoever meets its name in old data finds no explanation any more.",
	    "(the file is deleted)\n", "status: removed\n", "safe: restores the definition as removed" },
	  CHANGE_RECORD, "restore the definition and set its {status} to {removed}", true },
	{ { "definition-unreadable", DIAG_ERROR, "all", "a definition that could be read cannot be read any more",
	    "Its entries fall out of the dictionary, and nobody can tell what else changed in it.",
	    "status: \"active\n", "status: \"active\"\n", NULL },
	  CHANGE_RECORD, "dictum lint says what is wrong with the file", false },
	{ { "removed-needs-evidence", DIAG_ERROR, "all", "a status becomes removed without milestone or URL of the removal",
	    "Older installations still report removed metrics, so readers must learn when and why one went away. A URL of null is one that nobody knows.",
	    "-status: active\n+status: removed\n",
	    "-status: active\n+status: removed\n+milestone_removed: \"16.4\"\n+removed_by_url: https://git.example.com/merge_requests/1\n",
	    "safe: with --set of the milestone and the URL, writes them" },
	  CHANGE_RECORD, NULL, false },
	{ { "no-resurrect", DIAG_ERROR, "all", "a removed definition comes back to life",
	    "Old installations still report the removed one under that name: old and new values would be mixed up.",
	    "-status: removed\n+status: active\n", "(a new definition with a key of its own)\n", NULL },
	  CHANGE_RECORD, "leave the definition {removed} and add a new one with another key", false },
	{ { "tombstone-frozen", DIAG_WARNING, "all", "a removed definition is edited",
	    "It tells what was collected until its removal, which does not change any more. Description and owner may be kept up to date, and "
	    "missing evidence of the removal be filled in.",
	    " status: removed\n-milestone_removed: \"16.4\"\n+milestone_removed: \"16.5\"\n",
	    " status: removed\n-description: Pushs\n+description: Pushes\n", NULL },
	  CHANGE_RECORD, "put back what the definition said when it was removed", false },
	{ { "milestone-same", DIAG_WARNING, "all", "the milestone of a definition changes or goes away",
	    "It says since when there are values. Queries and charts begin there. A word like TODO may be replaced.",
	    "-milestone: \"16.1\"\n+milestone: \"16.2\"\n", "-milestone: 16.1\n+milestone: \"16.1\"\n", NULL },
	  CHANGE_RECORD, "keep the milestone in which the definition was added", false },
	{ { "introduced-by-same", DIAG_WARNING, "all", "the URL that introduced a definition changes or goes away",
	    "It leads to the reasons why something is collected. A word like TODO, and an address without its number, may be replaced.",
	    "-introduced_by_url: https://git.example.com/merge_requests/1\n+introduced_by_url: https://git.example.com/merge_requests/2\n",
	    "-introduced_by_url: TODO\n+introduced_by_url: https://git.example.com/merge_requests/1\n", NULL },
	  CHANGE_RECORD, "keep the URL of the change that added the definition", false },
	{ { "event-in-use", DIAG_ERROR, "all", "an event goes away while metrics that are not removed count it",
	    "These metrics report zero from now on and look as if nobody used the feature any more.",
	    "(the event push is deleted or removed; a metric says)\nevents:\n  - name: push\n",
	    "(the metric is removed with the event)\nstatus: removed\n", NULL },
	  CHANGE_RECORD, "remove what refers to it as well, or let that refer to something else", false },

	/* ---- PAYLOAD: who reads what is sent goes on without a change ---- */
	{ { "metric-key-same", DIAG_ERROR, "gitlab", "the key of a metric changes",
	    "Queries by the old key find nothing any more, and values before and after belong to two names.",
	    "-key_path: counts.pushes\n+key_path: counts.code_pushes\n", "(a new metric is added, the old one removed by its status)\n", NULL },
	  CHANGE_PAYLOAD, "add a new metric and set the {status} of the old one to {removed}", true },
	{ { "event-action-same", DIAG_ERROR, "gitlab", "the action of an event changes",
	    "Metrics and queries that count the old action stop counting.",
	    "-action: push\n+action: push_code\n", "(a new event is added, the old one removed by its status)\n", NULL },
	  CHANGE_PAYLOAD, "add a new event and set the {status} of the old one to {removed}", true },
	{ { "entry-key-same", DIAG_ERROR, "all", "the key of an entry changes",
	    "Queries by the old key find nothing any more.", "-name: a\n+name: b\n", "(a new definition is added)\n", NULL },
	  CHANGE_PAYLOAD, "add a new definition and set the {status} of the old one to {removed}", true },
	{ { "metric-same-value-type", DIAG_ERROR, "gitlab", "the type of a metric's values changes",
	    "Readers of reports expect the old type: columns and sums break.",
	    "-value_type: number\n+value_type: string\n", "(a new metric with the other type)\n", NULL },
	  CHANGE_PAYLOAD, "add a new entry with the other type", false },
	{ { "value-json-schema-compatible", DIAG_ERROR, "all", "the schema of a metric's values takes away what readers rely on",
	    "A property that is gone, has another type or is needed all of a sudden breaks who reads or checks the values. Both versions are compared in "
	    "type, required, properties, patternProperties, additionalProperties and items, in anyOf and oneOf by what they say, and else by position, "
	    "where there are as many alternatives as before (fewer are told), and where $ref leads in the same file. Where anyOf, oneOf, allOf, enum, "
	    "const or another file comes in the place of type, it is taken to say the same. Other keywords and files are not looked at, nor what lies "
	    "more than 32 levels deep in the values. At most 200,000 schemas, properties and names are compared.",
	    "-  \"count\": {\"type\": \"integer\"}\n+  \"count\": {\"type\": \"string\"}\n", "+  \"total\": {\"type\": \"integer\"}\n", NULL },
	  CHANGE_PAYLOAD, "keep the properties there are with their types, and add new ones as optional", false },
	{ { "event-property-no-delete", DIAG_ERROR, "all", "an event loses a property",
	    "Metrics and queries that filter or count by it find nothing.",
	    " additional_properties:\n-  label: {description: How}\n", "(the property stays, its description says since when it is empty)\n", NULL },
	  CHANGE_PAYLOAD, "keep the property, or add a new entry", false },
	{ { "event-property-same-type", DIAG_ERROR, "all", "a property of an event has another type",
	    "Readers of the event expect the old type: columns and sums break. A type that came into a list of them is another one, too; fewer types than "
	    "before are no harm, nor is a type that came or went as a whole. Types that the kind knows by the name of the property do not count.",
	    "-total: {type: number}\n+total: {type: string}\n", "-total: {type: [number, string]}\n+total: {type: number}\n", NULL },
	  CHANGE_PAYLOAD, "add a new property of the other type", false },
	{ { "event-identifier-no-delete", DIAG_ERROR, "all", "an event loses an identifier",
	    "Unique counts by user, project or namespace need it.",
	    "-identifiers: [project, user]\n+identifiers: [project]\n", "-identifiers: [project]\n+identifiers: [project, user]\n", NULL },
	  CHANGE_PAYLOAD, "keep the identifier, or add a new entry", false },
	{ { "event-category-same", DIAG_WARNING, "gitlab", "the category of a legacy event changes",
	    "Queries find legacy events by category and action.",
	    "-category: default\n+category: repository\n", "(the category stays)\n", NULL },
	  CHANGE_PAYLOAD, "keep the category", false },

	/* ---- COMPARABLE: numbers before and after mean the same ---- */
	{ { "metric-same-time-frame", DIAG_ERROR, "gitlab", "a metric counts over another stretch of time",
	    "Values before and after cannot be compared, and nothing in the data says where the break is.",
	    "-time_frame: 28d\n+time_frame: 7d\n", "-time_frame: 28d\n+time_frame: [28d]\n (with the key spelled without _monthly)\n", NULL },
	  CHANGE_COMPARABLE, "add a new entry with the other time frame", false },
	{ { "metric-same-data-source", DIAG_ERROR, "gitlab", "a metric gets its values from somewhere else",
	    "Another source counts in another way; a jump in the chart would be taken for one in use.",
	    "-data_source: redis_hll\n+data_source: internal_events\n", "(a migration that dictum.yml lists)\n", NULL },
	  CHANGE_COMPARABLE, "add a new entry, or list the migration in dictum.yml when values are proven to stay the same", false },
	{ { "metric-events-same", DIAG_ERROR, "all", "an entry is made from other entries, such as a metric from other events",
	    "More or fewer of them make another number.",
	    " events:\n-  - name: push\n+  - name: push_code\n", "(the same events in another order)\n", NULL },
	  CHANGE_COMPARABLE, "add a new entry for what is counted now", false },
	{ { "metric-unique-same", DIAG_ERROR, "all", "an entry counts something else only once, such as projects in place of users",
	    "Users and projects are different numbers.",
	    "   - name: push\n-    unique: user.id\n+    unique: project.id\n", "(a new entry with the other identifier)\n", NULL },
	  CHANGE_COMPARABLE, "add a new entry", false },
	{ { "metric-filter-same", DIAG_ERROR, "all", "an entry takes part of others in another way, such as a metric of its events",
	    "Something is counted that was not before, or the other way round.",
	    "   - name: push\n+    filter: {label: web}\n", "(a new entry with the filter)\n", NULL },
	  CHANGE_COMPARABLE, "add a new entry with this filter", false },
	{ { "instrumentation-class-same", DIAG_WARNING, "gitlab", "a metric is computed by another class or with other options",
	    "The way of counting may be another one.",
	    "-instrumentation_class: CountUsersMetric\n+instrumentation_class: CountActiveUsersMetric\n", "(the class is only moved or refactored)\n", NULL },
	  CHANGE_COMPARABLE, "confirm that the values stay the same, else add a new entry", false },
	{ { "unit-same", DIAG_ERROR, "all", "the unit of a metric changes", "The same number means something else.",
	    "-unit: ms\n+unit: s\n", "(a new metric)\n", NULL },
	  CHANGE_COMPARABLE, "add a new entry with the other unit", false },
	{ { "instrument-same", DIAG_ERROR, "all", "the instrument of a metric changes", "A counter and a gauge are read in different ways.",
	    "-instrument: counter\n+instrument: gauge\n", "(a new metric)\n", NULL },
	  CHANGE_COMPARABLE, "add a new entry with the other instrument", false },
	{ { "attributes-same", DIAG_ERROR, "all", "labels, attributes or buckets of a metric change",
	    "Sums and groups over them change without anyone's doing.",
	    "-labels: [method]\n+labels: [method, route]\n", "(a new metric)\n", NULL },
	  CHANGE_COMPARABLE, "add a new entry", false },
	{ { "broken-needs-issue", DIAG_ERROR, "all", "a status becomes broken without a link to the issue that repairs it",
	    "A number that is known to be wrong needs a place that says so and tells when it will be right again.",
	    "-status: active\n+status: broken\n", "-status: active\n+status: broken\n+repair_issue_url: https://git.example.com/issues/1\n",
	    "safe: with --set of the URL, writes it" },
	  CHANGE_COMPARABLE, NULL, false },
	{ { "status-transition", DIAG_ERROR, "all", "a status becomes a word that nobody knows",
	    "Active, deprecated and broken definitions may become one another or removed. Of another word readers cannot tell what it means.",
	    "-status: active\n+status: gone\n", "-status: broken\n+status: active\n", NULL },
	  CHANGE_COMPARABLE, "expected one of {statuses}", false },

	/* ---- STRICT: scope, owners, privacy, documentation ---- */
	{ { "tier-narrowed", DIAG_WARNING, "gitlab", "an entry is collected in fewer tiers", "Values drop although use did not.",
	    "-tiers: [free, premium, ultimate]\n+tiers: [ultimate]\n", "-tiers: [ultimate]\n+tiers: [premium, ultimate]\n", NULL },
	  CHANGE_STRICT, "say in the description since when", false },
	{ { "distribution-narrowed", DIAG_WARNING, "gitlab", "an entry is collected in fewer distributions", "Values drop although use did not.",
	    "-distribution: [ce, ee]\n+distribution: [ee]\n", "-distribution: [ee]\n+distribution: [ce, ee]\n", NULL },
	  CHANGE_STRICT, "say in the description since when", false },
	{ { "data-category-raised", DIAG_ERROR, "gitlab", "the data category changes",
	    "It decides who may turn the collection off, which was promised to customers.",
	    "-data_category: optional\n+data_category: operational\n", "-data_category: Optional\n+data_category: optional\n", NULL },
	  CHANGE_STRICT, "ask for a legal review", false },
	{ { "pi-type-changed", DIAG_ERROR, "gitlab", "a metric becomes, or ceases to be, a performance indicator",
	    "Charts of the company are built on it.",
	    "-performance_indicator_type: [gmau]\n+performance_indicator_type: []\n", "(tell who depends on it first)\n", NULL },
	  CHANGE_STRICT, NULL, false },
	{ { "protected-changed", DIAG_ERROR, "all", "a protected entry changes in any way",
	    "Somebody relies on every word of it: it is a performance indicator, or dictum.yml lists its key.",
	    "-description: Users who pushed\n+description: Users who push\n", "(a commit says Metrics-Approved-by: and who)\n", NULL },
	  CHANGE_STRICT, "let them approve it: a commit with the line \"Metrics-Approved-by: NAME\"", false },
	{ { "owner-changed", DIAG_NOTE, "all", "another group owns an entry", "Both groups should know.",
	    "-product_group: source_code\n+product_group: code_review\n", "-product_group: group::source code\n+product_group: source_code\n", NULL },
	  CHANGE_STRICT, NULL, false },
	{ { "description-meaning", DIAG_NOTE, "all", "a description says something else",
	    "Less than half of its words stayed: the entry may have another meaning now. Of scripts without blanks characters are compared. Where there "
	    "was no text, or one like TODO, any may be written.",
	    "-description: Users who pushed code\n+description: Projects with a pipeline\n",
	    "-description: Users who pushed code\n+description: Users who pushed code to a branch\n", NULL },
	  CHANGE_STRICT, "add a new entry when it counts something else", false },
	{ { "stability-lowered", DIAG_ERROR, "all", "an entry becomes less stable", "Others rely on what was promised to be stable.",
	    "-stability: stable\n+stability: development\n", "-stability: development\n+stability: stable\n", NULL },
	  CHANGE_STRICT, "keep the stability that was promised", false },

	/* ---- what breaks nothing ---- */
	{ { "safe-add", DIAG_NOTE, "all", "an entry is new", "Additions break nothing.", "", "(a new file)\n", NULL }, CHANGE_SAFE, NULL, false },
	{ { "safe-edit", DIAG_NOTE, "all", "an entry changes in a way that breaks nothing",
	    "More tiers, more properties, better words.", "", "-tiers: [ultimate]\n+tiers: [premium, ultimate]\n", NULL },
	  CHANGE_SAFE, NULL, false },
	{ { "allow-unused", DIAG_WARNING, "all", "an entry of changes.allow, or a key of it, excuses no change",
	    "What it was for has happened or never came; the next change of that kind would pass unseen.",
	    "changes:\n  allow:\n    - {class: metric-no-delete, key: counts.gone, reason: was never sent}\n", "(the entry is taken away)\n", NULL },
	  CHANGE_SAFE, "take the entry away", false },
	{ { "allow-expired", DIAG_WARNING, "all", "an entry of changes.allow is over",
	    "It excuses nothing any more.", "until: 2020-01-01\n", "(the entry is taken away)\n", NULL },
	  CHANGE_SAFE, "take the entry away, or set a later end", false },
	{ { 0 }, CHANGE_SAFE, NULL, false },
};

const struct change_class *change_class_find(str id)
{
	for (const struct change_class *c = change_classes; c->rule.id; c++)
		if (str_eq_z(id, c->rule.id))
			return c;
	return NULL;
}

str change_class_nearest(str id)
{
	str names[sizeof change_classes / sizeof *change_classes];
	size_t n = 0, near;

	for (; change_classes[n].rule.id; n++)
		names[n] = str_from_z(change_classes[n].rule.id);
	near = str_nearest(id, names, n);
	return near == n ? (str){ 0 } : names[near];
}

str change_class_unknown(str id, struct arena *a)
{
	str near = change_class_nearest(id);

	if (!near.n)
		return str_fmt(a, "unknown class of changes '%.*s', see dictum-changes(7)", STR_ARG(id));
	return str_fmt(a, "unknown class of changes '%.*s', did you mean '%.*s'?", STR_ARG(id), STR_ARG(near));
}

bool change_is_breaking(const struct change *c, enum change_category chosen)
{
	return c->class->category <= chosen && c->class->category != CHANGE_SAFE && c->level == DIAG_ERROR && c->excuse == CHANGE_NO_EXCUSE;
}

str change_kind(const struct change *c)
{
	return c->new ? c->new->kind->name : c->old->kind->name;
}

str change_key(const struct change *c)
{
	return c->new ? c->new->key : c->old->key;
}
