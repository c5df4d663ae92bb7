#!/bin/sh
# Writes a C file to standard output that holds the files named as arguments, by the assembler's .incbin, as embed_files[] of base/embed.h.
# Names lose a leading "src/" and are sorted by bytes.
LC_ALL=C
export LC_ALL
echo '#include "base/embed.h"'
n=0
rows=
for f in $(printf '%s\n' "$@" | sed 's,^\(src/\)*\(.*\)$,\2 &,' | sort | sed 's,^[^ ]* ,,'); do
	printf '%s\n' "__asm__(\".section .rodata\\n.balign 16\\nembed_${n}_start: .incbin \\\"$f\\\"\\nembed_${n}_end: .byte 0\\n.previous\\n\");"
	echo "extern const char embed_${n}_start[], embed_${n}_end[];"
	rows="$rows	{ \"${f#src/}\", embed_${n}_start, embed_${n}_end },
"
	n=$((n + 1))
done
echo "const struct embed_file embed_files[] = {"
printf '%s' "$rows"
echo "	{ 0, 0, 0 } };"
echo "const size_t embed_n_files = $n;"
