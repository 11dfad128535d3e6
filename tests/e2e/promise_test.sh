#!/bin/bash
# What answered with a receipt is kept, once, however many write side by side and whoever is killed.
set -u
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
new_city
before=$(tree_size)

# 64 writers of one directory, each with a key of its own; some die at random moments.
writers=64
request() {
  echo org new --name "单位$1" --id "p$1" --kind other --place 990000 --key "w$1" --wait 120
}
write() {
  # shellcheck disable=SC2046  # the words of a request hold no space
  exec "$DENGBAO_BIN" $(request "$1") --json > "answer.$1" 2> "noise.$1"
}
pids=()
for ((i = 0; i < writers; i++)); do
  write "$i" &
  pids[i]=$!
done 2> /dev/null
holder() { # the process that holds the lock of the directory just now
  awk -v inode=":$(stat -c %i "$DENGBAO_DATA/lock")\$" '$2 != "->" && $6 ~ inode {print $5}' \
    /proc/locks | head -n 1
}
killed=0
for ((n = 0; n < 40; n++)); do
  sleep "0.0$((RANDOM % 9 + 1))"
  victim=${pids[RANDOM % writers]}
  # Every second one dies while it is at it, not while it waits.
  [ $((n % 2)) = 0 ] || { h=$(holder); case " ${pids[*]} " in *" $h "*) victim=$h ;; esac; }
  kill -9 "$victim" 2> /dev/null && killed=$((killed + 1))
done
acknowledged=()
for ((i = 0; i < writers; i++)); do
  wait "${pids[i]}" 2> /dev/null
  code=$?
  case $code in
    0) acknowledged+=("$i") ;;
    137) ;;
    *) fail "writer $i: exit $code: $(head -c 300 "answer.$i")" ;;
  esac
done
echo "killed $killed, acknowledged ${#acknowledged[@]} of $writers"
[ "${#acknowledged[@]}" -gt 0 ] || fail "nobody was acknowledged"
[ "${#acknowledged[@]}" -lt "$writers" ] || fail "nobody died: the test tries nothing"
log_is_sound "the killing"
for i in "${acknowledged[@]}"; do
  receipt_of "answer.$i" > receipt
  env -i "$DENGBAO_BIN" verify receipt > /dev/null 2>&1 || fail "receipt of writer $i"
  event=$(field event "answer.$i")
  "$DENGBAO_BIN" receipt show --event "$event" --json > shown 2>&1 ||
    fail "lost: writer $i, event $event"
done

# The same request with the same key: one effect, and for the acknowledged the answer of then.
for ((i = 0; i < writers; i++)); do
  # shellcheck disable=SC2046
  wants 0 $(request "$i")
  case " ${acknowledged[*]} " in *" $i "*)
    same "event of writer $i" "$(field event "answer.$i")" "$(field event)"
    same "leaf of writer $i" "$(field leaf_hash "answer.$i")" "$(field leaf_hash)" ;;
  esac
done
same "entries in the log: each writer once" $((before + writers)) "$(tree_size)"
"$DENGBAO_BIN" ledger export exported --json > /dev/null || fail "ledger export"
same "indexes without a gap" "$(seq 0 $((before + writers - 1)) | md5sum)" \
  "$(grep -o '"index":[0-9]*' exported/events.jsonl | cut -d: -f2 | sort -n | md5sum)"
# How the answer is shown, and how long one waits, make no other request of it.
wants 0 org new --name 单位0 --id p0 --kind other --place 990000 --key w0 --lang zh-CN --quiet
wants 7 org new --name 另一单位 --kind other --place 990000 --key w0
same "the conflict is named" app.key_reused "$(field code)"

# While another holds the directory, a writer waits as long as told and a reader not at all.
exec 9<> "$DENGBAO_DATA/lock"
flock 9
wants 7 org new --name 另一单位 --kind other --place 990000 --wait 1
same "the directory is busy" app.locked "$(field code)"
wants 0 org list
exec 9>&-

# Two officers, one case: with --if-version one wins and the other learns of it; without, the second
# finds the case moved on.
race() { # race ARGS...: two at once; leaves their exit codes, sorted, in $codes
  local first second
  "$DENGBAO_BIN" case do "$@" --json > race.1 2>&1 & first=$!
  "$DENGBAO_BIN" case do "$@" --json > race.2 2>&1 & second=$!
  wait "$first"
  codes=$?
  wait "$second"
  codes=$(printf '%s\n' "$codes" $? | sort -n | tr '\n' ' ')
}
cases=()
for n in 1 2 3 4; do
  new_filing "开放平台$n"
  cases+=("$filing")
done
for n in 0 1 2; do
  race "${cases[n]}" deliver "${papers[@]}" --if-version 1
  same "with --if-version, case $n" "0 7 " "$codes"
done
race "${cases[3]}" deliver "${papers[@]}"
same "without a version" "0 6 " "$codes"

# A key holds for what was handed in, not for the name of the file.
new_filing 开放平台5
cases+=("$filing")
wants 0 case do "$filing" deliver "${papers[@]}" --key papers
wants 0 case do "$filing" deliver "${papers[@]}" --key papers
echo z > a.pdf
wants 7 case do "$filing" deliver "${papers[@]}" --key papers
same "other papers, the same key" app.key_reused "$(field code)"

# Letters are numbered without a gap although some officers die while they sign.
wants 0 tick --as-of 2026-02-12
pids=()
for n in 0 1 2 3 4; do
  "$DENGBAO_BIN" case do "${cases[n]}" accept --key "accept$n" --wait 120 --json \
    > "accept.$n" 2>&1 &
  pids+=($!)
done
sleep "0.$((RANDOM % 3 + 1))"
kill -9 "${pids[0]}" "$(holder)" 2> /dev/null
wait "${pids[@]}" 2> /dev/null
for n in 0 1 2 3 4; do wants 0 case do "${cases[n]}" accept --key "accept$n" --wait 120; done
"$DENGBAO_BIN" document list --json > documents
same "letters 1 to 5" "1 2 3 4 5 " "$(grep -oE '〔2026〕[0-9]+号"' documents | grep -oE '[0-9]+号' |
  tr -d 号 | sort -n | uniq | tr '\n' ' ')"
same "certificates" 5 "$(grep -o '"kind":"filing_certificate"' documents | wc -l)"
log_is_sound "all"
conclude
