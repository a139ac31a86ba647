#!/usr/bin/env bash
# Prove the commands on a bare Debian: a debootstrapped container with only git, make and Python.
# 在裸 Debian 容器中验证 make run。 Needs root; installs podman, runc and debootstrap if missing.
#   deploy/local/box.sh [make targets…]      default: run run demo stop
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "需要 root · root is needed" >&2; exit 1; }
targets=("$@")
[ $# -gt 0 ] || targets=(run run demo stop)
suite=${SUITE:-bookworm}
image=localhost/tenderhall-bare:$suite
work=$PWD/.local/box
mkdir -p "$work"

missing=()
for tool in podman runc debootstrap; do command -v $tool >/dev/null || missing+=("$tool"); done
if [ ${#missing[@]} -gt 0 ]; then
    echo "▸ apt-get install ${missing[*]}"
    apt-get install -y -qq --no-install-recommends "${missing[@]}" netavark aardvark-dns iptables >"$work/apt.log" 2>&1
fi

# Without systemd only runc and small limits work inside another container.
cat >"$work/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
events_logger = "file"
cgroup_manager = "cgroupfs"
CONF
export CONTAINERS_CONF=$work/containers.conf

if ! podman image exists "$image" 2>/dev/null; then
    echo "▸ debootstrap $suite (git, make, Python; nothing else)"
    rm -rf "$work/rootfs"
    debootstrap --variant=minbase --include=python3,ca-certificates,git,make "$suite" "$work/rootfs" >"$work/debootstrap.log" 2>&1
    # This machine may reach the network through a proxy with a certificate of its own.
    cp /usr/local/share/ca-certificates/*.crt "$work/rootfs/usr/local/share/ca-certificates/" 2>/dev/null || true
    chroot "$work/rootfs" update-ca-certificates >/dev/null 2>&1
    tar -C "$work/rootfs" -c . | podman import - "$image" >/dev/null 2>&1
    rm -rf "$work/rootfs"
fi

cat >"$work/inside.sh" <<'INSIDE'
set -euo pipefail
export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt HOME=/root
git config --global safe.directory '*'
git clone -q /source /root/tenderhall
cd /root/tenderhall
git checkout -q "$COMMIT"
for target in "$@"; do
    began=$(date +%s)
    code=0
    make "$target" || code=$?
    echo "═══ make $target: code $code after $(($(date +%s) - began)) s"
    [ $code = 0 ] || { tail -n 20 .local/run/log/*.log 2>/dev/null | tail -n 200; exit $code; }
done
left=$(for each in /proc/[0-9]*; do tr '\0' ' ' <"$each/cmdline" 2>/dev/null; echo; done | grep -cE '[b]eam|[e]pmd|[p]ostgres|[w]eed|[s]upervisord|[w]aitress|[t]enderhall_|[s]igning.host|-m [g]ateway' || true)
locks=$(find .local/run -name lock -o -name '*.pid' -o -name '*.sock' | grep -cv erlang.cookie || true)
echo "═══ left behind · 残留: $left processes, $locks locks"
if [ "${*: -1}" = stop ]; then [ "$left$locks" = 00 ]; fi
INSIDE

podman run --rm --network host --hostname box -e TENDERHALL_PORT_BASE="${TENDERHALL_PORT_BASE:-30000}" \
    -e COMMIT="$(git rev-parse HEAD)" -v "$(git rev-parse --path-format=absolute --git-common-dir):/source:ro" -v "$work/inside.sh:/inside.sh:ro" \
    "$image" bash /inside.sh "${targets[@]}"
