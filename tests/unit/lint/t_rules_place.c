/* Rules about names, folders and file names, from both sides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "unit/lint/rule_sample.h"

#define REMOVED "status: removed\nmilestone_removed: \"16.1\"\nremoved_by_url: https://git.example.com/1\n"

/* ---- key-collides-by-case ---- */

static void keys_that_sound_alike_are_told_how_they_differ(void **state)
{
	(void)state;
	says("key-collides-by-case", ALL "a.yml:1:11: metric \"counts.x\" differs from \"counts.X\" only in letter case\n",
	     { ALL "a.yml", "key_path: counts.x\n" }, { ALL "b.yml", "key_path: counts.X\n" });
	says("key-collides-by-case", ALL "b.yml:1:11: metric \"a_b\" differs from \"a-b\" only in dashes and underscores\n",
	     { ALL "a.yml", "key_path: a-b\n" }, { ALL "b.yml", "key_path: a_b\n" });
	says("key-collides-by-case", ALL "b.yml:1:11: metric \"a_b\" differs from \"A-b\" only in letter case, dashes and underscores\n",
	     { ALL "a.yml", "key_path: A-b\n" }, { ALL "b.yml", "key_path: a_b\n" });
}

static void equal_keys_and_other_keys_do_not_collide(void **state)
{
	(void)state;
	says("key-collides-by-case", "", { ALL "a.yml", "key_path: counts.x\n" }, { ALL "b.yml", "key_path: counts.x\n" },
	     { ALL "c.yml", "key_path: counts_x\n" }, { ALL "d.yml", "key_path: counts.xy\n" });
}

static void events_metrics_and_repeating_names_do_not_collide(void **state)
{
	(void)state;
	says("key-collides-by-case", "", { EVENTS "push.yml", "internal_events: true\naction: push\n" },
	     { EVENTS "x_Show.yml", "category: A\naction: Show\n" }, { EVENTS "x_show.yml", "category: a\naction: show\n" },
	     { ALL "a.yml", "key_path: Push\n" });
}

static void two_files_collide_once_however_many_time_frames_they_have(void **state)
{
	(void)state;
	says("key-collides-by-case", ALL "b.yml:1:11: metric \"a_b_monthly\" differs from \"a-b_monthly\" only in dashes and underscores\n",
	     { ALL "a.yml", "key_path: a-b\ntime_frame: [7d, 28d]\n" }, { ALL "b.yml", "key_path: a_b\ntime_frame: [7d, 28d]\n" });
}

static void a_file_that_collides_with_two_others_is_told_twice(void **state)
{
	(void)state;
	says("key-collides-by-case",
	     ALL "c.yml:1:11: metric \"a_b_monthly\" differs from \"a-b_monthly\" only in dashes and underscores\n" ALL
	         "c.yml:1:11: metric \"a_b_weekly\" differs from \"a-b_weekly\" only in dashes and underscores\n",
	     { ALL "a.yml", "key_path: a-b_weekly\n" }, { ALL "b.yml", "key_path: a-b_monthly\n" },
	     { ALL "c.yml", "key_path: a_b\ntime_frame: [7d, 28d]\n" });
}

/* ---- action-style ---- */

#define ACTION(name) "internal_events: true\naction: " name "\n"

static void relics_of_prefixes_and_bare_verbs_are_no_style(void **state)
{
	(void)state;
	says("action-style", EVENTS "a.yml:2:9: \"g_import_project\" is not of the form operation_target_place\n",
	     { EVENTS "a.yml", ACTION("g_import_project") });
	says("action-style", EVENTS "a.yml:2:9: \"click\" is not of the form operation_target_place\n", { EVENTS "a.yml", ACTION("click") });
	says("action-style", EVENTS "a.yml:2:9: \"view__page\" is not of the form operation_target_place\n",
	     { EVENTS "a.yml", ACTION("view__page") });
}

static void names_in_style_legacy_names_and_removed_ones_are_fine(void **state)
{
	(void)state;
	says("action-style", "", { EVENTS "a.yml", ACTION("click_link_in_sidebar") }, { EVENTS "b.yml", ACTION("push") },
	     { EVENTS "c.yml", "category: default\naction: i_click\n" }, { EVENTS "removed/d.yml", ACTION("i_click") REMOVED });
}

/* ---- key-suffix-time-frame ---- */

