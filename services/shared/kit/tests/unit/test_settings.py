import base64

import pytest
from tenderhall_kit import settings
from tenderhall_kit.settings import SettingsError, load

FULL = {
    "TENDERHALL_ENV": "test",
    "AMQP_URI": "amqp://u:secret-word@h/v",
    "DATABASE_URL": "postgresql+psycopg2://u:secret-word@h/d",
    "S3_ENDPOINT": "http://h:1",
    "S3_PUBLIC_ENDPOINT": "http://h:1",
    "S3_ACCESS_KEY": "access",
    "S3_SECRET_KEY": "secret-word",
    "S3_BUCKET": "b",
    "ACTOR_KEYS": '{"gateway": "' + base64.b64encode(b"p" * 32).decode() + '"}',
    "SERVICE_KEY": base64.b64encode(b"s" * 32).decode(),
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in settings.KNOWN:
        monkeypatch.delenv(key, raising=False)
    for key, value in FULL.items():
        monkeypatch.setenv(key, value)


def test_a_full_environment_is_read() -> None:
    read = load("venue")
    assert (read.service, read.env, read.workers, read.service_key) == (
        "venue",
        "test",
        10,
        b"s" * 32,
    )


@pytest.mark.parametrize("key", sorted(FULL))
def test_a_missing_setting_is_named_at_start(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(key)
    with pytest.raises(SettingsError, match=key):
        load("venue")


@pytest.mark.parametrize("key", sorted(FULL))
def test_an_empty_setting_is_as_missing(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(key, "")
    with pytest.raises(SettingsError, match=key):
        load("venue")


def test_all_faults_are_named_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMQP_URI")
    monkeypatch.setenv("WORKERS", "none")
    with pytest.raises(SettingsError, match=r"(?s)AMQP_URI.*TSA_URL.*WORKERS"):
        load("signing", needs=["TSA_URL"])


def test_what_a_service_needs_beyond_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TSA_URL", "http://tsa")
    assert load("signing", needs=["TSA_URL"])["TSA_URL"] == "http://tsa"


def test_a_host_needs_neither_database_nor_store(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in FULL:
        if key.startswith(("S3_", "DATABASE")):
            monkeypatch.delenv(key)
    assert load("signing-host1", database=False, storage=False).database_url == ""


@pytest.mark.parametrize(("key", "value"), [("ACTOR_KEYS", "[1]"), ("SERVICE_KEY", "%")])
def test_a_malformed_key_is_named(key: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(SettingsError, match=key):
        load("venue")


def test_settings_never_show_a_secret() -> None:
    assert "secret-word" not in repr(load("venue"))


def test_production_refuses_the_secrets_of_a_demo_and_weak_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TENDERHALL_ENV", "production")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg2://u:demo-" + "0" * 32 + "@h/d")
    monkeypatch.setenv("DEMO_PASSWORD", "anything")
    with pytest.raises(
        SettingsError, match=r"AMQP_URI.*DATABASE_URL.*DEMO_PASSWORD.*S3_PUBLIC_ENDPOINT.*S3_SECRET"
    ) as told:
        load("venue")
    assert "secret-word" not in str(told.value)


def test_production_takes_secrets_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENDERHALL_ENV", "production")
    word = "5f" * 16
    monkeypatch.setenv("AMQP_URI", f"amqp://u:{word}@h/v")
    monkeypatch.setenv("DATABASE_URL", f"postgresql+psycopg2://u:{word}@h/d")
    monkeypatch.setenv("S3_SECRET_KEY", word)
    monkeypatch.setenv("S3_PUBLIC_ENDPOINT", "https://files.example")
    assert load("venue").production
