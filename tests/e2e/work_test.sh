#!/bin/bash
# Inside a party: who works a duty, who stands in while somebody is away, what everybody was told
# and has read, and what each has done himself. All of it stands in the log and survives a rebuild.
set -u
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
new_city
for name in zhang li; do wants 0 account add "$name" --party office; done
wants 0 account add wang --party unit
new_filing 数据开放平台
case=$filing
wants 0 case do "$case" deliver "${papers[@]}" --as-of 2026-02-10T10:00:00+08:00
as() {
  local account=$1 wanted=$2
  shift 2
  wants "$wanted" "$@" --as "$account"
}
worker() { "$DENGBAO_BIN" duty list --case "$case" --json "$@" > rows && field worker rows; }

# Claiming: one account of the party that owes it, and only one.
as zhang 5 duty claim "$case" no-such-duty
as wang 6 duty claim "$case" review
same "a duty of another party" duty.of_others "$(field code)"
wants 3 duty claim "$case" review
same "the local operator is nobody's colleague" duty.needs_account "$(field code)"
size=$(tree_size)
as zhang 0 duty claim "$case" review --key k1
as zhang 0 duty claim "$case" review --key k1
same "the same claim again" $((size + 1)) "$(tree_size)"
same "who works it" zhang "$(worker)"
as zhang 7 duty claim "$case" review
as li 7 duty claim "$case" review
same "the second comer is told who" duty.claimed_already "$(field code)"
[ -z "$(worker --as wang)" ] || fail "another party sees who works it: $(cat rows)"

# Releasing and assigning.
as li 6 duty release "$case" review
as zhang 0 duty release "$case" review
as zhang 7 duty release "$case" review
as zhang 5 duty assign "$case" review --to wang
as zhang 5 duty assign "$case" review --to nobody
as zhang 0 duty assign "$case" review --to li --why 熟悉情况
same "who works it now" li "$(worker)"
as zhang 7 duty assign "$case" review --to li

# Away: dated, without overlaps, and the stand-in may act in the duty.
as li 4 account away --from 2026-02-12 --until 2026-02-10 --to zhang
as li 4 account away --from 2026-02-10 --until 2026-02-13 --to li
as li 5 account away --from 2026-02-10 --until 2026-02-13 --to wang
as li 0 account away --from 2026-02-10 --until 2026-02-13 --to zhang --why 培训
as li 7 account away --from 2026-02-13 --until 2026-02-14 --to zhang
as zhang 7 account away --from 2026-02-12 --until 2026-02-12 --to li
worker > /dev/null
same "who stands in" zhang "$(field stand_in rows)"
as li 0 account colleagues
grep -q '"until":"2026-02-13"' out || fail "the absence is not shown: $(cat out)"
wants 0 duty list --case "$case" --as-of 2026-02-14T10:00:00+08:00 && cp out rows
as zhang 0 duty release "$case" review
as li 0 account back
as li 5 account back

# Notices: to whom, delivered, seen; the read receipt is an event.
as zhang 0 notice list
grep -q '"what":"stand_in"' out || fail "the stand-in was not told: $(cat out)"
as li 0 notice list --unseen
grep -q '"what":"assigned"' out || fail "the assigned was not told: $(cat out)"
grep -q '"what":"stand_in"' out && fail "somebody else's notice is shown: $(cat out)"
notice=$(field id)
as zhang 5 notice seen "$notice"
as zhang 3 notice seen
as li 0 notice seen "$notice"
as li 0 notice list --unseen
same "nothing unseen" "[]" "$(tr -d '\n ' < out)"
wants 0 tick --as-of 2026-02-27T10:00:00+08:00
as li 0 notice list --unseen
grep -q '"what":"remind"' out || fail "the reminder of the pack is no notice: $(cat out)"
as li 0 notice seen --all
as zhang 0 notice list --unseen
grep -q '"what":"remind"' out || fail "seen by one is not seen by all: $(cat out)"
grep -q '"account":"li"' out || fail "the read receipt of the colleague is missing: $(cat out)"

# What I have done, and its receipt.
as zhang 0 duty done
grep -q '"kind":"duty released".*"kind":"duty claimed"' out || fail "own deeds: $(cat out)"
grep -q '"kind":"notice' out && fail "telling is no deed: $(cat out)"
event=$(field event)
as zhang 0 receipt show --event "$event"
cp out receipt.json
run verify receipt.json
same "receipt of a claim" 0 "$rc"
as zhang 6 duty done --account li
as zhang 4 duty done --most 0
wants 0 duty done --account zhang --most 1
before=$(field before)
wants 0 duty done --account zhang --before "$before"
grep -q "\"event\":\"$event\"" out && fail "a page repeats what stood on the one before"

# Recusal: who has ties steps aside in one case. The pack says what he then may not do; the server
# refuses it, and what he was working has passed on.
for name in chen zhou; do wants 0 account add "$name" --party experts; done
wants 0 case do "$case" refer --set review_reason=等级明显偏高
wants 0 case list --procedure expert_review
review=$(field case)
opinion=(case do "$review" opine --set met_on=2026-02-27 --set 'members=[{"name":"甲","unit":"乙"}]'
  --set agrees=true --set agreed_level=3 --set reason=同意)
as chen 0 case show "$review"
grep -q '"recusable":true' out || fail "the form does not know that ties are asked about: $(head -c 900 out)"
as chen 0 duty claim "$review" meet
as li 6 case recuse "$review" --why 有利害关系
same "a role without recusal" case.no_recusal "$(field code)"
as wang 6 case recuse "$review" --why 有利害关系
as chen 4 case recuse "$review" --why ' '
as chen 5 case recuse "$review" --why 曾为该单位提供咨询 --to wang
as chen 0 case recuse "$review" --why 曾为该单位提供咨询 --to zhou
as chen 7 case recuse "$review" --why 再次
same "who works it instead" zhou "$("$DENGBAO_BIN" duty list --case "$review" --json > rows; field worker rows)"
as zhou 0 notice list --unseen
grep -q 曾为该单位提供咨询 out || fail "the other was not told why: $(cat out)"
as chen 6 "${opinion[@]}"
same "who stepped aside does not sign" case.recused "$(field code)"
grep -q 'S1-11' out || fail "without the clause: $(cat out)"
as chen 0 case show "$review"
same "nor is it offered" 0 "$(grep -c '"mine":true' out)"
as zhou 0 duty release "$review" meet
as chen 6 duty claim "$review" meet
as zhou 6 duty assign "$review" meet --to chen
same "nor is it handed to him" case.recused "$(field code)"
wants 0 rebuild
as chen 6 "${opinion[@]}"
as zhou 0 "${opinion[@]}"
# In other cases he is who he was.
new_filing 内部办公系统
wants 0 case do "$filing" deliver "${papers[@]}"
wants 0 case do "$filing" refer --set review_reason=等级明显偏高
wants 0 case list --procedure expert_review --open
review=$(field case)
as chen 0 duty claim "$review" meet

wants 0 duty list --case "$case"
cp out before_rebuild
wants 0 rebuild
wants 0 duty list --case "$case"
cmp -s out before_rebuild || fail "after a rebuild: $(cat out)"
log_is_sound "all this"
conclude
