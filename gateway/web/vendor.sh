#!/usr/bin/env bash
# Install what package-lock.json pins, and copy what browsers need to static/vendor (git ignores both).
# 按锁文件安装前端依赖，并复制浏览器所需文件。 `make setup` calls it when the lock has changed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
# Node brings certificates of its own: let npm trust what pip trusts on this machine.
for ca in "${NODE_EXTRA_CA_CERTS:-}" "${SSL_CERT_FILE:-}" "${PIP_CERT:-}" /etc/ssl/certs/ca-certificates.crt; do
    if [ -n "$ca" ] && [ -r "$ca" ]; then export NODE_EXTRA_CA_CERTS=$ca && break; fi
done
echo "▸ browser packages from gateway/web/package-lock.json · 安装前端依赖"
./with-node.sh npm ci --loglevel=error
from=$here/node_modules
to=$here/../src/gateway/static/vendor
rm -rf "$to"
mkdir -p "$to/noble-hashes" "$to/licenses"
cp "$from/htmx.org/dist/htmx.min.js" "$to/htmx.js"
cp "$from/@alpinejs/csp/dist/module.esm.min.js" "$to/alpine-csp.js"
cp "$from/@tabler/core/dist/css/tabler.min.css" "$to/tabler.css"
cp "$from/@event-calendar/build/dist/event-calendar.min.css" "$to/event-calendar.css"
grep -v "^//# sourceMappingURL" "$from/@event-calendar/build/dist/event-calendar.min.js" >"$to/event-calendar.js"
for part in sha2 _md _u64 utils; do # the streaming SHA-256 and what it imports
    cp "$from/@noble/hashes/$part.js" "$from/@noble/hashes/$part.d.ts" "$to/noble-hashes/"
done
for name in htmx.org @alpinejs/csp @tabler/core @noble/hashes @vue/reactivity; do
    for file in "$from/$name"/LICENSE*; do
        if [ -f "$file" ]; then cp "$file" "$to/licenses/${name//\//-}.txt"; fi
    done
done
cp "$here"/licenses/*.txt "$to/licenses/" # of packages that bring none
for file in "$to"/*.css; do # nothing may be fetched from elsewhere
    if grep -qE '@import|url\(["'"'"']?(https?:)?//' "$file"; then
        echo "✘ $file fetches from elsewhere · 引用了外部资源" >&2
        exit 1
    fi
done
touch "$from/.ready"
echo "✔ static/vendor"
