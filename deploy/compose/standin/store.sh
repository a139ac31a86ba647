#!/bin/sh
# `server /data` as MinIO takes it, as far as docker-compose.yml uses it.
set -eu
[ "${1:-}" = server ] && [ -n "${2:-}" ] || { echo "usage: server <folder>" >&2; exit 2; }
export AWS_ACCESS_KEY_ID="${MINIO_ROOT_USER:?}" AWS_SECRET_ACCESS_KEY="${MINIO_ROOT_PASSWORD:?}" HOME=/tmp
exec weed mini -dir="$2" -ip=127.0.0.1 -ip.bind=0.0.0.0 -s3.port=9000 -webdav=false -admin.ui=false -s3.port.iceberg=0 -s3.port.lance=0 \
    -master.telemetry=false -s3.allowDeleteBucketNotEmpty=false -s3.autoCreateBucket=false -s3.allowedOrigins="${MINIO_API_CORS_ALLOW_ORIGIN:-*}"
