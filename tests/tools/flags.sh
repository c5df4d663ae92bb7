#!/bin/sh
# Prints a piece of makefile with those hardening flags that the compiler given as arguments accepts without a word.
# Compilers differ (clang 14 wants a second flag for zeroed variables, other processors know no -fcf-protection),
# so each flag is tried by compiling and linking one small program.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'int main(void)\n{\n\treturn 0;\n}\n' >"$work/probe.c"

accepts() { "$@" -Werror -o "$work/probe" "$work/probe.c" >"$work/log" 2>&1; }

if ! accepts "$@"; then
	cat "$work/log" >&2
	echo "'$*' cannot build a program: \`make site\` installs what is missing, CC=... names another compiler" >&2
	exit 1
fi
# clang 14 with -O2 spoils the result of a comparison by a stack adjustment that this flag moves behind it: str_ends said no to every text
clash=-fstack-clash-protection
! "$@" -dM -E -x c /dev/null 2>/dev/null | grep -q '__clang__' || clash=
compile=
for flag in -fstack-protector-strong $clash -fcf-protection=full -ftrivial-auto-var-init=zero \
	-fno-strict-overflow -fno-delete-null-pointer-checks; do
	! accepts "$@" "$flag" || compile="$compile $flag"
done
link=
for flag in -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code -Wl,--as-needed; do
	! accepts "$@" "$flag" || link="$link $flag"
done
if accepts "$@" -fPIE -pie; then
	compile="$compile -fPIE" link="$link -pie"
fi
echo "HARDEN_CC =$compile"
echo "HARDEN_LD =$link"
# Needs an optimizing build; the Makefile adds it only then.
for level in 3 2; do
	if accepts "$@" -O2 -U_FORTIFY_SOURCE "-D_FORTIFY_SOURCE=$level"; then
		echo "FORTIFY = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$level"
		break
	fi
done
