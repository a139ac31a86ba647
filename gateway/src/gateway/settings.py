"""设置 settings of the gateway: read from the environment once, at start, all faults named."""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from environs import Env, EnvValidationError
from marshmallow import ValidationError, validate
from tenderhall_contracts.production import refusals

_FILLED = validate.Length(min=1, error="is empty")
_ORIGIN = validate.Regexp(r"(https?://[A-Za-z0-9.-]+(:\d+)?)?\Z", error="is no http(s) origin")
_ROUTES = ["store", "either", "gateway"]
_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]
_SEED_LENGTH = 32


class SettingsError(SystemExit):
    """设置缺失 the gateway cannot start; the message names every key that is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Settings:
    """网关设置 ``repr`` never shows a secret.

    ``max_body`` is in bytes; ``login_rate``, ``verify_rate`` and ``subscribe_rate`` are requests a
    minute from one address; ``trusted_proxies`` are the addresses whose X-Forwarded-* are believed;
    ``s3_public_endpoint`` is the store as browsers reach it; ``upload_route`` is how they send
    files: to the store, through the gateway, or either, which is through the gateway where they
    cannot reach the store (without a ``s3_public_endpoint`` always through the gateway);
    ``host_keys`` are the enrolled signing hosts' Ed25519 public keys by name (base64), by which a
    page knows whom it seals a PIN to.
    ``public_url`` is the portal as everybody reaches it (empty: addresses are told without origin).
    """

    env: str
    amqp_uri: str = field(repr=False)
    service_key: bytes = field(repr=False)
    s3_endpoint: str
    s3_access_key: str = field(repr=False)
    s3_secret_key: str = field(repr=False)
    s3_bucket: str
    s3_public_endpoint: str = ""
    upload_route: str = "either"
    public_url: str = ""
    host_keys: Mapping[str, str] = field(default_factory=dict)
    s3_region: str = "us-east-1"
    host: str = "127.0.0.1"
    port: int = 18000
    trusted_proxies: str = "127.0.0.1"
    max_body: int = 1 << 20
    login_rate: int = 60
    verify_rate: int = 60
    subscribe_rate: int = 10
    log_level: str = "INFO"

    @property
    def upload_way(self) -> str:
        """上传途径 what pages are told: store, either or gateway."""
        return self.upload_route if self.s3_public_endpoint else "gateway"

    @property
    def upload_origin(self) -> str:
        """上传来源 the origin that pages upload to besides ours; empty where there is none."""
        return "" if self.upload_way == "gateway" else self.s3_public_endpoint


def load() -> Settings:
    """读取设置 read the environment.

    Raises:
        SettingsError: naming every key that is missing or malformed, not only the first; in
            production also every secret of a demo and every weak one.
    """
    env = Env(eager=False)

    def text(key: str) -> str:
        return str(env.str(key, validate=_FILLED))

    values: dict[str, Any] = {
        "env": env.str("TENDERHALL_ENV", validate=validate.OneOf(["demo", "test", "production"])),
        "amqp_uri": text("AMQP_URI"),
        "s3_endpoint": text("S3_ENDPOINT"),
        "s3_access_key": text("S3_ACCESS_KEY"),
        "s3_secret_key": text("S3_SECRET_KEY"),
        "s3_bucket": text("S3_BUCKET"),
        "s3_public_endpoint": env.str("S3_PUBLIC_ENDPOINT", "", validate=_ORIGIN),
        "upload_route": env.str("UPLOAD_ROUTE", "either", validate=validate.OneOf(_ROUTES)),
        "public_url": env.str("PUBLIC_URL", "", validate=_ORIGIN),
        "host_keys": env.json("HOST_KEYS", {}, validate=_host_keys),
        "s3_region": env.str("S3_REGION", "us-east-1"),
        "host": env.str("GATEWAY_HOST", "127.0.0.1"),
        "port": env.int("GATEWAY_PORT", 18000, validate=validate.Range(1, 65535)),
        "trusted_proxies": env.str("TRUSTED_PROXIES", "127.0.0.1"),
        "max_body": env.int("MAX_BODY", 1 << 20, validate=validate.Range(min=1024)),
        "login_rate": env.int("LOGIN_RATE", 60, validate=validate.Range(min=1)),
        "verify_rate": env.int("VERIFY_RATE", 60, validate=validate.Range(min=1)),
        "subscribe_rate": env.int("SUBSCRIBE_RATE", 10, validate=validate.Range(min=1)),
        "log_level": env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(_LEVELS)),
    }
    seed = text("SERVICE_KEY")
    _seal(env)
    if values["env"] == "production":
        _refuse()
    return Settings(service_key=_seed(seed), **values)


def _seal(env: Env) -> None:
    try:
        env.seal()
    except EnvValidationError as faults:
        told = "; ".join(f"{key}: {' '.join(why)}" for key, why in _told(faults))
        raise SettingsError(f"gateway cannot start · 缺少设置或设置有误 · {told}") from None


def _refuse() -> None:
    if why := refusals(os.environ):
        told = "; ".join(f"{key} {reason}" for key, reason in sorted(why.items()))
        raise SettingsError(f"gateway refuses production · 拒绝以生产环境启动 · {told}")


def _told(faults: EnvValidationError) -> list[tuple[str, list[str]]]:
    messages: Any = faults.error_messages
    return sorted(messages.items())


def _host_keys(told: Any) -> None:
    named = isinstance(told, dict) and all(isinstance(one, str) for one in told.values())
    if not named or any(len(_raw(one)) != _SEED_LENGTH for one in told.values()):
        raise ValidationError('is no {"<host>": "<base64 Ed25519 public key>"}')


def _seed(text: str) -> bytes:
    seed = _raw(text)
    if len(seed) != _SEED_LENGTH:
        raise SettingsError("gateway cannot start · SERVICE_KEY: not a base64 Ed25519 seed")
    return seed


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""
