# Sourced by the scripts of the catalogue, which run in the folder of a case.

# commit MESSAGE: of everything that is there; each commit at the same time, so that ids stay the same
commit() { git add -A && git commit -q --allow-empty -m "$1"; }

# object TYPE: the id of the object on standard input, which is stored however wrong it is
object() { git hash-object -t "$1" -w --literally --stdin; }

# entry MODE NAME ID: an item of a tree, as bytes. NAME may have escapes of printf
entry() {
	printf "$1 $2\\0"
	printf '%s' "$3" | sed 's/../\\x&/g' | xargs -0 /usr/bin/printf
}

# tip ID: makes an object the tip of main, whatever it is
tip() { echo "$1" >.git/refs/heads/main; }

# commit_of TREE: the id of a new commit
commit_of() { git commit-tree -m 'made by hand' "$1"; }

# loose ID: the file of a loose object
loose() { echo ".git/objects/$(echo "$1" | cut -c1-2)/$(echo "$1" | cut -c3-)"; }

# many N PATH TEXT: N files for store; %d in both is the number of the file, \n in TEXT a line feed
many() {
	awk -v n="$1" -v path="$2" -v text="$3" 'BEGIN {
		for (i = 0; i < n; i++) {
			p = path; t = text
			gsub(/%d/, i, p); gsub(/%d/, i, t)
			printf "M 100644 inline %s\ndata %d\n%s\n", p, length(t), t
		}
	}'
}

# store: a commit with the files on standard input besides those that are there
store() {
	{
		printf 'commit refs/heads/main\ncommitter A <a@example.com> 1600000000 +0000\ndata 1\nx\n'
		! git rev-parse -q --verify main >/dev/null || echo 'from refs/heads/main^0'
		cat
	} | git fast-import --quiet
}
