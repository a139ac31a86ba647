#!/usr/bin/env bash
# Create .venv from locks/all.txt. Needs Python >= 3.11; takes uv from PyPI for speed.
# 按锁文件建立 .venv。
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本 · Python 3.11 or newer is needed (PYTHON=…)" >&2; exit 1; }
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "▸ python3-venv (Debian) · 建立环境所需"
    sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
[ -x .venv/bin/uv ] || .venv/bin/pip install -q uv
echo "▸ Python packages from locks/all.txt · 安装依赖"
.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r locks/all.txt
members=(services/shared/contracts services/shared/kit services/shared/press services/registry services/venue services/documents services/notices services/signing gateway deploy/local tests/load)
.venv/bin/uv pip install -q --python .venv/bin/python --no-deps "${members[@]/#/-e./}"
touch .venv/.ready
echo "✔ .venv"
