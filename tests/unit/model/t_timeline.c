/* Timelines of entries from the history of their files, and their records as bytes. */
#include "unit/source/sandbox.h"

#include "model/timeline.h"

static const char metric[] =
	"metric() { mkdir -p config/metrics/$1; printf 'key_path: %s\\ndescription: %s\\nstatus: %s\\ntime_frame: %s\\nvalue_type: number\\ndata_source: redis\\n"
	"milestone: \"16.0\"\\nproduct_group: runner\\ntiers: [free, premium]\\n' \"$3\" \"$4\" \"$5\" \"$6\" >config/metrics/$1/$2.yml; };";

struct past {
	struct arena a, worker[2];
	struct source *source;
	const struct dialect *dialect;
	struct history h;
	struct timelines t;
	struct timeline_input in;
	str folders[2];
};

static struct past *read_past(struct sandbox *s, const char *folder, bool is_full, const struct timeline_record *known)
{
	struct past *p = arena_new(&s->a, struct past);
	struct source_place place = find(s, folder);
	struct history_options o;

	p->source = source_open_git(&place, STR("HEAD"), &p->a, &s->e);
	p->dialect = dialect_load(STR("gitlab"), NULL, &p->a, &s->e);
	if (!p->source || !p->dialect)
		fail_msg("%s", s->e.text);
	p->folders[0] = STR("config");
	p->folders[1] = STR("ee/config");
	p->in = (struct timeline_input){
		.source = p->source, .history = &p->h, .dialect = p->dialect, .known = known, .workers = 2, .worker = p->worker,
	};
	o = (struct history_options){ .folders = p->folders, .n_folders = 2, .takes = timeline_takes, .arg = &p->in, .is_full = is_full,
		                      .known = timelines_known(known), .workers = 2, .worker = p->worker };
	if (!history_walk(p->source, &o, &p->a, &p->h, &s->e) || !timelines_build(&p->in, &p->a, &p->t, &s->e))
		fail_msg("%s", s->e.text);
	return p;
}

static void end(struct past *p)
{
	source_close(p->source);
	arena_free(&p->worker[0]);
	arena_free(&p->worker[1]);
	arena_free(&p->a);
}

static void put_timeline(const struct timeline *t, struct buf *b)
{
	buf_fmt(b, "%s%.*s%s%s:", b->n ? "\n" : "", STR_ARG(t->key), t->is_alive ? "" : " (gone)", t->is_truncated ? " (cut)" : "");
	for (size_t i = 0; i < t->events.n; i++) {
		const struct timeline_event *e = &t->events.v[i];

		buf_fmt(b, " %u %s", e->commit, timeline_word(e->change));
		if (e->key.n)
			buf_fmt(b, " (%.*s)", STR_ARG(e->key));
		for (size_t k = 0; k < e->n_fields; k++)
			buf_fmt(b, " %.*s=%.*s", STR_ARG(e->fields[k].name), STR_ARG(e->fields[k].now));
	}
}

static str text_of(struct sandbox *s, const struct past *p)
{
	struct buf b = { .a = &s->a };

	for (size_t i = 0; i < p->t.all.n; i++)
		put_timeline(p->t.all.v[i], &b);
	return buf_str(&b);
}

static void expect(struct sandbox *s, const char *folder, bool is_full, const char *expected)
{
	struct past *p = read_past(s, folder, is_full, NULL);

	expect_text(text_of(s, p), expected);
	end(p);
}

static void make(struct sandbox *s, const char *commands)
{
	run(s, str_z(str_fmt(&s->a, "git init -q r; cd r; %s %s", metric, commands), &s->a));
}

static void an_entry_is_added_changed_moved_and_deleted(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; metric settings a c.a Two active none; commit .; git mv config/metrics/settings/a.yml config/metrics/settings/b.yml;"
	        "commit .; metric settings b c.a Two removed none; commit .; rm config/metrics/settings/b.yml; commit .");
	expect(s, "r", false, "c.a (gone): 0 added 1 changed description=\"Two\" 2 moved 3 removed status=\"removed\" 4 deleted");
}

