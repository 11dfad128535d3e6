#!/bin/bash
# The public reports a problem without an account and follows it by a number and a secret word; the
# authority owes an answer; nobody learns from it what there is. Bodies and consenting units are
# found by name.
set -u
. "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
new_city
wants 0 org new --name 云杉市公安局 --id police --kind government --place 990000
wants 0 org grant police --capacity police --place 990000 --rank city
wants 0 org new --name 云杉测评技术有限公司 --id tester --place 990000
wants 0 org grant tester --capacity assessment_body --place 990000
for who in police:peng unit:wang; do wants 0 account add "${who#*:}" --party "${who%%:*}"; done
printf '\x89PNG\r\n\x1a\n' > shot.png

# What is asked comes from the pack.
wants 0 report form
grep -q '"fact":"about_whom"' out || fail "the form: $(cat out)"
grep -q '"code":"990101"' out || fail "the places: $(cat out)"
wants 4 report new --place 990101 --set about_whom=某网站
wants 4 report new --place 99010 --set about_whom=某网站 --set what=泄露
wants 6 report new --place 110101 --set about_whom=某网站 --set what=泄露
wants 4 report new --place 990101 --set about_whom=某网站 --set what=泄露 --set reply=伪造
wants 5 report new --procedure cn-mlps/grading --place 990101 --set about_whom=某网站 --set what=泄露
wants 0 report new --place 990101 --set about_whom=某购物网站 --set what=订单页泄露地址 \
  --set contact_phone=0900-5550177 --attach evidence=shot.png
number=$(field number)
word=$(field word)
case=$(field case)
event=$(field event)
same "the number" "举报2026-000001" "$number"
[ "${#word}" = 19 ] || fail "the secret word: $word"

# Followed by both; a wrong word and a wrong number answer alike.
wants 0 report follow --number "$number" --word "$word"
same "how far" received "$(field state)"
grep -q 0900-5550177 out && fail "what was written is told: $(cat out)"
wants 0 report follow --number "$number" --word "$(printf %s "$word" | tr -d - | tr a-z A-Z)"
wants 5 report follow --number "$number" --word aaaa-bbbb-cccc-dddd
sed 's/举报[0-9-]*//' err > wrong
cp out wrong_out
wants 5 report follow --number 举报2026-000002 --word "$word"
cmp -s out wrong_out || fail "a wrong number answers otherwise: $(cat out wrong_out)"

# The authority has a duty; others see nothing.
wants 0 duty list --case "$case" --as peng
grep -q '"duty":"accept"' out || fail "the authority owes nothing: $(cat out)"
wants 0 case show "$case" --as peng
grep -q 0900-5550177 out || fail "the authority does not see the contact: $(cat out)"
wants 5 case show "$case" --as wang
wants 0 case do "$case" accept --as peng
wants 0 case do "$case" answer --set reply=已责令整改 --as peng
wants 0 report follow --number "$number" --word "$word"
same "answered" answered "$(field state)"
grep -q 已责令整改 out || fail "the answer is not told: $(cat out)"

# No personal value in the log; erased by commitment.
wants 0 ledger export log
grep -q 0900-5550177 log/events.jsonl && fail "the contact stands in the log"
grep -q 订单页泄露地址 log/events.jsonl && fail "the report stands in the log"
grep -q "$word" log/events.jsonl && fail "the secret word stands in the log"
wants 0 event erase --event "$event" --fact contact_phone --reason 依申请删除
wants 0 case show "$case"
grep -q 0900-5550177 out && fail "the erased contact is shown"
log_is_sound "an erasure"
wants 0 rebuild
wants 0 report follow --number "$number" --word "$word"
wants 0 report new --place 990102 --set about_whom=乙 --set what=丙
same "numbers go on after a rebuild" "举报2026-000002" "$(field number)"

# The directory: bodies always, filed units when they agree.
wants 4 directory list --search 云
wants 0 directory list --search 测评
grep -q 云杉测评技术有限公司 out || fail "the body is not found: $(cat out)"
new_filing 数据开放平台
wants 0 case do "$filing" deliver "${papers[@]}"
wants 0 case do "$filing" accept
wants 0 directory list --search 大数据局
same "a unit that was not asked" "[]" "$(tr -d '\n ' < out)"
wants 0 org set unit --set listed=yes --as wang
wants 0 directory list --search 大数据局
grep -q '"as":"certificate"' out || fail "the unit that agreed: $(cat out)"
grep -q '"verifiable":true' out || fail "a number that was given out here: $(cat out)"
wants 0 org set unit --set listed=none --as wang
wants 0 directory list --search 大数据局
same "a unit that changed its mind" "[]" "$(tr -d '\n ' < out)"

# Over the network: without an account, bounded, hostile input refused in words.
serving
ask() {  # METHOD PATH [BODY]
  status=$(curl -s -o body -w '%{http_code}' -X "$1" "$url$2" -H 'Content-Type: application/json' ${3:+-d "$3"})
}
ask GET /api/v1/report/form
same "the form" 200 "$status"
ask GET /api/v1/directory?search=%E6%B5%8B%E8%AF%84
same "the directory" 200 "$status"
ask GET "/api/v1/report/follow?number=$number&word=$word"
same "a secret is not for an address" 405 "$status"
upload=$(curl -s -X POST "$url/api/v1/upload?name=shot.png" --data-binary @shot.png | grep -oE '"upload":"[^"]*"' | cut -d'"' -f4)
ask POST /api/v1/report "{\"place\":\"990101\",\"set\":{\"about_whom\":\"甲\",\"what\":\"乙\"},\"attach\":[\"evidence=upload:$upload\"]}"
same "a report" 200 "$status"
word=$(field word body)
number=$(field number body)
ask POST /api/v1/report/follow "{\"number\":\"$number\",\"word\":\"$word\"}"
same "followed" 200 "$status"
ask POST /api/v1/report/follow "{\"number\":\"$number\",\"word\":\"x\"}"
same "a wrong word" 404 "$status"
long=$(printf '%3000s' | tr ' ' x)
for body in '{"place":"990101"}' '[]' '{' '{"place":"990101","set":{"about_whom":"a","what":"b","state":"answered"}}' \
  "{\"place\":\"990101\",\"set\":{\"about_whom\":\"a\",\"what\":\"$long\"}}" \
  '{"place":"../../etc","set":{"about_whom":"a","what":"b"}}'; do
  ask POST /api/v1/report "$body"
  case $status in 400 | 404 | 422) ;; *) fail "hostile input answered $status: $body $(cat body)" ;; esac
done
for _ in $(seq 12); do ask POST /api/v1/report/follow '{"number":"x","word":"y"}'; done
case $status in 403 | 429) ;; *) fail "guessing is not bounded: $status" ;; esac
stopped
log_is_sound "reports over the network"
conclude
