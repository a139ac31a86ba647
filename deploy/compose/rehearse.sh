#!/usr/bin/env bash
# docker-compose.yml, really run on Podman: build, start, one procurement, three venues, one more, take down.
# 在 Podman 上真实演练 docker-compose.yml。 Needs root and Debian; the infrastructure images are stand-ins.
#   KEEP=1 deploy/compose/rehearse.sh    leaves everything running
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "✘ 需要 root · root is needed" >&2; exit 1; }
work=$PWD/.local/compose
mkdir -p "$work/log" && chmod 700 "$work"
project=tenderhall-rehearsal
services=(registry venue documents notices signing)
began=$SECONDS

say() { printf '%s\n' "$*"; }
step() { # text, log, command…: the log is shown where it fails
    local text=$1 log=$work/log/$2.log from=$SECONDS
    shift 2
    say "▸ $text"
    "$@" >"$log" 2>&1 || { say "✘ $text · 日志 log: $log"; tail -n 25 "$log"; exit 1; }
    say "✔ $text ($((SECONDS - from)) s)"
}
compose() {
    .venv/bin/podman-compose -p $project --env-file "$work/env" -f docker-compose.yml -f deploy/compose/rehearsal.yml "$@"
}
start() { compose up -d --no-deps --no-build "$@"; } # the order below is depends_on's: see docs/reference/compose.md
once() { # one-shot steps, which must end with 0
    start "$@" || return 1
    for each; do
        code=$(podman wait "${project}_${each}_1")
        [ "$code" = 0 ] || { podman logs --tail 20 "${project}_${each}_1"; echo "$each: $code"; return 1; }
    done
}
healthy() { # each container's own health check, run here: Podman needs systemd to run it by itself
    local deadline=$((SECONDS + 180))
    for each; do
        until podman healthcheck run "${project}_$each" >/dev/null 2>&1; do
            [ $SECONDS -lt $deadline ] || { podman logs --tail 20 "${project}_$each"; echo "$each: not healthy"; return 1; }
            sleep 1
        done
        echo "$each"
    done
}
refuses() { # the production overlay on this demo's secrets
    local told
    told=$(TRUST_FOLDER=$work TSA_URL=http://tsa.invalid .venv/bin/podman-compose -p $project --env-file "$work/env" \
        -f docker-compose.yml -f deploy/compose/production.yml run -T --rm --no-deps registry 2>&1) || true
    echo "$told"
    [[ $told == *"refuses production"*"AMQP_URI is a demo's secret"* ]]
}
drains() { # every program ends its work and itself at SIGTERM, while bus and databases are still there
    local all each code
    all=$(podman ps --format '{{.Names}}' | grep -E "^${project}_($(IFS='|' && echo "${services[*]}")|signing-host|gateway)_")
    podman stop -t 40 $all
    for each in $all; do
        code=$(podman inspect -f '{{.State.ExitCode}}' "$each")
        echo "$each: $code"
        [ "$code" = 0 ] || return 1
    done
}
takes_down() {
    compose --profile demo down -v --remove-orphans -t 40
    [ -z "$(podman ps -aq --filter "label=io.podman.compose.project=$project")" ]
    podman volume ls -q --filter "label=io.podman.compose.project=$project" | xargs -r podman volume rm -f
    [ -z "$(podman volume ls -q --filter "name=^${project}_")" ] && [ -z "$(podman network ls -q --filter "name=^${project}_")" ]
}
fails() {
    code=$?
    [ $code = 0 ] && return
    for each in $(podman ps -aq --filter "label=io.podman.compose.project=$project" 2>/dev/null); do
        podman logs "$each" >"$work/log/container-$(podman inspect -f '{{.Name}}' "$each").log" 2>&1 || true
    done
    say "✘ 演练失败 · the rehearsal failed; logs: $work/log"
    [ -n "${KEEP:-}" ] || takes_down >"$work/log/down.log" 2>&1 || true
}
trap fails EXIT

missing=()
for tool in podman runc debootstrap netavark aardvark-dns iptables; do
    dpkg-query -W -f '${db:Status-Status}' $tool 2>/dev/null | grep -q '^installed' || missing+=("$tool")
