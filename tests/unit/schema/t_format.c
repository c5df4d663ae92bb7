/* Formats: both sides of every limit. The official cases are run by t_format_suite.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "schema/schema.h"

enum format_result { FORMAT_UNKNOWN, FORMAT_OK, FORMAT_BAD };

static enum format_result check(const char *format, str value)
{
	format_check *is_valid = format_find(str_from_z(format));
	enum format_result got = FORMAT_UNKNOWN;
	struct arena a;

	arena_init(&a);
	if (is_valid)
		got = is_valid(value, &a) ? FORMAT_OK : FORMAT_BAD;
	arena_free(&a);
	return got;
}

/* `good` and `bad` end with NULL. */
static void check_all(const char *format, const char *const *good, const char *const *bad)
{
	size_t n_wrong = 0;
	for (; *good != NULL; good++)
		if (check(format, str_from_z(*good)) != FORMAT_OK) {
			print_message("# %s refuses \"%s\"\n", format, *good);
			n_wrong++;
		}
	for (; *bad != NULL; bad++)
		if (check(format, str_from_z(*bad)) != FORMAT_BAD) {
			print_message("# %s accepts \"%s\"\n", format, *bad);
			n_wrong++;
		}
	assert_int_equal(n_wrong, 0);
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void formats_without_a_check_are_unknown(void **state)
{
	static const char *const names[] = { "",          "iri",          "iri-reference",
		                             "idn-email", "idn-hostname", "uri-template",
		                             "Date",      "known_x" };
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_int_equal(check(names[i], STR("x")), FORMAT_UNKNOWN);
}

static void dates_exist_in_the_calendar(void **state)
{
	(void)state;
	check_all("date", LIST("2024-02-29", "2000-02-29", "0000-02-29", "9999-12-31", "2023-01-01"),
	          LIST("2023-02-29", "1900-02-29", "2023-00-01", "2023-13-01", "2023-04-31", "2023-1-01", "2023-01-1",
	               "20230101", "2023-01-01 ", "", "2023-01-0\xD9\xA1", "-023-01-01"));
	assert_int_equal(check("date", STR("2023-01-01\0")), FORMAT_BAD);
}

static void times_have_an_offset_and_leap_seconds_only_at_midnight_utc(void **state)
{
	(void)state;
	check_all("time",
	          LIST("00:00:00Z", "23:59:59z", "23:59:60Z", "00:59:60+01:00", "18:59:60-05:00",
	               "12:00:00.123456789-23:59"),
	          LIST("24:00:00Z", "12:60:00Z", "12:00:61Z", "12:00:60Z", "12:00:00", "12:00Z", "12:00:00.Z",
	               "12:00:00+24:00", "12:00:00+1:00", "12:00:00+0100", "12:00:00ZZ", "", "1", "12:00:00 Z"));
	check_all("date-time", LIST("2024-02-29T12:00:00Z", "2024-02-29t12:00:00.5+01:30", "1998-12-31T23:59:60Z"),
	          LIST("2024-02-30T12:00:00Z", "2024-02-29 12:00:00Z", "2024-02-29T12:00:00", "2024-02-29",
	               "T12:00:00Z", "2024-02-29T", ""));
}

static void durations_have_neighbouring_units(void **state)
{
	(void)state;
	check_all("duration", LIST("P1Y", "P1Y2M3DT4H5M6S", "PT36H", "P0D", "P3W", "P1DT1S", "PT1M", "P1M"),
	          LIST("", "P", "PT", "P1", "P1S", "P1Y2D", "PT1H2S", "P1YT", "P1Y1W", "P1W1D", "P1DT", "p1d", "P1.5D",
	               "-P1D", "P1D ", "P1D1Y", "T1H", "P1YP", "PT1D", "P1HT1H", "P1XT1H"));
}

static void mail_addresses_follow_rfc_5321(void **state)
{
	char longest[] = "1234567890123456789012345678901234567890123456789012345678901234@example.com";
	(void)state;
	check_all("email",
	          LIST("a@b", "joe.bloggs@example.com", "a+b_c=d@example.co.uk", "\"a b\\\"@\"@example.com", "\"~ !\"@b",
	               "x@[192.0.2.1]", "x@[IPv6:2001:db8::1]", "x@[IPv6:1:2:3:4:5:6:7:8]",
	               "x@[IPv6:1:2:3::6:7:8]", "x@[IPv6:::3:4:5:6:7:8]", "x@[IPv6:1:2:3:4:5:6::]", "x@[IPv6:::]", "x@[IPv6:1:2::5:6:1.2.3.4]",
	               longest),
	          LIST("", "@", "a@", "@b", "a", "a@b@c", ".a@b", "a.@b", "a..b@c", "a b@c", "a@-b", "a@b_c",
	               "a@[300.1.1.1]", "a@[IPv6:1]", "x@[IPv6:1:2:3::5:6:7:8]", "x@[IPv6:::2:3:4:5:6:7:8]", "x@[IPv6:1:2:3:4:5:6:7::]",
	               "x@[IPv6:1:2:3::5:6:1.2.3.4]", "x@[IPv6:1::2::3]", "a@[::1]", "a@[192.0.2.1", "\"a@b", "\"a\"b@c", "\xC3\xA9@b.c",
	               "\"\xC3\xA9\"@b.c", "\"a\\", "a@b.", "a@b,c@d"));
	longest[64] = 'x'; /* one byte over the local part's 64 */
	longest[65] = '@';
	assert_int_equal(check("email", str_from_z(longest)), FORMAT_BAD);
}

static void host_names_have_limits(void **state)
{
	char name[256];
	(void)state;
	check_all("hostname",
	          LIST("a", "1", "a-b.c", "A.B", "xn--bcher-kva.example", "XN--BCHER-KVA", "a--b", "ab--cd"),
	          LIST("", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "a b", "\xC3\xA9", "xn--", "xn--a", "xn--abc-",
	               "xn--99999999", "xn---abc", "a.-b"));
	memset(name, 'a', sizeof name);
	for (size_t i = 63; i < sizeof name; i += 64)
		name[i] = '.';
	assert_int_equal(check("hostname", (str){ name, 63 }), FORMAT_OK);
	assert_int_equal(check("hostname", (str){ name, 253 }), FORMAT_OK);
	assert_int_equal(check("hostname", (str){ name, 254 }), FORMAT_BAD);
	name[63] = 'a';
	assert_int_equal(check("hostname", (str){ name, 64 }), FORMAT_BAD);
}

static void encoded_labels_obey_idna_2008(void **state)
{
	(void)state;
	check_all("hostname",
	          LIST("xn--9n2bp8q.xn--9t4b11yi5a", /* Hangul */
	               "xn--ll-0ea",                 /* l, middle dot, l */
	               "xn--wva3je",                 /* alpha, keraia, beta */
	               "xn--4dbc5h",                 /* alef, geresh, bet */
	               "xn--vek778f",                /* katakana middle dot with Han */
	               "xn--ngba1o",                 /* Arabic-Indic digits alone */
	               "xn--11b2ezcw70k",            /* virama, zero width joiner */
	               "xn--ngba5hb2804a",           /* zero width non-joiner between joining letters */
	               "xn--zca29lwxobi7a"),         /* sharp s and other exceptions */
	          LIST("xn--hello-zed",              /* begins with a combining mark */
	               "xn--al-0ea",                 /* middle dot without l in front */
	               "xn--wva3j",                  /* keraia at the end */
	               "xn--5db1e",                  /* geresh at the beginning */
	               "xn--vek",                    /* katakana middle dot alone */
	               "xn--ngb6iyr",                /* both sets of Arabic digits */
	               "xn--11b2er09f",              /* zero width joiner without virama */
	               "xn--07jceefgh4c",            /* disallowed characters */
	               "xn--bcher-kva8445foa",       /* an unassigned or disallowed one */
	               "XN--aa---o47jg78q"));        /* encoded hyphens in third and fourth place */
}

static void addresses_are_complete(void **state)
{
	(void)state;
	check_all("ipv4", LIST("0.0.0.0", "255.255.255.255", "192.0.2.1"),
	          LIST("", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1..2.3", "1.2.3.", "a.b.c.d",
	               "1234.1.1.1", "+1.2.3.4"));
	check_all("ipv6",
	          LIST("::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::8", "::1.2.3.4",
	               "1:2:3:4:5:6:1.2.3.4"),
	          LIST("", ":", "1", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
	               ":::", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::", "::1%eth0", "[::1]",
	               "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "1.2.3.4::", "::1.2.3.4:1"));
}

static void uris_follow_rfc_3986(void **state)
{
	(void)state;
	check_all("uri",
	          LIST("a:", "a:b", "http://", "http://a:80/b?c#d", "http://[::1]:8080/", "http://[v1.a:b]/", "urn:a:b",
	               "x://u:p@h/%41", "mailto:a@b"),
	          LIST("", "a", "//a", "/a", "#a", "1a:b", "a b:c", "http://a b", "http://[::1", "http://[::1]x",
	               "http://[v1.]/", "http://[vx.a]/", "a:%4", "a:%zz", "a:\xC3\xA9", "a:[", "http://a:b/",
	               "http://a@b@c/", "a:#b#c", "a:<", "://a"));
	check_all("uri-reference", LIST("", "a", "//a", "/a", "#a", "?a", "../b", "./a:b", "a/b:c", "//[::1]"),
	          LIST("a b", "1:b", ":a", "\\a", "#a#b", "%", "//[::1", "//a:b", "/[", "a^b", "{a}"));
}

static void json_pointers_escape_tildes(void **state)
{
	(void)state;
	check_all("json-pointer", LIST("", "/", "/a/b", "/~0~1", "//", "/ ", "/\xC3\xA9"),
	          LIST("a", "#", "#/a", "/~", "/~2", "/a~", "/~0~"));
	check_all("relative-json-pointer", LIST("0", "1/a", "10#", "0/", "0//", "2/~1", "0-1/foo", "1-2", "1+10", "0+0/a", "0-1#"),
	          LIST("", "-1", "+1", "01", "00", "1##", "1#/a", "a", "/a", "0/~", "1a", " 1", "\xD9\xA1",
	               "0-", "0+/a", "0-01", "0-+1", "0-1-1", "0-1##", "-1-1", "0-1a"));
}

static void uuids_are_five_groups_of_hexadecimal_digits(void **state)
{
	(void)state;
	check_all("uuid", LIST("2eb8aa08-AA98-11ea-b4aa-73b441d16380", "00000000-0000-0000-0000-000000000000"),
	          LIST("", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08-aa98-11ea-b4aa-73b441d163800",
	               "2eb8aa08aa98-11ea-b4aa-73b441d16380-", "2eb8aa08-aa98-11ea-b4ga-73b441d16380",
	               "{eb8aa08-aa98-11ea-b4aa-73b441d1638}"));
}

static void regexes_are_those_of_ecmascript(void **state)
{
	(void)state;
	check_all("regex", LIST("", "([abc])+\\s+$", "\\p{L}", "(?<a>b)\\k<a>"),
	          LIST("^(abc]", "\\a", "(?i)a", "a++", "\\Z", "("));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_without_a_check_are_unknown),
		cmocka_unit_test(dates_exist_in_the_calendar),
		cmocka_unit_test(times_have_an_offset_and_leap_seconds_only_at_midnight_utc),
		cmocka_unit_test(durations_have_neighbouring_units),
		cmocka_unit_test(mail_addresses_follow_rfc_5321),
		cmocka_unit_test(host_names_have_limits),
		cmocka_unit_test(encoded_labels_obey_idna_2008),
		cmocka_unit_test(addresses_are_complete),
		cmocka_unit_test(uris_follow_rfc_3986),
		cmocka_unit_test(json_pointers_escape_tildes),
		cmocka_unit_test(uuids_are_five_groups_of_hexadecimal_digits),
		cmocka_unit_test(regexes_are_those_of_ecmascript),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
