#!/bin/bash
# The Debian package as an administrator meets it, made from the program of this build:
#   package_test.sh PROGRAM       tools/try-package goes on where this ends: installed and booted
set -euo pipefail
root=$(readlink -f -- "$(dirname -- "$(readlink -f -- "$0")")/../..")
program=$1
place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT
cd "$place"
fail() { echo "FAILED: $1" >&2; exit 1; }
has() { grep -qF -- "$2" <<< "$3" || fail "$1: no '$2' in: $3"; }

# -- the same bytes twice, from another folder and under another mask of rights
export DENGBAO_DEB_PRESSED=none
package=$("$root/tools/deb" "$program" one)
(umask 077 && TZ=Asia/Shanghai "$root/tools/deb" "$program" two > /dev/null)
cmp "$package" "two/${package##*/}" || fail "the same program gave two different packages"
status=0
"$root/tools/deb" "$place/nothing" > /dev/null 2> err || status=$?
[ "$status" = 3 ] || fail "without a program: exit $status instead of 3"

# -- what it says and holds
control=$(dpkg-deb -f "$package")
for part in 'Package: dengbao' 'libssl3 (>= ' 'libpq5 (>= ' 'fonts-noto-cjk' 'libc6 (>= '; do
  has "control" "$part" "$control"
done
version=$("$program" version --json | sed 's/.*"version":"\([^"]*\)".*/\1/')
[[ "$(dpkg-deb -f "$package" Version)" == "$version"* ]] || fail "not the program's version"
dpkg-deb -R "$package" deb
[ "$(cat deb/DEBIAN/conffiles)" = /etc/default/dengbao ] || fail "another list of settings"
(cd deb && md5sum --quiet -c DEBIAN/md5sums) || fail "sums that do not hold"
for file in usr/bin/dengbao usr/lib/dengbao/backup lib/systemd/system/dengbao.service \
  usr/share/man/man1/dengbao.1.gz usr/share/man/zh_CN/man1/dengbao.1.gz \
  usr/share/bash-completion/completions/dengbao usr/lib/sysusers.d/dengbao.conf \
  usr/share/doc/dengbao/{copyright,SBOM.spdx.gz,operate.zh-CN.md.gz,examples/nginx.conf}; do
  [ -s "deb/$file" ] || fail "the package lacks $file"
done
[ -z "$(find deb -type f \( -perm /022 -o -perm /7000 \))" ] || fail "files others may write"
has "the manual" 'dengbao serve' "$(gunzip -c deb/usr/share/man/man1/dengbao.1.gz)"
has "the list of parts" 'PackageName: libssl3' "$(gunzip -c deb/usr/share/doc/dengbao/SBOM.spdx.gz)"
bash -n deb/usr/share/bash-completion/completions/dengbao
for script in deb/DEBIAN/{postinst,prerm,postrm}; do sh -n "$script"; done
# Nothing of the package sets or shows a password; the first one comes by a link.
has "what is said at the end" '#/first' "$(cat deb/DEBIAN/postinst)"

# -- the units, and the drop-ins that the guide offers, as systemd reads them
cp -rn /lib/systemd/system/. deb/lib/systemd/system/
mkdir -p deb/bin deb/etc/systemd/system/dengbao.service.d deb/run/systemd/system
check_units() {
  systemd-analyze verify --man=no --recursive-errors=no --root="$place/deb" dengbao.service \
    dengbao-backup.service dengbao-backup.timer dengbao-tick.service dengbao-tick.timer \
    > units 2>&1 && [ ! -s units ] || fail "systemd on $1: $(cat units)"
}
for kind in service timer; do
  cp "deb/usr/share/doc/dengbao/examples/tick.$kind" "deb/etc/systemd/system/dengbao-tick.$kind"
done
check_units "the units"
for unit in dengbao dengbao-backup; do # the exposure, in tenths; the guide names it
  systemd-analyze security --offline=true --root="$place/deb" --threshold=15 "$unit.service" \
    > exposure 2>&1 || fail "$unit is more exposed than the guide says: $(tail -n 1 exposure)"
done
for example in tls passphrase postgresql; do
  cp "deb/usr/share/doc/dengbao/examples/$example.conf" deb/etc/systemd/system/dengbao.service.d/
  check_units "$example.conf"
done

# -- the program from there, with nothing of this tree in reach
export PATH=$place/deb/usr/bin:/usr/bin:/bin
alone() { env -i PATH="$PATH" LC_ALL=C.UTF-8 DENGBAO_LANG=en "$@"; }
alone dengbao init --data data > /dev/null
has "the law inside" cn-bj-egov-2007 "$(alone dengbao law list)"
alone dengbao org new --name 云杉市大数据局 --id unit --kind government --data data > /dev/null

# -- nightly backups: dated, restored once, no more than wished; a broken one pushes out nothing
mkdir backups
nightly() { alone DENGBAO_DATA="$place/data" DENGBAO_BACKUPS="$place/backups" "$@" 2>> log; }
for night in 1 2 3; do
  nightly DENGBAO_KEEP=2 deb/usr/lib/dengbao/backup > out || fail "backup $night: $(cat log)"
  sleep 1.1
done
[ "$(find backups -mindepth 1 -maxdepth 1 | wc -l)" = 2 ] || fail "kept: $(ls -A backups)"
alone dengbao restore "$(tail -n 1 out)" --data restored > /dev/null || fail "cannot be restored"
has "what was restored" 云杉市大数据局 "$(alone dengbao org list --data restored)"
mkdir broken
printf '#!/bin/sh\nif [ "$1" = restore ]; then exit 2; fi\nexec %q "$@"\n' \
  "$place/deb/usr/bin/dengbao" > broken/dengbao
chmod +x broken/dengbao
status=0
nightly DENGBAO_KEEP=1 PATH="$place/broken:$PATH" deb/usr/lib/dengbao/backup > /dev/null || status=$?
[ "$status" = 2 ] || fail "a backup that cannot be restored ends with $status"
kept=$(cd backups && echo *)
[[ "$kept" =~ ^[0-9TZ]+\ [0-9TZ]+\ BROKEN-[0-9TZ]+$ ]] || fail "after a broken one: $kept"
for wrong in 0 all; do
  status=0
  nightly DENGBAO_KEEP=$wrong deb/usr/lib/dengbao/backup > /dev/null || status=$?
  [ "$status" = 3 ] || fail "DENGBAO_KEEP=$wrong ends with $status"
done

# -- a directory of an earlier version is taken over by opening it, whole
for older in "$root"/tests/house/older/schema-*.tar.xz; do
  rm -rf older
  mkdir -m 700 older
  tar -C older -xJf "$older"
  alone dengbao ledger verify --data older > out || fail "${older##*/} does not verify: $(cat out)"
  has "${older##*/}" 挂号系统 "$(alone dengbao case list --data older)"
  has "${older##*/}" 2026-06-05 "$(alone dengbao duty list --data older --csv)"
  alone dengbao org new --name 第二家 --data older > /dev/null || fail "cannot be written to"
  alone dengbao ledger verify --data older > out || fail "after writing: $(cat out)"
done
echo "package: sound"
