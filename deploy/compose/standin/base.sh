#!/usr/bin/env bash
# A stand-in for python:3.11-slim-bookworm where no image can be pulled: Debian by debootstrap.
# 无法拉取镜像时，用 debootstrap 代替官方 Python 镜像。    base.sh <image> <work folder>
set -euo pipefail
image=$1 work=$2
root=$work/rootfs
rm -rf "$root"
debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$root" >"$work/debootstrap.log" 2>&1
# This machine may reach the network through a proxy with a certificate of its own.
cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/" 2>/dev/null || true
chroot "$root" update-ca-certificates >/dev/null 2>&1
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,info,locale,lintian} "$root"/var/log/*
mkdir -p "$root"/var/cache/apt/archives/partial "$root"/usr/share/man/man{1,7,8} "$root"/var/log/apt
printf 'path-exclude=/usr/share/%s/*\n' doc man info locale >"$root/etc/dpkg/dpkg.cfg.d/slim"
tar -C "$root" -c . | podman import -q \
    --change "ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt" --change "ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt" - "$image" >/dev/null
rm -rf "$root"
