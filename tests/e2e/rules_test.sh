#!/bin/bash
# Rules change under running cases: a grade is proposed and entered into the register by the pack,
# a newer edition is installed, a running case is looked at under it and then moved, and the record
# of all that can be rebuilt from the log.
set -u
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
new_city
printf 'opinion' > opinion.pdf

# grade system: proposed in one request; the register changes only when the grade is decided.
wants 0 system new --unit unit --name 挂号系统
system=$(field id)
wants 3 grade system 挂号系统 --info public:somewhat --service rights:general
wants 5 grade system 没有的系统 --info public:serious --service rights:general
wants 0 grade system 挂号系统 --info public:serious --service rights:general --key g1
same "grade" S3A1G3 "$(field code)"
grading=$(field case)
size=$(tree_size)
wants 0 grade system 挂号系统 --info public:serious --service rights:general --key g1
same "the same request again" "$size" "$(tree_size)"
wants 6 grade system 挂号系统 --info public:serious --service rights:general
same "a grading that is under way" case.wrong_state "$(field code)"
wants 6 case do "$grading" decide
wants 0 case do "$grading" approve --set approved=true
wants 0 case do "$grading" review --set 'members=[{"name":"专家甲"}]' --attach opinion=opinion.pdf \
  --set experts_agree=true
"$DENGBAO_BIN" system show "$system" --json > shown
grep -q '"level":null' shown || fail "the register took a grade that is not decided: $(cat shown)"
wants 0 case do "$grading" decide
wants 0 tick
"$DENGBAO_BIN" system show "$system" --json > shown
same "level in the register" 3 "$(field level shown)"

# A case under the old edition, then a newer one with another time to answer.
new_filing 数据开放平台
wants 0 case do "$filing" deliver "${papers[@]}" --as-of 2026-02-10T10:00:00+08:00
wants 0 duty list --case "$filing"
same "the review is due" 2026-03-02 "$(field due)"
wants 6 case migrate "$filing" --preview
same "nothing to move to" case.migrate_same "$(field code)"
cp -r "$root/law/packs/cn-bj-egov-2007" newer
days=newer/parameters/review_days.yaml
[ -e "$days" ] || die "no parameter of review days in the pack"
sed -i '0,/value: P10WD/s//value: P6WD/' "$days"
sed -i -E 's/^edition:.*/edition: "2007.9"/' newer/pack.yaml
wants 0 law install newer
size=$(tree_size)
wants 0 case migrate "$filing" --preview
grep -q '"possible":true' out || fail "not possible: $(cat out)"
grep -q '"was":{"status":"running","due":"2026-03-02"}' out || fail "was: $(cat out)"
grep -q '"is":{"status":"running","due":"2026-02-25"}' out || fail "is: $(cat out)"
same "a preview writes nothing" "$size" "$(tree_size)"
wants 0 duty list --case "$filing"
same "nor does it move a duty" 2026-03-02 "$(field due)"
version=$("$DENGBAO_BIN" case show "$filing" --json | grep -oE '"version":[0-9]+' | head -n 1 | grep -oE '[0-9]+')
wants 7 case migrate "$filing" --if-version $((version + 1))
wants 0 case migrate "$filing" --if-version "$version" --key m1
receipt_of out > receipt.json
wants 0 verify receipt.json
wants 0 duty list --case "$filing"
same "counted by the newer edition" 2026-02-25 "$(field due)"
"$DENGBAO_BIN" case show "$filing" --json > shown
grep -q '"edition":"2007.9"' shown || fail "the case does not name its edition"
grep -q '"move":"migrate"' shown || fail "the trail does not say that it moved"
# A case opened now runs under it, and the old one goes on to its end.
new_filing 人口库
wants 0 case show "$filing"
grep -q '"edition":"2007.9"' out || fail "a new case runs under the old edition"
log_is_sound "migration"
"$DENGBAO_BIN" duty list --json > before
wants 0 rebuild
"$DENGBAO_BIN" duty list --json > after
cmp -s before after || fail "rebuild gives other duties"
log_is_sound "rebuild"
conclude
