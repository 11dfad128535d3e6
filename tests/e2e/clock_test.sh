#!/bin/bash
# Time is a command: a simulated clock goes on and never back, lateness is found by `tick`, a real
# clock cannot be told what day it is, and a published year moves a provisional day, never earlier.
set -u
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
new_city
new_filing 数据开放平台
wants 0 case do "$filing" deliver "${papers[@]}" --as-of 2026-02-10T10:00:00+08:00
wants 0 duty list --case "$filing"
same "the review is due" 2026-03-02 "$(field due)"
same "nothing late yet" '[]' "$("$DENGBAO_BIN" duty list --overdue --json)"

# Over the due day: late, escalated once, and the second tick of that day does nothing.
wants 0 tick --as-of 2026-03-06
[ "$(field escalations)" -gt 0 ] || fail "no escalation: $(cat out)"
wants 0 duty list --overdue
same "late duty" review "$(field duty)"
wants 2 duty list --overdue --fail-on-overdue
size=$(tree_size)
wants 0 tick --as-of 2026-03-06
same "ticking the same day again writes nothing" "$size" "$(tree_size)"
wants 6 tick --as-of 2026-03-05
same "the clock does not go back" app.clock_back "$(field code)"
wants 6 case do "$filing" accept --as-of 2026-02-12
same "entries after the refusals" "$size" "$(tree_size)"
wants 0 case show "$filing" --as-of 2026-02-12
log_is_sound "ticking"

# Years ahead in one step: everything in between happens, in order, and is provable.
wants 0 tick --as-of 2026-12-22
log_is_sound "months at once"

# A year nobody has published yet: the day is provisional; publishing moves it, by one entry.
due_of() { "$DENGBAO_BIN" duty list --case "$1" --json > duties; field due duties; }
new_filing 年末系统
wants 0 case do "$filing" deliver "${papers[@]}" --as-of 2026-12-22T10:00:00+08:00
was=$(due_of "$filing")
grep -q '"provisional":true' duties || fail "not provisional: $(cat duties)"
year() { # year FILE [DAY]...: a calendar of 2027 where these days are off, and the first
  local file=$1 day
  shift
  printf 'calendar: cn\nyear: 2027\nsource: 测试用安排\n' > "$file"
  printf 'source_confirmed: made for a test\ndays:\n' >> "$file"
  for day in 2027-01-01 "$@"; do
    printf '  - {date: %s, kind: rest, name: 元旦}\n' "$day" >> "$file"
  done
}
year later.yaml 2027-01-04 2027-01-05
size=$(tree_size)
wants 0 calendar publish later.yaml
now=$(due_of "$filing")
[[ "$now" > "$was" ]] || fail "due day: was $was, with more days off $now"
same "entries: the calendar and the moved duty" $((size + 2)) "$(tree_size)"
grep -q '"provisional":false' duties || fail "still provisional: $(cat duties)"

# Published again with fewer days off: whoever was told a day keeps it.
year sooner.yaml
run calendar publish sooner.yaml --json
same "told is told" "$now" "$(due_of "$filing")"
log_is_sound "publishing"

# A year that cannot be read is refused whole.
size=$(tree_size)
printf 'calendar: cn\nyear: 2027\ndays: [{date: 2027-13-01, kind: rest}]\n' > broken.yaml
wants 4 calendar publish broken.yaml
wants 5 calendar publish nowhere.yaml
same "entries after broken years" "$size" "$(tree_size)"

# A directory with a real clock does not believe what day it is told to be.
export DENGBAO_DATA=$place/real
wants 0 init
wants 6 org new --name 单位 --kind other --place 990000 --as-of 2026-02-01
same "refused" '[]' "$("$DENGBAO_BIN" org list --json)"
wants 6 tick --as-of 2020-01-01
wants 0 org list --as-of 2026-02-01
conclude
