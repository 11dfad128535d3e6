#!/bin/bash
# What an administrator looks at before and after he settles something: what a binding would mean,
# which templates and numbers the packs have, the state of the system, and the trail in words.
set -u
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
new_city

# A preview counts whom it concerns, names what stands before it, and writes nothing.
wants 0 org new --name 云杉市第一中学 --id school --kind institution --place 990101
new_filing 邮件系统
size=$(tree_size)
wants 0 binding check --procedure filing --territory 990000 --pack cn-cq-notice-2020
grep -q '"replaces":null,"units":6,' out || fail "whom it concerns: $(cat out)"
grep -q '"now":\[{"pack":"","units":1},{"pack":"cn-bj-egov-2007","units":5}\]' out ||
  fail "what governs today: $(cat out)"
grep -q '"kept":\[{"pack":"cn-bj-egov-2007","units":5}\]' out ||
  fail "the more particular binding stays: $(cat out)"
grep -q '"open_cases":\[{"pack":"cn-bj-egov-2007","cases":1}\]' out || fail "cases stay: $(cat out)"
wants 0 binding check --procedure filing --territory 990000 --party-kind government \
  --pack cn-cq-notice-2020
same "what it would replace" cn-bj-egov-2007 "$(field replaces)"
same "nobody keeps the old one" '[]' "$(grep -oE '"kept":[^]]*\]' out | cut -d: -f2-)"
same "a preview writes nothing" "$size" "$(tree_size)"
# As it was said, so it is.
wants 0 binding add --procedure filing --territory 990000 --pack cn-cq-notice-2020
wants 0 system new --unit school --name 选课系统
wants 0 org new --name 云杉市公安局 --id police --kind government --place 990000
wants 0 org grant police --capacity police --place 990000 --rank city
wants 0 case open filing --about 选课系统
wants 0 case show "$(field case)"
same "the school's filing" cn-cq-notice-2020/filing "$(field procedure)"
wants 0 binding check --procedure filing --territory 990000 --pack cn-bj-egov-2007
same "it is now a replacement" cn-cq-notice-2020 "$(field replaces)"
wants 5 binding check --procedure nothing --territory 990000 --pack cn-bj-egov-2007

# Templates with their editions, fields and the moves that use them.
wants 0 template list
grep -q '"template":"filing_certificate".*"pack":"cn-mlps"' out || fail "no certificate: $(head -c 400 out)"
grep -oE '"template":"reply_b".{0,300}' out | grep -q '"edition":"2007.1"' || fail "no edition"
grep -q '"fact.level"' out || fail "no fields"
grep -q '"procedure":"cn-bj-egov-2007/filing"' out || fail "not where it is used"

# Numbers: nothing given yet, then the last and the next.
wants 0 number list
grep -q '"label":"[^"]*","pack":"[^"]*"' out || fail "no series: $(head -c 400 out)"
grep -q '"last":null' out || fail "a number before any was given"
wants 0 case do "$filing" deliver --attach form=a.pdf --attach edata=b.rar \
  --set form_channel=exchange --set edata_channel=email
wants 0 case do "$filing" return --set 'defects=[{"item":"备案表","clause":"S1-07","text":"缺页"}]'
wants 0 document list --case "$filing"
number=$(field number)
wants 0 number list
line=$(grep -oE '"scope":"[^"]*/2026","last":1,"last_text":"[^"]*","next_text":"[^"]*"' out)
same "the last" "$number" "$(sed -E 's/.*"last_text":"([^"]*)".*/\1/' <<< "$line")"
same "the next" "${number/1号/2号}" "$(sed -E 's/.*"next_text":"([^"]*)".*/\1/' <<< "$line")"

# The state of the system knows of the last backup, and tells a page no folder.
wants 5 health --data "$place/nowhere"
wants 2 health
grep -q '"what":"backup","ok":false,"detail":"-"' out || fail "a backup before any: $(cat out)"
wants 0 backup "$place/backup"
wants 0 health
grep -qE '"what":"backup","ok":true,"detail":"2026-' out || fail "no backup: $(cat out)"
grep -qF "$DENGBAO_DATA" out && fail "the folder is told: $(cat out)"

# The trail says in words what was done, to what.
wants 0 event list --words --limit 50
grep -q '"what":{"zh":"确定适用的法规包"' out || fail "no words: $(head -c 600 out)"
grep -q '"subject_name":"邮件系统"' out || fail "no subject: $(head -c 600 out)"
wants 0 event list --limit 1
grep -q subject_name out && fail "words that nobody asked for"

# Places by name; a system stands where its unit stands.
wants 0 place list
grep -q '{"code":"990101","name":{"zh":"青杉区"' out || fail "no places: $(head -c 300 out)"
wants 0 system show 选课系统
same "place of a system" 990101 "$(field place)"

# Who may look: administrators and auditors, nobody else.
wants 0 account add chief --administrator
wants 0 account add looker --auditor
wants 0 account add clerk --party office
for word in "template list" "number list" health; do
  # shellcheck disable=SC2086
  wants 0 --as looker $word
  # shellcheck disable=SC2086
  wants 6 --as clerk $word
done
wants 0 --as chief binding check --procedure filing --territory 990000 --pack cn-bj-egov-2007
wants 6 --as looker binding check --procedure filing --territory 990000 --pack cn-bj-egov-2007
wants 0 --as looker binding list
conclude
