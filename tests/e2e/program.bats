load helper

@test "version names the program on standard output" {
	dictum --version
	exits 0
	[[ $output == "dictum "[0-9]* ]]
	[ -z "$errors" ]
}

@test "an unknown command is a usage error" {
	dictum no-such-command
	exits 2
	[ -z "$output" ]
	[ -n "$errors" ]
}

@test "the released program is hardened" {
	[[ $DICTUM == */release/* ]] || skip "other variants are for tests"
	command -v readelf >/dev/null || skip "no readelf"
	elf=$(readelf -hldsW "$DICTUM")
	[[ $elf == *"DYN (Position-Independent Executable file)"* ]]
	[[ $elf == *GNU_RELRO* && $elf == *NOW* ]]
	[[ $elf =~ GNU_STACK[^$'\n']*' RW ' ]]
	[[ $elf == *__stack_chk_fail* ]]
}


@test "init leaves no file behind when it cannot be written" {
	cd "$BATS_TEST_TMPDIR"
	code=$( (trap '' XFSZ; ulimit -f 0; "$DICTUM" init 2>/dev/null; echo $?) | cat)
	[ "$code" = 3 ]
	[ ! -e dictum.yml ]
}
