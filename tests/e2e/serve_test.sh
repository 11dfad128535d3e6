#!/usr/bin/env bash
# The server as a process: the first administrator's ticket, signing in, writing, a word of the
# command line that waits for the directory, and a stop that finishes what came in.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname -- "$0")/lib.sh"

wants 0 init --clock simulated --as-of 2026-02-01
wants 0 org new --name "甲市信息办" --id office
wants 0 account add wang --party office
wants 0 account ticket wang
wang=$(field ticket)

ask() {  # METHOD PATH [BODY]: the body in ./body, the status in $status
  status=$(curl -s -o body -w '%{http_code}' -b jar -c jar -X "$1" "$url$2" \
    -H 'X-Dengbao: 1' -H 'Content-Type: application/json' ${3:+-d "$3"})
}

serving
link=$(sed -n 's|.*/#/first?||p' serve.err)
ticket=${link##*ticket=}
[ -n "$ticket" ] || fail "no ticket was printed: $(cat serve.err)"
ask GET /readyz
same ready 200 "$status"
ask GET /api/v1/org
same "not signed in" 401 "$status"
ask POST /api/v1/session '{"name":"admin","password":"admin"}'
same "there is no default password" 401 "$status"
ask POST /api/v1/session/password "{\"name\":\"admin\",\"password\":\"First-Password-1\",\"ticket\":\"$ticket\"}"
same "the ticket sets a password" 200 "$status"
same "a code is wanted of administrators" otp "$(grep -o '"pending":\["[a-z]*' body | sed 's/.*"//')"
ask GET /api/v1/org
same "before it nothing else goes" 403 "$status"
ask POST /api/v1/session/password "{\"name\":\"admin\",\"password\":\"Other-Password-2\",\"ticket\":\"$ticket\"}"
same "a ticket serves once" 401 "$status"

# The same words through the server as here: output and exit code.
export DENGBAO_TOKENS=$PWD/tokens.json
ask POST /api/v1/session/password "{\"name\":\"wang\",\"password\":\"Clerk-Password-1\",\"ticket\":\"$wang\"}"
same "a clerk sets a password" 200 "$status"
printf 'Clerk-Password-1\n' | "$DENGBAO_BIN" login "$url" --name wang > login.out || fail "login"
same "mode of the tokens" 600 "$(stat -c %a tokens.json)"
"$DENGBAO_BIN" --server "$url" system new --unit office --name 门户网站 > new.out ||
  fail "a system is entered through the server"
for word in "system list" "system list --search 门户 --json" "org list --csv" "system show 门户网站" \
  "case list --sort -opened --jsonl" "statistics --json" "grade check --info public:serious --service public:general" \
  "system show none" "org list --sort none" "account list"; do
  # shellcheck disable=SC2086
  "$DENGBAO_BIN" --server "$url" $word > there 2> there.err
  there=$?
  # shellcheck disable=SC2086
  "$DENGBAO_BIN" --as wang $word > here 2> here.err
  same "exit of $word" $? $there
  cmp -s here there || fail "$word says something else through the server: $(diff here there)"
  cmp -s here.err there.err || fail "$word complains otherwise: $(diff here.err there.err)"
done

# The directory belongs to the server while it runs.
wants 7 org new --name x --wait 1
stopped
same "nothing of it on stdout but the end" 1 "$(wc -l < serve.out)"

serving
grep -q ticket serve.err && fail "a second ticket although an administrator has a password"
ask POST /api/v1/session '{"name":"admin","password":"First-Password-1"}'
same "the password stands after a restart" 200 "$status"
kill -KILL "$server"
wait "$server" 2> /dev/null
serving
stopped
log_is_sound "the server was killed"

run serve --listen 127.0.0.1:99999
same "a port that is none" 3 "$rc"
run serve --listen 0.0.0.0:0 --demo
same "a demonstration is for this machine" 6 "$rc"
run serve --tls-cert none.pem --listen 127.0.0.1:0
same "a certificate without its key" 3 "$rc"
run serve --tls-cert none.pem --tls-key none.key --listen 127.0.0.1:0
same "a certificate that is not there" 8 "$rc"
conclude