static void the_time_frame_a_key_speaks_of_is_proposed(void **state)
{
	const struct written f = { WEEK "x_weekly.yml", "key_path: x_weekly\ntime_frame: 28d\n" };
	struct sample s;

	(void)state;
	lint_files(&s, "key-suffix-time-frame", &f, 1,
	           WEEK "x_weekly.yml:2:13: time_frame is 28d, expected 7d because the key ends in \"_weekly\"\n");
	assert_text(fix_of(&s, "key-suffix-time-frame"), "7d");
	assert_false(first_of(&s, "key-suffix-time-frame")->fixes.v[0].is_safe);
	sample_end(&s);
}

static void the_longest_ending_that_fits_counts(void **state)
{
	static const struct field_label suffixes[] = { { .value = { "7d", 2 }, .label = { "_weekly", 7 } }, { .value = { "14d", 3 }, .label = { "_bi_weekly", 10 } } };
	const struct kind k = { .suffixes = suffixes, .n_suffixes = 2 };

	(void)state;
	assert_text(kind_suffix_of(&k, STR("x_bi_weekly"))->value, "14d");
	assert_text(kind_suffix_of(&k, STR("x_weekly"))->value, "7d");
	assert_null(kind_suffix_of(&k, STR("x_daily")));
	assert_text(kind_stem(&k, STR("x_bi_weekly")), "x");
	assert_text(kind_stem(&k, STR("x_daily")), "x_daily");
}

static void an_ending_that_the_list_adds_anyway_is_found(void **state)
{
	(void)state;
	says("key-suffix-time-frame", ALL "a.yml:1:11: the key ends in \"_monthly\", which the list of time_frame adds by itself\n",
	     { ALL "a.yml", "key_path: x_monthly\ntime_frame: [28d]\n" });
}

static void endings_that_agree_or_cannot_disagree_are_fine(void **state)
{
	(void)state;
	says("key-suffix-time-frame", "", { WEEK "a.yml", "key_path: x_weekly\ntime_frame: 7d\n" },
	     { MONTH "b.yml", "key_path: x\ntime_frame: 28d\n" }, { ALL "c.yml", "key_path: digest_weekly\ntime_frame: none\n" },
	     { ALL "d.yml", "key_path: y_weekly\n" }, { ALL "e.yml", "key_path: z_weekly\ntime_frame: []\n" });
}

/* ---- folder-time-frame ---- */

static void a_file_in_the_folder_of_another_time_frame_can_be_moved(void **state)
{
	const struct written f = { WEEK "x.yml", "key_path: x\ntime_frame: 28d\n" };
	struct sample s;

	(void)state;
	lint_files(&s, "folder-time-frame", &f, 1, WEEK "x.yml:2:13: time_frame is 28d, expected 7d in folder counts_7d\n");
	assert_text(fix_of(&s, "folder-time-frame"), MONTH "x.yml");
	sample_end(&s);
}

static void lists_lie_in_their_own_folder_whatever_is_in_them(void **state)
{
	(void)state;
	says("folder-time-frame", MONTH "b.yml:2:13: time_frame is a list, expected 28d in folder counts_28d\n" WEEK
	     "d.yml:2:13: time_frame is a list, expected 7d in folder counts_7d\n",
	     { WEEK "d.yml", "key_path: d\ntime_frame: [28d, all]\n" }, { ALL "a.yml", "key_path: a\ntime_frame: [7d, 28d]\n" },
	     { MONTH "b.yml", "key_path: b\ntime_frame: [7d, 28d]\n" }, { MONTH "c.yml", "key_path: c\ntime_frame: []\n" });
}

static void other_folders_and_missing_time_frames_say_nothing(void **state)
{
	(void)state;
	says("folder-time-frame", "", { "config/metrics/settings/a.yml", "key_path: a\ntime_frame: all\n" }, { WEEK "b.yml", "key_path: b\n" },
	     { WEEK "c.yml", "key_path: c\ntime_frame: 7\n" });
}

static void one_wrong_time_frame_is_one_finding(void **state)
{
	struct sample s;
	const struct written f = { WEEK "x_weekly.yml", "key_path: x_weekly\ntime_frame: 28d\ndescription: Weekly count of users who push\n" };

	(void)state;
	lint_files(&s, "folder-time-frame", &f, 1, "");
	assert_null(first_of(&s, "description-time-frame"));
	assert_non_null(first_of(&s, "key-suffix-time-frame"));
	sample_end(&s);
}

/* ---- folder-edition ---- */

#define PAID "tiers: [premium, ultimate]\n"
#define FREE "tiers: [free, premium, ultimate]\n"

