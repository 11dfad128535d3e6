#!/usr/bin/env bash
# Signing in by an identity provider, with a real server and a small provider that misbehaves on
# demand. Each misbehaviour is refused with an explanation of its own, and none leaves an account.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname -- "$0")/lib.sh"

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

provider() {  # PORT [ARGS]: starts one; its issuer in $issuer, its process in $idp
  : > provider.out
  python3 "$root/tests/e2e/identity_provider.py" "$@" > provider.out 2> provider.err &
  idp=$!
  for _ in $(seq 100); do
    issuer=$(cat provider.out)
    [ -z "$issuer" ] || return 0
    sleep 0.1
  done
  die "the provider did not start: $(cat provider.err)"
}
ask() {  # METHOD PATH [BODY]: the body in ./body, the status in $status
  status=$(curl -s -o body -w '%{http_code}' -b jar -c jar -X "$1" "$url/api/v1$2" \
    -H 'X-Dengbao: 1' -H 'Content-Type: application/json' ${3:+-d "$3"})
}
misbehave() { curl -s -o /dev/null -X POST "$issuer/misbehave" -d "$1" || die "misbehave"; }
member_of() {  # NAME URL: a member of its query, decoded
  [[ "&${2#*\?}" =~ "&$1="([^&]*) ]] && printf '%b' "${BASH_REMATCH[1]//%/\\x}"
}
depart() {  # the way out: what comes back lies in $back
  rm -f jar
  ask POST /session/provider/idp '{}'
  [ "$status" = 200 ] || { back=; return 1; }
  location=$(field location body)
  back=$(curl -s -o idp.body -w '%{redirect_url}' "$location")
}
returning() {  # the way back with what $back says, or with other MEMBER=VALUE
  local one body
  local -A say=([state]="$(member_of state "$back")" [code]="$(member_of code "$back")"
    [error]="$(member_of error "$back")" [iss]="$(member_of iss "$back")")
  for one in "$@"; do say[${one%%=*}]=${one#*=}; done
  body="{\"state\":\"${say[state]}\""
  for one in code error iss; do [ -z "${say[$one]}" ] || body+=",\"$one\":\"${say[$one]}\""; done
  ask POST /session/return "$body}"
}
sign_in() { depart && returning "$@"; }
code_of() { field code body; }
set_idp() { wants 0 provider set idp --title 统一身份认证 --issuer "$issuer" --client dengbao --secret-file secret --address "$url" "$@"; }

wants 0 init --clock simulated --as-of 2026-02-01
wants 0 org new --name "甲市信息办" --id office --kind government --place 990000
wants 0 account add wang --party office
wants 0 account add chief --administrator
provider 0
port=$(free_port)
url=http://127.0.0.1:$port
printf 'a+secret/with=signs%%\n' > secret

# What is entered is looked at.
wants 4 provider set Idp --issuer "$issuer" --client dengbao --address "$url"
wants 4 provider set idp --issuer http://id.example.org --client dengbao --address "$url"
wants 4 provider set idp --issuer "$issuer?x=1" --client dengbao --address "$url"
wants 4 provider set idp --issuer "$issuer" --client dengbao --address "$url/path"
wants 4 provider set idp --issuer "$issuer" --client dengbao --address http://dengbao.example.org
wants 5 provider check idp
set_idp || exit 1
wants 0 provider check idp
wants 0 provider list
grep -q 'a+secret' out && fail "a list tells the secret"
wants 0 event list --limit 200
grep -q 'a+secret' out && fail "the trail tells the secret"
sqlite3 "$DENGBAO_DATA/dengbao.db" .dump > dump.sql
grep -q 'a+secret' dump.sql && fail "the secret lies open in the database"

serving --listen "127.0.0.1:$port"
ask GET /session/providers
same "the sign-in page lists it" 统一身份认证 "$(field title body)"

# Where the browser goes, and what it carries.
depart || die "no way out: $(cat body)"
case $location in "$issuer/authorize?"*) ;; *) fail "it goes to $location" ;; esac
same "PKCE" S256 "$(member_of code_challenge_method "$location")"
same "the return is what was entered" "$url/signed-in" "$(member_of redirect_uri "$location")"
[ "$(member_of state "$location")" != "$(member_of nonce "$location")" ] || fail "state is nonce"
grep -q '#HttpOnly.*dengbao-flow' jar || fail "no HttpOnly cookie: $(cat jar)"
first=$(member_of state "$location")
depart
[ "$first" != "$(member_of state "$location")" ] || fail "two journeys have one state"

