"""场地 one service of ours as it runs in production, on a database and a virtual host of its own.

For lines that need one or two processes and not the whole platform: what does not run cannot
disturb the figure.
"""

import base64
import json
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tenderhall_kit.settings import Settings
from tenderhall_kit.storage import Storage
from tenderhall_kit.testprocess import Running, declare, environment, start
from tenderhall_local.platform import PRINTERS
from tenderhall_local.stack import Stack
from tenderhall_press.fonts import build

from tenderhall_bench.stage import Stage

__all__ = ["Site", "public_half", "site"]

ISSUERS = ("gateway", "registry", "venue", "documents", "notices", "signing", "signing-bench")


@dataclass(frozen=True)
class Site:
    """场地 the surroundings of a service.

    Attributes:
        seeds: raw Ed25519 seeds of those who issue actor tokens.
        settings: as the service's own process reads them.
        folder: for logs and files.
        fonts: of what is printed; made for services that print.
    """

    stack: Stack
    settings: Settings
    seeds: dict[str, bytes]
    folder: Path
    fonts: Path

    @property
    def storage(self) -> Storage:
        """对象存储 with the service's account."""
        return Storage(self.settings)

    @property
    def uri(self) -> str:
        """总线地址."""
        return self.settings.amqp_uri

    def env(self, **more: str) -> dict[str, str]:
        """环境 of the service's process; ``more`` is added."""
        told = self.settings
        keys = {issuer: public_half(seed) for issuer, seed in self.seeds.items()}
        return {
            "TENDERHALL_ENV": told.env,
            "TENDERHALL_STACK": str(self.stack.root),  # who stops the stack ends what was left
            "AMQP_URI": told.amqp_uri,
            "DATABASE_URL": told.database_url,
            "S3_ENDPOINT": told.s3_endpoint,
            "S3_PUBLIC_ENDPOINT": told.s3_public_endpoint,
            "S3_ACCESS_KEY": told.s3_access_key,
            "S3_SECRET_KEY": told.s3_secret_key,
            "S3_BUCKET": told.s3_bucket,
            "ACTOR_KEYS": json.dumps(keys),
            "SERVICE_KEY": _text(told.service_key),
            "RECEIPT_KEY": _text(told.service_key),
            "TRUST_ROOTS": str(self.stack.trust_bundle),
            "TSA_URL": self.stack.tsa_url,
            "TENDERHALL_FONT_DIR": str(self.fonts),
            "LOG_LEVEL": "WARNING",
            **more,
        }

    def once(self, *words: str, **more: str) -> None:
        """一次性步骤 run Python with these words in the service's environment."""
        told = [sys.executable, *words]
        subprocess.run(told, env=environment(self.env(**more)), check=True, stdout=sys.stderr)

    @contextmanager
    def running(self, name: str = "", words: Sequence[str] = (), **more: str) -> Iterator[Running]:
        """运行 the service, or what ``words`` say, until the end of the block."""
        env = self.env(**more)
        declare(self.settings.service, env)
        label = name or self.settings.service
        with start(label, env, self.folder / f"{label}.log", words) as process:
            yield process


def site(stage: Stage, service: str) -> Site:
    """场地 with a fresh database and an empty virtual host."""
    s3 = stage.stack.s3
    seeds = {issuer: secrets.token_bytes(32) for issuer in ISSUERS}
    settings = Settings(
        service=service,
        env="test",
        amqp_uri=stage.vhost(),
        database_url=stage.database(service),
        actor_keys={},
        service_key=seeds[service],
        s3_endpoint=s3.endpoint,
        s3_public_endpoint=s3.endpoint,
        s3_access_key=s3.access_key,
        s3_secret_key=s3.secret_key,
        s3_bucket=s3.bucket,
    )
    fonts = stage.root.parent / "fonts"
    if service in PRINTERS:
        build(fonts)
    return Site(stage.stack, settings, seeds, stage.folder(service), fonts)


def public_half(seed: bytes) -> str:
    """公钥 of an Ed25519 seed, raw, in base64."""
    return _text(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()