static void a_file_written_anew_elsewhere_is_a_move_with_its_changes(void **state)
{
	struct sandbox *s = *state;
	struct past *p;
	const struct timeline *t;

	make(s, "metric settings a c.a 'One thing' active none; commit .; rm config/metrics/settings/a.yml; metric counts_all z c.a 'Quite another text' active all;"
	        "printf '# %s\\n' $(seq 300) >>config/metrics/counts_all/z.yml; commit .");
	p = read_past(s, "r", false, NULL);
	expect_text(text_of(s, p), "c.a: 0 added 1 moved 1 changed description=\"Quite another text\" time_frame=\"all\"");
	t = p->t.all.v[0];
	expect_text(t->events.v[1].from, "config/metrics/settings/a.yml");
	expect_text(t->path, "config/metrics/counts_all/z.yml");
	assert_non_null(t->events.v[2].fields[1].class);
	expect_text(str_from_z(t->events.v[2].fields[1].class->rule.id), "metric-same-time-frame");
	expect_text(t->events.v[2].fields[1].old, "\"none\"");
	assert_ptr_equal(timelines_find(&p->t, t->kind, STR("c.a"), (str){ 0 }), t);
	assert_ptr_equal(timelines_find(&p->t, t->kind, STR("c.a"), t->path), t);
	assert_null(timelines_find(&p->t, t->kind, STR("c.a"), STR("config/metrics/settings/a.yml")));
	assert_null(timelines_find(&p->t, t->kind, STR("c.b"), (str){ 0 }));
	assert_int_equal(timeline_added(t)->commit, 0);
	assert_int_equal(timeline_changed(t)->change, TIMELINE_CHANGED);
	end(p);
}

static void a_key_that_came_back_is_one_timeline(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; metric settings k c.k Kept active none; commit .; rm config/metrics/settings/a.yml; commit .;"
	        "metric settings b c.a One active none; commit .");
	expect(s, "r", false, "c.a: 0 added 1 deleted 2 returned\nc.k: 0 added");
}

static void another_key_of_a_file_is_told_on_both_sides(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active '[7d, 28d]'; commit .; metric settings a c.b One active '[7d, 28d]'; commit .");
	expect(s, "r", false, "c.a_monthly (gone): 0 added 1 deleted (c.b_monthly)\nc.a_weekly (gone): 0 added 1 deleted (c.b_weekly)\n"
	                      "c.b_monthly: 1 added (c.a_monthly)\nc.b_weekly: 1 added (c.a_weekly)");
}

static void a_dropped_time_frame_is_a_deleted_entry(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active '[7d, 28d]'; commit .; metric settings a c.a One active '[28d]'; commit .");
	expect(s, "r", false, "c.a_monthly: 0 added\nc.a_weekly (gone): 0 added 1 deleted");
}

static void broken_versions_are_gaps(void **state)
{
	struct sandbox *s = *state;

	make(s, "mkdir -p config/metrics/settings; echo 'x: [' >config/metrics/settings/a.yml; commit .; metric settings a c.a One active none; commit .;"
	        "echo 'x: [' >>config/metrics/settings/a.yml; commit .; git mv config/metrics/settings/a.yml config/metrics/settings/b.yml; commit .;"
	        "metric settings b c.a Two active none; commit .; echo 'x: [' >config/metrics/settings/b.yml; commit .; rm config/metrics/settings/b.yml; commit .");
	expect(s, "r", false, "c.a (gone): 0 unreadable 1 added 2 unreadable 3 moved 3 unreadable 4 changed description=\"Two\" 5 unreadable 6 deleted");
}

static void a_key_of_a_broken_file_that_turns_up_elsewhere_has_moved(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; echo 'x: [' >>config/metrics/settings/a.yml; commit .; metric settings b c.a Two active none; commit .;"
	        "rm config/metrics/settings/a.yml; commit .");
	expect(s, "r", false, "c.a: 0 added 1 unreadable 2 moved 2 changed description=\"Two\"");
}

static void a_key_that_turns_up_elsewhere_while_its_broken_file_moves_has_moved_once(void **state)
{
	struct sandbox *s = *state;
	struct past *p;

	make(s, "metric settings a c.a One active none; commit .; echo 'x: [' >>config/metrics/settings/a.yml; commit .;"
	        "git mv config/metrics/settings/a.yml config/metrics/settings/b.yml; metric settings c c.a Two active none; commit .;"
	        "metric settings b c.b Three active none; commit .; rm config/metrics/settings/b.yml; commit .");
	p = read_past(s, "r", false, NULL);
	expect_text(text_of(s, p), "c.a: 0 added 1 unreadable 2 moved 2 changed description=\"Two\"\nc.b (gone): 3 added 4 deleted");
	expect_text(p->t.all.v[0]->events.v[2].from, "config/metrics/settings/a.yml");
	end(p);
}

static void shallow_histories_do_not_guess(void **state)
{
	struct sandbox *s = *state;
	struct past *p;

	make(s, "metric settings a c.a One active none; metric settings b c.b One active none; commit .; commit .; metric settings a c.a Two active none; commit .;"
	        "metric settings n c.n New active none; commit .; cd ..; git clone -q --depth 3 file://$PWD/r s");
	p = read_past(s, "s", false, NULL);
	expect_text(text_of(s, p), "c.a (cut): 1 changed description=\"Two\"\nc.n: 2 added");
	assert_null(timeline_added(p->t.all.v[0]));
	end(p);
}