static void editions_lie_below_their_folder(void **state)
{
	const struct written files[] = { { ALL "a.yml", "key_path: a\n" PAID }, { ALL "b.yml", "key_path: b\n" FREE } };
	struct sample s;

	(void)state;
	lint_files(&s, "folder-edition", files, 2, ALL "a.yml:2:8: free is not among tiers, but the file does not lie below ee/\n");
	assert_text(fix_of(&s, "folder-edition"), "ee/" ALL "a.yml");
	sample_end(&s);
	lint_files(&s, "folder-edition", (const struct written[]){ { "ee/" ALL "a.yml", "key_path: a\n" FREE } }, 1,
	           "ee/" ALL "a.yml:2:8: free is among tiers, but the file lies below ee/\n");
	assert_text(fix_of(&s, "folder-edition"), ALL "a.yml");
	sample_end(&s);
}

static void the_older_field_of_the_edition_counts_too(void **state)
{
	(void)state;
	says("folder-edition", ALL "a.yml:2:7: free is not among tiers, but the file does not lie below ee/\n",
	     { ALL "a.yml", "key_path: a\ntier: [ultimate]\n" }, { ALL "b.yml", "key_path: b\n" FREE });
}

static void a_repository_without_editions_is_not_told_to_have_them(void **state)
{
	(void)state;
	says("folder-edition", "", { ALL "a.yml", "key_path: a\n" PAID }, { ALL "b.yml", "key_path: b\n" PAID }, { ALL "c.yml", "key_path: c\n" FREE });
}

static void removed_files_unknown_tiers_and_missing_ones_decide_nothing(void **state)
{
	(void)state;
	says("folder-edition", "", { ALL "a.yml", "key_path: a\n" PAID REMOVED }, { ALL "b.yml", "key_path: b\ntiers: [platinum]\n" },
	     { ALL "c.yml", "key_path: c\ntiers: []\n" }, { ALL "d.yml", "key_path: d\n" }, { "ee/" ALL "e.yml", "key_path: e\n" PAID });
}

/* ---- file-name ---- */

static void a_file_is_called_like_what_it_defines(void **state)
{
	const struct written f = { EVENTS "create_build.yml", ACTION("create_ci_build") };
	struct sample s;

	(void)state;
	lint_files(&s, "file-name", &f, 1, EVENTS "create_build.yml:2:9: the file is called create_build.yml, expected create_ci_build.yml\n");
	assert_text(fix_of(&s, "file-name"), EVENTS "create_ci_build.yml");
	sample_end(&s);
}

static void a_time_stamp_stays(void **state)
{
	const struct written files[] = { { ALL "20210216175510_jobs.yml", "key_path: counts.builds\n" } };
	struct sample s;

	(void)state;
	lint_files(&s, "file-name", files, 1,
	           ALL "20210216175510_jobs.yml:1:11: the file is called 20210216175510_jobs.yml, expected 20210216175510_builds.yml\n");
	assert_text(fix_of(&s, "file-name"), ALL "20210216175510_builds.yml");
	sample_end(&s);
}

static void files_of_old_generators_may_say_more_or_less(void **state)
{
	(void)state;
	says("file-name", "", { EVENTS "1669277827_API__Commits_commit.yml", "category: API::Commits\naction: commit\n" },
	     { ALL "20210216175510_builds.yml", "key_path: counts.builds\n" }, { ALL "20210216175511_g_jobs.yml", "key_path: counts.jobs\n" },
	     { ALL "20210216175512_runs.yml", "key_path: counts.i_ci_runs_weekly\n" },
	     { ALL "20210216175513_imports_done.yml", "key_path: counts.imports.done\n" });
}

static void new_files_may_not(void **state)
{
	(void)state;
	says("file-name", ALL "g_jobs.yml:1:11: the file is called g_jobs.yml, expected jobs.yml\n", { ALL "g_jobs.yml", "key_path: counts.jobs\n" });
}

static void names_that_may_repeat_are_told_apart_by_their_files(void **state)
{
	(void)state;
	says("file-name", EVENTS "doubleclick.yml:2:9: the file is called doubleclick.yml, expected click.yml\n",
	     { EVENTS "doubleclick.yml", "category: a\naction: click\n" });
	says("file-name", "", { EVENTS "click_2.yml", "category: a\naction: click\n" }, { EVENTS "sidebar_click.yml", "category: b\naction: click\n" });
}

static void names_too_long_for_a_file_are_cut(void **state)
{
#define TWENTY "abcdefghij_lmnopqrst"
	(void)state;
	says("file-name", "",
	     { EVENTS TWENTY TWENTY TWENTY TWENTY "abcdefghij_lmnop.yml", ACTION(TWENTY TWENTY TWENTY TWENTY "abcdefghij_lmnopq") });
	says("file-name",
	     EVENTS TWENTY TWENTY TWENTY TWENTY "abcdefghij_lmno.yml:2:9: the file is called " TWENTY TWENTY TWENTY TWENTY
	            "abcdefghij_lmno.yml, expected " TWENTY TWENTY TWENTY TWENTY "abcdefghij_lmn.yml\n",
	     { EVENTS TWENTY TWENTY TWENTY TWENTY "abcdefghij_lmno.yml", ACTION(TWENTY TWENTY TWENTY TWENTY "abcdefghij_lmn") });
}