# What a provider may do wrong, and what is then said. No account comes of any.
while IFS='|' read -r does wanted; do
  [ -n "$does" ] || continue
  misbehave "$does"
  sign_in
  same "$does" "$wanted" "$(code_of)"
  ask GET /session
  same "$does leaves no session" 401 "$status"
done <<'TABLE'
{"alg": "none"}|oidc.token_algorithm
{"alg": "HS256"}|oidc.token_algorithm
{"alg": "RS512"}|oidc.token_algorithm
{"cut": true}|oidc.token_form
{"forged": true}|oidc.token_signature
{"forged": true, "alg": "ES256"}|oidc.token_signature
{"hidden": true}|oidc.token_key
{"nonce": "another"}|oidc.token_nonce
{"nonce": null}|oidc.token_nonce
{"iss": "https://id.example.org"}|oidc.token_issuer
{"aud": "another"}|oidc.token_audience
{"aud": null}|oidc.token_audience
{"aud": ["another", "dengbao"]}|oidc.token_party
{"aud": ["dengbao"], "azp": "another"}|oidc.token_party
{"azp": "another"}|oidc.token_party
{"exp": -120}|oidc.token_expired
{"exp": null}|oidc.token_form
{"iat": null}|oidc.token_form
{"iat": 300}|oidc.token_early
{"nbf": 300}|oidc.token_early
{"iat": -3600}|oidc.token_old
{"crit": ["b64"]}|oidc.token_critical
{"sub": ""}|oidc.token_subject
{"sub": null}|oidc.token_subject
{"sub": "a\u0000b"}|oidc.token_subject
{"error": "access_denied"}|oidc.provider_refused
{"token_status": 400}|oidc.code_refused
{"token_status": 500}|oidc.code_refused
{"no_token": true}|oidc.no_token
{"flood": 3000000}|oidc.unreachable
{"redirect": "http://127.0.0.1:1/"}|oidc.code_refused
{"answer_iss": "https://id.example.org"}|oidc.other_issuer
TABLE
grep -q '"code":"oidc.token_nonce"' serve.err || fail "the operator is not told: $(tail -3 serve.err)"
grep -q 'a+secret' serve.err && fail "the journal tells the secret"

# What somebody in between may do wrong.
misbehave '{}'
depart
returning state=another
same "another state" oidc.state "$(code_of)"
depart
mv jar kept
returning
same "another browser" oidc.no_flow "$(code_of)"
mv kept jar
returning code=guessed
same "another code" oidc.code_refused "$(code_of)"
returning
same "a state serves once" oidc.used "$(code_of)"
depart
sed -i 's/\(dengbao-flow\t.\{20\}\)./\1A/' jar
returning
same "a cookie that was changed" oidc.no_flow "$(code_of)"
ask POST /session/provider/none '{}'
same "no such provider" oidc.provider_none "$(code_of)"
status=$(curl -s -o body -w '%{http_code}' -X POST "$url/api/v1/session/provider/idp" -d 'x=1')
same "a form of another site" 400 "$status"

# Whom nobody knows gets an account with which nothing can be done.
sign_in
same "the first sign-in" 200 "$status"
unbound=$(field account body)
case $unbound in idp-??????????) ;; *) fail "an account named $unbound" ;; esac
same "without a right" '["public"]' "$(grep -o '"permissions":\[[^]]*\]' body | cut -d: -f2)"
for path in /system /org /case /duty /notice; do
  ask GET "$path"
  same "$path is closed to it" account.unbound "$(code_of)"
