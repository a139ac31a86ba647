"""启动样本 its processes on a stack, each with its own log; ended with the block."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tenderhall_kit.testprocess import environment
from tenderhall_local.stack import Stack

SEED = b"bench".ljust(32, b".")
"""The key of all issuers here: nobody is protected from anybody."""

PACKAGE = "tenderhall_bench.noted"


def env(stack: Stack, amqp_uri: str, database_url: str) -> dict[str, str]:
    """环境 of the sample's process."""
    public = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
    return {
        "TENDERHALL_ENV": "test",
        "TENDERHALL_STACK": str(stack.root),  # stopping the stack ends what a killed run left
        "AMQP_URI": amqp_uri,
        "DATABASE_URL": database_url,
        "ACTOR_KEYS": json.dumps({one: _text(public) for one in ("gateway", "bench")}),
        "SERVICE_KEY": _text(SEED),
        "S3_ENDPOINT": stack.s3.endpoint,
        "S3_PUBLIC_ENDPOINT": stack.s3.endpoint,
        "S3_ACCESS_KEY": stack.s3.access_key,
        "S3_SECRET_KEY": stack.s3.secret_key,
        "S3_BUCKET": stack.s3.bucket,
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def process(module: str, told: Mapping[str, str], log: Path, *words: str) -> Iterator[int]:
    """进程 ``python -m`` this module, until the end of the block; gives its pid."""
    with log.open("wb") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", module, *words], env=environment(told), stdout=out, stderr=out
        )
    try:
        yield running.pid
    finally:
        running.terminate()
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()
