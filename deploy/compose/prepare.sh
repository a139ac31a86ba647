#!/bin/sh
# Everything that one service needs before it starts; safe to repeat. 服务启动前的准备，可重复执行。
#   prepare.sh <service>    migrations as the service's role, queues as the broker's administrator, seed data
set -eu
service=$1
try() { # a name or a connection may be away for a moment while containers start
    for pause in 2 4; do
        "$@" && return
        sleep $pause
    done
    "$@"
}
seed() {
    echo "▸ $service: 种子数据 · seed data"
    try python -m "$service.seed"
}
echo "▸ $service: 数据库迁移 · migrations"
try python -m tenderhall_kit.migrate "$service" up
echo "▸ $service: 总线拓扑 · exchanges, queues, bindings"
try env AMQP_URI="$BROKER_ADMIN_URI" python -m tenderhall_kit.topology "$service"
if [ "$TENDERHALL_ENV" = production ]; then
    [ "$service" = registry ] && seed # law, calendar, policies; it refuses what was left by a demo
else
    case $service in
    registry) : "${DEMO_PASSWORD:?缺少 DEMO_PASSWORD · DEMO_PASSWORD is missing}" && seed ;;
    venue) seed ;;
    signing)
        for _ in $(seq 60); do [ -s "$SEED_FILE" ] && break; sleep 1; done
        seed
        ;;
    esac
fi
echo "✔ $service"
