"""账号步骤 ``python -m tenderhall_local.containers.accounts``: a one-shot step, safe to repeat.

The broker's accounts with least rights, a database and a role per service, the bucket. Addresses
are those of docker-compose.yml; passwords come from the environment.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress

import urllib3
from minio import Minio
from minio.error import MinioException

from tenderhall_local import people, postgres, processes, store
from tenderhall_local.accounts import SERVICES, accounts
from tenderhall_local.broker import Broker
from tenderhall_local.containers.secrets import variable
from tenderhall_local.say import Trouble, complain, step

VHOST = "tenderhall"
ADMIN = "tenderhall"
PATIENCE = 150
"""Seconds: a broker on a busy machine takes its time."""


def told(name: str) -> str:
    """密钥 from the environment.

    Raises:
        Trouble: it is missing or empty.
    """
    if value := os.environ.get(name):
        return value
    raise Trouble(f"缺少 {name} · {name} is missing: make compose-secrets")


def await_(name: str, ready: Callable[[], bool]) -> None:
    """等待 one part of the infrastructure.

    Raises:
        Trouble: it did not become ready.
    """
    with step(f"等待 {name} · waiting"):
        if not processes.until(ready, PATIENCE):
            raise Trouble(f"{name} 未就绪 · not ready after {PATIENCE} s")


def bus() -> None:
    """总线账号 the vhost, and each program's account."""
    broker = Broker("http://rabbitmq:15672", ADMIN, told("RABBITMQ_PASSWORD"))
    await_("rabbitmq", broker.ready)
    broker.create_vhost(VHOST, ADMIN)
    for account in accounts(people.HOST):
        broker.put_account(VHOST, account, told(variable("BROKER", account.name)))


def databases() -> None:
    """数据库 one per service, entered by its own role only."""
    word = told("POSTGRES_PASSWORD")
    address = f"postgresql://{postgres.SUPERUSER}:{word}@postgres:5432/postgres"
    await_("postgres", lambda: postgres.ready(address))
    for name in SERVICES:
        postgres.create_database(address, name, name, told(variable("DATABASE", name)))


def bucket() -> None:
    """建桶 with Object Lock, which can only be switched on at its birth."""
    client = Minio(
        endpoint="store:9000",
        access_key=store.ACCESS_KEY,
        secret_key=told("STORE_PASSWORD"),
        secure=False,
        region=store.REGION,
        http_client=urllib3.PoolManager(timeout=5, retries=False),
    )

    def ready() -> bool:
        with suppress(MinioException, urllib3.exceptions.HTTPError):
            client.list_buckets()
            return True
        return False

    await_("store", ready)
    if not client.bucket_exists(bucket_name=store.BUCKET):
        client.make_bucket(bucket_name=store.BUCKET, object_lock=True)


def main() -> int:
    """执行 all three; 1 where one failed."""
    try:
        bus()
        databases()
        bucket()
    except Trouble as trouble:
        complain(trouble)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
