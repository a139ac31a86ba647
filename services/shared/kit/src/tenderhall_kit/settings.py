"""设置 settings of a service: read from the environment once, at start, all faults named."""

import base64
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from environs import Env, EnvValidationError
from marshmallow import validate
from tenderhall_contracts.production import refusals

PRODUCTION, TEST, DEMO = "production", "test", "demo"
KNOWN = (
    *("TENDERHALL_ENV", "AMQP_URI", "DATABASE_URL", "ACTOR_KEYS", "SERVICE_KEY"),
    *("S3_ENDPOINT", "S3_PUBLIC_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET"),
    *("S3_REGION", "HEALTH_PORT", "WORKERS", "LOG_LEVEL", "RETRY_UNIT", "AMQP_HEARTBEAT"),
    *("TERM_GRACE", "HEALTH_HOST"),
)
"""Every key that the kit itself reads."""

_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]
_FILLED = validate.Length(min=1, error="is empty")


class SettingsError(SystemExit):
    """设置缺失 the service cannot start; the message names every key that is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Settings:
    """服务设置 what a service is told by its environment; ``repr`` never shows a secret.

    ``retry_unit`` is in seconds: a failed handler waits ``retry_unit * 2 ** attempts``.
    """

    service: str
    env: str
    amqp_uri: str = field(repr=False)
    database_url: str = field(repr=False)
    actor_keys: Mapping[str, bytes] = field(repr=False)
    service_key: bytes = field(repr=False)
    s3_endpoint: str = ""
    s3_public_endpoint: str = ""
    s3_access_key: str = field(default="", repr=False)
    s3_secret_key: str = field(default="", repr=False)
    s3_bucket: str = ""
    s3_region: str = "us-east-1"
    health_host: str = "127.0.0.1"
    health_port: int = 0
    workers: int = 10
    log_level: str = "INFO"
    retry_unit: float = 1.0
    heartbeat: int = 10
    grace: float = 30.0
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def production(self) -> bool:
        """True where real procurements run: no shortened time, no weakened policy."""
        return self.env == PRODUCTION

    def __getitem__(self, key: str) -> str:
        """A further key that the service asked for by its ``needs``."""
        return self.extra[key]


def load(
    service: str, *, database: bool = True, storage: bool = True, needs: Sequence[str] = ()
) -> Settings:
    """读取设置 read the environment.

    Raises:
        SettingsError: naming every key that is missing or malformed, not only the first; in
            production also every secret of a demo and every weak one.
    """
    env = Env(eager=False)

    def text(key: str, *, wanted: bool = True) -> str:
        return str(env.str(key, validate=_FILLED)) if wanted else ""

    values: dict[str, Any] = {
        "env": env.str("TENDERHALL_ENV", validate=validate.OneOf([DEMO, TEST, PRODUCTION])),
        "amqp_uri": text("AMQP_URI"),
        "database_url": text("DATABASE_URL", wanted=database),
        "actor_keys": text("ACTOR_KEYS"),
        "service_key": text("SERVICE_KEY"),
        "s3_endpoint": text("S3_ENDPOINT", wanted=storage),
        "s3_public_endpoint": text("S3_PUBLIC_ENDPOINT", wanted=storage),
        "s3_access_key": text("S3_ACCESS_KEY", wanted=storage),
        "s3_secret_key": text("S3_SECRET_KEY", wanted=storage),
        "s3_bucket": text("S3_BUCKET", wanted=storage),
        "s3_region": env.str("S3_REGION", "us-east-1"),
        "health_host": env.str("HEALTH_HOST", "127.0.0.1"),
        "health_port": env.int("HEALTH_PORT", 0),
        "workers": env.int("WORKERS", 10, validate=validate.Range(min=1)),
        "log_level": env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(_LEVELS)),
        "retry_unit": env.float("RETRY_UNIT", 1.0),
        "heartbeat": env.int("AMQP_HEARTBEAT", 10),
        "grace": env.float("TERM_GRACE", 30.0),
        "extra": {key: text(key) for key in needs},
    }
    _seal(env, service)
    if values["env"] == PRODUCTION:
        _refuse(service)
    keys, own = _keys(service, values.pop("actor_keys"), values.pop("service_key"))
    return Settings(service=service, actor_keys=keys, service_key=own, **values)


def _seal(env: Env, service: str) -> None:
    try:
        env.seal()
    except EnvValidationError as faults:
        named = cast("Mapping[str, list[str]]", faults.error_messages)
        told = "; ".join(f"{key}: {' '.join(why)}" for key, why in sorted(named.items()))
        raise SettingsError(f"{service} cannot start · 缺少设置或设置有误 · {told}") from None


def _refuse(service: str) -> None:
    if why := refusals(os.environ):
        told = "; ".join(f"{key} {reason}" for key, reason in sorted(why.items()))
        raise SettingsError(f"{service} refuses production · 拒绝以生产环境启动 · {told}")


def _keys(service: str, public: str, own: str) -> tuple[dict[str, bytes], bytes]:
    try:
        keys = {issuer: base64.b64decode(key) for issuer, key in json.loads(public).items()}
    except (ValueError, AttributeError):
        raise SettingsError(
            f"{service} cannot start · ACTOR_KEYS: not JSON of base64 keys"
        ) from None
    try:
        seed = base64.b64decode(own, validate=True)
    except ValueError:
        raise SettingsError(f"{service} cannot start · SERVICE_KEY: not base64") from None
    return keys, seed
