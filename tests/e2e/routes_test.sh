#!/usr/bin/env bash
# The addresses that the pages are compiled against are those of the running server.
set -u
root=$(cd -- "$(dirname -- "$0")/../.." && pwd)
# shellcheck source=tests/e2e/lib.sh
. "$root/tests/e2e/lib.sh"

wants 0 init
serving
node "$root/web/tools/routes.mjs" "$url" > routes.ts || fail "no routes could be written"
stopped
diff -u "$root/web/src/api/routes.ts" routes.ts > difference ||
  fail "web/src/api/routes.ts is not that of this server; write it anew with
  node web/tools/routes.mjs URL > web/src/api/routes.ts
$(head -40 difference)"
conclude
