"""What the private instances are told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tenderhall_local import debian, pki, rabbit, store
from tenderhall_local.credentials import password, pin, public_half, signing_seed
from tenderhall_local.layout import write_private
from tenderhall_local.ports import ports_at
from tenderhall_local.postgres import newest
from tenderhall_local.say import Trouble

PORTS = ports_at(18000)
TODAY = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_highest_postgresql_is_taken_by_number_not_by_spelling() -> None:
    assert newest(["9.6", "15", "17", "common"]) == "17"


def test_a_machine_without_postgresql_is_told_so() -> None:
    with pytest.raises(Trouble, match="no PostgreSQL"):
        newest(["common"])


def test_the_broker_listens_on_loopback_only_and_has_no_guest() -> None:
    text = rabbit.config(PORTS, "word")
    assert "listeners.tcp.1 = 127.0.0.1:18001" in text
    assert "management.tcp.ip = 127.0.0.1" in text
    assert "default_user = tenderhall" in text
    assert "guest" not in text


def test_the_store_sends_no_telemetry_and_makes_no_bucket_by_itself() -> None:
    flags = store.flags(Path("/d"), PORTS)
    assert "-master.telemetry=false" in flags
    assert "-s3.autoCreateBucket=false" in flags
    assert "-s3.allowDeleteBucketNotEmpty=false" in flags


def test_every_port_of_the_store_belongs_to_the_stack() -> None:
    numbers = [flag.split("=")[1] for flag in store.flags(Path("/d"), PORTS) if ".port" in flag]
    assert all(number == "0" or 18000 <= int(number) < 18100 for number in numbers)


def test_every_certificate_has_a_serial_of_its_own() -> None:
    certificates = pki.config(PORTS, TODAY)["pki-architectures"]["tenderhall"]["certs"]
    serials = [each["serial"] for each in certificates.values()]
    assert len(set(serials)) == len(serials) == 6


@pytest.mark.parametrize("label", ["agency-a", "centre"])
def test_a_seal_certificate_is_a_leaf_for_email_protection(label: str) -> None:
    certificates = pki.config(PORTS, TODAY)["pki-architectures"]["tenderhall"]["certs"]
    extensions = {each["id"]: each for each in certificates[label]["extensions"]}
    assert extensions["basic_constraints"]["value"] == {"ca": False}
    assert extensions["extended_key_usage"]["value"] == ["email_protection"]


def test_only_what_is_missing_gets_installed() -> None:
    assert debian.missing(set(debian.PACKAGES) - {"softhsm2"}) == ["softhsm2"]
    assert debian.missing(set(debian.PACKAGES)) == []
    assert debian.missing(set(), debian.FOR_TESTS) == ["chromium-headless-shell"]


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    word = password(tmp_path, "one")
    assert password(tmp_path, "one") == word
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600
    assert len(pin(tmp_path, "pin")) == 8


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    write_private(tmp_path / "f", "first")
    write_private(tmp_path / "f", "second")
    assert (tmp_path / "f").read_text() == "second"
    assert [each.name for each in tmp_path.iterdir()] == ["f"]


def test_the_public_half_follows_from_the_seed(tmp_path: Path) -> None:
    seed = signing_seed(tmp_path, "gateway")
    assert public_half(seed) == public_half(signing_seed(tmp_path, "gateway"))
    assert public_half(seed) != public_half(signing_seed(tmp_path, "venue"))
