#!/bin/bash
# What was changed behind the program's back is found and named; what was restored is told from what
# is remembered; the tables can be made again from the entries.
set -u
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
new_city
new_filing 数据开放平台
wants 0 case do "$filing" deliver "${papers[@]}" --as-of 2026-02-10T10:00:00+08:00
wants 0 ledger checkpoint
cp out early_head
wants 0 backup "$place/early"
wants 0 case do "$filing" accept --as-of 2026-02-27 || exit 1
cp out accepted
wants 0 document list
document=$(field document)
pdf=$(field pdf)
wants 0 ledger checkpoint
cp out late_head
log_is_sound "an untouched directory"
mv "$DENGBAO_DATA" whole
fresh() { rm -rf "$DENGBAO_DATA" && cp -r whole "$DENGBAO_DATA"; }

# flip CODE: perl code that changes $_ (the bytes of the database) and returns true when it did.
flip() {
  fresh
  CODE=$1 perl -e 'undef $/; open F, "+<:raw", $ARGV[0]; $_ = <F>; my $n = length;
    (eval $ENV{CODE}) or die "nothing to change\n"; length == $n or die "length\n";
    seek F, 0, 0; print F $_; close F' "$DENGBAO_DATA/dengbao.db" || die "cannot change: $1"
}
# found WHAT WORD: the log does not verify, and the answer names WORD.
found() {
  run ledger verify --json
  same "$1" 2 "$rc"
  grep -qE "$2" out || fail "$1: '$2' is not named: $(head -c 600 out)"
}

# One byte of the text of an entry (the form of the unit's name in a core).
flip 's/("record":"party","record_id":"dep)t/${1}u/'
found "a changed entry" 'entry|leaf|event'
# One byte of a tile: two leaf hashes side by side stand nowhere else.
first=$("$DENGBAO_BIN" --data whole ledger export exported > /dev/null;
  grep -o '"leaf_hash":"[0-9a-f]*"' exported/events.jsonl | cut -d'"' -f4 | head -n 2 | tr -d '\n')
FIRST=$first flip 'my $h = pack "H*", $ENV{FIRST}; my $at = index $_, $h; $at >= 0 and
  substr($_, $at + 40, 1) ^= "\x01"'
found "a changed tile" tile
# One byte of a head's signature.
flip 's{(\n7\n[A-Za-z0-9+/]{43}=\nhash sm3\ntime [^\n]*\n\n[^\n]*)([A-Za-z0-9+/])([^\n]{9})=\n}
  {my $c = $2 eq "A" ? "B" : "A"; "$1$c$3=\n"}e'
run ledger verify --all-signatures --json
same "a changed head" 2 "$rc"
grep -q head out || fail "a changed head is not named: $(head -c 600 out)"
# One byte of a stored document.
flip 'my @at; push @at, pos while /%PDF-/g; my $bytes = \$_;
  substr($$bytes, $_ + 300, 1) ^= "\x01" for @at; scalar @at'
found "a changed document" 'document|file|chunk'
run document render "$document" --output rendered --json
[ "$rc" != 0 ] || fail "a changed document is rendered"
# An entry taken away, with its row in every table.
if command -v sqlite3 > /dev/null; then
  fresh
  sqlite3 "$DENGBAO_DATA/dengbao.db" 'delete from event where log_index = 4'
  found "a missing entry" 'entry|event|4'
fi

# A receipt with one digit of its entry, root or proof changed is not sound.
receipt_of accepted > receipt
env -i "$DENGBAO_BIN" verify receipt > /dev/null || fail "the receipt itself"
for word in '"at":"2026-02-2' '"root":"' '"leaf_hash":"' '"proof":\["' \
  '"tree_size":' '"index":' '"hash":"sm'; do
  perl -pe "s/($word)(.)/\$1.(\$2 eq '5' ? '4' : '5')/e" receipt > forged
  cmp -s receipt forged && fail "no $word in the receipt"
  env -i "$DENGBAO_BIN" verify forged > out 2>&1
  case $? in 2 | 4) ;; *) fail "forged $word is taken for sound: $(cat out)" ;; esac
done
head -c 500 receipt > cut
env -i "$DENGBAO_BIN" verify cut > /dev/null 2>&1
case $? in 2 | 4) ;; *) fail "a cut receipt" ;; esac

# An old copy put back is told from what is remembered; a late head covers an early one.
fresh
log_is_sound "a remembered head" --remembered early_head
log_is_sound "the head of now" --remembered late_head
rm -rf "$DENGBAO_DATA"
wants 0 restore early
log_is_sound "the old copy alone"
run ledger verify --remembered late_head --json
same "an old copy against the remembered head" 2 "$rc"
grep -qE 'shorter|remembered|head|size' out || fail "not named: $(cat out)"
rm -rf "$DENGBAO_DATA"
run restore early --remembered late_head --json
same "restoring an old copy where more is remembered" 2 "$rc" ; cat out; ls data

# Backup, restore: the same head, the same answers. Rebuilt tables: the same answers.
lists() {
  local word
  for word in "case list" "system list" "org list" "duty list" "document list" "case show $filing" \
    "org history unit" "ledger checkpoint"; do
    # shellcheck disable=SC2086
    echo "$word: $("$DENGBAO_BIN" $word --json |
      perl -MJSON::PP -e 'my $j = JSON::PP->new->canonical->allow_nonref;
        print $j->encode($j->decode(<>))')"
  done
}
fresh
lists > before
wants 0 backup "$place/late"
rm -rf "$DENGBAO_DATA"
wants 0 restore late
log_is_sound "a restored copy" --remembered late_head
lists > after
diff before after > difference || fail "restored is not what was: $(head -c 600 difference)"
wants 0 org new --name 新单位 --kind other --place 990000
fresh
wants 0 rebuild
lists > after
diff before after > difference || fail "rebuilt is not what was: $(head -c 600 difference)"
log_is_sound "a rebuild"
wants 7 backup "$place/late"
conclude
