"""The infrastructure on real parts: started twice, killed, started again, stopped."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pkcs11
import psycopg2
import pytest
from minio import Minio
from tenderhall_kit.testing import PORT_BASE
from tenderhall_local import infra, processes
from tenderhall_local.ports import listening
from tenderhall_local.say import Trouble
from tenderhall_local.stack import Stack
from tenderhall_local.supervise import Supervisor

BASE = PORT_BASE + 500


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    root = tmp_path_factory.mktemp("stack")
    yield infra.ensure(root, BASE)
    infra.down(root)


def test_a_second_up_keeps_every_process(stack: Stack) -> None:
    before = Supervisor(stack.layout).pids()
    infra.ensure(stack.root, BASE)
    assert Supervisor(stack.layout).pids() == before
    assert set(before) == set(infra.NAMES)


def test_a_database_admits_its_own_role_only(stack: Stack) -> None:
    first = stack.create_database("first").replace("+psycopg2", "")
    second = stack.create_database("second").replace("+psycopg2", "")
    psycopg2.connect(first).close()
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(second.removesuffix("second") + "first")


def test_commits_are_forced_to_disk(stack: Stack) -> None:
    connection = psycopg2.connect(stack.superuser_dsn())
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("on",)
    connection.close()


def test_a_vhost_is_made_once_and_deleted(stack: Stack) -> None:
    assert stack.create_vhost("some/vhost") == stack.create_vhost("some/vhost")
    assert stack.broker().queues("some/vhost") == []
    stack.delete_vhost("some/vhost")
    stack.delete_vhost("some/vhost")


def test_the_bucket_is_there(stack: Stack) -> None:
    s3 = stack.s3
    host = s3.endpoint.removeprefix("http://")
    client = Minio(
        endpoint=host,
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        secure=False,
        region=s3.region,
    )
    assert client.bucket_exists(bucket_name=s3.bucket)


def test_each_token_holds_a_key_and_its_certificate_under_one_id(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOFTHSM2_CONF", str(stack.softhsm2_conf))
    library = pkcs11.lib(str(stack.pkcs11_module))
    there = {slot.get_token().serial.decode(): slot.get_token() for slot in library.get_slots()}
    for token in stack.tokens:
        with there[token.serial].open(user_pin=token.pin) as session:
            found = {
                each.object_class for each in session.get_objects({pkcs11.Attribute.ID: b"\x01"})
            }
        assert {pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.ObjectClass.CERTIFICATE} <= found


def test_another_port_base_on_the_same_root_is_refused(stack: Stack) -> None:
    with pytest.raises(Trouble, match="was made for port"):
        infra.ensure(stack.root, BASE + 100)


def test_a_killed_supervisord_is_cleared_up_after_and_data_survive(stack: Stack) -> None:
    stack.create_database("kept")
    orphans = list(Supervisor(stack.layout).pids().values())
    os.kill(Supervisor(stack.layout).call("supervisor.getPID"), signal.SIGKILL)
    infra.ensure(stack.root, BASE)
    assert not [pid for pid in orphans if processes.alive(pid)]
    psycopg2.connect(stack.superuser_dsn("kept")).close()


def test_down_leaves_no_process_no_port_and_no_lock(tmp_path: Path) -> None:
    stack = infra.ensure(tmp_path, BASE + 100)
    pids = list(Supervisor(stack.layout).pids().values())
    infra.down(tmp_path)
    assert not [pid for pid in pids if processes.alive(pid)]
    assert processes.members(tmp_path) == []
    assert not [port for port in stack.ports.infrastructure().values() if listening(port)]
    left = {each.name for each in tmp_path.iterdir()}
    assert not left & {"lock", "supervisor.sock", "supervisord.pid"}
    assert not (tmp_path / "postgres/postmaster.pid").exists()
    infra.destroy(tmp_path)
    assert not tmp_path.exists()


def test_a_port_taken_by_somebody_else_is_named(stack: Stack, tmp_path: Path) -> None:
    assert listening(stack.ports.s3)
    with pytest.raises(Trouble, match=f"{stack.ports.s3} "):
        infra.ensure(tmp_path, BASE)
