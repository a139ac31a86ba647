"""What each program of the platform is told."""

import base64
import json
from pathlib import Path

import pytest
from tenderhall_contracts.catalogue import SERVICES as PROMISED
from tenderhall_local import accounts, sources
from tenderhall_local.platform import ISSUERS, Platform, ready_url
from tenderhall_local.stack import S3, Stack

HERE = Path("/nowhere")


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    stack = Stack(
        root=tmp_path,
        port_base=18000,
        s3=S3("http://127.0.0.1:18006", "a", "b", "bucket", "us-east-1"),
        trust_root=HERE / "root.cert.pem",
        intermediate=HERE,
        tsa_url="http://tsa",
        ocsp_url="",
        crl_url="",
        pkcs11_module=HERE,
        softhsm2_conf=HERE,
        tokens=[],
    )
    return Platform(stack)


def test_every_promised_service_is_started(platform: Platform) -> None:
    names = [each.name for each in platform.programs()]
    assert names == [*PROMISED, "signing-host", "gateway"]
    assert tuple(PROMISED) == accounts.SERVICES


def test_everybody_knows_every_issuers_public_key_and_only_its_own_private_one(
    platform: Platform,
) -> None:
    seen = [each.env for each in platform.programs()]
    assert all(set(json.loads(env["ACTOR_KEYS"])) == set(ISSUERS) for env in seen)
    assert len({env["SERVICE_KEY"] for env in seen}) == len(seen)
    assert all(len(base64.b64decode(env["SERVICE_KEY"])) == 32 for env in seen)


def test_each_service_reaches_only_its_own_database(platform: Platform) -> None:
    for name in accounts.SERVICES:
        assert platform.service(name)["DATABASE_URL"].endswith(f"/{name}")
        assert f"//{name}:" in platform.service(name)["DATABASE_URL"]
    assert "DATABASE_URL" not in platform.host()


def test_only_the_host_reaches_the_tokens(platform: Platform) -> None:
    told = [each.name for each in platform.programs() if "PKCS11_MODULE" in each.env]
    assert told == ["signing-host"]


def test_replicas_share_the_database_but_no_port(platform: Platform) -> None:
    replicas = [platform.replica("venue", number) for number in range(3)]
    assert [each.name for each in replicas] == ["venue", "venue-2", "venue-3"]
    assert len({ready_url(each) for each in replicas}) == 3
    assert len({each.env["DATABASE_URL"] for each in replicas}) == 1


def test_two_gateways_share_no_port(platform: Platform) -> None:
    assert ready_url(platform.gateway_program()) == "http://127.0.0.1:18000/readyz"
    assert ready_url(platform.gateway_program(1)) != ready_url(platform.gateway_program())


def test_changed_code_changes_what_every_program_is_told(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = platform.service("venue")
    monkeypatch.setattr(sources, "digest", lambda: "other")
    assert platform.service("venue") != before


def test_the_digest_covers_code_and_migrations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "services/one/src/one_of_these/__init__.py"
    step = tmp_path / "services/one/migrations/versions/0001.py"
    for path in (code, step):
        path.parent.mkdir(parents=True)
        path.write_text("")
    monkeypatch.syspath_prepend(str(code.parent.parent))
    fresh = sources.digest.__wrapped__
    seen = {fresh(("one_of_these",))}
    for path in (code, step):
        path.write_text("# changed")
        seen.add(fresh(("one_of_these",)))
    assert len(seen) == 3
