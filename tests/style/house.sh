#!/bin/sh
# TAP: rules of the house for C sources: sizes, banned functions, plain text, nothing left to do.
. "$(dirname "$0")/../tools/style.sh"
sources=$(find src -name '*.[ch]' | sort)

none "no file of src is longer than 600 lines" \
	"$(wc -l $sources | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 " lines" }')"

# A function's body starts and ends with a brace in column 1.
none "no function is longer than 60 lines" \
	"$(awk '
	FNR == 1 { open = 0 }
	/^{/ { open = FNR }
	/^}/ && open { if (FNR - open - 1 > 60) print FILENAME ":" open ": " FNR - open - 1 " lines"; open = 0 }
	' $sources)"

calls() { grep -nE "(^|[^A-Za-z0-9_>.])($1)[[:space:]]*\(" $sources; }

none "no function that overruns, guesses or is not reentrant" \
	"$(calls 'strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|alloca|tmpnam|mktemp|system')"

none "nothing depends on the locale or the time zone" \
	"$(calls 'setlocale|localtime|localtime_r|strftime|ctime|asctime|isalpha|isdigit|isspace|toupper|tolower|strcoll|strcasecmp|strncasecmp')"

none "memory comes from arenas only" \
	"$(calls 'malloc|calloc|realloc|strdup|strndup' | grep -v '^src/base/arena\.c:'
	# hooks that libraries call, and what libraries hand over
	calls 'free' | grep -vE '^src/(base/arena|doc/(yaml|regex)|source/[a-z_]+|render/markdown[a-z_]*)\.c:')"

none "only cli/main.c ends the program" "$(calls 'exit' | grep -v '^src/cli/main\.c:')"

none "sources are ASCII" "$(grep -n '[^ -~	]' $sources)"

none "no blanks at the end of a line" "$(grep -nE '[ 	]+$' $sources)"

none "no variables outside functions but constants" \
	"$(grep -nE '^[ 	]*static[^(=;]*;|^[A-Za-z][A-Za-z0-9_ *]*(\[[^]]*\])?( = .*)?;$' $(find src -name '*.c') |
	grep -vE ':(extern|typedef|struct [a-z_]+;|enum|static const|const)' | grep -vE 'static[^;]*\bconst\b' |
	# the end of memory is that of the whole process
	grep -vE '^src/base/arena\.c:[0-9]+:	static struct arena_will ')"

finish
