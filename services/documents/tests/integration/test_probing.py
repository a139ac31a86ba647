"""What the store guarantees is found out and logged."""

import logging
import socket
from collections.abc import Callable
from dataclasses import replace

import pytest
from documents.probing import Guarantees, probe, report
from tenderhall_kit.settings import Settings
from tenderhall_kit.storage import Storage


@pytest.fixture
def settings(settings_for: Callable[[str, str], Settings]) -> Settings:
    return settings_for("documents", "")


def test_this_store_guarantees_everything_and_keeps_nothing_of_the_probe(
    settings: Settings,
) -> None:
    storage = Storage(settings)
    assert probe(storage) == Guarantees(once=True, checksum=True, length=True, parts=True)
    left = storage.client.list_objects(storage.bucket, "staging/probe/", recursive=True)
    assert list(left) == []


def test_a_store_that_refuses_everything_guarantees_nothing(settings: Settings) -> None:
    assert probe(Storage(replace(settings, s3_secret_key="another"))) is None


def test_a_store_that_is_away_guarantees_nothing(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    assert probe(Storage(replace(settings, s3_endpoint=nobody))) is None


@pytest.mark.parametrize(
    ("found", "level", "words"),
    [
        (
            Guarantees(once=True, checksum=True, length=True, parts=True),
            "INFO",
            "checksum, length, once, parts",
        ),
        (
            Guarantees(once=False, checksum=False, length=True, parts=True),
            "WARNING",
            "checksum, once",
        ),
        (None, "WARNING", "could not be probed"),
    ],
)
def test_the_log_names_what_holds_or_does_not(
    caplog: pytest.LogCaptureFixture, found: Guarantees | None, level: str, words: str
) -> None:
    with caplog.at_level(logging.INFO, logger="documents"):
        report(found)
    (record,) = caplog.records
    assert record.levelname == level
    assert words in record.getMessage()
