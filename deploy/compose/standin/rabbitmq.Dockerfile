# A stand-in for the official RabbitMQ image, from Debian's package: same ports, environment and volume.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
RUN printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d \
    && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server >/dev/null \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/lib/rabbitmq/.erlang.cookie /var/lib/rabbitmq/mnesia
COPY rabbitmq.sh /usr/local/bin/start
VOLUME /var/lib/rabbitmq
USER rabbitmq
ENTRYPOINT ["sh", "/usr/local/bin/start"]
