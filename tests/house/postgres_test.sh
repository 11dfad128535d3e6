#!/bin/bash
# tools/postgres: a server of one's own that survives a crash, and leaves nothing behind.
set -euo pipefail
root=$(dirname -- "$(readlink -f -- "$0")")/../..
place=$(mktemp -d)
server=("$root/tools/postgres")
at=(--dir "$place/closed/server")
finish() {
  "${server[@]}" stop "${at[@]}" > /dev/null 2>&1 < /dev/null || true
  rm -rf -- "$place"
}
trap finish EXIT

fail() { echo "FAILED: $1" >&2; exit 1; }
expect() { [ "$2" = "$3" ] || fail "$1: wanted '$2', got '$3'"; }
ask() { psql "$url" -X -At -c "$1"; }

# A folder that the server's user cannot enter, as a checkout in a closed home folder is.
mkdir -m 700 "$place/closed"
url=$("${server[@]}" start "${at[@]}")
expect "starting twice is starting once" "$url" "$("${server[@]}" start "${at[@]}")"
expect "url" "$url" "$("${server[@]}" url "${at[@]}")"
expect "fsync" on "$(ask 'show fsync')"
expect "full_page_writes" on "$(ask 'show full_page_writes')"
expect "listens on loopback only" 127.0.0.1 "$(ask 'show listen_addresses')"
ask 'create table kept (n int); insert into kept values (7)' > /dev/null

if PGPASSWORD=wrong psql "${url/:*@/://dengbao@}" -c 'select 1' > /dev/null 2>&1; then
  fail "it lets strangers in"
fi

"${server[@]}" restart "${at[@]}"
expect "after a restart" 7 "$(ask 'select n from kept')"
"${server[@]}" crash "${at[@]}"
expect "after a crash" 7 "$(ask 'select n from kept')"

data=$(ask 'show data_directory')
"${server[@]}" stop "${at[@]}"
expect "status" stopped "$("${server[@]}" status "${at[@]}")"
[ ! -e "$data" ] || fail "the data is still there: $data"
status=0
"${server[@]}" url "${at[@]}" 2> /dev/null || status=$?
expect "no url without a server" 5 "$status"
echo "postgres: sound"