done
ask POST /org '{"name":"乙单位"}'
same "and it writes nothing" account.unbound "$(code_of)"
ask POST /session/proof '{"password":"x"}'
same "it has no password to show" 401 "$status"
sign_in
same "the same person has the same account" "$unbound" "$(field account body)"
misbehave '{"subject": "s-2", "name": "wang"}'
sign_in
[ "$(field account body)" != wang ] || fail "an account is taken over by its name"
second=$(field account body)
ask DELETE /session
same "signing out" 204 "$status"
ask GET /session
same "ends the session" 401 "$status"

# Keys change; what was signed before they did goes on.
misbehave '{"alg": "ES256"}'
sign_in
same "ES256" 200 "$status"
misbehave '{"rotate": true}'
sign_in
same "a key that is new" 200 "$status"
before=$(curl -s "$issuer/counts" | grep -o '[0-9]*')
misbehave '{"hidden": true}'
for _ in 1 2 3 4 5 6 7 8; do sign_in; done
same "an unknown key stays refused" oidc.token_key "$(code_of)"
after=$(curl -s "$issuer/counts" | grep -o '[0-9]*')
[ $((after - before)) -le 6 ] || fail "unknown keys make it ask $((after - before)) times"

# No address tries without end; a password may still be given.
misbehave '{}'
for tried in $(seq 70); do
  depart || break
done
same "an address that does not stop" server.too_many_sign_ins "$(code_of)"
same "is told so" 429 "$status"
[ "$tried" -ge 3 ] || fail "that came after $tried ways out"
ask POST /session '{"name":"wang","password":"x"}'
same "its passwords are judged as ever" identity.sign_in_failed "$(code_of)"

stopped

# Binding, linking, unlinking. Administrators stay out.
wants 0 account bind "$unbound" --party office
wants 7 account bind "$unbound" --party office
wants 7 account bind wang --party office
wants 6 account link chief --provider idp --subject s-9
wants 7 account link wang --provider idp --subject s-1
wants 0 account link wang --provider idp --subject s-3
wants 0 account link "$unbound" --provider idp --subject s-4
wants 5 account unlink wang --provider idp --subject s-2
wants 0 account unlink "$second" --provider idp --subject s-2
serving --listen "127.0.0.1:$port"
misbehave '{}'
sign_in
same "the bound account" 200 "$status"
ask GET /system
same "may look" 200 "$status"
misbehave '{"subject": "s-3"}'
sign_in
same "a linked account" wang "$(field account body)"
misbehave '{"subject": "s-2"}'
sign_in
same "an unlinked one" oidc.unlinked "$(code_of)"

# Unlinked, whoever came by the link is out at once, and so are the tokens that were made then.
misbehave '{"subject": "s-4"}'
sign_in
same "by another link" "$unbound" "$(field account body)"
ask POST /session/token '{"name":"script","scopes":["read"]}'
token=$(field token body)
by_token() { curl -s -o body -w '%{http_code}' -H "Authorization: Bearer $token" "$url/api/v1/system"; }
same "its token" 200 "$(by_token)"
stopped
serving --listen "127.0.0.1:$port"
ask GET /system
same "its session outlives the server" 200 "$status"
stopped
wants 0 account unlink "$unbound" --provider idp --subject s-4
serving --listen "127.0.0.1:$port"
ask GET /system
same "but not the link" identity.not_signed_in "$(code_of)"
same "nor does its token" 401 "$(by_token)"

