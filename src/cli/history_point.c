/* Points in time that --added-since and --changed-since name, and whether something came since. */
#include <string.h>

#include "cli/history.h"

#include "base/time.h"

/* The revision itself, not what it has in common with the history by one way: it may have been merged by several. */
static bool find_commit(const struct run_history *h, str rev, struct run_point *out, struct err *e)
{
	struct source *at = NULL;
	struct merge_base base;
	bool ok;

	if (!source_merge_base(&h->r->place, rev, source_commit(h->source), h->r->a, &base, e))
		return false;
	out->what = POINT_COMMIT;
	at = source_open_git(&h->r->place, rev, h->r->a, e);
	ok = at && history_contained(h->source, &h->history, source_commit(at), h->r->a, &out->has, e);
	source_close(at);
	return ok && (out->has || err_set(e, "revision '%.*s' is not in the history that is read here%s", STR_ARG(rev),
	                                  h->history.is_shallow ? " (shallow clone): run git fetch --unshallow" : ""));
}

/* A digit for every 0 of the shape, and all else as it is. */
static bool has_shape(str text, const char *shape)
{
	bool fits = text.n == strlen(shape);

	for (size_t i = 0; i < text.n && fits; i++)
		fits = shape[i] == '0' ? byte_is_digit(text.p[i]) : text.p[i] == shape[i];
	return fits;
}

/* What was meant for a day or a milestone and is none; no words of git look so. */
static bool is_no_point(str text, struct err *e)
{
	if (has_shape(text, "0000-00-00"))
		return !err_usage(e, "there is no day '%.*s'", STR_ARG(text));
	/* git's shortest abbreviation has four digits */
	return (has_shape(text, "0") || has_shape(text, "00") || has_shape(text, "000")) &&
	       !err_usage(e, "'%.*s' is no milestone, day or revision: milestones have two numbers, such as %.*s.0", STR_ARG(text), STR_ARG(text));
}

/* Who types "yesterday" or "2024-05" thinks of a time, not of a revision. */
static void tell_forms(struct err *e, struct arena *a)
{
	if (e->revision == ERR_UNKNOWN)
		err_line(e, a, "expected a milestone such as 17.0, a day such as 2024-05-01, or a revision such as v1.0 or main~10");
}

bool run_point_parse(const struct run_history *h, str text, struct run_point *out, struct err *e)
{
	*out = (struct run_point){ .what = POINT_MILESTONE };
	if (has_shape(text, "00.00.0000")) /* no release is called so, and every one would come after it */
		return err_usage(e, "'%.*s' is no milestone, day or revision: days are written as 2024-05-01", STR_ARG(text));
	if (release_parse(text, &out->release) && !out->release.is_before)
		return true;
	if (time_parse_date(text, &out->day)) {
		out->what = POINT_DAY;
		return true;
	}
	if (!h->is_there)
		return err_set(e, "there is no history to look for '%.*s' in", STR_ARG(text));
	if (find_commit(h, text, out, e))
		return true;
	if (!is_no_point(text, e))
		tell_forms(e, h->r->a);
	return false;
}

bool run_point_is_before(const struct run_history *h, const struct run_point *p, const struct timeline_event *ev)
{
	const struct history_release *r;

	switch (p->what) {
	case POINT_MILESTONE:
		r = history_release_of(&h->releases, ev->commit);
		return !r || release_compare(&r->version, &p->release) >= 0; /* what is in no release yet comes with a later one */
	case POINT_DAY:
		return h->history.commits.v[ev->commit].time >= p->day;
	case POINT_COMMIT:
		break;
	}
	return !p->has[ev->commit];
}

bool run_point_is_before_milestone(const struct run_point *p, str milestone, bool *is_known)
{
	struct release r;

	*is_known = release_parse(milestone, &r);
	return *is_known && release_compare(&r, &p->release) >= (r.is_before ? 1 : 0);
}
