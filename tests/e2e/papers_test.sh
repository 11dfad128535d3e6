#!/bin/bash
# Papers after they were issued: the month summary of a district names units and systems, is taken
# back and sent again; a letter is erased as a whole file, and everything that looks at it says so.
set -u
. "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
new_city
wants 0 org new --name 青杉区信息办 --id district --kind government --place 990101
wants 0 org grant district --capacity informatization_office --place 990101 --rank district
wants 0 org set district --superior office
wants 0 org new --name 青杉区政务中心 --id centre --kind government --place 990101
wants 0 org set centre --set rank=district

# district_filing NAME RECEIPT: a filing of the district's unit, certified there; leaves $filing.
district_filing() {
  wants 0 system new --unit centre --name "$1" --set level=2 --set s=2 --set a=2 \
    --set go_live=2025-12-01 --set graded_on=2026-01-10 --set place=990101
  wants 0 case open filing --about "$1"
  filing=$(field case)
  wants 0 case do "$filing" deliver "${papers[@]}"
  wants 0 case do "$filing" certify --set "district_receipt=$2"
}
# text_of ID: what the PDF of a document says, without spaces, in ./text.
text_of() {
  wants 0 document render "$1" --output files --force
  pdftotext -layout "files/$1.pdf" - | tr -d ' \n' > text
}
# new_summary: id of the month summary that was not there at the last call. Under a simulated clock
# the ids of one instant stand in no order.
: > known
new_summary() {
  "$DENGBAO_BIN" document list --json | tr '{' '\n' | grep '"kind":"month_summary"' |
    grep -oE '"document":"[^"]*"' | cut -d'"' -f4 | sort > now
  comm -13 known now
  mv now known
}

district_filing 办事预约系统 青收〔2026〕1号
first=$filing
wants 0 tick
wants 0 tick --as-of 2026-03-02
wants 0 case list --procedure month_summary --open
month=
for id in $(grep -oE '"case":"[^"]*"' out | cut -d'"' -f4); do
  "$DENGBAO_BIN" case show "$id" --json | grep -q '"2026-03-01"' && month=$id
done
[ -n "$month" ] || die "no month summary was opened"

# Sent: whoever reads it knows whose systems they are, and no id is printed.
new_summary > /dev/null
wants 0 case do "$month" send
wants 0 tick
edition=$(new_summary)
text_of "$edition"
for word in 青杉区信息办 2026年3月 青杉区政务中心 办事预约系统 第二级 99000000001 青收〔2026〕1号; do
  grep -qF "$word" text || fail "the summary does not say $word: $(cat text)"
done
grep -qF "$first" text && fail "the summary prints the id of a case"
grep -qF 代替 text && fail "the first edition replaces nothing"
grep -qF 0900-5550101 text && fail "a personal value in the summary"
run case show "$month" --lang zh-CN
grep -qF 办事预约系统 out || fail "the case does not name its filings: $(head -c 900 out)"

# Something was left out: taken back with a reason, sent again, the frozen first one stays.
district_filing 排队叫号系统 青收〔2026〕2号
second=$filing
wants 6 case do "$month" take_back
wants 0 case do "$month" take_back --set correction_reason=漏列排队叫号系统
wants 0 tick
wants 0 case do "$month" send --on 2026-03-02
wants 0 tick
corrected=$(new_summary)
[ -n "$corrected" ] || fail "no new edition"
text_of "$corrected"
for word in 办事预约系统 排队叫号系统 第二版 代替2026年3月2日 更正原因：漏列排队叫号系统; do
  grep -qF "$word" text || fail "the corrected summary does not say $word: $(cat text)"
done
wants 0 case do "$month" merge
wants 0 tick
wants 6 case do "$month" take_back --set correction_reason=又漏
for f in "$first" "$second"; do
  wants 0 case show "$f"
  same "filing after the merge" under_review "$(field state)"
done

# A letter is erased as a whole file.
wants 0 case do "$first" accept
wants 0 tick
wants 0 document list --case "$first"
letter=$(tr '{' '\n' < out | grep '"kind":"reply_a"' | grep -oE '"document":"[^"]*"' | cut -d'"' -f4)
wants 0 document show "$letter"
number=$(field number)
pdf=$(field pdf)
docx=$(field docx)
[ -n "$number" ] && [ "${#pdf}" = 64 ] || die "no letter: $(head -c 300 out)"
grep -q '"fields"' out || fail "a letter without the fields it was filled from"
wants 0 document render "$letter" --output kept
cp "kept/$number.pdf" copy.pdf
chunks() { # how many pieces of the letter's files are kept
  command -v sqlite3 > /dev/null || die "sqlite3 is not installed; type: tools/setup test"
  sqlite3 "$DENGBAO_DATA/dengbao.db" \
    "SELECT count(*) FROM file_chunk WHERE digest IN ('$pdf', '$docx')"
}
same "chunks before" 2 "$(chunks)"
wants 3 document erase "$letter"
wants 4 document erase "$letter" --reason ' '
wants 5 document erase 没有的文号 --reason 法院判决
size=$(tree_size)
wants 0 document erase "$letter" --reason 法院判决删除 --key gone
receipt_of out > receipt.json
env -i "$DENGBAO_BIN" verify receipt.json > /dev/null || fail "no sound receipt of the erasure"
wants 0 document erase "$letter" --reason 法院判决删除 --key gone
wants 6 document erase "$letter" --reason 再删一次
same "code of erasing twice" document.erased "$(field code)"
same "entries" $((size + 1)) "$(tree_size)"
same "chunks after" 0 "$(chunks)"

# looks WHEN: everything that looks at the erased letter says so, and the rest is as it was.
looks() {
  wants 0 document show "$letter"
  same "number, $1" "$number" "$(field number)"
  same "digest, $1" "$pdf" "$(field pdf)"
  same "reason, $1" 法院判决删除 "$(field reason)"
  grep -q '"fields"' out && fail "$1: what the letter was filled from is still there"
  wants 6 document render "$letter" --output again
  same "code of rendering, $1" document.erased "$(field code)"
  [ ! -e "again/$number.pdf" ] || fail "$1: something was written"
  wants 0 document render "$corrected" --output again --force
  wants 0 verify "$number"
  same "verdict by number, $1" "on record, erased by law" "$(field verdict)"
  log_is_sound "$1" --all-signatures
}
looks "after erasing"
# Whoever kept a copy can still have it verified: it is what was issued.
env -i "$DENGBAO_BIN" verify copy.pdf > out || fail "the kept copy: $(cat out)"
wants 0 rebuild
looks "after rebuilding"
wants 0 backup "$place/backup"
rm -rf "$DENGBAO_DATA"
wants 0 restore "$place/backup"
looks "after restoring"

# Bytes that go without such an entry are still missed.
if command -v sqlite3 > /dev/null; then
  sqlite3 "$DENGBAO_DATA/dengbao.db" \
    "DELETE FROM file WHERE digest = (SELECT pdf FROM document WHERE id = '$corrected')"
  wants 2 ledger verify
  grep -q log.file_missing out || fail "a file that is gone is not missed: $(head -c 300 out)"
fi
conclude
