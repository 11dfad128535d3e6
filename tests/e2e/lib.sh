# shellcheck shell=bash disable=SC2034
# Shared by the tests of this folder: a directory of its own, one small city, and plain checks.
# Each test sources it after `set -u`; $DENGBAO_BIN is the program under test.
: "${DENGBAO_BIN:?is the path of the program}"
root=$(readlink -f -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
place=$(mktemp -d)
failures=0
server_started=
finish() {
  local leftover
  # `jobs -p` also lists what has ended already, which kill then does not find.
  for leftover in $(jobs -p); do kill -9 "$leftover" 2> /dev/null; done
  [ -z "$server_started" ] || "$server_started" stop --dir "$place/server" > /dev/null 2>&1
  rm -rf -- "$place"
}
trap finish EXIT
trap 'exit 130' INT TERM
cd "$place" || exit 1
export DENGBAO_DATA=$place/data DENGBAO_LANG=en LC_ALL=C.UTF-8

fail() { echo "FAILED: $*" >&2; failures=$((failures + 1)); }
die() { fail "$@"; exit 1; }
conclude() { [ "$failures" = 0 ] || { echo "$failures failed" >&2; exit 1; }; echo "passed"; }
same() { [ "$2" = "$3" ] || fail "$1: wanted '$2', got '$3'"; }

# run ARGS: runs the program; what it printed lies in ./out and ./err, its exit code in $rc.
run() {
  "$DENGBAO_BIN" "$@" > out 2> err
  rc=$?
}
# wants CODE ARGS: runs with --json and holds the exit code against CODE.
wants() {
  local wanted=$1
  shift
  run "$@" --json
  [ "$rc" = "$wanted" ] && return 0
  fail "wanted exit $wanted, got $rc: dengbao $* -> $(head -c 400 out)$(head -c 200 err)"
  return 1
}
# field NAME [FILE]: the first value of that name in the JSON of FILE (./out).
field() {
  grep -aoE "\"$1\":(\"[^\"]*\"|[0-9]+)" "${2:-out}" | head -n 1 | sed -E 's/^"[^"]*":"?//; s/"$//'
}
# log_is_sound WHEN [ARGS]: `ledger verify` exits 0.
log_is_sound() {
  local when=$1
  shift
  run ledger verify --json "$@"
  same "log after $when" 0 "$rc" || head -c 400 out >&2
}
# receipt_of FILE: the receipt that the answer of a writing command carries.
receipt_of() { sed -E 's/^.*"receipt"://; s/\}$//' "$1"; }
tree_size() {
  "$DENGBAO_BIN" ledger checkpoint --json | grep -o '"tree_size":[0-9]*' | cut -d: -f2
}

# serving [ARGS]: starts a server in the background (on a free port unless --listen says another):
# its process in $server, its address in $url, what it says in serve.out and serve.err.
serving() {
  : > serve.err  # what the one before said must not be taken for its word
  url=
  case " $* " in *" --listen "*) ;; *) set -- --listen 127.0.0.1:0 "$@" ;; esac
  "$DENGBAO_BIN" serve "$@" > serve.out 2> serve.err &
  server=$!
  for _ in $(seq 200); do
    url=$(sed -n 's|^serving at \(.*\)/$|\1|p' serve.err)
    [ -z "$url" ] || return 0
    kill -0 "$server" 2> /dev/null || break
    sleep 0.1
  done
  die "the server did not start: $(cat serve.err)"
}
# stopped: ends the server as a service manager does; what was acknowledged is finished.
stopped() {
  kill -TERM "$server"
  wait "$server"
  same "exit of the server" 0 $?
}

# A city with one office and one unit, under a clock that starts on 2026-02-01. Arguments go to
# every command, e.g. --db URL.
new_city() {
  local party
  wants 0 init --clock simulated --as-of 2026-02-01 "$@" || exit 1
  for party in gov:云杉市政府 office:云杉市信息化办公室 experts:云杉市专家组 dept:云杉市委网信办 \
    unit:云杉市大数据局; do
    wants 0 org new --name "${party#*:}" --id "${party%%:*}" --kind government --place 990000 \
      "$@" || exit 1
  done
  wants 0 org set office --superior gov "$@" || exit 1
  wants 0 org set unit --superior department=dept "$@" || exit 1
  wants 0 org grant experts --capacity expert_group --place 990000 --rank city "$@" || exit 1
  wants 0 org grant office --capacity informatization_office --place 990000 --rank city \
    "$@" || exit 1
  wants 0 binding add --procedure filing --territory 990000 --party-kind government \
    --pack cn-bj-egov-2007 "$@" || exit 1
  echo x > a.pdf
  echo y > b.rar
}
# new_filing NAME [ARGS]: a level 3 system of that name and its filing, opened; leaves $filing.
new_filing() {
  local name=$1
  shift
  wants 0 system new --unit unit --name "$name" --set level=3 --set s=3 --set a=2 \
    --set go_live=2025-12-01 --set graded_on=2026-01-10 "$@" || exit 1
  wants 0 case open filing --about "$name" "$@" || exit 1
  filing=$(field case)
}
# What a complete filing of the unit carries, after `case do CASE deliver`.
papers=(--set unit_address=一号 --set contact_name=联系人 --set contact_phone=0900-5550101
  --set affiliation=3 --set unit_type=2 --set systems_total=1
  --set 'systems_by_level=[{"level":3,"count":1}]' --set business=开放 --set service_scope=30
  --set service_object=2 --set network_nature=2 --set data_contact_name=甲
  --set data_contact_phone=0900-5550102 --set unit_addresses=无 --set object_type=system
  --set source_addresses=203.0.113.1 --set 'data_sheets=[{"name":"a","level":1,"category":"b"}]'
  --attach grading_report=a.pdf --attach expert_opinion=a.pdf --attach owner_approval=a.pdf
  --attach topology=a.pdf --attach organisation_rules=a.pdf --attach design_plan=a.pdf
  --attach product_list=a.pdf --attach service_list=a.pdf --attach form=a.pdf --attach edata=b.rar)