static void what_came_while_a_folder_could_not_be_read_has_no_date(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; metric settings b c.b One active none; commit .; metric settings c c.c One active none; commit .;"
	        "metric settings d c.d One active none; commit .; id=$(git rev-parse HEAD~2:config/metrics/settings); rm .git/objects/${id%${id#??}}/${id#??}");
	expect(s, "r", false, "c.a: 0 added\nc.b (cut):\nc.c (cut):\nc.d: 3 added");
}

static void two_files_with_one_key_have_two_timelines(void **state)
{
	struct sandbox *s = *state;
	struct past *p;

	make(s, "metric settings a c.a One active none; metric settings b c.a Two active none; commit .; metric settings b c.a Three active none; commit .;"
	        "rm config/metrics/settings/a.yml; commit .");
	p = read_past(s, "r", false, NULL);
	expect_text(text_of(s, p), "c.a (gone): 0 added 2 deleted\nc.a: 0 added 1 changed description=\"Three\"");
	assert_ptr_equal(timelines_find(&p->t, p->t.all.v[0]->kind, STR("c.a"), (str){ 0 }), p->t.all.v[1]);
	assert_int_equal(timelines_get(&p->t, p->t.all.v[0]->kind, STR("c.a"))->all.n, 2);
	end(p);
}

static void what_comes_back_is_the_entry_of_its_file_else_the_one_that_ended_last(void **state)
{
	static const char both_end[] = "metric settings a c.a One active none; metric settings b c.a Two active none; commit .; rm config/metrics/settings/b.yml; commit .;"
	                               "rm config/metrics/settings/a.yml; commit .;";
	struct sandbox *s = *state;

	make(s, str_z(str_fmt(&s->a, "%s metric settings b c.a Two active none; commit .", both_end), &s->a));
	expect(s, "r", false, "c.a (gone): 0 added 2 deleted\nc.a: 0 added 1 deleted 3 returned");
	run(s, "rm -rf r");
	make(s, str_z(str_fmt(&s->a, "%s metric settings z c.a Two active none; commit .", both_end), &s->a));
	expect(s, "r", false, "c.a (gone): 0 added 1 deleted\nc.a: 0 added 2 deleted 3 returned");
}

static void many_files_with_one_key_have_a_timeline_each(void **state)
{
	struct sandbox *s = *state;

	make(s, "for i in 0 1 2 3 4 5 6 7 8 9; do metric settings $i c.a $i active none; done; commit .; metric settings 8 c.a eight active none; commit .;"
	        "rm config/metrics/settings/3.yml; commit .; git mv config/metrics/settings/9.yml config/metrics/settings/x.yml; metric settings 0 c.a zero active none; commit .");
	expect(s, "r", false, "c.a: 0 added 3 changed description=\"zero\"\nc.a: 0 added\nc.a: 0 added\nc.a (gone): 0 added 2 deleted\nc.a: 0 added\nc.a: 0 added\n"
	                      "c.a: 0 added\nc.a: 0 added\nc.a: 0 added 1 changed description=\"eight\"\nc.a: 0 added 3 moved");
}

/* Each of them is looked for again and again, as files come, and two of them end twice. */
static void of_many_that_ended_the_one_of_the_file_comes_back_else_the_one_that_ended_last(void **state)
{
	struct sandbox *s = *state;

	make(s, "at() { metric settings $1 c.a $1 active none; }; cd_rm() { (cd config/metrics/settings; rm $*); };"
	        "for i in 0 1 2 3 4 5 6 7 8 9; do at $i; done; commit .; cd_rm 3.yml 4.yml; commit .; cd_rm [0-25-9].yml; commit .;"
	        "at 3; commit .; at x; commit .; cd_rm 3.yml; commit .; at y; commit .; cd_rm x.yml; commit .; at 4; commit .; at z; commit .; at v; at w; commit .");
	expect(s, "r", false, "c.a (gone): 0 added 2 deleted\nc.a (gone): 0 added 2 deleted\nc.a (gone): 0 added 2 deleted\n"
	                      "c.a: 0 added 1 deleted 8 returned\nc.a (gone): 0 added 2 deleted\nc.a (gone): 0 added 2 deleted\n"
	                      "c.a: 0 added 2 deleted 10 returned\nc.a: 0 added 2 deleted 10 returned\n"
	                      "c.a: 0 added 1 deleted 3 returned 5 deleted 6 returned\nc.a: 0 added 2 deleted 4 returned 7 deleted 9 returned");
}

