#!/usr/bin/env bash
# Notices outside the page: by mail to a real server, by webhook to a receiver that checks the
# signature itself, by an adapter's file, and as a calendar that another reader parses. Servers are
# down, refuse, hang while the program is killed; names try to begin lines of their own.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
receivers=$root/tests/e2e/receivers
as() {
  local account=$1 wanted=$2
  shift 2
  wants "$wanted" "$@" --as "$account"
}
# got FILE EXPRESSION: the last line of FILE as Python sees it, in `x`.
got() {
  /usr/bin/python3 -c 'import json,sys
lines=open(sys.argv[1],encoding="utf-8").read().splitlines()
x=json.loads(lines[-1]) if lines else {}
all=[json.loads(l) for l in lines]
print(eval(sys.argv[2]))' "$1" "$2"
}
count() { [ -f "$1" ] && wc -l < "$1" | tr -d ' ' || echo 0; }
await() {  # FILE: until a receiver says where it listens, or has written anything
  local _
  for _ in $(seq 150); do
    [ -s "$1" ] && return 0
    sleep 0.1
  done
  die "nothing came to $1: $(cat receiver.err 2> /dev/null)"
}
mail_up() {
  /usr/bin/python3 "$receivers/mail_server.py" mail.port mails mail.mode "$@" 2>> receiver.err &
  mail_server=$!
  for _ in $(seq 100); do
    [ -s mail.port ] && (: < "/dev/tcp/127.0.0.1/$(cat mail.port)") 2> /dev/null && return 0
    sleep 0.1
  done
  die "no mail server: $(cat receiver.err)"
}
down() {
  kill "$1"
  wait "$1" 2> /dev/null
}
# states: state of each delivery of the newest notice that the account sees.
states() {
  as "$1" 0 notice list
  /usr/bin/python3 -c 'import json;n=json.load(open("out"))[0];print(" ".join(sorted(
    c["account"]+":"+c["channel"]+":"+c["state"] for c in n["carried"])))'
}

# A city on the machine's own clock.
wants 0 init || exit 1
for party in office:云杉市信息化办公室 unit:云杉市大数据局; do
  wants 0 org new --name "${party#*:}" --id "${party%%:*}" --kind government --place 990000
done
for name in zhang li; do wants 0 account add "$name" --party office; done
wants 0 account add wang --party unit
today=$(date +%F)
later=$(date -d '+2 days' +%F)

# Nothing may be chosen before the installation says where notices may go.
as zhang 6 channel set mail --to zhang@example.org
same "no mail server yet" channel.no_mail "$(field code)"
as zhang 6 channel set webhook --to https://hooks.example.org/x
same "no web address is allowed yet" channel.not_allowed "$(field code)"

# --- mail, over STARTTLS with a password, to a server whose authority is our own
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2> /dev/null
echo ok > mail.mode
: > mails
mail_up cert.pem key.pem dengbao 'pass word'
printf 'pass word\n' > password
as zhang 6 carrier mail --host 127.0.0.1 --from a@example.org
wants 6 carrier mail --host smtp.example.org --security none --user u --password p --from a@example.org
wants 4 carrier mail --host 'localhost/../x' --from a@example.org
wants 4 carrier mail --host localhost --from $'a@example.org\r\nBcc: b@example.org'
wants 0 carrier mail --host localhost --port "$(cat mail.port)" --security starttls --ca cert.pem \
  --from dengbao@example.org --name $'等保办\r\nBcc: spy@example.org' --user dengbao \
  --password-path password --domain example.org
