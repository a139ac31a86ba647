#!/usr/bin/env bash
# Resolve every pyproject into hashed pins: all.txt for development, <service>.txt for each image.
# Registry addresses never enter the files. `locks/compile.sh --check` fails when a lock is stale.
set -euo pipefail
cd "$(dirname "$0")/.."
out=locks
[ "${1:-}" = --check ] && { out=$(mktemp -d); cp locks/*.txt "$out"/; }
ours=(contracts kit press local gateway registry venue documents notices signing)
compile() { # output, pyproject...
    local to=$1
    shift
    uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        "${ours[@]/#/--no-emit-package=tenderhall-}" "$@" -o "$to"
}
members=(services/shared/contracts services/shared/kit services/shared/press services/{registry,venue,documents,notices,signing} gateway deploy/local tests/load)
compile "$out/all.txt" --group dev "${members[@]/%//pyproject.toml}"
for one in registry venue documents notices signing gateway; do
    dir=services/$one
    [ "$one" = gateway ] && dir=gateway
    compile "$out/$one.txt" -c locks/all.txt "$dir/pyproject.toml"
done
compile "$out/deploy.txt" -c locks/all.txt deploy/compose/deploy.in # the image of the deploy steps
compile "$out/node.txt" gateway/web/node.in # for machines without Node: never in a service's environment
[ "$out" = locks ] || diff -ru locks "$out" --exclude=compile.sh