static void the_older_of_two_equal_keys_keeps_its_voice(void **state)
{
	struct sample s;
	const struct written files[] = { { ALL "a.yml", "key_path: counts.a\n" }, { ALL "b.yml", "key_path: counts.a\n" } };

	(void)state;
	lint_files(&s, "file-name", files, 2, "");
	assert_non_null(first_of(&s, "key-duplicate"));
	sample_end(&s);
}

/* ---- removed-event-place ---- */

static void removed_events_lie_in_their_folder(void **state)
{
	const struct written f = { EVENTS "push.yml", ACTION("push") REMOVED };
	struct sample s;

	(void)state;
	lint_files(&s, "removed-event-place", &f, 1, EVENTS "push.yml:3:9: the event is removed, but its file does not lie in folder removed\n");
	assert_text(fix_of(&s, "removed-event-place"), EVENTS "removed/push.yml");
	sample_end(&s);
}

static void others_do_not(void **state)
{
	const struct written f = { EVENTS "removed/push.yml", ACTION("push") };
	struct sample s;

	(void)state;
	lint_files(&s, "removed-event-place", &f, 1, EVENTS "removed/push.yml:2:9: the event is active, but its file lies in folder removed\n");
	assert_text(fix_of(&s, "removed-event-place"), EVENTS "push.yml");
	sample_end(&s);
}

static void removed_metrics_stay_where_they_are(void **state)
{
	(void)state;
	says("removed-event-place", "", { EVENTS "removed/push.yml", ACTION("push") REMOVED }, { ALL "a.yml", "key_path: a\n" REMOVED });
}

static void a_forgotten_status_is_one_finding(void **state)
{
	struct sample s;
	const struct written f = { EVENTS "removed/push.yml", ACTION("push") "milestone_removed: \"16.1\"\n" };

	(void)state;
	lint_files(&s, "removed-event-place", &f, 1, "");
	assert_non_null(first_of(&s, "active-with-removal"));
	sample_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_that_sound_alike_are_told_how_they_differ),
		cmocka_unit_test(equal_keys_and_other_keys_do_not_collide),
		cmocka_unit_test(events_metrics_and_repeating_names_do_not_collide),
		cmocka_unit_test(two_files_collide_once_however_many_time_frames_they_have),
		cmocka_unit_test(a_file_that_collides_with_two_others_is_told_twice),
		cmocka_unit_test(relics_of_prefixes_and_bare_verbs_are_no_style),
		cmocka_unit_test(names_in_style_legacy_names_and_removed_ones_are_fine),
		cmocka_unit_test(the_time_frame_a_key_speaks_of_is_proposed),
		cmocka_unit_test(an_ending_that_the_list_adds_anyway_is_found),
		cmocka_unit_test(the_longest_ending_that_fits_counts),
		cmocka_unit_test(endings_that_agree_or_cannot_disagree_are_fine),
		cmocka_unit_test(a_file_in_the_folder_of_another_time_frame_can_be_moved),
		cmocka_unit_test(lists_lie_in_their_own_folder_whatever_is_in_them),
		cmocka_unit_test(other_folders_and_missing_time_frames_say_nothing),
		cmocka_unit_test(one_wrong_time_frame_is_one_finding),
		cmocka_unit_test(editions_lie_below_their_folder),
		cmocka_unit_test(the_older_field_of_the_edition_counts_too),
		cmocka_unit_test(a_repository_without_editions_is_not_told_to_have_them),
		cmocka_unit_test(removed_files_unknown_tiers_and_missing_ones_decide_nothing),
		cmocka_unit_test(a_file_is_called_like_what_it_defines),
		cmocka_unit_test(a_time_stamp_stays),
		cmocka_unit_test(files_of_old_generators_may_say_more_or_less),
		cmocka_unit_test(new_files_may_not),
		cmocka_unit_test(names_that_may_repeat_are_told_apart_by_their_files),
		cmocka_unit_test(names_too_long_for_a_file_are_cut),
		cmocka_unit_test(the_older_of_two_equal_keys_keeps_its_voice),
		cmocka_unit_test(removed_events_lie_in_their_folder),
		cmocka_unit_test(others_do_not),
		cmocka_unit_test(removed_metrics_stay_where_they_are),
		cmocka_unit_test(a_forgotten_status_is_one_finding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
