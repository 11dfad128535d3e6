#!/bin/bash
# One step of a filing (a letter, a certificate, their numbers) with an error, a full disk or a kill
# at its writes and syncs: what was acknowledged is kept, the rest can be done again, once.
# $DENGBAO_FAULTS=all takes every single call; otherwise a sample that changes from run to run.
set -u
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
command -v strace > /dev/null || die "strace is not installed; type: tools/setup test"
new_city
new_filing 数据开放平台
wants 0 case do "$filing" deliver "${papers[@]}" || exit 1
wants 0 tick --as-of 2026-02-12 || exit 1
before=$(tree_size)
mv "$DENGBAO_DATA" "$place/whole"
step=(case do "$filing" accept --key once)
fresh() { rm -rf "$DENGBAO_DATA" && cp -r "$place/whole" "$DENGBAO_DATA"; }

# How often the step calls what, and what the log holds when nothing goes wrong.
calls=pwrite64,write,fdatasync,fsync,ftruncate,unlink,rename,openat
fresh
strace -f -o trace -e trace=$calls "$DENGBAO_BIN" "${step[@]}" --json > out 2> err ||
  die "the step itself: $(cat out err)"
after=$(tree_size)
count() { grep -c " $1(" trace; }

tried=0
broke=0
# try CALL FAULT N: the step with that fault at its Nth such call.
try() {
  fresh
  { strace -f -o /dev/null -e trace="$1" -e inject="$1:$2:when=$3" \
    "$DENGBAO_BIN" "${step[@]}" --json > answer 2> noise; } 2> /dev/null
  local code=$? size
  local what="$1 $2 at call $3"
  tried=$((tried + 1))
  case $code in
    0)
      receipt_of answer > receipt
      # The answer itself may be what could not be written; then nothing was acknowledged.
      if [ "$1" != write ]; then
        env -i "$DENGBAO_BIN" verify receipt > /dev/null 2>&1 || fail "$what: no sound receipt"
        "$DENGBAO_BIN" receipt show --event "$(field event answer)" --json > /dev/null ||
          fail "$what: acknowledged and lost"
      fi ;;
    8 | 137) broke=$((broke + 1)) ;;
    *) fail "$what: exit $code: $(head -c 300 answer noise)" ;;
  esac
  [ $code != 8 ] || grep -q '^{"error":{"kind":"external"' answer ||
    fail "$what: no word of it: $(cat answer)"
  run case show "$filing" --json
  same "reading after $what" 0 "$rc"
  log_is_sound "$what"
  size=$(tree_size)
  # What the step sets off (letters, the certificate) follows in entries of its own.
  [ "$size" -ge "$before" ] || fail "$what: the log shrank to $size"
  wants 0 "${step[@]}"
  wants 0 tick
  same "entries after doing it again, $what" "$after" "$(tree_size)"
}
# sweep CALL FAULT SUFFIX AT_MOST
sweep() {
  local total stride n
  total=$(count "$1")
  stride=$(((total + $4 - 1) / $4))
  [ "${DENGBAO_FAULTS:-}" != all ] || stride=1
  [ "$stride" -gt 0 ] || return 0
  for ((n = 1 + RANDOM % stride; n <= total; n += stride)); do try "$1" "$2" "$n$3"; done
}
sweep pwrite64 error=ENOSPC + 6
sweep pwrite64 error=EIO '' 2
sweep pwrite64 signal=KILL '' 6
sweep fdatasync error=EIO '' 4
sweep fdatasync error=ENOSPC + 2
sweep fdatasync signal=KILL '' 4
sweep ftruncate signal=KILL '' 1
sweep unlink signal=KILL '' 1
sweep write signal=KILL '' 1
echo "$tried faults, $broke of them stopped the step"
[ "$broke" -gt 5 ] || fail "the faults did not reach the step"

# A disk that is really full: a small file system where one may be mounted, else a limit on files.
fresh
if mkdir small && mount -t tmpfs -o size=1500k tmpfs small 2> /dev/null; then
  trap 'umount "$place/small" 2> /dev/null; finish' EXIT
  cp -r "$place/whole/." small/ && DENGBAO_DATA=$place/small
  head -c 2000k /dev/zero > small/ballast 2> /dev/null
  chmod 700 small
  run "${step[@]}" --json
  full=$rc
  # As after a power cut too: what was written last is in the WAL, and its index is gone.
  rm -f small/dengbao.db-shm
  head -c 2000k /dev/zero > small/ballast2 2> /dev/null
  for read in "case show $filing" "case list" "duty list" "system list" "ledger verify" \
    "ledger checkpoint" "document list" "backup $place/away"; do
    # shellcheck disable=SC2086
    wants 0 $read && [ -s out ] || fail "reading on a full disk: $read"
  done
  rm -f small/ballast small/ballast2
  log_is_sound "a full disk"
  same "entries after a full disk" "$before" "$(tree_size)"
else
  blocks=$(($(stat -c %s "$DENGBAO_DATA/dengbao.db") / 1024 / 8))
  (trap '' XFSZ; ulimit -f "$blocks"; exec "$DENGBAO_BIN" "${step[@]}" --json) > out 2> err
  full=$?
fi
same "the step on a full disk" 8 "$full"
wants 0 "${step[@]}"
same "entries when there is room again" "$after" "$(tree_size)"
log_is_sound "room again"
conclude
