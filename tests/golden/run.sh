#!/bin/bash
# Sessions of the command line, held as they must be. A transcript is a list of
#   $ dengbao …        the command, run in a folder of its own that holds the fixtures
#   text               its stdout
#   ! text             its stderr
#   = 0                its exit code
# Lines that begin with # are comments. UPDATE_GOLDEN=1 writes the files anew: review what changed.
# usage: run.sh DENGBAO TRANSCRIPT…
set -euo pipefail
golden=$(dirname -- "$(readlink -f -- "$0")")
binary=$(readlink -f -- "$1")
shift
place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT
mkdir "$place/bin"
ln -s "$binary" "$place/bin/dengbao"

replay() {
  local line folder=$place/run
  rm -rf -- "$folder" && mkdir "$folder" && cp -r "$golden/fixtures/." "$folder/"
  cd "$folder"
  while IFS= read -r line; do
    case $line in
      '#'*) printf '%s\n' "$line" ;;
      '$ '*)
        local code=0
        printf '%s\n' "$line"
        # Nothing of the caller's environment reaches the program.
        env -i PATH="$place/bin:/usr/bin:/bin" LC_ALL=C.UTF-8 bash -c "${line#??}" \
          < /dev/null > "$place/out" 2> "$place/err" || code=$?
        sed -e '$a\' "$place/out"
        sed -e 's/^/! /' -e '$a\' "$place/err"
        printf '= %s\n\n' "$code"
        ;;
    esac
  done
}

failed=0
for transcript in "$@"; do
  transcript=$(readlink -f -- "$transcript")
  (replay < "$transcript") > "$place/now"
  if [ -n "${UPDATE_GOLDEN:-}" ]; then
    cp "$place/now" "$transcript"
  elif ! diff -u --label "$transcript" --label now "$transcript" "$place/now"; then
    failed=1
  fi
done
[ "$failed" = 0 ] || { echo "differs; UPDATE_GOLDEN=1 takes it over" >&2; exit 1; }
