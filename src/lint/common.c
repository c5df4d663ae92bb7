/* What the rules of several files share. */
#include "doc/edit.h"
#include "lint/common.h"

str names_nearest(struct names *names, str word)
{
	size_t i = names->searches++ < MAX_NEAREST ? str_nearest(word, names->all, names->n) : names->n;

	return i < names->n ? names->all[i] : (str){ 0 };
}

void hint_name(const struct lint_ctx *c, struct diag *d, str name)
{
	if (name.n)
		d->hint = str_fmt(c->a, "did you mean \"%.*s\"?", STR_ARG(name));
}

void set_pointer(struct diag *d, str pointer)
{
	d->has_pointer = pointer.n <= POINTER_MAX;
	d->pointer = d->has_pointer ? pointer : (str){ 0 };
}

const char *quoted(const struct lint_ctx *c, str s)
{
	return str_z(diag_quote(s, c->a), c->a);
}

const char *quoted_key(const struct lint_ctx *c, str key)
{
	return str_z(diag_quote_key(key, c->a), c->a);
}

str parent_pointer(str pointer)
{
	return str_cut_last(pointer, '/').head;
}

const struct node *node_at(const struct definition *d, str pointer)
{
	return pointer.n ? doc_at(d->root, pointer) : NULL;
}

const struct node *first_key(const struct definition *d)
{
	return d->root->n ? &d->root->member[0].key : d->root;
}

str name_in_key(const struct kind *k, str key)
{
	struct cut c = k->separator.n ? str_cut_last(key, k->separator.p[0]) : (struct cut){ .head = key };

	return c.found && c.tail.n ? c.tail : key;
}

str written_name(const struct entry *e)
{
	return name_in_key(e->kind, doc_text(e->key_node));
}

void blame_unreadable(const struct lint_ctx *c, struct diag *d, const struct unreadable *u)
{
	const char *why = u->reason.n ? "cannot be read: " : "has no key";

	d->cause = u->path;
	diag_relate(c->found, d, (struct span){ u->path, { 1, 1, 1, 1 } }, str_fmt(c->a, "this file would define it but %s%.*s", why, STR_ARG(u->reason)));
	d->help = str_fmt(c->a, "repair %.*s", STR_ARG(u->path));
}

void fix_rename(const struct lint_ctx *c, struct diag *d, str path)
{
	struct diag_fix *fix = diag_fix_add(c->found, d, false, str_fmt(c->a, "rename the file to %.*s", STR_ARG(path)));

	fix->rename_to = path;
}

void fix_replace(const struct lint_ctx *c, struct diag *d, const struct node *n, str text)
{
	struct diag_fix *fix;
	str written;

	if (!edit_written_like(n, text, c->a, &written))
		return;
	fix = diag_fix_add(c->found, d, false, str_fmt(c->a, "write %.*s", STR_ARG(text)));
	diag_edit_add(c->found, fix, n->at, written);
}
