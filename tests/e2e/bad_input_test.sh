#!/bin/bash
# Bad input is told by its exit code and its words, in bounded time, and leaves nothing behind.
set -u
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

# Reading commands find no directory and make none.
for word in "org list" "org show x" "org history x" "system list" "system show x" "case list" \
  "case show x" "duty list" "document list" "document show x" "document render x --output o" \
  "ledger verify" "ledger checkpoint" "ledger prove --event 0" "ledger export ex" \
  "receipt show --event x" \
  "account list" "binding list" "trust list" "backup b"; do
  # shellcheck disable=SC2086
  wants 5 $word
  [ ! -e "$DENGBAO_DATA" ] || die "$word made a data directory"
done
# Writing commands do not make one either: that is what `init` is for.
for word in "org new --name N" "tick" "rebuild" "system new --unit U --name N" \
  "case open filing --about x"; do
  # shellcheck disable=SC2086
  wants 5 $word
  [ ! -e "$DENGBAO_DATA" ] || die "$word made a data directory"
done

# Every command that the program knows refuses a flag that it does not know.
"$DENGBAO_BIN" --help --lang en | sed -n 's/^  \([a-z][a-z-]*\( [a-z-]*[a-z]\)\{0,1\}\)  .*/\1/p' |
  grep -vE '^(dengbao|--)' | sort -u > commands
[ "$(wc -l < commands)" -gt 35 ] || fail "too few commands found: $(tr '\n' ',' < commands)"
while read -r word; do
  # shellcheck disable=SC2086
  wants 3 $word --no-such-flag < /dev/null
done < commands

new_city
new_filing 数据开放平台
size=$(tree_size)
# CODE NAME-OF-ERROR(regex) COMMAND: right form, wrong value; missing; refused; conflict.
tries='
3|cli\.|frobnicate
3|.|org list --lang fr
3|.|init --clock lunar
3|.|case do
3|.|tick extra
4|.|calendar due --from 2026-02-30 --working-days 3
4|.|org list --as-of 2026-13-01
4|.|org new --name N --code 91310000MA1FL0000X
4|.|calendar due --from yesterday --days 1
5|.|org show nobody
5|.|system show nothing
5|case\.|case show nothing
5|case\.|case do nothing accept
5|.|document show nothing
5|.|document render nothing --output out.d
5|.|receipt show --event nothing
5|.|verify nothing.json
5|.|import ledger nothing.xlsx
5|.|case open filing --about nothing
5|.|case open nothing --about 数据开放平台
5|.|org set nobody --superior gov
5|.|restore nothing
6|.|case do FILING accept
6|.|case do FILING deliver
6|.|tick --as-of 2026-01-01
7|.|case do FILING deliver --if-version 9
7|.|init
3|.|case do FILING deliver --if-version x
6|.|case do FILING deliver --attach form=nothing.pdf
'
while IFS='|' read -r code name words; do
  [ -n "$code" ] || continue
  # shellcheck disable=SC2086
  wants "$code" ${words//FILING/$filing} || continue
  [ "$(grep -c '' out)" -le 1 ] || fail "$words: more than the error on stdout"
  form='^\{"error":\{"kind":"[a-z_]+","code":"[a-z_.]+","message":".+","citations":\[.*\]\}\}$'
  grep -qE "$form" out ||
    fail "$words: not the error object: $(head -c 300 out)"
  [[ "$(field code)" =~ $name ]] || fail "$words: told as $(field code)"
  # No hole is left in the words, and no code stands where words should.
  grep -qE '\{[a-z_]+\}' out && fail "$words: a hole in the words: $(cat out)"
  [ "$(field message)" != "$(field code)" ] || fail "$words: no words for $(field code)"
done <<< "$tries"
same "entries after all that" "$size" "$(tree_size)"
# Without --json the error is on stderr alone.
run case show nothing
same "stdout of a failure" "" "$(cat out)"
[ -s err ] || fail "a failure says nothing"

# Foreign files. Each is refused with 4, in 5 seconds, and nothing is written.
zip_of() { # zip_of FILE: packs the folder ./pack, as a workbook is packed
  rm -f "$1"
  (cd pack && find . -type f | sed 's|^\./||' |
    perl -MIO::Compress::Zip=zip,:constants -e 'chomp(my @files = <STDIN>);
      zip \@files => $ARGV[0], -Level => 9 or die $IO::Compress::Zip::ZipError' "../$1") ||
    die "cannot pack $1"
}
book() { # book SHEET-XML: the folder ./pack of a workbook with one sheet
  rm -rf pack
  mkdir -p pack/_rels pack/xl/_rels pack/xl/worksheets
  local ns=http://schemas.openxmlformats.org kind=application/vnd.openxmlformats
  local office=$ns/officeDocument/2006/relationships xml='<?xml version="1.0"?>'
  cat > 'pack/[Content_Types].xml' << XML
$xml<Types xmlns="$ns/package/2006/content-types">
<Default Extension="rels" ContentType="$kind-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml"
  ContentType="$kind-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
  ContentType="$kind-officedocument.spreadsheetml.worksheet+xml"/></Types>
XML
  cat > pack/_rels/.rels << XML
$xml<Relationships xmlns="$ns/package/2006/relationships">
<Relationship Id="rId1" Type="$office/officeDocument" Target="xl/workbook.xml"/></Relationships>
XML
  cat > pack/xl/workbook.xml << XML
$xml<workbook xmlns="$ns/spreadsheetml/2006/main" xmlns:r="$office">
<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>
XML
  cat > pack/xl/_rels/workbook.xml.rels << XML
$xml<Relationships xmlns="$ns/package/2006/relationships">
<Relationship Id="rId1" Type="$office/worksheet" Target="worksheets/sheet1.xml"/></Relationships>
XML
  printf '%s' "$1" > pack/xl/worksheets/sheet1.xml
}
sheet() { # sheet [TEXT]: a sheet with one row
  printf '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
  printf '<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row>' "${1:-单位名称}"
  printf '</sheetData></worksheet>'
}
refused() { # refused WHAT FILE CODE
  local since=$SECONDS
  run import ledger "$2" --json
  same "$1" 4 "$rc"
  same "$1 is told as" "$3" "$(field code)"
  [ $((SECONDS - since)) -le 5 ] || fail "$1: $((SECONDS - since)) seconds"
  grep -q '^{"error":' out || fail "$1: not the error object: $(head -c 200 out)"
  grep -q 'root:' out err && fail "$1: the file it names was read"
  same "entries after $1" "$size" "$(tree_size)"
}
book "$(sheet)"
zip_of sound.xlsx
refused "a workbook without a list" sound.xlsx intake.no_list
head -c $(($(stat -c %s sound.xlsx) / 2)) sound.xlsx > cut.xlsx
refused "a cut workbook" cut.xlsx zip.truncated
book "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>$(sheet '&e;')"
zip_of entity.xlsx
refused "an entity from outside" entity.xlsx xlsx.document_type
laughs='<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
for pair in ba cb dc ed fe gf hg; do
  laughs+="<!ENTITY ${pair:0:1} \"$(printf "&${pair:1:1};%.0s" {1..10})\">"
done
book "<?xml version=\"1.0\"?><!DOCTYPE x [$laughs]>$(sheet '&h;')"
zip_of laughs.xlsx
refused "entities in entities" laughs.xlsx xlsx.document_type
book "$(sheet)"
head -c 32M /dev/zero | tr '\0' ' ' >> pack/xl/worksheets/sheet1.xml
zip_of bomb.xlsx
rm -rf pack
refused "a bomb" bomb.xlsx zip.bomb
printf '单位名称,系统名称\n甲,乙\n' > csv.xlsx
refused "text with the name of a workbook" csv.xlsx intake.mislabelled
printf 'PK\003\004 no archive' > zip.csv
refused "an archive with the name of a text" zip.csv intake.mislabelled
: > empty.csv
refused "an empty file" empty.csv intake.empty_file
head -c 4096 /dev/urandom > noise.xlsx
refused "noise" noise.xlsx intake.mislabelled
mkdir folder.csv
run import ledger folder.csv --json
case $rc in 4 | 5) ;; *) fail "a folder as a file: exit $rc" ;; esac
wants 5 law install csv.xlsx
wants 4 verify csv.xlsx
wants 4 calendar publish csv.xlsx
wants 5 restore folder.csv --data "$place/elsewhere"
[ ! -e "$place/elsewhere" ] || fail "a failed restore left a directory"