# A one-time code is asked for here too, where the account has one, and counts like any other.
misbehave '{"subject": "s-3"}'
sign_in
ask POST /session/otp '{}'
secret=$(field secret body)
otp() {  # STEPS from now
  python3 - "$secret" "$1" << 'CODE'
import base64, hashlib, hmac, struct, sys, time
key = base64.b32decode(sys.argv[1] + "=" * (-len(sys.argv[1]) % 8))
mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + int(sys.argv[2])), hashlib.sha1).digest()
at = mac[-1] & 15
print("%06d" % ((struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF) % 10**6))
CODE
}
ask POST /session/otp/confirm "{\"otp\":\"$(otp -1)\"}"
same "a code is set up" 204 "$status"
sign_in
same "then it is asked for" identity.code_needed "$(code_of)"
ask GET /session
same "and nobody is in before" 401 "$status"
ask POST /session/return '{"otp":"000000"}'
same "a wrong one" identity.sign_in_failed "$(code_of)"
ask POST /session/return "{\"otp\":\"$(otp 0)\"}"
same "the right one" 200 "$status"
sign_in
for _ in 1 2 3 4 5; do ask POST /session/return '{"otp":"000000"}'; done
sign_in
same "five wrong ones lock" identity.locked "$(code_of)"

# A provider that is slow, gone, or says other things of itself.
misbehave '{"slow": 40}'
began=$(date +%s)
sign_in
same "a slow provider" oidc.unreachable "$(code_of)"
[ $(($(date +%s) - began)) -le 20 ] || fail "a slow provider is waited for too long"
depart
kill "$idp"
wait "$idp" 2> /dev/null
returning
same "a provider that is gone" oidc.unreachable "$(code_of)"
stopped
wants 8 provider check idp
while IFS='|' read -r does wanted; do
  [ -n "$does" ] || continue
  [ -n "$wanted" ] || wanted=oidc.discovery
  provider "${issuer##*:}"
  misbehave "{\"discovery\": $does}"
  wants 8 provider check idp
  same "$does" "$wanted" "$(cat out err | field code /dev/stdin)"
  kill "$idp"
  wait "$idp" 2> /dev/null
done <<'TABLE'
{"issuer": "https://id.example.org"}|
{"token_endpoint": "http://id.example.org/token"}|
{"jwks_uri": "file:///etc/passwd"}|
{"authorization_endpoint": "javascript:alert(1)"}|
{"code_challenge_methods_supported": ["plain"]}|
TABLE
provider "${issuer##*:}"
misbehave '{"weak": true}'
wants 8 provider check idp
same "short keys" oidc.keys "$(cat out err | field code /dev/stdin)"
kill "$idp"
wait "$idp" 2> /dev/null

# Over TLS the certificate is checked, and the cookie belongs to this host alone.
for name in idp other; do
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $name.key \
    -out $name.pem -days 2 -subj /CN=$name -addext 'subjectAltName=IP:127.0.0.1' 2> /dev/null
done
provider 0 --tls idp.pem idp.key
url=https://127.0.0.1:$port
set_idp
wants 8 provider check idp
export SSL_CERT_FILE=$PWD/other.pem
wants 8 provider check idp
export SSL_CERT_FILE=$PWD/idp.pem
wants 0 provider check idp
serving --listen "127.0.0.1:$port" --tls-cert other.pem --tls-key other.key
curl -s -k -D head -o body -X POST "$url/api/v1/session/provider/idp" \
  -H 'Content-Type: application/json' -d '{}'
grep -i '^set-cookie: __Host-dengbao-flow=.*; HttpOnly; SameSite=Strict; Path=/; Max-Age=600; Secure' head \
  > /dev/null || fail "the cookie over TLS: $(grep -i cookie head)"
stopped

# Closed, it lets nobody in.
wants 0 provider close idp
serving --listen "127.0.0.1:$port" --tls-cert other.pem --tls-key other.key
curl -s -k -o body -X POST "$url/api/v1/session/provider/idp" -H 'Content-Type: application/json' -d '{}'
same "a closed provider" oidc.provider_none "$(code_of)"
stopped
log_is_sound "signing in by a provider"
conclude
