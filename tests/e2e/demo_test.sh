#!/bin/bash
# The demo tells its whole story: the counts of the list, the three letters, the date across the
# holiday with its clause, certificates without gaps, papers that say what they should, a sound log;
# and one byte changed in a copy is found and named.
set -u
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
unset DENGBAO_DATA

started=$SECONDS
wants 0 demo --json --quiet || { head -c 2000 err >&2; exit 1; }
took=$((SECONDS - started))
cp out told
[ -s err ] && fail "--quiet is not quiet: $(head -c 300 err)"
city=$(field folder told)
same "folder" dengbao-demo "$city"
[ "$took" -lt 60 ] || fail "the demo took $took s"

same "valid systems" 256 "$(field valid_systems told)"
same "rejected rows" 56 "$(field rejected_rows told)"
for what in verified receipts_verified documents_verified; do
  grep -q "\"$what\":true" told || fail "not $what"
done
for letter in reply_a reply_b reply_c; do
  grep -q "\"kind\":\"$letter\"" told || fail "no $letter"
done
for history in '"letter":"A"' '"letter":"B→A"' '"letter":"C→A"'; do
  grep -qF "$history" told || fail "no filing with $history"
done
for n in refused reminders escalations; do
  [ "$(field $n told)" -gt 0 ] || fail "no $n"
done

# rows: one object to a line
tr '{' '\n' < told | grep -F '"clause":' > rows
grep -F '"due":"2026-03-02"' rows | grep -qF '"clause":"source-001 S1-07"' ||
  fail "no review is due on 2026-03-02 by source-001 S1-07"
grep -qF '"clause":"source-002 S2-03"' rows || fail "nothing was filed under the notice"

# Numbers of one series follow each other without a gap.
gapless() { # PATTERN WHAT
  grep -oE "$1" told | sort -u > numbers
  [ -s numbers ] || { fail "no $2"; return; }
  local n last=
  while read -r n; do
    [ -z "$last" ] || [ "$n" = $((last + 1)) ] || fail "$2: $n follows $last"
    last=$n
  done < <(grep -oE '[0-9]+$' numbers | sort -n)
}
gapless '"number":"云信安备〔2026〕[0-9]+' "letters of the office"
gapless '"number":"云公网安备〔2026〕[0-9]+' "letters of the police"
for unit in $(grep -oE '"certificate":"[0-9]{11}' told | grep -oE '[0-9]{11}' | sort -u); do
  grep -oE "\"certificate\":\"$unit-[0-9]{5}" told | grep -oE '[0-9]{5}$' | sort -u > numbers
  first=$((10#$(head -n 1 numbers))) last=$((10#$(tail -n 1 numbers)))
  same "certificates of $unit" "$(wc -l < numbers)" $((last - first + 1))
done

# Papers.
grep -oE '"certificate":"[0-9]{11}-[0-9]{5}"' told | cut -d'"' -f4 | while read -r number; do
  text=$(pdftotext -layout "$city/documents/$number.pdf" - 2>&1)
  case $text in *"$number"*备案证明* | *备案证明*"$number"*) ;; *) echo "certificate $number: $text" ;; esac
done > wrong
[ -s wrong ] && fail "$(cat wrong)"
letters=0
for pdf in "$city"/documents/云信安备*.pdf; do
  pdftotext "$pdf" - | tr -d ' \n' > text
  grep -qF "云杉市信息化工作办公室" text || fail "$pdf does not name its office"
  grep -qF "$(basename "$pdf" .pdf)" text || fail "$pdf does not show its number"
  [ -s "${pdf%.pdf}.docx" ] || fail "no docx beside $pdf"
  letters=$((letters + 1))
done
[ "$letters" -ge 3 ] || fail "only $letters letters"

# Nothing but the file and the program.
for receipt in "$city"/receipts/*.json; do
  env -i "$DENGBAO_BIN" verify "$receipt" > /dev/null 2>&1 || fail "receipt $receipt"
done

# Twice in a row: another folder, the first one as it was. With --force in its place.
before=$(find "$city" -type f ! -name 'dengbao.db-*' -exec cksum {} + | sort | cksum)
wants 0 demo --json --quiet
same "second folder" dengbao-demo-2 "$(field folder)"
same "first folder" "$before" "$(find "$city" -type f ! -name 'dengbao.db-*' -exec cksum {} + | sort | cksum)"
rm -rf dengbao-demo-2
wants 0 demo --data named --json --quiet
same "the folder that was named" named "$(field folder)"
rm -rf named
mkdir theirs && echo mine > theirs/file
wants 7 demo --dir theirs --force
same "a folder that is no demo" mine "$(cat theirs/file)"

# The log, and one byte of it.
export DENGBAO_DATA=$PWD/$city
log_is_sound "the demo"
cp -r "$city" copy
at=$(grep -abo '"event":"asset list imported"' copy/dengbao.db | head -n 1 | cut -d: -f1)
[ -n "$at" ] || die "the event of the import is not found in the database"
printf x | dd of=copy/dengbao.db bs=1 seek=$((at + 12)) conv=notrunc status=none
wants 2 ledger verify --data copy
grep -qE '"code":"ledger.event_changed","where":"[0-9A-Z]{26}"' out ||
  fail "the event is not named: $(head -c 600 out)"
grep -qF '"sound":false' out || fail "the log is called sound"
conclude