# What is brought to be verified is foreign too: read in a worker that can open nothing, and the
# verdict is "not intact", never a crash.
wants 0 system new --unit unit --name 核验用系统
receipt_of out > sound.json
env -i "$DENGBAO_BIN" verify sound.json > /dev/null || fail "a sound receipt in an empty environment"
printf '%%PDF-1.7\n' > noise.pdf
head -c 20000 /dev/urandom >> noise.pdf
printf 'PK\003\004' > noise.docx
head -c 20000 /dev/urandom >> noise.docx
mkdir -p pack/word && head -c 32M /dev/zero > pack/word/document.xml
zip_of bomb.docx
head -c 3M /dev/zero | tr '\0' '[' | sed 's/^/{"a":/' > deep.json
sed 's/"entry":/"entry":"x","entry":/' sound.json > twice.json
head -c 600 sound.json > cut.json
for file in noise.pdf noise.docx bomb.docx deep.json twice.json cut.json; do
  wants 2 verify "$file"
  grep -q '"intact":false' out || fail "$file is said to be intact"
done
head -c 65M /dev/zero | tr '\0' '{' > large.json
wants 4 verify large.json
command -v strace > /dev/null || fail "strace is not installed: ./test installs it (tools/packages)"
strace -f -qq -e trace=execve,seccomp -o calls "$DENGBAO_BIN" verify sound.json > /dev/null
grep -q 'seccomp(SECCOMP_SET_MODE_FILTER.* = 0' calls || fail "verify reads without a worker"
# A kernel that cannot filter: refused, unless the user takes it upon himself.
no_filter=(strace -f -qq -o /dev/null -e trace=seccomp,prctl -e inject=seccomp:error=EINVAL)
"${no_filter[@]}" "$DENGBAO_BIN" verify sound.json > out 2>&1
same "verify where nothing filters" 8 "$?"
"${no_filter[@]}" "$DENGBAO_BIN" verify sound.json --no-sandbox > out 2>&1
same "verify --no-sandbox where nothing filters" 0 "$?"
same "entries after foreign files" $((size + 1)) "$(tree_size)"
log_is_sound "foreign files"
conclude
