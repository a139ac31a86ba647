"""A private S3 store: SeaweedFS `weed mini`.

Every default that would let a test pass which a MinIO server fails is switched off, and so is its
telemetry. The filer port takes requests without a key, so everything stays on loopback.
"""

import sys
from contextlib import suppress
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException

from tenderhall_local.credentials import password
from tenderhall_local.layout import Layout
from tenderhall_local.ports import Ports
from tenderhall_local.supervise import Program

ACCESS_KEY = "tenderhall"
BUCKET = "tenderhall"
REGION = "us-east-1"


def flags(folder: Path, ports: Ports) -> list[str]:
    """启动参数 the words after `weed mini`; every port is ours, gRPC and admin too."""
    return [
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-s3.port={ports.s3}",
        f"-s3.port.grpc={ports.s3_grpc}",
        f"-master.port={ports.weed_master}",
        f"-master.port.grpc={ports.weed_master_grpc}",
        f"-filer.port={ports.weed_filer}",
        f"-filer.port.grpc={ports.weed_filer_grpc}",
        f"-volume.port={ports.weed_volume}",
        f"-volume.port.grpc={ports.weed_volume_grpc}",
        f"-admin.port={ports.weed_admin}",
        f"-admin.port.grpc={ports.weed_admin_grpc}",
        "-webdav=false",
        "-admin.ui=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-master.telemetry=false",
        "-s3.allowDeleteBucketNotEmpty=false",
        "-s3.autoCreateBucket=false",
        f"-s3.allowedOrigins=http://127.0.0.1:{ports.gateway},http://localhost:{ports.gateway}",
    ]


def program(layout: Layout, ports: Ports) -> Program:
    """程序 the store; it takes its first account from the environment."""
    folder = layout.root / "weed"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    env = {
        "HOME": str(folder),
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": password(layout.secrets, "s3"),
    }
    words = [str(Path(sys.executable).with_name("weed")), "mini", *flags(folder, ports)]
    return Program("weed", words, env, folder, priority=10)


def client(layout: Layout, ports: Ports) -> Minio:
    """An administrator's client of this store, without retries."""
    return Minio(
        endpoint=f"127.0.0.1:{ports.s3}",
        access_key=ACCESS_KEY,
        secret_key=password(layout.secrets, "s3"),
        secure=False,
        region=REGION,
        http_client=urllib3.PoolManager(timeout=5, retries=False),
    )


def ready(layout: Layout, ports: Ports) -> bool:
    """就绪 whether the store answers list_buckets; an open port alone proves nothing."""
    with suppress(MinioException, urllib3.exceptions.HTTPError):
        client(layout, ports).list_buckets()
        return True
    return False


def ensure_bucket(layout: Layout, ports: Ports) -> None:
    """建桶 the one bucket. Object Lock can only be switched on at its birth."""
    store = client(layout, ports)
    if not store.bucket_exists(bucket_name=BUCKET):
        store.make_bucket(bucket_name=BUCKET, object_lock=True)
