#!/bin/bash
# A wrong letter and a wrong certificate: voided and issued anew, never edited. The old one keeps its
# bytes, its number and its proof, everything that looks at it says what replaced it, and numbers
# follow each other without a gap.
set -u
. "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
new_city
wants 0 account add wang --party unit
new_filing 数据开放平台
case=$filing
wants 0 case do "$case" deliver "${papers[@]}" --as-of 2026-02-10T10:00:00+08:00
wants 0 case do "$case" return --set 'defects=[{"item":"盖章","clause":"x","text":"缺"}]'
wants 0 document list --case "$case"
old=$(field number)
id=$(field document)
pdf=$(field pdf)
[ -n "$old" ] || die "no letter B: $(cat out)"
wants 0 verify "$old"
same "a letter that counts" "on record" "$(field verdict)"

# Corrected: with a reason, by whoever issued it.
wants 6 case do "$case" correct_b
wants 6 case do "$case" correct_b --set correction_reason=漏列 --as wang
wants 0 case do "$case" correct_b --set correction_reason=漏列一项 \
  --set 'defects=[{"item":"盖章","clause":"x","text":"缺"},{"item":"拓扑","clause":"y","text":"缺"}]'
wants 0 case show "$case"
new=$(field letter_number)
same "the next number" "${old%号}" "$(printf %s "$new" | sed 's/2号$/1/')"

# What is said of the old one, everywhere, with its proof.
wants 2 verify "$old"
same "the verdict" voided "$(field verdict)"
same "why" 漏列一项 "$(field reason)"
same "what replaced it" "$new" "$(field replaced_by)"
event=$(grep -oE '"voided":\{[^}]*\}' out | grep -oE '"event":"[^"]*"' | cut -d'"' -f4)
wants 0 receipt show --event "$event"
receipt_of out > /dev/null
cp out voiding.json
wants 0 verify voiding.json
wants 0 document show "$id"
same "its bytes are named as before" "$pdf" "$(field pdf)"
same "what replaced it" "$new" "$(field replaced_by)"
wants 0 document render "$id" --output files
same "and are the same" "$pdf" "$("$DENGBAO_BIN" document show "$id" --json | grep -o '"pdf":"[0-9a-f]*"' | cut -d'"' -f4)"
wants 0 verify "files/$old.pdf"
wants 0 verify "$new"
same "the new one counts" "on record" "$(field verdict)"
same "and names the old one" "$old" "$(field replaces)"
wants 0 document list --case "$case"
anew=$(tr '{' '\n' < out | grep "\"number\":\"$new\"" | grep -oE '"document":"[^"]*"' | cut -d'"' -f4)
wants 0 document render "$anew" --output files
pdftotext -layout "files/$new.pdf" - | tr -d ' \n' > text
grep -qF "本函代替$old" text || fail "the new letter does not name the old one: $(cat text)"
grep -qF 漏列一项 text || fail "the new letter does not say why: $(cat text)"
wants 0 notice list --as wang
grep -q 复函有更正 out || fail "the addressee was not told: $(cat out)"

# Objection: once for each letter; upheld, the office owes the correction.
wants 0 tick --as-of 2026-02-11T10:00:00+08:00
wants 6 case do "$case" object --as wang
wants 0 case do "$case" object --set objection_grounds=已经盖章 --as wang
wants 6 case do "$case" object --set objection_grounds=已经盖章 --as wang
wants 0 case list --procedure objection
objection=$(field case)
wants 6 case do "$objection" uphold --set finding=确已盖章 --as wang
wants 0 case do "$objection" uphold --set finding=确已盖章
wants 0 duty list --case "$case"
grep -q '"duty":"correct_upheld"' out || fail "nobody owes the correction: $(cat out)"
wants 0 case do "$case" annul_b --set correction_reason=异议成立
same "the review goes on" under_review "$(field state)"
wants 2 verify "$new"
same "voided without a successor" "" "$(field replaced_by)"

# Accepted; then the certificate is replaced.
wants 0 case do "$case" accept
wants 0 case show "$case"
certificate_number=$(field certificate_number)
certificate=$(grep -oE '"links":\{[^}]*\}' out | grep -oE '"certificate":"[^"]*"' | cut -d'"' -f4)
wants 0 case do "$certificate" replace --set reason=名称印错
wants 0 case show "$certificate"
next=$(field new_number)
same "the next certificate number" "${certificate_number%1}2" "$next"
wants 2 verify "$certificate_number"
same "the certificate" voided "$(field verdict)"
same "replaced by" "$next" "$(field replaced_by)"
wants 0 verify "$next"
same "the new certificate names the old" "$certificate_number" "$(field replaces)"
same "and is valid" valid "$(field state)"