grep -q 'pass word' out && fail "the password is answered"
wants 0 carrier list
grep -q 'pass word' out && fail "the password is listed"
wants 0 carrier page --url http://127.0.0.1:8080/
as zhang 4 channel set mail --to $'zhang@example.org\r\nBcc: b@example.org'
as zhang 4 channel set mail --to 'zhang@example.org, li@example.org'
as zhang 6 channel set mail --to zhang@elsewhere.org
as zhang 0 channel set mail --to zhang@example.org
as li 0 account away --from "$today" --until "$later" --to zhang --why 培训
same "queued before it is sent" zhang:mail:queued "$(states zhang)"
wants 0 notice send
same "sent" 1 "$(field sent)"
same "the record says so" zhang:mail:sent "$(states zhang)"
wants 0 notice send
same "once only" 1 "$(count mails)"
same "to whom" zhang@example.org "$(got mails 'x["envelope_to"][0]')"
same "who sends it" '等保办 Bcc: spy@example.org' "$(got mails 'x["from_name"]')"
same "no header of a stranger" False "$(got mails '"bcc" in x["headers"]')"
same "subject" 〔等保〕请您代办 "$(got mails 'x["subject"]')"
same "in the recipient's language" True "$(got mails '"云杉市信息化办公室" in x["text"]')"
same "link into the pages" True "$(got mails '"http://127.0.0.1:8080/notices" in x["text"]')"
same "clean to the last byte" "[] True 0 True" \
  "$(got mails '"%s %s %d %s" % (x["defects"], x["ascii"], x["bare"], x["longest"] <= 78)')"
same "encrypted and signed in" "True dengbao" "$(got mails '"%s %s" % (x["tls"], x["user"])')"
as zhang 0 notice seen --all
as zhang 0 notice list
grep -q '"seen":"' out || fail "seen is not recorded: $(cat out)"

# --- the server is down, then up again
down "$mail_server"
as zhang 0 channel test mail
wants 0 notice send
same "put off" 1 "$(field later)"
same "with the reason" zhang:mail:later "$(states zhang)"
as zhang 0 notice list
grep -q '"reason":"[^"]' out || fail "no reason is given: $(head -c 400 out)"
as li 0 notice list
grep -q '"reason"' out && fail "a colleague reads what the mail server said"
mail_up cert.pem key.pem dengbao 'pass word'
wants 0 notice send --at-once
same "sent at last" zhang:mail:sent "$(states zhang)"
same "the trial came" 〔等保〕试发 "$(got mails 'x["subject"]')"

# --- 451: later; 550: never, and nothing of the address in the log
echo later > mail.mode
as zhang 0 channel test mail
wants 0 notice send
same "451 puts off" zhang:mail:later "$(states zhang)"
wants 0 notice send
same "not before its time" 0 "$(field later)"
echo refuse > mail.mode
wants 0 notice send --at-once
same "550 refuses" zhang:mail:refused "$(states zhang)"
wants 0 ledger export exported
grep -rq 'zhang@example.org' exported && fail "an address stands in the log"
grep -aq 'zhang@example.org' "$DENGBAO_DATA/dengbao.db"* &&
  { wants 0 notice list; grep -q 'reason.*zhang@example.org' out || fail "an address lies open"; }

# --- killed between handing over and writing down: the same Message-ID comes again
echo hang > mail.mode
as zhang 0 channel test mail
before=$(count mails)
"$DENGBAO_BIN" notice send > /dev/null 2>&1 &
sender=$!
for _ in $(seq 100); do [ "$(count mails)" -gt "$before" ] && break; sleep 0.1; done
kill -9 "$sender"
wait "$sender" 2> /dev/null
same "not known to be sent" zhang:mail:queued "$(states zhang)"
down "$mail_server"
echo ok > mail.mode
mail_up cert.pem key.pem dengbao 'pass word'
wants 0 notice send
same "sent again" $((before + 2)) "$(count mails)"
same "under the same id" True "$(got mails 'all[-1]["id"] == all[-2]["id"] and all[-1]["id"][0] == "<"')"
same "and told apart from others" True "$(got mails 'all[-1]["id"] != all[0]["id"]')"
down "$mail_server"