/* The oldest goes first; what was broken and read again is not looked for any more. */
static void of_many_keys_of_broken_files_each_turns_up_elsewhere(void **state)
{
	struct sandbox *s = *state;

	make(s, "at() { metric settings $1 c.a $1 active none; }; broken() { echo 'x: [' >>config/metrics/settings/$1.yml; };"
	        "for i in 0 1 2 3 4 5 6 7 8 9; do at $i; done; commit .; for i in 1 3 5; do broken $i; done; commit .;"
	        "at 1; rm config/metrics/settings/5.yml; commit .; at x; commit .; broken 1; broken 0; commit .; at y; at z; commit .");
	expect(s, "r", false, "c.a: 0 added\nc.a: 0 added\nc.a (gone): 0 added 1 unreadable 2 deleted\nc.a: 0 added\nc.a: 0 added\nc.a: 0 added\nc.a: 0 added\n"
	                      "c.a: 0 added 1 unreadable 3 moved 3 changed description=\"x\"\nc.a: 0 added 4 unreadable 5 moved 5 changed description=\"y\"\n"
	                      "c.a: 0 added 1 unreadable 4 unreadable 5 moved 5 changed description=\"z\"");
}

static void what_a_file_was_while_another_had_its_key_is_not_told_behind_that_ones_end(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; echo 'x: [' >config/metrics/settings/b.yml; commit .; rm config/metrics/settings/a.yml; commit .;"
	        "metric settings b c.a Two active none; commit .");
	expect(s, "r", false, "c.a: 0 added 2 deleted 3 returned");
}

static void a_merge_that_changes_more_than_its_branch_is_told(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; metric settings a c.a Two active none; commit .; git checkout -q main;"
	        "metric settings b c.b Other active none; commit .; git merge -q --no-commit topic; metric settings a c.a Two active all; commit .");
	expect(s, "r", true, "c.a: 0 added 2 changed description=\"Two\" 3 changed time_frame=\"all\"\nc.b: 1 added");
}

static void what_a_merge_drops_of_its_branch_ends_there(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; metric settings b c.b New active none; commit .; git checkout -q main;"
	        "commit .; git merge -q -s ours -m merge topic; metric settings z c.b Again active none; commit .");
	expect(s, "r", true, "c.a: 0 added\nc.b: 2 added 3 deleted 4 returned");
}

static void what_a_merge_keeps_though_its_branch_deleted_it_returns(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; rm config/metrics/settings/a.yml; commit .; git checkout -q main; commit .;"
	        "git merge -q -s ours -m merge topic");
	expect(s, "r", true, "c.a: 0 added 2 deleted 3 returned");
}

static void of_what_both_sides_changed_the_one_that_the_merge_took_is_told_last(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; metric settings a c.a Theirs broken none; commit .; git checkout -q main;"
	        "metric settings a c.a Ours active all; commit .; git merge -q -s ours -m merge topic");
	expect(s, "r", true, "c.a: 0 added 1 changed description=\"Ours\" time_frame=\"all\" 2 broken description=\"Theirs\" status=\"broken\""
	                     " 3 active description=\"Ours\" status=\"active\"");
}

static void what_both_sides_moved_is_where_the_merge_has_it(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; git mv config/metrics/settings/a.yml config/metrics/settings/t.yml; commit .;"
	        "git checkout -q main; git mv config/metrics/settings/a.yml config/metrics/settings/m.yml; commit .; git merge -q -s ours -m merge topic");
	expect(s, "r", true, "c.a: 0 added 1 moved 2 moved 3 moved");
}

static void what_a_branch_moved_is_still_there_where_what_it_merged_had_moved_it_elsewhere(void **state)
{
	struct sandbox *s = *state;

	make(s, "commit .; git checkout -q -b topic; metric settings a c.a One active none; commit .; git checkout -q -b other;"
	        "git mv config/metrics/settings/a.yml config/metrics/settings/b.yml; commit .; git checkout -q topic; git mv config/metrics/settings/a.yml config/metrics/settings/c.yml; commit .;"
	        "git merge -q -s ours -m kept other; git checkout -q main; git merge -q --no-ff -m merge topic");
	expect(s, "r", true, "c.a: 1 added 2 moved 3 moved 5 moved");
}

static void the_end_of_a_file_on_two_branches_is_no_end_of_another_with_its_key(void **state)
{
	struct sandbox *s = *state;

	make(s, "commit .; git checkout -q -b topic; metric settings a c.a One active none; commit .; git checkout -q -b again; rm config/metrics/settings/a.yml; commit .;"
	        "git checkout -q topic; commit .; rm config/metrics/settings/a.yml; commit .; git merge -q -m both again; git checkout -q main;"
	        "metric settings b c.a Two active none; commit .; git merge -q -m merge topic");
	expect(s, "r", true, "c.a (gone): 2 added 4 deleted\nc.a: 1 added");
}

