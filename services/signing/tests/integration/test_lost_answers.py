"""Answers that get lost: the host's journal settles what the centre does not know."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2
import pytest
from tenderhall_contracts.errors import Problem
from tenderhall_kit.testprocess import until


def test_a_centre_killed_while_the_token_works_learns_the_result_later(
    make_desk: Callable[[], Any],
    running: Callable[..., Any],
    pooled_env: dict[str, str],
    host: Callable[[], Any],
    probe: Callable[[str], Any],
    database: Callable[[str], str],
) -> None:
    ear = probe("signing")
    with host() as hosting:
        with running("signing", **pooled_env) as first, ThreadPoolExecutor(1) as pool:
            desk = make_desk()
            until(desk.online, hosting.tail)
            job, before = desk.open(), desk.calls()
            (desk.shim / "latency_ms").write_text("3000")
            asked = pool.submit(desk.apply, job, seconds=10)
            until(lambda: (desk.calls() - before)["Sign"] == 1, hosting.tail)
            first.kill()
            with pytest.raises(Problem):
                asked.result()
        (desk.shim / "latency_ms").unlink()
        with running("signing", **pooled_env) as second:
            assert desk.look(job)["state"] == "signing"
            _age(database("signing"), str(job["job_id"]))
            until(lambda: desk.look(job)["state"] == "done", second.tail)
            assert len(ear.wait("seal.applied")) == 1
            assert (desk.calls() - before)["Sign"] == 1


def test_a_host_killed_while_the_token_works_asks_for_the_pin_again(
    make_desk: Callable[[], Any],
    running: Callable[..., Any],
    pooled_env: dict[str, str],
    host: Callable[[], Any],
    database: Callable[[str], str],
) -> None:
    with running("signing", **pooled_env) as centre:
        with host() as first, ThreadPoolExecutor(1) as pool:
            desk = make_desk()
            until(desk.online, first.tail)
            job, before = desk.open(), desk.calls()
            (desk.shim / "latency_ms").write_text("3000")
            asked = pool.submit(desk.apply, job, seconds=10)
            until(lambda: (desk.calls() - before)["Sign"] == 1, first.tail)
            first.kill()
            with pytest.raises(Problem):
                asked.result()
        (desk.shim / "latency_ms").unlink()
        with host() as second:
            until(desk.online, second.tail)
            _age(database("signing"), str(job["job_id"]))
            until(lambda: desk.look(job)["state"] == "open", centre.tail)
            assert desk.apply(desk.look(job))["state"] == "done"
            assert (desk.calls() - before)["Login"] == 2


def _age(url: str, job_id: str) -> None:
    """Let the job have been under way for two minutes."""
    with psycopg2.connect(url.replace("+psycopg2", "")) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "UPDATE job SET started_at = now() - interval '2 min' WHERE id = %s", (job_id,)
        )
    connection.close()
