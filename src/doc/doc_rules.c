/* The rules about reading files: what `dictum explain` prints of them. Rows stand in the order of enum doc_rule. */
#include "doc/doc.h"

const struct diag_rule doc_rules[] = {
	[RULE_YAML_SYNTAX] = {
		.id = "yaml-syntax", .level = DIAG_ERROR, .scope = "all",
		.title = "the file is not valid YAML",
		.reason = "A file that does not parse is no definition at all: nothing in it can be checked or "
		          "shown. The place is where the reader gave up, or the beginning of what does not end; "
		          "the cause is there or shortly before it.",
		.bad = "description: Count of users: weekly\n",
		.good = "description: \"Count of users: weekly\"\n",
	},
	[RULE_YAML_ENCODING] = {
		.id = "yaml-encoding", .level = DIAG_ERROR, .scope = "all",
		.title = "the file is not plain UTF-8 text",
		.reason = "Invalid UTF-8, UTF-16 and control characters make Ruby's YAML reader fail. With a "
		          "byte order mark it is worse: it reads the first key and silently drops the rest.",
		.bad = "# saved as \"UTF-8 with BOM\": only key_path is read\nkey_path: "
		       "counts.issues\nstatus: active\n",
		.good = "# saved as \"UTF-8\"\nkey_path: counts.issues\nstatus: active\n",
	},
	[RULE_YAML_DUPLICATE_KEY] = {
		.id = "yaml-duplicate-key", .level = DIAG_ERROR, .scope = "all",
		.title = "a key is there twice in one mapping",
		.reason = "YAML readers silently take the last value, so one of the two lines does nothing. "
		          "Keys count as equal after they are read: yes and true are one key, 1 and 0x1 too.",
		.bad = "status: active\nstatus: removed\n",
		.good = "status: removed\n",
		.fix = "unsafe: removes the earlier one, which has no effect today",
	},
	[RULE_YAML_EXTRA_DOCUMENT] = {
		.id = "yaml-extra-document", .level = DIAG_ERROR, .scope = "all",
		.title = "something follows after the first document",
		.reason = "Only the first document of a file is ever read. What comes after it is not even "
		          "parsed, so it may be anything.",
		.bad = "key_path: counts.issues\n---\nkey_path: counts.notes\n",
		.good = "key_path: counts.issues\n",
	},
	[RULE_YAML_ALIAS] = {
		.id = "yaml-alias", .level = DIAG_ERROR, .scope = "all",
		.title = "an alias (*name) is used",
		.reason = "The safe loader refuses aliases, because a few of them can stand for billions of "
		          "values. An anchor (&name) alone is harmless.",
		.bad = "tiers: &all [free, premium]\nother_tiers: *all\n",
		.good = "tiers: [free, premium]\nother_tiers: [free, premium]\n",
	},
	[RULE_YAML_TAG] = {
		.id = "yaml-tag", .level = DIAG_ERROR, .scope = "all",
		.title = "a type the safe loader refuses",
		.reason = "Unquoted dates, times and symbols, and tags such as !ruby/object, !!set or "
		          "!!timestamp ask for types the safe loader does not make. It fails on the whole file. "
		          "Quote the value where text is meant.",
		.bad = "introduced: 2023-01-31\nname: :symbol\n",
		.good = "introduced: \"2023-01-31\"\nname: \":symbol\"\n",
		.fix = "safe: quotes an unquoted date, time or symbol",
	},
	[RULE_YAML_LIMIT] = {
		.id = "yaml-limit", .level = DIAG_ERROR, .scope = "all",
		.title = "the file is over a limit of size or nesting",
		.reason = "Definitions are small. Files over 1 MiB, deeper than 64 levels, with more than "
		          "100,000 values, 8 directives or numbers of over 400 digits are mistakes or attacks, "
		          "and are not read.",
		.bad = "tiers: [[[[[[[[[[  # and so on, 65 times\n",
		.good = "tiers: [free, premium]\n",
	},
	[RULE_FILE_EMPTY] = {
		.id = "file-empty", .level = DIAG_ERROR, .scope = "all",
		.title = "there is no definition in the file",
		.reason = "A file that is empty, or holds only comments or null, is picked up as a definition "
		          "and then breaks whatever loads it.",
		.bad = "# to be written\n",
		.good = "key_path: counts.issues\n",
	},
	[RULE_FILE_NOT_MAPPING] = {
		.id = "file-not-mapping", .level = DIAG_ERROR, .scope = "all",
		.title = "the file does not hold a mapping",
		.reason = "A definition is a mapping of keys to values. A list or a single value at the top of "
		          "the file breaks whatever loads it.",
		.bad = "- key_path: counts.issues\n  status: active\n",
		.good = "key_path: counts.issues\nstatus: active\n",
	},
	[RULE_FILE_TYPE] = {
		.id = "file-type", .level = DIAG_ERROR, .scope = "all",
		.title = "a definition is not a regular file",
		.reason = "Pipes, devices and submodules named like a definition cannot be read as one.",
		.bad = "# config/metrics/counts_all/issues.yml is a pipe\n",
		.good = "# config/metrics/counts_all/issues.yml is a file\n",
	},
	[RULE_FILE_LFS_POINTER] = {
		.id = "file-lfs-pointer", .level = DIAG_ERROR, .scope = "all",
		.title = "the file is a Git LFS pointer, its content is elsewhere",
		.reason = "Definitions are read from the repository itself. A pointer to large file storage is "
		          "not a definition, and nothing is fetched for it.",
		.bad = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21...\nsize 12345\n",
		.good = "key_path: counts.issues\n",
	},
	[RULE_FILE_SYMLINK] = {
		.id = "file-symlink", .level = DIAG_ERROR, .scope = "all",
		.title = "a definition is a symbolic link",
		.reason = "Links are never followed: they may lead out of the repository, and would show one "
		          "definition twice.",
		.bad = "# issues.yml -> ../counts_all/issues.yml\n",
		.good = "# issues.yml is a file of its own\n",
	},
	[RULE_FILE_NAME_ENCODING] = {
		.id = "file-name-encoding", .level = DIAG_ERROR, .scope = "all",
		.title = "a file name is not valid UTF-8 or holds control characters",
		.reason = "Such a name cannot be printed, linked to or written to a report as it is, and "
		          "differs from one system to the next.",
		.bad = "# a file whose name holds the byte 0xFF or a line break\n",
		.good = "# config/metrics/counts_all/issues.yml\n",
	},
	[RULE_FILE_UNREADABLE] = {
		.id = "file-unreadable", .level = DIAG_ERROR, .scope = "all",
		.title = "a file could not be read",
		.reason = "It is not there, or permissions or a failing disk keep it from being checked. Everything else is still read. "
		          "What a commit or the index has and the repository lacks is no finding: the command fails.",
		.bad = "# issues.yml, mode 0000\n",
		.good = "# issues.yml, mode 0644\n",
	},
	[RULE_FILE_MISPLACED] = {
		.id = "file-misplaced", .level = DIAG_WARNING, .scope = "all",
		.title = "a file looks like a definition but no pattern picks it up",
		.reason = "Definitions are found by folder depth and ending. A file one folder too deep, or "
		          "ending in .yaml where .yml is wanted, is silently ignored. So is one whose name, or folder's, begins with a dot, and what "
		          "lies behind a link to a folder, or in a submodule.",
		.bad = "# config/metrics/counts_all/plan/issues.yaml\n",
		.good = "# config/metrics/counts_all/issues.yml\n",
	},
	[RULE_JSON_SYNTAX] = {
		.id = "json-syntax", .level = DIAG_ERROR, .scope = "all",
		.title = "the file is not valid JSON",
		.reason = "JSON is read strictly (RFC 8259): no comments, no trailing commas, no key twice, no "
		          "byte order mark, UTF-8 only. Other programs differ in what else they accept, and in "
		          "what they make of it.",
		.bad = "{\"type\": \"object\",}\n",
		.good = "{\"type\": \"object\"}\n",
	},
	{ .id = NULL },
};
