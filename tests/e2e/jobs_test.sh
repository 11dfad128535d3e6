#!/usr/bin/env bash
# Long work over HTTP: progress is seen, a cancelled import leaves nothing, jobs are their owner's
# alone, and neither a kill nor a stop of the server leaves anything half-written or half-said.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname -- "$0")/lib.sh"

rows=15000
code=12990103007YFU6Q9H

signed_in() {
  serving --demo
  password=$(sed -n 's/^demo password.*: //p' serve.err)
  local who
  for who in uni other auditor; do
    curl -s -o /dev/null -c "$who.jar" -X POST "$url/api/v1/session" \
      -H 'Content-Type: application/json' -d "{\"name\":\"$who\",\"password\":\"$password\"}"
  done
}
as() {  # WHO METHOD PATH [BODY [HEADER]]: the body in ./body, the status in $status
  status=$(curl -s -o body -D head -w '%{http_code}' -b "$1.jar" -X "$2" "$url/api/v1$3" \
    -H 'X-Dengbao: 1' -H 'Content-Type: application/json' -H 'Accept-Language: en' \
    ${5:+-H "$5"} ${4:+-d "$4"})
}
brought() {  # WHO FILE: an upload of it in $upload
  upload=$(curl -s -b "$1.jar" -X POST "$url/api/v1/upload?name=list.csv" -H 'X-Dengbao: 1' \
    -H 'Content-Type: application/octet-stream' --data-binary "@$2" |
    sed 's/.*"upload":"\([^"]*\)".*/\1/')
}
begin() {  # an import of the large list as a job; its id in $job
  brought uni list.csv
  as uni POST /import/ledger "{\"file\":\"upload:$upload\"}" 'Prefer: respond-async'
  same "a job is begun" 202 "$status"
  job=$(field job body)
  same "its place" "/api/v1/job/$job" "$(tr -d '\r' < head | sed -n 's/^[Ll]ocation: //p')"
}
state() { as uni GET "/job/$job" && field state body; }
until_working() {  # until rows are being written
  for _ in $(seq 2000); do
    as uni GET "/job/$job"
    [ "$(field done body)" -gt 0 ] 2> /dev/null && return 0
    [ "$(field state body)" = done ] && break
    sleep 0.02
  done
  fail "no progress was seen: $(cat body)"
}
until_over() {
  for _ in $(seq 2000); do
    case $(state) in waiting | running) sleep 0.1 ;; *) return 0 ;; esac
  done
  fail "it does not end: $(cat body)"
}
systems() { as auditor GET '/system?limit=1' && tr -d '\r' < head | sed -n 's/^[Dd]engbao-[Tt]otal: //p'; }

wants 0 init --clock simulated --as-of 2026-02-01
wants 0 org new --name 云杉大学 --id university --code "$code" --place 990103
wants 0 org new --name 乙单位 --id second --place 990103
wants 0 account add uni --party university
wants 0 account add other --party second
wants 0 account add auditor --auditor
{
  echo '单位名称,统一社会信用代码,系统名称,安全保护等级,S,A'
  for i in $(seq $rows); do echo "云杉大学,$code,第${i}号系统,2,2,2"; done
} > list.csv
head -4 list.csv > short.csv
signed_in
same "nothing is there yet" 0 "$(systems)"
before=$(tree_size)

# Progress, and a cancel that leaves nothing.
begin
curl -sN -b uni.jar "$url/api/v1/events" > own.events &
curl -sN -b auditor.jar "$url/api/v1/events" > foreign.events &
until_working
grep -q "\"total\":$rows" body || fail "of how many it is not said: $(cat body)"
as uni GET "/job/$job/result"
same "it has no result yet" server.job_goes_on "$(field code body)"
for who in other auditor; do
  as $who GET "/job/$job"
  same "$who does not see it" 404 "$status"
  as $who GET "/job/$job/result"
  same "nor what it answers" 404 "$status"
  as $who DELETE "/job/$job"
  same "nor ends it" 404 "$status"
  as $who GET /job
  same "nor finds it in a list" '[]' "$(cat body)"
done
as uni GET /job
grep -q "$job" body || fail "its owner does not find it: $(cat body)"
as uni DELETE "/job/$job"
same "it is cancelled" 204 "$status"
until_over
same "and says so" cancelled "$(state)"
same "nothing of it is there" 0 "$(systems)"
as uni GET "/job/$job/result"
same "it has no result" server.job_cancelled "$(field code body)"
grep -q "event: job" own.events || fail "no event told of it: $(head -c 300 own.events)"
grep -q "$job" foreign.events && fail "others were told of it"
as uni DELETE "/job/$job"
as uni GET "/job/$job"
same "what is over can be forgotten" 404 "$status"
status=$(curl -s -o body -w '%{http_code}' "$url/api/v1/job")
same "strangers have none" 401 "$status"