static void of_two_files_with_one_key_that_come_to_be_one_only_that_goes_on(void **state)
{
	struct sandbox *s = *state;

	make(s, "commit .; git checkout -q -b other; metric settings b c.a One active none; commit .; git mv config/metrics/settings/b.yml config/metrics/settings/a.yml; commit .;"
	        "git checkout -q -b topic main; metric settings a c.a One active none; commit .; git merge -q -m same other; git checkout -q main;"
	        "git merge -q --no-ff -m merge topic; rm config/metrics/settings/a.yml; commit .");
	expect(s, "r", true, "c.a (gone): 1 added 6 deleted\nc.a (gone): 2 added 3 deleted");
}

static void a_merge_of_a_file_that_cannot_be_read_says_nothing_of_its_entries(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; metric settings a c.a Two active none; commit .; git checkout -q main;"
	        "commit .; git merge -q --no-commit -s ours topic; echo 'bad: [' >config/metrics/settings/a.yml; commit .; metric settings a c.a Three active none; commit .");
	expect(s, "r", true, "c.a: 0 added 2 changed description=\"Two\" 3 unreadable 4 changed description=\"Three\"");
}

static void what_a_branch_made_unreadable_can_be_read_again_after_the_merge_that_drops_it(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; echo 'bad: [' >config/metrics/settings/a.yml; commit .;"
	        " git checkout -q main;commit .; git merge -q -s ours -m merge topic; metric settings b c.a Two active none; commit .");
	expect(s, "r", true, "c.a: 0 added 2 unreadable\nc.a: 4 added");
}

static void a_merge_that_takes_a_version_that_cannot_be_read_tells_that(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; metric settings a c.a Two active none; commit .; git checkout -q main;"
	        "echo 'bad: [' >config/metrics/settings/a.yml; commit .; git merge -q -s ours -m merge topic; metric settings a c.a Three active none; commit .");
	expect(s, "r", true, "c.a: 0 added 1 unreadable 2 changed description=\"Two\" 3 unreadable 4 changed description=\"Three\"");
}

static void of_a_file_that_a_merge_left_unreadable_the_entries_before_the_branch_are_there(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; metric settings a c.b One active none; commit .; git checkout -q main;"
	        " commit .;git merge -q --no-commit -s ours topic; echo 'bad: [' >config/metrics/settings/a.yml; commit .; metric settings a c.a Two active none;"
	        " commit .");
	expect(s, "r", true, "c.a: 0 added 2 deleted (c.b) 3 returned 3 unreadable 4 changed description=\"Two\"\nc.b (gone): 2 added (c.a) 3 deleted");
}

static void an_entry_that_a_branch_deleted_while_it_could_not_be_read_comes_back_when_it_can(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; echo 'bad: [' >config/metrics/settings/a.yml; commit .; git checkout -q -b topic;"
	        " rm config/metrics/settings/a.yml;commit .; git checkout -q main; commit .; git merge -q -s ours -m merge topic;"
	        " metric settings a c.a Two active none; commit .");
	expect(s, "r", true, "c.a: 0 added 1 unreadable 3 deleted 5 returned");
}

static void versions_before_the_one_that_a_merge_mended_are_told(void **state)
{
	struct sandbox *s = *state;

	make(s, "commit .; mkdir -p config/metrics/settings; echo 'bad: [' >config/metrics/settings/a.yml; commit .; git checkout -q -b topic;"
	        " metric settings b c.b One active none;commit .; git checkout -q main; commit .; git merge -q --no-commit topic;"
	        " metric settings a c.a One active none; commit .");
	expect(s, "r", true, "c.a: 1 unreadable 4 added\nc.b: 3 added");
}

static void what_a_branch_changes_after_the_chain_deleted_it_has_come_back(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; metric settings a c.a Two active none; commit .; git checkout -q main;"
	        "rm config/metrics/settings/a.yml; commit .; git merge -q -s ours -m merge topic");
	expect(s, "r", true, "c.a (gone): 0 added 1 deleted 2 returned description=\"Two\" 3 deleted");
}

