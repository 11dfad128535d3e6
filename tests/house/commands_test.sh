#!/bin/bash
# ./run and tools/setup as a stranger meets them: what they print, where, and how they end.
set -euo pipefail
root=$(dirname -- "$(readlink -f -- "$0")")/../..
place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT
chmod 755 "$place"

fail() { echo "FAILED: $1" >&2; exit 1; }
# expect WHAT WANTED GOT
expect() { [ "$2" = "$3" ] || fail "$1: wanted '$2', got '$3'"; }

# A copy of the commands beside a binary that says what it was given.
mkdir -p "$place/house/tools" "$place/house/src" "$place/house/build/release/apps/dengbao"
cp "$root/run" "$place/house/"
cp "$root"/tools/{build.sh,setup,packages} "$place/house/tools/"
binary=$place/house/build/release/apps/dengbao/dengbao
printf '#!/bin/bash\necho "$PWD|$*"\nexit 6\n' > "$binary"
chmod +x "$binary"
sleep 0.01
touch "$place/house/build/release/.built"

mkdir "$place/elsewhere"
cd "$place/elsewhere"
status=0
out=$("$place/house/run" grade check 'a b' 2> "$place/err") || status=$?
expect "exit code" 6 "$status"
expect "arguments and folder of the caller" "$place/elsewhere|grade check a b" "$out"
expect "silence when nothing is built" "" "$(cat "$place/err")"

out=$("$place/house/run" 2> /dev/null) || true
expect "without arguments the demo" "$place/elsewhere|demo" "$out"

ln -s "$place/house/run" "$place/link"
out=$("$place/link" version 2> /dev/null) || true
expect "through a link" "$place/elsewhere|version" "$out"

# A changed source is built before anything runs; here the build cannot work, and says so.
sleep 0.01
touch "$place/house/src/new.cc"
status=0
out=$("$place/house/run" version 2> "$place/err") || status=$?
expect "a failed build is an internal failure" 1 "$status"
expect "stdout stays empty" "" "$out"
grep -q 'configuring failed' "$place/err" || fail "a failed build is explained"

# Missing packages: the exact line to type, and exit 8, for who is not root.
printf 'run  no-such-package-here  to see what happens\n' >> "$place/house/tools/packages"
status=0
"$place/house/tools/setup" run --list > "$place/out" || status=$?
expect "--list with something missing" 2 "$status"
grep -q '^missing *no-such-package-here$' "$place/out" || fail "--list names what is missing"
status=0
if [ "$(id -u)" -eq 0 ]; then
  chmod -R a+rX "$place/house"
  (cd / && runuser -u nobody -- "$place/house/tools/setup" run) > "$place/out" 2>&1 || status=$?
  expect "setup without rights" 8 "$status"
  grep -q 'apt-get install .*no-such-package-here' "$place/out" || fail "setup says what to type"
fi
status=0
"$root/tools/setup" nonsense 2> /dev/null || status=$?
expect "an unknown word" 3 "$status"
echo "commands: sound"
