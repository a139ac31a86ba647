"""The parts go away and come back: the broker, the database, the process itself."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from sample import contract
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from tenderhall_kit.asking import body_for
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import Running, declare, environment, start, until


@pytest.fixture
def sample(running: Callable[..., Any], fail_flag: Path) -> Iterator[Running]:
    with running("sample", SAMPLE_FAIL=str(fail_flag), WORKERS="4") as service:
        yield service


@pytest.fixture
def superuser(stack: Any, database: Callable[[str], str]) -> Iterator[Callable[[str], None]]:
    name = database("sample").rpartition("/")[2]
    connection = psycopg2.connect(stack.superuser_dsn())
    connection.autocommit = True

    def execute(statement: str) -> None:
        connection.cursor().execute(statement.format(name=name))

    yield execute
    execute("ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    connection.close()


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"


def sleep_for(seconds: float) -> str:
    return body_for({"seconds": seconds}, None)


def test_the_service_survives_a_broker_that_is_away_with_a_call_in_flight(
    sample: Running, stack: Any, vhost: str, seeds: dict[str, bytes], clerk: Actor
) -> None:
    from tenderhall_local.supervise import Supervisor  # noqa: PLC0415 — only this test restarts parts

    supervisor = Supervisor(stack.layout)
    with Bus(vhost, seeds["gateway"]) as before:
        before.send("sample.sleep", sleep_for(4), clerk)
        time.sleep(0.5)  # the call is in a worker now
        supervisor.call("supervisor.stopProcess", "rabbitmq")
    until(lambda: not sample.health("/ready"))
    assert sample.health("/live")
    time.sleep(6)  # stock nameko gives up after about so long, and is a zombie from then on
    supervisor.call("supervisor.startProcess", "rabbitmq")
    until(stack.broker().ready)
    until(sample.health, sample.tail)
    with Bus(vhost, seeds["gateway"]) as after:
        assert after.call(contract.add_note, {"text": "back"}, clerk)["text"] == "back"
    assert sample.terminate() == 0


def test_events_wait_for_the_broker_and_are_sent_when_it_is_back(
    sample: Running, stack: Any, bus: Bus, clerk: Actor, times_heard: Callable[..., Any]
) -> None:
    hang_up(stack, bus.connection.virtual_host)
    until(sample.health, sample.tail)
    with Bus(bus.connection.as_uri(include_password=True), bus.seed) as again:
        again.call(contract.add_note, {"text": "cut"}, clerk)
        until(lambda: times_heard("cut") == (1, 1), sample.tail)


def hang_up(stack: Any, vhost: str) -> None:
    """The broker ends every connection of this virtual host; those that come anew may stay."""

    def known() -> set[str]:
        told = stack.broker().ask("GET", f"/api/vhosts/{vhost}/connections").json()
        return {one["name"] for one in told}

    until(known)  # the broker's statistics follow some seconds behind
    for name in known():
        assert stack.broker().ask("DELETE", f"/api/connections/{name}").is_success


def test_a_database_that_is_away_is_told_as_unavailable(
    sample: Running, bus: Bus, clerk: Actor, superuser: Callable[[str], None]
) -> None:
    superuser("ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    superuser(CUT)
    with pytest.raises(Problem, match="UNAVAILABLE"):
        bus.call(contract.add_note, {"text": "no database"}, clerk)
    assert not sample.health("/ready")
    assert sample.health("/live")
    superuser("ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    until(sample.health, sample.tail)
    assert bus.call(contract.add_note, {"text": "database"}, clerk)["text"] == "database"


def test_a_query_cut_in_its_midst_is_asked_again(
    sample: Running, bus: Bus, clerk: Actor, superuser: Callable[[str], None]
) -> None:
    asked = bus.send("sample.sleep", sleep_for(3), clerk)
    time.sleep(0.5)
    superuser(CUT)
    assert bus.reply(asked)["error"] is None


def test_an_event_that_meets_a_database_away_goes_back_and_is_handled_later(
    sample: Running,
    bus: Bus,
    clerk: Actor,
    superuser: Callable[[str], None],
    times_heard: Callable[..., Any],
    vhost: str,
    rows: Callable[..., list[Any]],
) -> None:
    bus.call(contract.add_note, {"text": "seen"}, clerk)
    until(lambda: times_heard("seen") == (1, 1))
    superuser("ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    superuser(CUT)
    publish_copy(vhost, "while away")
    time.sleep(1)
    superuser("ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    until(lambda: times_heard("while away") == (1, 1), sample.tail)


def publish_copy(uri: str, said: str) -> None:
    import json  # noqa: PLC0415

    from kombu import Connection  # noqa: PLC0415

    envelope = {
        "event_id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "type": "sample.noted",
        "version": 1,
        "seq": 1,
        "occurred_at": "2026-11-23T09:30:00+08:00",
        "source": "sample",
        "trace_id": "t",
        "actor": {"user_id": "u", "org_id": None, "role": "service", "auth": "service"},
        "aggregate": {"type": "note", "id": "1", "version": 1},
        "data": {"id": 1, "text": said},
    }
    with Connection(uri) as connection:
        connection.Producer().publish(
            json.dumps(envelope).encode(),
            exchange="sample.events",
            routing_key="sample.noted",
            content_type="application/json",
            content_encoding="utf-8",
        )


def test_sigterm_drains_what_runs_and_leaves_the_rest_to_others(
    running: Callable[..., Any], fail_flag: Path, bus: Bus, clerk: Actor
) -> None:
    env = {"SAMPLE_FAIL": str(fail_flag), "WORKERS": "2"}
    with running("sample", **env) as first:
        asked = [bus.send("sample.sleep", sleep_for(1.5), clerk) for _ in range(6)]
        time.sleep(0.5)
        with running("sample", **env) as second:
            first.process.send_signal(signal.SIGTERM)
            assert all(bus.reply(one)["error"] is None for one in asked)
            assert first.wait_exit() == 0
            assert second.health()


def test_what_a_stopping_process_finishes_is_not_run_by_another(
    service_env: Callable[[str, str], dict[str, str]],
    database: Callable[[str], str],
    tmp_path: Path,
    bus: Bus,
    clerk: Actor,
) -> None:
    """Stock nameko hangs up at once: the broker then gives what still runs to the other one."""
    env = service_env("sample", database("sample"))
    declare("sample", env)
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    first, second = (
        start("sample", env, log, words=("-m", "sample.alone")) for log in logs
    )  # fmt: skip
    with first as stopping:
        asked = bus.send("sample.sleep", sleep_for(12), clerk)
        until(lambda: "slept" in logs[0].read_text())
        with second:
            assert stopping.terminate() == 0
            assert bus.reply(asked)["error"] is None
    assert [log.read_text().count("slept") for log in logs] == [1, 0]


def test_a_probe_port_that_is_taken_ends_the_process_and_is_named(
    service_env: Callable[[str, str], dict[str, str]],
    database: Callable[[str], str],
    fail_flag: Path,
) -> None:
    """Without probes it would serve unseen: whoever waits for it to be ready waits for ever."""
    env = service_env("sample", database("sample"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "tenderhall_kit.run", "sample"],
            env=environment({**env, "HEALTH_PORT": port, "SAMPLE_FAIL": str(fail_flag)}),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert f"HEALTH_PORT {port}" in done.stdout + done.stderr


def test_a_second_sigterm_does_no_harm(
    running: Callable[..., Any], fail_flag: Path, bus: Bus, clerk: Actor
) -> None:
    with running("sample", SAMPLE_FAIL=str(fail_flag)) as service:
        asked = bus.send("sample.sleep", sleep_for(2), clerk)
        time.sleep(0.5)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        service.process.send_signal(signal.SIGTERM)
        assert bus.reply(asked)["error"] is None
        assert service.wait_exit() == 0


def test_what_the_last_worker_told_is_still_sent(
    running: Callable[..., Any],
    fail_flag: Path,
    bus: Bus,
    clerk: Actor,
    rows: Callable[..., list[Any]],
) -> None:
    with running("sample", SAMPLE_FAIL=str(fail_flag)) as service:
        for number in range(20):
            bus.send("sample.add_note", body_for({"text": f"last {number}"}, None), clerk)
        assert service.terminate() == 0
    assert rows("SELECT count(*) FROM kit_outbox WHERE sent_at IS NULL")[0][0] == 0


def test_a_killed_container_that_does_not_die_ends_with_70(
    running: Callable[..., Any], fail_flag: Path, bus: Bus, clerk: Actor
) -> None:
    with running("sample", SAMPLE_FAIL=str(fail_flag), TERM_GRACE="2") as service:
        bus.send("sample.end_of_container", body_for({}, None), clerk)
        until(lambda: not service.health("/live"))
        assert service.wait_exit() == 70


def test_work_that_outlasts_the_grace_ends_with_70(
    running: Callable[..., Any], fail_flag: Path, bus: Bus, clerk: Actor
) -> None:
    with running("sample", SAMPLE_FAIL=str(fail_flag), TERM_GRACE="1") as service:
        bus.send("sample.sleep", sleep_for(14), clerk)
        time.sleep(0.5)
        assert service.terminate() == 70


def test_a_process_that_misses_settings_names_them_and_does_not_start(
    service_env: Callable[[str, str], dict[str, str]],
) -> None:
    env = environment(service_env("sample", "postgresql://x"))
    del env["AMQP_URI"], env["S3_BUCKET"]
    done = subprocess.run(
        [sys.executable, "-m", "tenderhall_kit.run", "sample"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert [key for key in ("AMQP_URI", "S3_BUCKET", "SAMPLE_FAIL") if key not in done.stderr] == []