static void a_file_that_a_merge_mended_loses_the_key_that_another_has_meanwhile(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git branch topic; echo 'bad: [' >config/metrics/settings/a.yml; commit .;"
	        " metric settings b c.a One active none; commit .;git checkout -q topic; metric settings a c.a Two active none; commit .; git checkout -q main;"
	        " git merge -q --no-commit -s ours topic;git checkout -q topic config/metrics/settings/a.yml; commit .; rm config/metrics/settings/a.yml; commit .");
	expect(s, "r", true, "c.a (gone): 4 added 5 deleted\nc.a: 0 added 1 unreadable 2 moved 3 changed description=\"Two\" 4 changed description=\"One\"");
}

static void what_a_merge_itself_does_in_a_shallow_history_was_there_before(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; metric settings b c.b One active none; metric settings d c.d One active none; commit .;"
	        "git checkout -q -b topic; metric settings x c.x One active none; commit .; git checkout -q main; commit .; git merge -q --no-commit topic;"
	        "metric settings a c.a Two broken none; git mv config/metrics/settings/b.yml config/metrics/settings/e.yml; rm config/metrics/settings/d.yml; commit .;"
	        "cd ..; git clone -q --depth 2 file://$PWD/r s");
	expect(s, "s", true, "c.a (cut): 2 broken description=\"Two\" status=\"broken\"\nc.b (cut): 2 moved\nc.d (gone) (cut): 2 deleted\nc.x: 2 added");
}

static void a_branch_tells_its_changes_once_in_the_full_history(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; commit .; git checkout -q -b topic; metric settings a c.a One broken none; commit .; git checkout -q main;"
	        "git mv config/metrics/settings/a.yml config/metrics/settings/b.yml; commit .; git merge -q --no-edit topic");
	expect(s, "r", false, "c.a: 0 added 1 moved 2 broken status=\"broken\"");
	expect(s, "r", true, "c.a: 0 added 1 moved 2 broken status=\"broken\"");
}

static void what_both_branches_deleted_ended_once(void **state)
{
	struct sandbox *s = *state;

	make(s, "metric settings a c.a One active none; metric settings b c.b One active none; commit .; git checkout -q -b topic; rm config/metrics/settings/a.yml; commit .;"
	        "git checkout -q main; rm config/metrics/settings/a.yml; metric settings b c.b Two active none; commit .; git merge -q --no-edit topic");
	expect(s, "r", true, "c.a (gone): 0 added 1 deleted\nc.b: 0 added 1 changed description=\"Two\"");
}

static void another_kind_in_the_place_of_a_definition_is_not_its_new_name(void **state)
{
	struct sandbox *s = *state;

	make(s, "mkdir -p config/events config/metrics/settings; printf 'action: push\\nkey_path: c.a\\n' >config/events/a.yml; commit .;"
	        "git mv config/events/a.yml config/metrics/settings/a.yml; commit .");
	expect(s, "r", false, "c.a: 1 added\npush (gone): 0 added 1 deleted");
}

static void a_cut_history_knows_what_the_entry_was_before_it_moved_and_changed(void **state)
{
	struct sandbox *s = *state;
	struct past *p;

	make(s, "metric settings a c.a One active none; commit .; commit .; git mv config/metrics/settings/a.yml config/metrics/settings/b.yml;"
	        "metric settings b c.a One broken none; commit .; cd ..; git clone -q --depth 2 file://$PWD/r s");
	p = read_past(s, "s", false, NULL);
	expect_text(text_of(s, p), "c.a (cut): 1 moved 1 broken status=\"broken\"");
	assert_int_equal(p->t.all.v[0]->was, STATUS_ACTIVE);
	end(p);
}

static const char long_past[] =
	"for i in 1 2 3 4 5 6; do metric settings a$((i % 3)) c.$((i % 4)) \"Text $i\" active none; test $i != 3 || echo 'x: [' >>config/metrics/settings/a2.yml;"
	"test $i != 4 || git mv -f config/metrics/settings/a1.yml config/metrics/settings/m.yml; commit .; done;";

static void a_kept_record_of_a_shallow_history_stays_one(void **state)
{
	struct sandbox *s = *state;
	struct hash key = { 1, 2 };
	const struct timeline_record *record;
	struct past *before, *kept;

	make(s, "metric settings a c.a One active none; commit .; metric settings a c.a Two active none; commit .; metric settings a c.a Three active none; commit .;"
	        "cd ..; git clone -q --depth 2 file://$PWD/r s; cd s; metric settings a c.a Four active none; commit .; git tag tip; git reset -q --hard HEAD~1");
	before = read_past(s, "s", false, NULL);
	run(s, "git -C s reset -q --hard tip");
	record = timelines_load(timelines_save(&before->t, history_unread(before->source), key, &s->a), key, before->dialect, &s->a, &s->a);
	kept = read_past(s, "s", false, record);
	assert_int_equal(kept->h.n_known, 2);
	assert_true(kept->h.is_shallow);
	expect_text(text_of(s, kept), "c.a (cut): 1 changed description=\"Three\" 2 changed description=\"Four\"");
	end(kept);
	end(before);
}

