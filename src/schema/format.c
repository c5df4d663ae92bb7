/* The formats of JSON Schema that are checked, each by the grammar its specification names. One function a format, no
 * regular expressions. */
#include "doc/regex.h"
#include "schema/idna.h"
#include "schema/schema.h"
#include "schema/uri.h"

enum {
	MAX_HOSTNAME = 253, /* bytes, RFC 1034 section 3.1 without the length bytes at both ends */
	MAX_LOCAL_PART = 64 /* bytes, RFC 5321 section 4.5.3.1.1 */
};

/* A cursor; each take_... moves it only over what it accepts. */
struct scan {
	str s;
	size_t at;
};

static bool at_end(const struct scan *s)
{
	return s->at == s->s.n;
}

static bool take(struct scan *s, char c)
{
	if (s->at == s->s.n || s->s.p[s->at] != c)
		return false;
	s->at++;
	return true;
}

static bool take_either(struct scan *s, char lower)
{
	if (s->at == s->s.n || byte_lower(s->s.p[s->at]) != lower)
		return false;
	s->at++;
	return true;
}

/* All digits that follow; at least one. */
static bool take_digits(struct scan *s)
{
	size_t begin = s->at;
	while (s->at < s->s.n && byte_is_digit(s->s.p[s->at]))
		s->at++;
	return s->at > begin;
}

/* Exactly n digits, between min and max. */
static bool take_number(struct scan *s, size_t n, unsigned min, unsigned max, unsigned *out)
{
	unsigned v = 0;
	if (s->s.n - s->at < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s->s.p[s->at + i];
		if (!byte_is_digit(c))
			return false;
		v = v * 10 + (unsigned)(c - '0');
	}
	s->at += n;
	*out = v;
	return v >= min && v <= max;
}

/* Dates and times, RFC 3339 */

static unsigned days_of(unsigned year, unsigned month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && is_leap ? 1u : 0u);
}

static bool take_date(struct scan *s)
{
	unsigned year, month, day;
	return take_number(s, 4, 0, 9999, &year) && take(s, '-') && take_number(s, 2, 1, 12, &month) && take(s, '-') &&
	       take_number(s, 2, 1, days_of(year, month), &day);
}

/* "Z" or "+01:30"; minutes east of Greenwich. */
static bool take_offset(struct scan *s, int *minutes)
{
	unsigned hour, minute;
	*minutes = 0;
	if (take_either(s, 'z'))
		return true;
	bool is_west = take(s, '-');
	if ((!is_west && !take(s, '+')) || !take_number(s, 2, 0, 23, &hour) || !take(s, ':') ||
	    !take_number(s, 2, 0, 59, &minute))
		return false;
	*minutes = (int)(hour * 60 + minute) * (is_west ? -1 : 1);
	return true;
}

static bool take_time(struct scan *s)
{
	enum { DAY = 24 * 60 };
	unsigned hour, minute, second;
	int offset;
	if (!take_number(s, 2, 0, 23, &hour) || !take(s, ':') || !take_number(s, 2, 0, 59, &minute) || !take(s, ':') ||
	    !take_number(s, 2, 0, 60, &second))
		return false;
	if (take(s, '.') && !take_digits(s))
		return false;
	if (!take_offset(s, &offset))
		return false;
	int utc = ((int)(hour * 60 + minute) - offset + DAY) % DAY;
	return second < 60 || utc == DAY - 1; /* leap seconds are at 23:59 UTC */
}

static bool is_date(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	struct scan s = { v, 0 };
	return take_date(&s) && at_end(&s);
}

static bool is_time(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	struct scan s = { v, 0 };
	return take_time(&s) && at_end(&s);
}

static bool is_date_time(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	struct scan s = { v, 0 };
	return take_date(&s) && take_either(&s, 't') && take_time(&s) && at_end(&s);
}

/* RFC 3339 appendix A: numbers with neighbouring units of the list, as in 1Y2M but not 1Y2D; at least one. */
static bool take_units(struct scan *s, const char *units)
{
	size_t next = 0;
	for (bool is_first = true; !at_end(s) && byte_is_digit(s->s.p[s->at]); is_first = false) {
		(void)take_digits(s); /* one was seen */
		size_t unit = next;
		while (units[unit] != '\0' && (at_end(s) || s->s.p[s->at] != units[unit]))
			unit++;
		if (units[unit] == '\0' || (unit > next && !is_first))
			return false;
		s->at++;
		next = unit + 1;
	}
	return next > 0;
}

static bool is_duration(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	struct scan s = { v, 0 };
	if (!take(&s, 'P'))
		return false;
	struct scan weeks = s;
	if (take_units(&weeks, "W") && at_end(&weeks))
		return true;
	bool has_date = take_units(&s, "YMD");
	if (take(&s, 'T'))
		return (has_date || s.at == 2) && take_units(&s, "HMS") && at_end(&s);
	return has_date && at_end(&s);
}

/* Hosts and addresses */

static bool is_label(str label)
{
	if (label.n == 0 || label.n > IDNA_MAX_LABEL || label.p[0] == '-' || label.p[label.n - 1] == '-')
		return false;
	for (size_t i = 0; i < label.n; i++)
		if (!byte_is_alpha(label.p[i]) && !byte_is_digit(label.p[i]) && label.p[i] != '-')
			return false;
	return !str_starts_lower(label, STR("xn--")) || idna_is_label(label);
}

static bool is_hostname(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	if (v.n > MAX_HOSTNAME)
		return false;
	struct cut c;
	do {
		c = str_cut(v, '.');
		if (!is_label(c.head))
			return false;
		v = c.tail;
	} while (c.found);
	return true;
}