# --- TLS from the first byte, as most providers offer it on port 465; and no plain word to it
mail_up cert.pem key.pem dengbao 'pass word' tls
mail_by() {
  wants 0 carrier mail --host localhost --port "$(cat mail.port)" --security "$1" --ca cert.pem \
    --from dengbao@example.org --user dengbao --password-path password --domain example.org
}
before=$(count mails)
mail_by tls
as zhang 0 channel test mail
wants 0 notice send
same "sent over TLS" zhang:mail:sent "$(states zhang)"
same "with the password" "$((before + 1)) dengbao" "$(count mails) $(got mails 'x["user"]')"
mail_by starttls
as zhang 0 channel test mail
wants 0 notice send
same "a server of the other kind is no success" zhang:mail:later "$(states zhang)"
same "and gets nothing" $((before + 1)) "$(count mails)"
as zhang 0 channel drop mail
down "$mail_server"

# --- webhooks
echo ok > web.mode
echo none > secret
: > posts
/usr/bin/python3 "$receivers/web_server.py" web.port posts web.mode secret 2>> receiver.err &
await web.port
origin=http://127.0.0.1:$(cat web.port)
wants 6 carrier web --allow http://hooks.example.org
wants 0 carrier web --allow "$origin"
as zhang 6 channel set webhook --to http://127.0.0.1:1/elsewhere
as zhang 4 channel set webhook --to "http://user@127.0.0.1:$(cat web.port)/x"
as zhang 4 channel set webhook --to "$origin/x" --secret whsec_short
as zhang 0 channel set webhook --to "$origin/hooks/zhang?key=k1"
field secret > secret
grep -q '^whsec_' secret || fail "no secret was made"
as zhang 0 channel test webhook
wants 0 notice send
same "delivered" zhang:webhook:delivered "$(states zhang)"
same "signed rightly" "True True" "$(got posts '"%s %s" % (x["signed"], x["age"] < 60)')"
same "what it is" notice.test "$(got posts 'json.loads(x["body"])["type"]')"
first=$(got posts 'x["id"]')
as zhang 0 channel show
grep -q 'key=k1' out && fail "a web address is shown whole"

echo down > web.mode
as zhang 0 channel test webhook
wants 0 notice send
same "503 puts off" zhang:webhook:later "$(states zhang)"
echo gbk > web.mode
wants 0 notice send --at-once
same "an answer in another encoding" zhang:webhook:later "$(states zhang)"
grep -q '"reason":"HTTP 500 ?' out || fail "not readable: $(head -c 900 out)"
echo move > web.mode
wants 0 notice send --at-once
same "no redirect is followed" zhang:webhook:later "$(states zhang)"
echo flood > web.mode
wants 0 notice send --at-once
same "an endless answer is cut, its head counts" zhang:webhook:delivered "$(states zhang)"
same "four attempts, one id" 1 "$(got posts 'len({p["id"] for p in all[1:]})')"
[ "$(got posts 'x["id"]')" != "$first" ] || fail "two notices under one id"
echo gone > web.mode
as zhang 0 channel test webhook
wants 0 notice send
same "410 ends it" zhang:webhook:refused "$(states zhang)"

echo hang > web.mode
as zhang 0 channel test webhook
before=$(count posts)
"$DENGBAO_BIN" notice send > /dev/null 2>&1 &
sender=$!
for _ in $(seq 100); do [ "$(count posts)" -gt "$before" ] && break; sleep 0.1; done
kill -9 "$sender"
wait "$sender" 2> /dev/null
echo ok > web.mode
wants 0 notice send
same "again after the kill" $((before + 2)) "$(count posts)"
same "with the same webhook-id" True "$(got posts 'all[-1]["id"] == all[-2]["id"]')"
same "and as good a signature" True "$(got posts 'x["signed"]')"
as zhang 0 channel drop webhook