static void a_kept_record_gives_the_same_timelines(void **state)
{
	struct sandbox *s = *state;
	struct hash key = { 1, 2 };
	struct past *before, *anew, *kept;
	const struct timeline_record *record;
	str bytes;

	make(s, long_past);
	for (int back = 0; back < 6; back++) {
		run(s, str_z(str_fmt(&s->a, "cd r; git tag -f tip; git reset -q --hard tip~%d", back), &s->a));
		before = read_past(s, "r", false, NULL);
		bytes = timelines_save(&before->t, history_unread(before->source), key, &s->a);
		run(s, "cd r; git reset -q --hard tip");
		anew = read_past(s, "r", false, NULL);
		record = timelines_load(bytes, key, anew->dialect, &s->a, &s->a);
		assert_non_null(record);
		kept = read_past(s, "r", false, record);
		assert_int_equal(kept->h.n_known, before->h.commits.n);
		assert_true(str_eq(text_of(s, kept), text_of(s, anew)));
		assert_true(str_eq(timelines_save(&kept->t, history_unread(kept->source), key, &s->a), timelines_save(&anew->t, history_unread(anew->source), key, &s->a)));
		end(kept);
		end(anew);
		end(before);
	}
}

static void expect_last(struct sandbox *s, const struct past *p, const char *key, const char *description)
{
	const struct timeline *t = timelines_find(&p->t, p->t.all.v[0]->kind, str_from_z(key), (str){ 0 });
	struct definition last;

	assert_non_null(t);
	assert_true(timeline_last(&p->in, t, &s->a, &last) == (description != NULL));
	if (description)
		expect_text(last.entries[0].description, description);
}

static void what_a_deleted_entry_said_last_can_be_read(void **state)
{
	static const char more[] = "metric settings x c.x More active none; commit .";
	struct sandbox *s = *state;
	struct hash key = { 1, 2 };
	struct past *before, *p;

	make(s, "metric settings a c.a One active none; metric settings b c.b One active none; metric settings k c.k Kept active none; commit .;"
	        "metric settings a c.a Two active none; metric settings b c.b2 Renamed active none; commit .;"
	        "echo '[' >config/metrics/settings/a.yml; commit .; rm config/metrics/settings/a.yml; commit .");
	before = read_past(s, "r", false, NULL);
	run(s, str_z(str_fmt(&s->a, "%s cd r && %s", metric, more), &s->a));
	for (int is_kept = 0; is_kept < 2; is_kept++) {
		str bytes = timelines_save(&before->t, history_unread(before->source), key, &s->a);

		p = read_past(s, "r", false, is_kept ? timelines_load(bytes, key, before->dialect, &s->a, &s->a) : NULL);
		expect_last(s, p, "c.a", "Two");
		expect_last(s, p, "c.b", "One");
		expect_last(s, p, "c.b2", NULL); /* it is there */
		end(p);
	}
	end(before);
}

static void write_digest(char *record, size_t n)
{
	struct hash digest = hash_bytes((str){ record, n - 16 });

	memcpy(record + n - 16, &digest, 16);
}