done
if [ ${#missing[@]} -gt 0 ]; then
    step "Debian 软件包 · packages: ${missing[*]}" apt bash -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${missing[*]}"
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
export CONTAINERS_CONF=$work/containers.conf BUILDAH_ISOLATION=chroot BUILDAH_FORMAT=docker

rm -f "$work/env"
.venv/bin/python -m tenderhall_local.containers.secrets "$work/env" >/dev/null
base=localhost/tenderhall-standin/python:bookworm
{
    echo "BASE_IMAGE=$base"
    echo "PUBLIC_URL=http://127.0.0.1:${REHEARSAL_GATEWAY:-31800}"
    echo "GATEWAY_BIND=127.0.0.1:${REHEARSAL_GATEWAY:-31800}"
    echo "S3_PUBLIC_ENDPOINT=http://127.0.0.1:${REHEARSAL_STORE:-31806}"
    echo "STORE_BIND=127.0.0.1:${REHEARSAL_STORE:-31806}"
    for each in rabbitmq postgres store; do echo "${each^^}_IMAGE=localhost/tenderhall-standin/$each:local"; done
    for each in deploy "${services[@]}" signing-host gateway; do
        name=${each^^}
        echo "${name//-/_}_IMAGE=localhost/tenderhall/$each:local"
    done
} >>"$work/env"

podman image exists $base || step "代用 Python 基础镜像 · stand-in for the Python image (debootstrap)" base deploy/compose/standin/base.sh $base "$work"
here=deploy/compose/standin
step "代用 RabbitMQ · stand-in for RabbitMQ (Debian's package)" rabbitmq podman build -q --build-arg BASE_IMAGE=$base -t tenderhall-standin/rabbitmq:local -f $here/rabbitmq.Dockerfile $here
step "代用 PostgreSQL · stand-in for PostgreSQL (Debian's package)" postgres podman build -q --build-arg BASE_IMAGE=$base -t tenderhall-standin/postgres:local -f $here/postgres.Dockerfile $here
step "代用对象存储 · stand-in for MinIO (SeaweedFS's wheel)" store podman build -q --build-arg BASE_IMAGE=$base -t tenderhall-standin/store:local -f $here/store.Dockerfile .
for each in test-ca "${services[@]}" signing-host gateway; do
    step "镜像 · image of $each" "build-$each" compose build "$each"
done

takes_down >"$work/log/before.log" 2>&1 || true
step "基础设施 · infrastructure" infrastructure start rabbitmq postgres store test-ca
step "总线账号、数据库、存储桶 · broker accounts, databases, bucket" accounts once accounts
step "迁移、拓扑、种子 · migrations, topology, seeds" prepare once "${services[@]/#/prepare-}"
step "服务与网关 · services, signing host, gateway" services start "${services[@]}" signing-host gateway
step "健康检查 · every container's health check" healthy healthy {rabbitmq,postgres,test-ca,registry,venue,documents,notices,signing,signing-host,gateway}_1

step "生产环境拒绝演示密钥 · the production overlay refuses this demo's secrets" refuses refuses
say "▸ 演示：每个服务一个副本 · the procurement, one replica each"
compose --profile demo run -T --rm --no-deps demo
step "扩容 · scale venue to 3" scale start --no-recreate --scale venue=3 venue
step "健康检查 · health of the replicas" healthy-3 healthy venue_{1,2,3}
consumers=$(podman exec ${project}_rabbitmq_1 rabbitmqctl -q list_queues -p tenderhall name consumers | awk '$1 == "rpc-venue" {print $2}')
say "✔ rpc-venue: $consumers 个消费者 · consumers"
[ "$consumers" = 3 ]
say "▸ 演示：三个场地副本 · the procurement, three venues"
compose --profile demo run -T --rm --no-deps demo
podman images --filter reference='localhost/tenderhall*/*' --format '{{.Repository}} {{.Size}}' | sort | tee "$work/images.txt"
[ -n "${KEEP:-}" ] && exit
step "停止 · services, signing host, gateway drain and end" drain drains
step "停止并清除 · containers, networks and volumes of this project taken down" down takes_down
say "✔ make compose-demo ($((SECONDS - began)) s)"
