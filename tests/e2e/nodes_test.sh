#!/bin/bash
# Two nodes over one PostgreSQL take turns; the server goes away and comes back in between; what was
# acknowledged stays. The server is one of its own, since it is killed.
set -u
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
server=$root/tools/postgres
server_started=$server
url=$("$server" start --dir "$place/server" < /dev/null) ||
  die "no PostgreSQL; type: tools/setup test"

export DENGBAO_DATA=$place/first
new_city --db "$url" > /dev/null
[ ! -e "$place/first/dengbao.db" ] || fail "a database in the folder although --db was given"
# The folder remembers its database: --db need not be given again.
wants 0 org list
same "the parties through the settings" gov "$(grep -o '"id":"gov"' out | cut -d'"' -f4)"
# An asset list as it really comes goes through the same door.
wants 0 import ledger "$root/examples/asset-list-messy.xlsx"
[ "$("$DENGBAO_BIN" system list --json | grep -o '"id":' | wc -l)" -gt 200 ] ||
  fail "the list was not imported"

# A second node is the settings, the key and the passphrase of the first.
mkdir -m 700 "$place/second"
cp -p "$place/first/"{settings.json,log.key,log.passphrase} "$place/second/"
other() { DENGBAO_DATA=$place/second "$DENGBAO_BIN" "$@"; }
same "the same head on both" \
  "$("$DENGBAO_BIN" ledger checkpoint --json)" "$(other ledger checkpoint --json)"

# Twelve writers at each node: every one has its entry, and the log has no gap.
before=$(tree_size)
pids=()
for n in {1..12}; do
  "$DENGBAO_BIN" org new --name "甲$n" --kind other --place 990000 --key "a$n" --wait 120 --json \
    > "a.$n" 2>&1 &
  pids+=($!)
  other org new --name "乙$n" --kind other --place 990000 --key "b$n" --wait 120 --json \
    > "b.$n" 2>&1 &
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || fail "a writer at one of two nodes: exit $?"; done
same "entries of 24 writers" $((before + 24)) "$(tree_size)"
for n in {1..12}; do
  for side in a b; do
    receipt_of "$side.$n" > receipt
    env -i "$DENGBAO_BIN" verify receipt > /dev/null 2>&1 ||
      fail "receipt $side.$n: $(head -c 300 "$side.$n")"
  done
done
log_is_sound "two nodes"

# One case, an officer at each node: one wins.
new_filing 数据开放平台
"$DENGBAO_BIN" case do "$filing" deliver "${papers[@]}" --if-version 1 --json > race.1 2>&1 & one=$!
other case do "$filing" deliver "${papers[@]}" --if-version 1 --json > race.2 2>&1 & two=$!
wait "$one"; codes=$?
wait "$two"; codes=$(printf '%s\n' "$codes" $? | sort -n | tr '\n' ' ')
same "an officer at each node" "0 7 " "$codes"

# The server is restarted, and killed, between commands and under them.
"$server" restart --dir "$place/server" < /dev/null > /dev/null || die "restart"
wants 0 tick --as-of 2026-02-12
wants 0 case do "$filing" accept --key accepted
accepted=$(field event)
"$server" crash --dir "$place/server" < /dev/null > /dev/null || die "crash"
wants 0 case do "$filing" accept --key accepted
same "the same answer after a crash" "$accepted" "$(field event)"
# around WORD NAME: sixteen writers one after another while the server is told WORD in the middle;
# what was acknowledged is there, the others are done again with their keys, each of them once.
around() {
  local n code before acknowledged=0 pids=()
  before=$(tree_size)
  for n in {1..16}; do
    (sleep "0.$(printf '%02d' $((n * 3)))"; exec "$DENGBAO_BIN" org new --name "$2$n" --kind other \
      --place 990000 --key "$2$n" --wait 120 --json) > "$2.$n" 2>&1 &
    pids+=($!)
  done
  sleep 0.3
  "$server" "$1" --dir "$place/server" < /dev/null > /dev/null || die "$1 under writers"
  for n in {1..16}; do
    wait "${pids[n - 1]}"
    code=$?
    case $code in
      0)
        acknowledged=$((acknowledged + 1))
        wants 0 receipt show --event "$(field event "$2.$n")" ;;
      8) ;;
      *) fail "a writer under a $1: exit $code: $(head -c 300 "$2.$n")" ;;
    esac
  done
  echo "acknowledged $acknowledged of 16 around a $1"
  for n in {1..16}; do
    wants 0 org new --name "$2$n" --kind other --place 990000 --key "$2$n" --wait 120
  done
  same "entries: each writer once around a $1" $((before + 16)) "$(tree_size)"
  log_is_sound "a $1 under writers"
}
around crash 丙
around restart 丁

# Without the server: refused as an external fault, in bounded time, and told so.
"$server" stop --dir "$place/server" < /dev/null > /dev/null 2>&1
since=$SECONDS
wants 8 org list
wants 8 org new --name 戊 --kind other --place 990000
[ $((SECONDS - since)) -le 20 ] ||
  fail "$((SECONDS - since)) seconds to say that the server is away"
conclude
