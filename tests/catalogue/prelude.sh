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