static bool is_ipv4(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	return uri_is_ipv4(v);
}

static bool is_ipv6(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	return uri_is_ipv6(v);
}

/* RFC 5321 section 4.1.2: atext of RFC 5322 section 3.2.3. */
static bool is_atom_byte(char c)
{
	static const char others[] = "!#$%&'*+-/=?^_`{|}~";
	return byte_is_alpha(c) || byte_is_digit(c) || str_find(STR("!#$%&'*+-/=?^_`{|}~"), c) < sizeof others - 1;
}

static bool take_dot_string(struct scan *s)
{
	do {
		size_t begin = s->at;
		while (!at_end(s) && is_atom_byte(s->s.p[s->at]))
			s->at++;
		if (s->at == begin)
			return false;
	} while (take(s, '.'));
	return true;
}

/* Behind the opening quote, over the closing one. */
static bool take_quoted_rest(struct scan *s)
{
	while (!at_end(s)) {
		char c = s->s.p[s->at++];
		if (c == '"')
			return true;
		if (c == '\\' && !at_end(s))
			c = s->s.p[s->at++];
		if (c < ' ' || c > '~') /* also everything outside ASCII, whatever the sign of char */
			return false;
	}
	return false;
}

/* RFC 5321 section 4.1.3: "::" stands for two groups at least, so there is room for one more. */
static bool is_ipv6_literal(str text, struct arena *scratch)
{
	if (!str_has(text, STR("::")))
		return uri_is_ipv6(text);
	return uri_is_ipv6(text) && uri_is_ipv6(str_fmt(scratch, "0%s%.*s", text.p[0] == ':' ? "" : ":", STR_ARG(text)));
}

static bool is_address_literal(str v, struct arena *scratch)
{
	if (v.n < 2 || v.p[v.n - 1] != ']')
		return false;
	str inner = str_sub(v, 1, v.n - 2);
	str tag = STR("ipv6:");
	return str_starts_lower(inner, tag) ? is_ipv6_literal(str_from(inner, tag.n), scratch) : uri_is_ipv4(inner);
}

static bool is_email(str v, struct arena *scratch)
{
	struct scan s = { v, 0 };
	bool is_local = take(&s, '"') ? take_quoted_rest(&s) : take_dot_string(&s);
	if (!is_local || s.at > MAX_LOCAL_PART || !take(&s, '@'))
		return false;
	str domain = str_from(v, s.at);
	return str_starts(domain, STR("[")) ? is_address_literal(domain, scratch) : is_hostname(domain, scratch);
}

/* References */

static bool is_uri(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	return uri_is_valid(v, false);
}

static bool is_uri_reference(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	return uri_is_valid(v, true);
}

/* RFC 6901 section 3. */
static bool is_json_pointer(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	if (v.n > 0 && v.p[0] != '/')
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] == '~' && (i + 1 == v.n || (v.p[i + 1] != '0' && v.p[i + 1] != '1')))
			return false;
	return true;
}

/* A number without a zero in front of others. */
static bool take_plain_number(struct scan *s)
{
	return take(s, '0') || take_digits(s);
}

/* draft-bhutton-relative-json-pointer-00 section 3: "1/a", "1#", or with a step to a neighbour "0-1/a"; "0-1#" as in what its authors write of it. */
static bool is_relative_json_pointer(str v, struct arena *scratch)
{
	struct scan s = { v, 0 };
	if (!take_plain_number(&s))
		return false;
	if ((take(&s, '+') || take(&s, '-')) && !take_plain_number(&s))
		return false;
	return str_eq_z(str_from(v, s.at), "#") || is_json_pointer(str_from(v, s.at), scratch);
}

/* Others */

static bool is_uuid(str v, struct arena *scratch)
{
	(void)scratch; /* the table wants it */
	if (v.n != 36)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
		char c = byte_lower(v.p[i]);
		if (is_dash ? c != '-' : !byte_is_digit(c) && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

static bool is_regex(str v, struct arena *scratch)
{
	struct err e = { 0 };
	return regex_compile(v, scratch, &e) != NULL;
}

static const struct format {
	const char *name;
	format_check *is_valid;
} formats[] = {
	{ "date", is_date },
	{ "date-time", is_date_time },
	{ "duration", is_duration },
	{ "email", is_email },
	{ "hostname", is_hostname },
	{ "ipv4", is_ipv4 },
	{ "ipv6", is_ipv6 },
	{ "json-pointer", is_json_pointer },
	{ "regex", is_regex },
	{ "relative-json-pointer", is_relative_json_pointer },
	{ "time", is_time },
	{ "uri", is_uri },
	{ "uri-reference", is_uri_reference },
	{ "uuid", is_uuid },
};

/* Never checked, see dictum-validate(1): JSON Schema 2020-12 validation 7.3; ids of others that are no misspelt uuid. */
static const char *const unchecked[] = { "idn-email", "idn-hostname", "iri", "iri-reference", "uri-template", "cuid", "guid", "ulid" };

format_check *format_find(str name)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (str_eq_z(name, formats[i].name))
			return formats[i].is_valid;
	return NULL;
}

bool format_is_known(str name)
{
	for (size_t i = 0; i < sizeof unchecked / sizeof *unchecked; i++)
		if (str_eq_z(name, unchecked[i]))
			return true;
	return format_find(name);
}

str format_name(size_t i)
{
	return i < sizeof formats / sizeof formats[0] ? str_from_z(formats[i].name) : (str){ 0 };
}
