# One file for every image of the platform · 平台各镜像共用一个文件
#   service  registry, venue, documents, signing, the signing host, the deploy steps
#   gateway  + the browser's files (npm, from package-lock.json)
#   press    + the fonts of what is printed (notices, documents)
# Which parts go in is said by arguments; docker-compose.yml names them. No compiler, package cache or test
# is in a final image; programs run as user 10001 and write to /tmp and to volumes only.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS uv
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --quiet --no-cache-dir uv

# The packages of one service, exactly as locked.
FROM uv AS packages
ARG SERVICE
COPY locks/${SERVICE}.txt /tmp/lock.txt
RUN python3 -m venv --without-pip /opt/venv \
    && /opt/uv/bin/uv pip install --quiet --no-cache --python /opt/venv/bin/python --require-hashes -r /tmp/lock.txt \
    && find /opt/venv -name tests -type d -prune -exec rm -rf {} +

# The platform's own code beside them, found through a .pth file: migrations lie where the source tree has them.
FROM packages AS sources
ARG FOLDER
COPY services/shared/contracts/src /app/contracts/src
COPY services/shared/kit/src /app/kit/src
COPY services/shared/press/src /app/press/src
COPY ${FOLDER} /app/own
RUN printf '/app/contracts/src\n/app/kit/src\n/app/press/src\n/app/own/src\n' > "$(/opt/venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/tenderhall.pth" \
    && rm -rf /app/own/web && /opt/venv/bin/python -m compileall -q -j 0 /opt/venv/lib /app

FROM ${BASE_IMAGE} AS runtime
ARG PACKAGES=""
# Of the Chinese fonts only the face of the seals is kept: the package holds 90 MB.
RUN if [ -n "$PACKAGES" ]; then \
        apt-get update -qq \
        && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $PACKAGES >/dev/null \
        && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/* /usr/share/doc/* \
        && find /usr/share -path '*/fonts/*CJK*.ttc' ! -name NotoSerifCJK-Bold.ttc -delete; \
    fi \
    && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin tenderhall \
    && for each in /trust /var/lib/tenderhall /var/lib/tenderhall/softhsm /var/lib/signing-host; do \
        mkdir -p $each && chown 10001:10001 $each && chmod 750 $each; done && chmod 755 /trust

FROM runtime AS service
ARG SERVICE
COPY --from=sources /opt/venv /opt/venv
COPY --from=sources /app /app
COPY deploy/compose/healthy.py deploy/compose/prepare.sh /app/
ENV PATH=/opt/venv/bin:$PATH SERVICE=${SERVICE} HEALTH_HOST=0.0.0.0 HEALTH_PORT=8080 \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8 TZ=Asia/Shanghai HOME=/tmp
WORKDIR /app
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 CMD ["python", "-I", "/app/healthy.py"]
CMD ["sh", "-c", "exec python -m tenderhall_kit.run $SERVICE"]

# Node is needed here only, and comes from PyPI as on every machine without one.
FROM uv AS vendor
COPY locks/node.txt /tmp/node.txt
RUN python3 -m venv /opt/node && /opt/uv/bin/uv pip install --quiet --no-cache --python /opt/node/bin/python --require-hashes -r /tmp/node.txt
COPY gateway/web /src/gateway/web
RUN PATH=/opt/node/bin:$PATH bash /src/gateway/web/vendor.sh

FROM service AS gateway
COPY --from=vendor /src/gateway/src/gateway/static/vendor /app/own/src/gateway/static/vendor
ENV GATEWAY_HOST=0.0.0.0 GATEWAY_PORT=8080
CMD ["python", "-m", "gateway"]

# Made from the packages alone, so that a change of the code does not make them anew (a minute).
FROM packages AS fonts
COPY services/shared/press/src/tenderhall_press/fonts /make/tenderhall_press/fonts
RUN apt-get update -qq && PYTHONPATH=/make /opt/venv/bin/python -m tenderhall_press.fonts build /opt/fonts

FROM service AS press
COPY --from=fonts /opt/fonts /opt/fonts
ENV TENDERHALL_FONT_DIR=/opt/fonts