# --- adapters: 企业微信 from the law folder, a gateway for text messages from a file
as zhang 0 channel set wecom --to "$origin/cgi-bin/webhook/send?key=693a"
as zhang 0 channel test wecom
wants 0 notice send
same "the robot took it" zhang:wecom:delivered "$(states zhang)"
same "its own body" text "$(got posts 'json.loads(x["body"])["msgtype"]')"
same "and the words" True "$(got posts '"试发" in json.loads(x["body"])["text"]["content"]')"
echo busy > web.mode
as zhang 0 channel test wecom
wants 0 notice send
same "too often is later" zhang:wecom:later "$(states zhang)"
echo no > web.mode
wants 0 notice send --at-once
same "a wrong key is never" zhang:wecom:refused "$(states zhang)"
as zhang 0 channel drop wecom
echo ok > web.mode
cat > sms.yaml << 'YAML'
adapter: sms
title: {zh: 短信网关, en: text messages}
address: {zh: 手机号, en: number}
YAML
cat sms.yaml - > broken.yaml << 'YAML'
body: {mobile: "{phone}"}
YAML
wants 4 carrier adapter broken.yaml
grep -q 'phone (broken.yaml:4)' out || fail "which placeholder, and where: $(cat out)"
cat >> sms.yaml << YAML
url: "$origin/sms"
headers: {Authorization: "Bearer {secret}"}
longest: 60
form: {mobile: "{to}", content: "{subject} {text}", serial: "{id}"}
YAML
wants 0 carrier adapter sms.yaml
as zhang 0 channel set sms --to 09005550101 --secret $'k3y\r\nX-Evil: 1'
as zhang 0 channel test sms
wants 0 notice send
same "by form" application/x-www-form-urlencoded "$(got posts 'x["type"]')"
same "the secret stays on its line" "Bearer k3y  X-Evil: 1" "$(got posts 'x["authorization"]')"
same "to the number" True "$(got posts '"mobile=09005550101" in x["body"]')"
as zhang 0 channel drop sms

# --- a running server does the same by itself, and serves the calendar
as li 0 channel set webhook --to "$origin/li"
field secret > secret
as li 0 channel test webhook
as zhang 0 feed make
feed=$(field path)
before=$(count posts)
serving
for _ in $(seq 100); do [ "$(count posts)" -gt "$before" ] && break; sleep 0.1; done
same "the server sends by itself" $((before + 1)) "$(count posts)"
status=$(curl -s -o feed.ics -w '%{http_code} %{content_type}' "$url$feed")
same "the calendar needs no signing in" "200 text/calendar; charset=utf-8" "$status"
for wrong in /calendar/ /calendar/x.ics "${feed%?.ics}x.ics" "${feed%.ics}"; do
  same "no calendar at $wrong" 404 "$(curl -s -o /dev/null -w '%{http_code}' "$url$wrong")"
done
stopped
same "written down by the server" li:webhook:delivered "$(states li)"
old=$feed
as zhang 0 feed make
feed=$(field path)
serving
same "the old address has ended" 404 "$(curl -s -o /dev/null -w '%{http_code}' "$url$old")"
same "the new one stands" 200 "$(curl -s -o /dev/null -w '%{http_code}' "$url$feed")"
stopped
as zhang 0 feed end
as zhang 5 feed end
serving
same "ended is ended" 404 "$(curl -s -o /dev/null -w '%{http_code}' "$url$feed")"
stopped
log_is_sound "all this"
wants 0 rebuild
same "the record survives a rebuild" li:webhook:delivered "$(states li)"
as li 0 channel test webhook
wants 0 notice send
same "so do the addresses" li:webhook:delivered "$(states li)"

# --- another node of the same database has the turn, and then is gone
as li 0 channel test webhook
turn() { sqlite3 "$DENGBAO_DATA/dengbao.db" "UPDATE meta SET value='$(($(date +%s%3N) + $1)) elsewhere' WHERE key='courier'"; }
turn 50000
wants 0 notice send
same "another one's turn" li:webhook:queued "$(states li)"
turn -1000
wants 0 notice send
same "taken over" li:webhook:delivered "$(states li)"

