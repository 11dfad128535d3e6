#!/bin/bash
# What the guides tell people to type is there: each `dengbao WORD --flag` of docs/guides, in code
# blocks, tables and text, is a word of the program with that flag.
#   guides_test.sh PROGRAM
set -euo pipefail
root=$(readlink -f -- "$(dirname -- "$(readlink -f -- "$0")")/../..")
program=$1
place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT
export DENGBAO_LANG=en

# One command a line: of code blocks, indented or fenced, and of `…` in the text.
perl -CSD -0777 -ne '
  my @parts = split /^```.*\n/m;
  for my $i (0 .. $#parts) {
    my $part = $parts[$i];
    if ($i % 2) { print "$1\n" while $part =~ /(\bdengbao .*)/g; next; }
    print "$1\n" while $part =~ /^    .*?(\bdengbao .*)/mg;
    $part =~ s/(?<=[^\n])\n(?=[^\n])/ /g;
    print "$1\n" while $part =~ /`(?:[^`]*\s)?(dengbao [^`]+)`/g;
  }
' "$root"/docs/guides/*.md | sed -E 's/^dengbao -- dengbao/dengbao/; s/[|#>&;].*//; s/ +$//' |
  grep -E '^dengbao ([a-z]|--server )' | sort -u > "$place/commands"
[ "$(wc -l < "$place/commands")" -gt 30 ] || { echo "too few commands were found" >&2; exit 1; }

wrong=0
while read -r line; do
  read -r _ first second _ <<< "$line"
  while [[ "$first" == --* ]]; do # dengbao --server URL WORD
    line=${line/ $first $second/}
    read -r _ first second _ <<< "$line"
  done
  word=$first
  if [[ "$second" =~ ^[a-z][a-z-]*$ ]] &&
    "$program" "$first" "$second" --help > "$place/help" 2> /dev/null; then
    word="$first $second"
  elif ! "$program" "$first" --help > "$place/help" 2> /dev/null; then
    echo "no such word: $line" >&2
    wrong=1
    continue
  fi
  for flag in $(grep -oE -- '--[a-z][a-z-]*' <<< "$line" || true); do
    grep -qE -- "(^|[^a-z-])$flag([^a-z-]|\$)" "$place/help" ||
      { echo "dengbao $word has no $flag: $line" >&2; wrong=1; }
  done
done < "$place/commands"
[ "$wrong" = 0 ] && echo "guides: $(wc -l < "$place/commands") commands are there"
exit "$wrong"
