#!/bin/bash
# The programs are built as hard as the house says: hardening_test.sh BUILD-FOLDER PROGRAM
set -euo pipefail
build=$1 program=$2

fail() { echo "FAILED: $1" >&2; exit 1; }

header=$(readelf -Wh "$program")
segments=$(readelf -Wl "$program")
dynamic=$(readelf -Wd "$program")
grep -q 'Type: *DYN' <<< "$header" || fail "not position independent"
grep -q 'Flags: .*PIE' <<< "$dynamic" || fail "not a PIE"
grep -q 'GNU_RELRO' <<< "$segments" || fail "no RELRO"
grep -q 'BIND_NOW\|Flags: .*NOW' <<< "$dynamic" || fail "symbols are bound late, so RELRO is partial"
grep -q 'GNU_STACK.* RW ' <<< "$segments" || fail "the stack can be executed"
grep -q "__stack_chk_fail" <<< "$(readelf -Ws "$program")" || fail "no stack protector"

# What leaves no mark in every program is read from the commands that compiled src/.
commands=$(grep '"command":.*/src/.*\.cc' "$build/compile_commands.json")
for flag in -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=3; do
  without=$(grep -vc -e "$flag" <<< "$commands" || true)
  [ "$without" -eq 0 ] || fail "$without sources are compiled without $flag"
done
echo "hardening: sound"
