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
