"""Settings fail at start and name what is missing."""

import base64
import json

import pytest

from gateway import settings

GOOD = {
    "TENDERHALL_ENV": "test",
    "AMQP_URI": "amqp://u:very-secret@127.0.0.1:1/x",
    "SERVICE_KEY": base64.b64encode(bytes(32)).decode(),
    "S3_ENDPOINT": "http://127.0.0.1:1",
    "S3_ACCESS_KEY": "key",
    "S3_SECRET_KEY": "very-secret",
    "S3_BUCKET": "bucket",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in GOOD.items():
        monkeypatch.setenv(key, value)


def test_what_is_there_is_read_and_the_rest_has_defaults() -> None:
    told = settings.load()
    assert (told.env, told.port, told.s3_bucket) == ("test", 18000, "bucket")


@pytest.mark.parametrize("key", sorted(GOOD))
def test_a_missing_key_is_named(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(key)
    with pytest.raises(SystemExit, match=key):
        settings.load()


def test_all_missing_keys_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("AMQP_URI", "S3_BUCKET"):
        monkeypatch.setenv(key, "")
    with pytest.raises(SystemExit, match=r"AMQP_URI.*S3_BUCKET"):
        settings.load()


@pytest.mark.parametrize("key", ["short", base64.b64encode(bytes(31)).decode()])
def test_a_key_that_is_no_seed_is_refused(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_KEY", key)
    with pytest.raises(SystemExit, match="SERVICE_KEY"):
        settings.load()


@pytest.mark.parametrize("origin", ["files.example", "http://a b", "http://a; script-src *"])
def test_a_public_store_that_is_no_origin_is_refused(
    origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S3_PUBLIC_ENDPOINT", origin)
    with pytest.raises(SystemExit, match="S3_PUBLIC_ENDPOINT"):
        settings.load()


def test_the_keys_of_the_signing_hosts_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    key = base64.b64encode(bytes(32)).decode()
    monkeypatch.setenv("HOST_KEYS", json.dumps({"demo": key}))
    assert settings.load().host_keys == {"demo": key}


@pytest.mark.parametrize("told", ["[]", "x", '{"demo": 1}', '{"demo": "short"}'])
def test_keys_of_signing_hosts_that_are_none_are_refused(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST_KEYS", told)
    with pytest.raises(SystemExit, match="HOST_KEYS"):
        settings.load()


def test_secrets_are_not_shown() -> None:
    assert "very-secret" not in repr(settings.load())


def test_production_refuses_the_secrets_of_a_demo_and_weak_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TENDERHALL_ENV", "production")
    monkeypatch.setenv("S3_SECRET_KEY", "demo-" + "0" * 32)
    monkeypatch.setenv("PUBLIC_URL", "http://hall.example")
    with pytest.raises(SystemExit, match=r"AMQP_URI.*PUBLIC_URL.*S3_SECRET_KEY") as told:
        settings.load()
    assert "very-secret" not in str(told.value)