# --- in a city with its own clock: lead times, stand-ins, duties in the calendar
DENGBAO_DATA=$place/city
new_city
for name in zhang li; do wants 0 account add "$name" --party office; done
wants 0 account add wang --party unit
wants 0 carrier web --allow "$origin"
new_filing '数据,开放;平台'
case=$filing
new_filing 另一个系统
wants 0 case do "$case" deliver "${papers[@]}" --as-of 2026-02-10T10:00:00+08:00
as zhang 0 duty claim "$case" review
as zhang 0 channel set webhook --to "$origin/zhang"
field secret > secret
as li 0 channel set wecom --to "$origin/li?key=2" --about mine
as wang 0 channel set wecom --to "$origin/wang?key=3"
as zhang 4 channel lead --before soon
as zhang 3 channel lead
as zhang 0 channel lead --before P5WD
as zhang 0 feed print
"$DENGBAO_BIN" --as zhang feed print > feed.ics
/usr/bin/python3 "$receivers/read_calendar.py" feed.ics > calendar || fail "no calendar: $(cat feed.ics)"
same "one duty" 1 "$(got calendar 'len(x["events"])')"
wants 0 duty list --case "$case"
due=$(field due)
same "on its last day" "$due CONFIRMED" \
  "$(got calendar 'x["events"][0]["start"] + " " + x["events"][0]["status"]')"
same "with its name whole" True "$(got calendar '"(数据,开放;平台)" in x["events"][0]["summary"]')"
same "lines as they should be" "True True 0 [] []" "$(got calendar \
  '"%s %s %d %s %s" % (x["longest"] <= 75, x["ends"], x["bare"], x["errors"], x["events"][0]["errors"])')"
alarm=$(got calendar 'x["events"][0]["alarms"][0]')
"$DENGBAO_BIN" --as wang feed print > other.ics
grep -q '受理' other.ics && fail "a foreign duty: $(cat other.ics)"
before=$(count posts)
# Five working days before 2 March, while the law reminds two days before; New Year's rest between.
wants 0 tick --as-of 2026-02-13T12:00:00+08:00
wants 0 notice send
early=$(count posts)
wants 0 tick --as-of "${alarm%%T*}T12:00:00+08:00"
wants 0 notice send
same "reminded earlier than the law" $((early + 1)) "$(count posts)"
same "of that duty" "notice.remind review" \
  "$(got posts 'json.loads(x["body"])["type"] + " " + json.loads(x["body"])["data"]["duty"]')"
as zhang 0 account away --from 2026-02-24 --until 2026-03-06 --to li
wants 0 notice send
wants 0 tick --as-of 2026-02-27T12:00:00+08:00
before=$(count posts)
wants 0 notice send
same "the law's own reminder, to the worker and the one who stands in" $((before + 2)) \
  "$(count posts)"
same "nobody else's" True "$(got posts 'not any(p["path"].startswith("/wang") for p in all[-2:])')"
wants 0 tick --as-of 2026-02-27T18:00:00+08:00
before=$(count posts)
wants 0 notice send
same "each once" "$before" "$(count posts)"
as zhang 0 channel test webhook
wants 0 notice send
same "a trial is for oneself, also while away" "$((before + 1))" "$(count posts)"
before=$(count posts)
as zhang 0 duty release "$case" review
as li 0 duty assign "$case" review --to zhang
wants 0 notice send
same "what is given to the absent one reaches who stands in" "$((before + 2))" "$(count posts)"
as li 0 notice list --unseen
grep -q '"what":"assigned"' out || fail "the page does not show it to the stand-in: $(cat out)"
sequence=$(got calendar 'x["events"][0]["sequence"]')
uid=$(got calendar 'x["events"][0]["uid"]')
wants 0 case do "$case" accept
"$DENGBAO_BIN" --as zhang feed print > feed.ics
/usr/bin/python3 "$receivers/read_calendar.py" feed.ics > calendar
same "discharged is cancelled, under the same uid" "CANCELLED True True" "$(got calendar \
  '"%s %s %s" % (x["events"][0]["status"], x["events"][0]["uid"] == "'"$uid"'", x["events"][0]["sequence"] > '"$sequence"')')"
log_is_sound "lead times"
conclude