# One number in documents of two kinds: what is voided is the one that was named, and nothing where
# only the other was issued.
mkdir -p twin/procedures twin/templates twin/instruments
cat > twin/pack.yaml << 'end'
id: zz-twin
title: {zh: 试, en: Twin}
edition: "1"
force: guide
since: 2026-01-01
uses: []
packager: dengbao
language: zh-CN
end
for kind in slip copy; do
  printf 'id: %s\ntitle: {zh: 单, en: Slip}\nkind: letter\nfields: [number, party.owner.name, date.issued]\nblocks:\n  - title: 单\n  - addressees: ["{party.owner.name}"]\n  - paragraph: "{number}"\n  - signature: {issuers: [甲], date: "{date.issued|date}", seal: 印章处}\n' \
    "$kind" > "twin/templates/$kind.yaml"
done
cat > twin/procedures/twin.yaml << 'end'
procedure: twin
title: {zh: 双文书, en: Twin}
about: object
roles: {owner: {find: owner_of_subject}}
facts:
  n: {type: text, label: {zh: 编号, en: Number}}
  why: {type: text, label: {zh: 理由, en: Why}}
states: {open: {}, closed: {final: true}}
moves:
  slip: {from: open, by: owner, asks: [n], issues: [{document: slip, to: [owner], number: n}], to: stay}
  copy: {from: open, by: owner, asks: [n], issues: [{document: copy, to: [owner], number: n}], to: stay}
  void: {from: open, by: owner, asks: [why], then: [{void: copy, number: n, because: why, cites: [twin 1]}], to: stay}
  close: {from: open, by: owner, to: closed}
end
printf 'id: twin\ntitle: {zh: 试, en: Twin}\nforce: guide\nclauses:\n  - {id: "1", title: {zh: 一, en: One}, summary: {zh: 一, en: One}}\n' > twin/instruments/twin.yaml
mv twin zz-twin
wants 0 law install zz-twin
wants 0 system list
object=$(field id)
wants 0 case open zz-twin/twin --about "$object"
twin=$(field case)
wants 0 case do "$twin" slip --set n=试一号
wants 0 case do "$twin" void --set why=错
wants 0 verify 试一号
same "the other kind still counts" "on record" "$(field verdict)"
wants 0 event list --move 'effect refused'
grep -q refused_effect/ out || fail "that it was refused is not on record: $(head -c 600 out)"
wants 0 case do "$twin" copy --set n=试一号
wants 0 case do "$twin" void --set why=错
wants 0 document list --case "$twin"
same "which of the two is void" copy "$(/usr/bin/python3 -c 'import json
print(" ".join(d["kind"] for d in json.load(open("out")) if "voided" in d))')"
# The same number in a matter about another system is another document.
new_filing 另一个系统
wants 0 case open zz-twin/twin --about 另一个系统
other=$(field case)
wants 0 case do "$other" copy --set n=试二号
wants 0 case do "$twin" copy --set n=试二号
wants 0 case do "$twin" void --set why=错
wants 0 document list --case "$other"
same "that of the other system" 0 "$(grep -c '"voided"' out)"

# Numbers follow each other, the log is sound, and a rebuild brings back the same verdicts.
log_is_sound "corrections"
wants 0 rebuild
wants 2 verify "$old"
same "the verdict after a rebuild" voided "$(field verdict)"
wants 2 verify "$certificate_number"
wants 0 verify "$next"

# The old paper, shown to the server that keeps it: as intact as ever, and void.
serving
upload=$(curl -s -X POST "$url/api/v1/upload?name=old.pdf" --data-binary "@files/$old.pdf" |
  grep -oE '"upload":"[^"]*"' | cut -d'"' -f4)
curl -s -o out -X POST "$url/api/v1/verify" -H 'Content-Type: application/json' \
  -d "{\"what\":\"upload:$upload\"}"
grep -q '"intact":true' out || fail "the old paper is not intact: $(cat out)"
same "what replaced it" "$new" "$(field replaced_by)"
stopped
conclude