/* Also where somebody has made the hash fit. */
static void a_record_that_was_tampered_with_is_no_danger(void **state)
{
	struct sandbox *s = *state;
	struct hash key = { 1, 2 }, other = { 1, 3 };
	struct past *p;
	str bytes;
	char *copy;
	size_t n_loaded = 0, at = 0;

	make(s, long_past);
	p = read_past(s, "r", false, NULL);
	bytes = timelines_save(&p->t, history_unread(p->source), key, &s->a);
	assert_non_null(timelines_load(bytes, key, p->dialect, &s->a, &s->a));
	assert_null(timelines_load(bytes, other, p->dialect, &s->a, &s->a));
	assert_null(timelines_load((str){ 0 }, key, p->dialect, &s->a, &s->a));
	for (size_t n = 0; n < bytes.n; n += 1 + bytes.n / 300)
		assert_null(timelines_load(str_dup(str_sub(bytes, 0, n), &s->a), key, p->dialect, &s->a, &s->a));
	for (size_t i = 32; i + 16 < bytes.n; i++) {
		struct arena scratch = { 0 };

		copy = arena_array(&scratch, bytes.n, char);
		memcpy(copy, bytes.p, bytes.n);
		copy[i] = (char)(copy[i] ^ (i % 3 ? 0xff : 1));
		assert_null(timelines_load((str){ copy, bytes.n }, key, p->dialect, &scratch, &scratch));
		write_digest(copy, bytes.n);
		n_loaded += timelines_load((str){ copy, bytes.n }, key, p->dialect, &scratch, &scratch) != NULL;
		arena_free(&scratch);
	}
	assert_true(n_loaded > 0); /* texts may be anything */
	copy = arena_array(&s->a, bytes.n + 4, char);
	memcpy(copy, bytes.p, bytes.n);
	while (memcmp(copy + at, "metric-same-time-frame", 22) != 0)
		at++;
	copy[at] = 'M'; /* but there is no such class */
	write_digest(copy, bytes.n);
	assert_null(timelines_load((str){ copy, bytes.n }, key, p->dialect, &s->a, &s->a));
	copy[at] = 'm';
	memset(copy + bytes.n - 16, 0, 4); /* behind all that is known */
	write_digest(copy, bytes.n + 4);
	assert_null(timelines_load((str){ copy, bytes.n + 4 }, key, p->dialect, &s->a, &s->a));
	end(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(an_entry_is_added_changed_moved_and_deleted),
		sandbox_test(a_file_written_anew_elsewhere_is_a_move_with_its_changes),
		sandbox_test(a_key_that_came_back_is_one_timeline),
		sandbox_test(another_key_of_a_file_is_told_on_both_sides),
		sandbox_test(a_dropped_time_frame_is_a_deleted_entry),
		sandbox_test(broken_versions_are_gaps),
		sandbox_test(a_key_of_a_broken_file_that_turns_up_elsewhere_has_moved),
		sandbox_test(a_key_that_turns_up_elsewhere_while_its_broken_file_moves_has_moved_once),
		sandbox_test(shallow_histories_do_not_guess),
		sandbox_test(what_came_while_a_folder_could_not_be_read_has_no_date),
		sandbox_test(two_files_with_one_key_have_two_timelines),
		sandbox_test(what_comes_back_is_the_entry_of_its_file_else_the_one_that_ended_last),
		sandbox_test(many_files_with_one_key_have_a_timeline_each),
		sandbox_test(of_many_that_ended_the_one_of_the_file_comes_back_else_the_one_that_ended_last),
		sandbox_test(of_many_keys_of_broken_files_each_turns_up_elsewhere),
		sandbox_test(what_a_file_was_while_another_had_its_key_is_not_told_behind_that_ones_end),
		sandbox_test(a_merge_that_changes_more_than_its_branch_is_told),
		sandbox_test(what_a_merge_drops_of_its_branch_ends_there),
		sandbox_test(what_a_merge_keeps_though_its_branch_deleted_it_returns),
		sandbox_test(of_what_both_sides_changed_the_one_that_the_merge_took_is_told_last),
		sandbox_test(what_both_sides_moved_is_where_the_merge_has_it),
		sandbox_test(what_a_branch_moved_is_still_there_where_what_it_merged_had_moved_it_elsewhere),
		sandbox_test(the_end_of_a_file_on_two_branches_is_no_end_of_another_with_its_key),
		sandbox_test(of_two_files_with_one_key_that_come_to_be_one_only_that_goes_on),
		sandbox_test(a_merge_of_a_file_that_cannot_be_read_says_nothing_of_its_entries),
		sandbox_test(what_a_branch_made_unreadable_can_be_read_again_after_the_merge_that_drops_it),
		sandbox_test(a_merge_that_takes_a_version_that_cannot_be_read_tells_that),
		sandbox_test(of_a_file_that_a_merge_left_unreadable_the_entries_before_the_branch_are_there),
		sandbox_test(an_entry_that_a_branch_deleted_while_it_could_not_be_read_comes_back_when_it_can),
		sandbox_test(versions_before_the_one_that_a_merge_mended_are_told),
		sandbox_test(what_a_branch_changes_after_the_chain_deleted_it_has_come_back),
		sandbox_test(a_file_that_a_merge_mended_loses_the_key_that_another_has_meanwhile),
		sandbox_test(what_a_merge_itself_does_in_a_shallow_history_was_there_before),
		sandbox_test(a_branch_tells_its_changes_once_in_the_full_history),
		sandbox_test(what_both_branches_deleted_ended_once),
		sandbox_test(another_kind_in_the_place_of_a_definition_is_not_its_new_name),
		sandbox_test(a_cut_history_knows_what_the_entry_was_before_it_moved_and_changed),
		sandbox_test(a_kept_record_of_a_shallow_history_stays_one),
		sandbox_test(a_kept_record_gives_the_same_timelines),
		sandbox_test(what_a_deleted_entry_said_last_can_be_read),
		sandbox_test(a_record_that_was_tampered_with_is_no_danger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
