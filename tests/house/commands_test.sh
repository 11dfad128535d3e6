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

# Without arguments the story; what serves it is named, or done where somebody asks for it.
cat > "$binary" <<'END'
#!/bin/bash
echo "$*"
END
touch "$place/house/build/release/.built"
out=$("$place/house/run" < /dev/null 2> "$place/err")
expect "without arguments the story" "demo --dir dengbao-demo" "$out"
grep -q 'run serve --demo --data dengbao-demo$' "$place/err" || fail "what serves it is named"
mkdir dengbao-demo && touch dengbao-demo/key
out=$("$place/house/run" --serve < /dev/null 2> "$place/err")
expect "--serve tells the story in a new folder, then serves it" \
  "demo --dir dengbao-demo-2|serve --demo --data dengbao-demo-2 --listen 127.0.0.1:PORT" \
  "$(paste -sd'|' <<< "$out" | sed -E 's/:(8080|0)$/:PORT/')"
# At a terminal it serves without being asked.
out=$(script -qec "$place/house/run" /dev/null < /dev/null | tr -d '\r' | tail -n 1)
expect "at a terminal it serves" "serve --demo --data dengbao-demo-2" "${out% --listen*}"
status=0
printf '#!/bin/bash\nexit 8\n' > "$binary"
"$place/house/run" --serve > "$place/out" 2>&1 || status=$?
expect "a story that fails is not served" 8 "$status"
printf '#!/bin/bash\necho "$PWD|$*"\nexit 6\n' > "$binary"

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
