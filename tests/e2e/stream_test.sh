#!/usr/bin/env bash
# Large files over HTTP: they come and go piece by piece. What the server holds of them in memory is
# measured, with several at once and with readers that are slow.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname -- "$0")/lib.sh"

size=$((60 << 20))
most=$((40 * 1024)) # kB of memory for all that goes on at once: less than one of the files

signed_in() {
  serving --demo
  password=$(sed -n 's/^demo password.*: //p' serve.err)
  curl -s -o /dev/null -c jar -X POST "$url/api/v1/session" -H 'Content-Type: application/json' \
    -d "{\"name\":\"uni\",\"password\":\"$password\"}"
}
memory() { sed -n "s/^$1:[[:space:]]*\([0-9]*\) kB/\1/p" "/proc/$server/status"; }
begin_measuring() {
  curl -s -o /dev/null -b jar "$url/api/v1/system"
  echo 5 > "/proc/$server/clear_refs"
  before=$(memory VmRSS)
}
measured() {  # WHAT: how far memory has risen since then
  local risen=$(($(memory VmHWM) - before))
  echo "$1: $risen kB more"
  [ "$risen" -lt "$most" ] || fail "$1 took $risen kB of memory"
}

new_city
wants 0 account add uni --party unit
new_filing 门户
head -c $size /dev/urandom > large.bin
digest=$(openssl dgst -sm3 -r large.bin | cut -d' ' -f1)

signed_in
begin_measuring
transfers=()
for i in 1 2 3 4; do
  curl -s -b jar -X POST "$url/api/v1/upload?name=$i.bin" -H 'X-Dengbao: 1' \
    -H 'Content-Type: application/octet-stream' -T large.bin > "upload$i" &
  transfers+=($!)
done
wait "${transfers[@]}"
measured "four uploads at once"
for i in 1 2 3 4; do
  same "digest of upload $i" "$digest" "$(field digest "upload$i")"
  same "size of upload $i" $size "$(field size "upload$i")"
done
same "files that were brought" 4 "$(find data/uploads -name '*.bin' -size +59M | wc -l)"
# One that breaks off leaves nothing.
timeout 1 curl -s -b jar -X POST "$url/api/v1/upload?name=broken.bin" -H 'X-Dengbao: 1' \
  -H 'Content-Type: application/octet-stream' --limit-rate 5M -T large.bin > broken
sleep 1
same "what breaks off leaves" 0 "$(find data/uploads -name broken.bin | wc -l)"

curl -s -b jar -X POST "$url/api/v1/case/$filing/do/deliver" -H 'X-Dengbao: 1' \
  -H 'Content-Type: application/json' > moved \
  -d "{\"attach\":{\"form\":\"upload:$(field upload upload1)\"}}"
[ -n "$(field event moved)" ] || fail "the file was not delivered: $(head -c 300 moved)"
stopped

signed_in
begin_measuring
transfers=()
for i in 1 2 3; do
  curl -s -b jar --limit-rate 30M "$url/api/v1/file/$digest" > "copy$i" &
  transfers+=($!)
done
curl -s -b jar -r 1000000-1999999 "$url/api/v1/file/$digest" > stretch
wait "${transfers[@]}"
measured "three slow downloads at once"
for i in 1 2 3; do cmp -s large.bin "copy$i" || fail "copy $i differs"; done
cmp -s <(tail -c +1000001 large.bin | head -c 1000000) stretch || fail "the stretch differs"
stopped
conclude