# So many and no more.
for _ in 1 2 3 4; do begin; done
as uni POST /import/ledger "{\"file\":\"upload:$upload\"}" 'Prefer: respond-async'
same "a fifth one" 429 "$status"
same "is too many" server.too_many_jobs "$(field code body)"
as uni GET /job
jobs=$(grep -o '"job":"[^"]*"' body | cut -d'"' -f4)
for job in $jobs; do as uni DELETE "/job/$job"; done
for job in $jobs; do until_over; done
same "all of them leave nothing" 0 "$(systems)"

# What is wrong is told at once, and what is refused is the result.
as uni POST /import/ledger '{}' 'Prefer: respond-async'
same "a request without a file" 400 "$status"
brought other short.csv
as other POST /import/ledger "{\"file\":\"upload:$upload\"}" 'Prefer: respond-async'
foreign=$(field job body)
for _ in $(seq 100); do
  as other GET "/job/$foreign"
  [ "$(field state body)" = failed ] && break
  sleep 0.1
done
as other GET "/job/$foreign/result"
same "a list of another unit" 403 "$status"
same "is refused as ever" import.foreign_units "$(field code body)"

# The server is killed in the middle: all or nothing, and the job says what happened.
begin
until_working
kill -9 "$server"
wait "$server" 2> /dev/null
signed_in
same "after a kill" interrupted "$(state)"
as uni GET "/job/$job/result"
same "its result" server.job_interrupted "$(field code body)"
n=$(systems)
[ "$n" = 0 ] || [ "$n" = $rows ] || fail "after a kill $n systems stand"

# It is stopped in the middle: soon, in order, and the same holds.
if [ "$n" = 0 ]; then
  begin
  until_working
  since=$SECONDS
  stopped
  [ $((SECONDS - since)) -le 30 ] || fail "stopping took $((SECONDS - since)) s"
  signed_in
  case $(state) in
    interrupted) same "after a stop" 0 "$(systems)" ;;
    done) same "done before the stop" $rows "$(systems)" ;;
    *) fail "after a stop: $(state)" ;;
  esac
fi

# To the end: through the command line, which shows what a server of its own would.
export DENGBAO_TOKENS=$PWD/tokens.json
printf '%s\n' "$password" | "$DENGBAO_BIN" login "$url" --name uni > /dev/null || fail "login"
"$DENGBAO_BIN" --server "$url" import ledger list.csv --json > long.out 2> long.err &
client=$!
for _ in $(seq 1500); do
  as uni GET /job
  grep -q '"state":"running","what":"import","done":[1-9]' body && break
  sleep 0.02
done
kill -INT "$client"
wait "$client"
same "Ctrl-C at the client" 9 $?
same "leaves nothing at the server" 0 "$(systems)"
run --server "$url" import ledger list.csv --json
same "the whole list" 0 "$rc"
same "as many are made" $rows "$(field created)"
same "and stand" $rows "$(systems)"
as uni GET /job
grep -q '"word":"import ledger","state":"done"' body && fail "the client leaves its job behind"

# What is marked long answers as ever where it does not take long; other words as jobs when asked.
as auditor GET /ledger/verify
same "a short verification" 200 "$status"
grep -q '"sound":true' body || fail "the log: $(cat body)"
as auditor GET /ledger/verify '' 'Prefer: respond-async'
same "as a job" 202 "$status"
# What is told once is never laid down for later.
as uni POST /feed/make '{}' 'Prefer: respond-async'
same "a secret is told at once" 200 "$status"
as uni POST /system '{"unit":"university","name":"门户网站"}' 'Prefer: respond-async'
same "any word that writes" 202 "$status"
job=$(field job body)
until_over
as uni GET "/job/$job/result"
same "with its result" 200 "$status"
grep -q '"receipt"' body || fail "and its receipt: $(head -c 200 body)"
stopped
same "the job files are private" "700 600" \
  "$(stat -c %a "$DENGBAO_DATA/jobs") $(stat -c %a "$DENGBAO_DATA"/jobs/*.json | sort -u)"
[ "$(tree_size)" -gt "$before" ] || fail "the log did not grow"
log_is_sound "all of it"
conclude
