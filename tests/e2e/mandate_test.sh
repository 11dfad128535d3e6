#!/bin/bash
# An agent acts for a client under a written authorisation: in its scope, on its days, and until it is
# taken back. A head office acts for its branches. Every event says who acted for whom and by what.
set -u
. "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
new_city
code=91500000MA5U000036
wants 0 org new --name 云杉咨询有限公司 --id agency --place 990000 --code "$code"
wants 0 org new --name 云杉集团 --id group --place 990000
for who in agency:ann unit:wang group:gao office:zhang; do wants 0 account add "${who#*:}" --party "${who%%:*}"; done
printf '%%PDF-1.4\n' > paper.pdf
echo no > paper.txt
new_filing 数据开放平台
case=$filing
wants 0 system list
object=$(field id)
new_filing 内部办公系统
other=$filing
as() {
  local account=$1 wanted=$2
  shift 2
  wants "$wanted" "$@" --as "$account"
}
now() { wants 0 tick --as-of "$1"; }

# Before: nothing is seen, nothing is done.
as ann 5 case show "$case"
as ann 5 case do "$case" deliver --attach form=a.pdf
as ann 5 system show "$object"

# Giving it: by the client, with a scan that is one, dated, of its own objects.
as wang 4 authorisation new --agent "$code" --until 2026-03-31 --scan paper.txt
as wang 4 authorisation new --agent "$code" --since 2026-04-01 --until 2026-03-31 --scan paper.pdf
as wang 5 authorisation new --agent nobody --until 2026-03-31 --scan paper.pdf
as wang 5 authorisation new --agent agency --until 2026-03-31 --scan paper.pdf
same "a party that one does not see" party.none "$(field code)"
# Its exact credit code will do.
as wang 0 authorisation new --agent "$code" --procedure cn-mlps/change --until 2026-02-02 --scan paper.pdf
wants 3 authorisation new --agent agency --until 2026-03-31 --scan paper.pdf
# An office is nobody's to hand on.
wants 6 authorisation new --client office --agent agency --until 2026-03-31 --scan paper.pdf
same "an authority as client" mandate.authority "$(field code)"
wants 5 authorisation new --client unit --agent agency --procedure no_such --until 2026-03-31 --scan paper.pdf
wants 0 authorisation new --client unit --agent agency --procedure filing --object "$object" \
  --since 2026-02-05 --until 2026-02-20 --scan paper.pdf
mandate=$(field id)

# Not yet.
as ann 5 case show "$case"
now 2026-02-05T10:00:00+08:00

# In force: that object, that procedure, nothing else.
as ann 0 case show "$case"
same "from whose side" unit "$(field party)"
as ann 0 system show "$object"
as ann 5 case show "$other"
as ann 5 case do "$other" deliver --attach form=a.pdf
as ann 6 case open cn-mlps/grading --about "$object"
same "another procedure" mandate.none "$(field code)"
# Nor on a day before its first, which a deed that is dated back would be.
as ann 6 case do "$case" deliver --attach form=a.pdf --on 2026-02-04 --for unit
same "a day before the first" mandate.none "$(field code)"
as ann 6 case do "$case" deliver --attach form=a.pdf --on 2026-02-04
as ann 0 case do "$case" deliver --attach form=a.pdf --on 2026-02-05
wants 0 event list --case "$case"
wants 0 case show "$case"
grep -q '"agent":"agency"' out || fail "the event does not name the agent: $(tail -c 900 out)"
grep -q "\"under\":\"authorisation/$mandate\"" out || fail "nor the authorisation: $(tail -c 900 out)"
as ann 6 case do "$case" return --set 'defects=[{"item":"a","clause":"b","text":"c"}]'
as ann 5 case do "$case" deliver --attach edata=b.rar --for office
as ann 0 authorisation list
# Ids of one instant are in no order: the other one has ended by now.
same "what the agent holds" "ended in_force" \
  "$(grep -oE '"state": *"[a-z_]+"' out | cut -d'"' -f4 | sort | tr '\n' ' ' | sed 's/ $//')"
as zhang 0 authorisation show "$mandate"
as gao 5 authorisation show "$mandate"
as gao 5 authorisation revoke "$mandate" --reason x

# The last day counts, the day after does not.
now 2026-02-20T23:00:00+08:00
as ann 0 case show "$case"
now 2026-02-21T00:30:00+08:00
as ann 5 case show "$case"
as ann 5 case do "$case" deliver --attach edata=b.rar
as ann 5 system show "$object"
as ann 0 case list
same "nothing is left" "[]" "$(tr -d '\n ' < out)"

# Taken back: at once.
wants 0 authorisation new --client unit --agent agency --until 2026-12-31 --scan paper.pdf
mandate=$(field id)
as ann 0 case show "$other"
as ann 0 case do "$other" deliver --attach form=a.pdf
as wang 4 authorisation revoke "$mandate" --reason ' '
as wang 0 authorisation revoke "$mandate" --reason 自行办理
as wang 7 authorisation revoke "$mandate" --reason 自行办理
as ann 5 case show "$other"
as ann 5 case do "$other" deliver --attach edata=b.rar
as ann 0 notice list
grep -q 撤回 out || fail "the agent was not told: $(cat out)"

# A head office for its branch.
as gao 5 case show "$case"
wants 0 org set unit --superior department=dept --superior filing=group
as gao 0 case show "$case"
as gao 0 case do "$case" deliver --attach edata=b.rar
wants 0 case show "$case"
grep -q '"under":"superior/filing"' out || fail "the event does not say that the head office acted"
# Where the rules let nobody act for the party, its head office sees the case and does nothing in it.
wants 0 org new --name 云杉市公安局 --id police --place 990000
wants 0 org grant police --capacity police --place 990000 --rank city
wants 0 case open cn-cq-notice-2020/incident --about "$object"
closed=$(field case)
report=(case do "$closed" report --set what_happened=x --set found_at=2026-02-20T08:00:00+08:00
  --attach report=a.pdf)
as gao 0 case show "$closed"
same "what it may do there" 0 "$(grep -c '"mine":true' out)"
as gao 6 "${report[@]}"
same "a role that is not represented" mandate.role "$(field code)"
as gao 6 case open cn-cq-notice-2020/incident --about "$object"
same "nor opened for it" mandate.role "$(field code)"
as wang 0 "${report[@]}"
as gao 0 case open cn-mlps/grading --about "$object"
wants 0 case show "$(field case)"
grep -q '"under":"superior/filing"' out || fail "the opening does not say that the head office acted"
log_is_sound "acting for others"
wants 0 rebuild
as ann 5 case show "$case"
as gao 0 case show "$case"
conclude
