#!/bin/sh
# What the official image's entrypoint does with its environment, as far as docker-compose.yml uses it.
set -eu
: "${RABBITMQ_DEFAULT_USER:?}" "${RABBITMQ_DEFAULT_PASS:?}"
cat >/tmp/rabbitmq.conf <<CONF
listeners.tcp.default = 5672
management.tcp.port = 15672
default_user = $RABBITMQ_DEFAULT_USER
default_pass = $RABBITMQ_DEFAULT_PASS
default_user_tags.administrator = true
disk_free_limit.absolute = 200MB
log.console = true
log.console.level = warning
log.file = false
CONF
echo '[rabbitmq_management].' >/tmp/enabled_plugins
export HOME=/var/lib/rabbitmq RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_NODENAME=rabbit@$(hostname)
export RABBITMQ_CONFIG_FILE=/tmp/rabbitmq.conf RABBITMQ_ENABLED_PLUGINS_FILE=/tmp/enabled_plugins
export RABBITMQ_MNESIA_BASE=/var/lib/rabbitmq/mnesia RABBITMQ_LOG_BASE=/tmp RABBITMQ_PID_FILE=/tmp/rabbitmq.pid
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+sbwt none +sbwtdcpu none +sbwtdio none' RUNNING_UNDER_SYSTEMD=true
exec /usr/lib/rabbitmq/bin/rabbitmq-server
