#ifndef DICTUM_SITE_SITE_H
#define DICTUM_SITE_SITE_H

/* The site of a dictionary: every page and every file of data, as (path, bytes). Knows no folder and no repository. */
#include "lint/lint.h"
#include "model/gone.h"
#include "report/report.h"

struct site_snippet { /* a query or a link */
	str label, kind, text; /* text: Mustache over the entry */
};
struct site_snippets {
	VEC(struct site_snippet) all;
};
struct site_privacy {
	str category, title, summary, turn_off;
	str why, identifies, sent_to; /* what for, whether it identifies someone, where it goes */
};
struct site_context_field {
	str name, type, description, example; /* description: Markdown */
};
struct site_context { /* what is sent with every event */
	str summary; /* Markdown */
	str guide;   /* file that tells more; empty: none */
	VEC(struct site_context_field) fields; /* none: there is no page about it */
};
struct site_config {
	str title;
	str base_url; /* with a slash at the end; empty: none */
	bool no_index; /* search engines are asked to leave it alone */
	str edit_url, view_url; /* with {path}, {commit}, {line}; empty: none */
	str guides;             /* folder of the guides in the repository; empty: none */
	struct site_snippets queries;
	bool has_own_queries; /* even if there are none: those of GitLab's warehouse are left out */
	struct site_snippets links;
	VEC(struct site_privacy) privacy;
	struct site_context context;
	const struct field_label *synonyms; /* of search */
	size_t n_synonyms;
};
struct site_file { /* a guide, template or static file: name without folder */
	str name, bytes;
};
struct site_files {
	VEC(struct site_file) all;
};

/* Takes one finished file; called from several threads at once. */
typedef bool site_sink(void *arg, str path, str bytes, struct err *e);

/* Entries. A dictionary with more leaves out what repeats, because hosts take 200,000 files and a gigabyte of a site: files beside the pages of
   entries, owners and values, text of definitions, descriptions outside the lists of all, rows of values behind the first. */
enum { SITE_LARGE = 50000 };

struct site_history { /* how the entries changed; entry->history has the timelines of those that are here */
	const struct history *commits;
	const struct timelines *timelines;
	const struct history_releases *releases;
};
struct site_input {
	const struct dict *dict;
	const struct diag_list *found; /* sorted */
	const struct site_config *config;
	str commit;         /* 40 digits; empty for a work tree */
	int64_t commit_time; /* seconds UTC; 0 for a work tree */
	str root;           /* of the dictionary, from the top of the repository */
	size_t files;       /* definition files read */
	const struct report_input *lint; /* what lint.json tells; NULL: there is no such file */
	struct site_files guides, templates, statics; /* templates, statics: what overrides the ones compiled in */
	size_t workers;
	const struct site_history *history; /* NULL: there is none */
	const struct gone_list *gone;       /* keys that keep their page; NULL: none */
	const struct change_options *changes; /* levels of classes, changes that are wanted; NULL: nothing is configured */
	/* Sets `history`, that of the entries, and `gone`; may be NULL. Called on any thread, while the search index is made, so that it shares no
	   arena with the caller of site_build; of a large dictionary when nothing of the index is in memory any more, for each of them takes much. */
	bool (*read_past)(void *arg, struct err *e);
	void *past_arg;
	site_sink *compressed; /* takes what hosts may want compressed, too; NULL: nothing is */
	bool (*has_copy)(str path); /* whether `compressed` makes "x.gz" of a file "x"; NULL: of none */
	size_t large;       /* in place of SITE_LARGE; 0: that */
};

/* Renders everything. false: a template is broken (usage) or the sink failed. */
bool site_build(const struct site_input *in, site_sink *sink, void *arg, struct arena *a, struct err *e);

#endif
