#!/bin/sh
# Names a folder in memory that has room for what tests write and then throw away, if there is one: nobody waits for a disk to flush that. Containers
# often have one with 64 MiB, from which no program may be started.
# usage: room.sh MIB
set -eu
place=/dev/shm
[ -w "$place" ] || exit 1
[ "$(df -Pm "$place" | awk 'NR == 2 { print $4 }')" -ge "$1" ] || exit 1
[ "$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)" -ge "$1" ] || exit 1
trial=$(mktemp "$place/dictum-room-XXXXXX")
trap 'rm -f "$trial"' EXIT
printf '#!/bin/sh\n' >"$trial"
chmod u+x "$trial"
"$trial" 2>/dev/null || exit 1
echo "$place"
