"""The pipe to a worker process: answers, refusals, crashes and hangs."""

import io
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from signing.pipe import FRAME_LIMIT, HEADER, Refused, Worker, WorkerLost, read_frame, write_frame

CHILD = """
import os, time
from signing.pipe import Refused
from signing.serving import serve

def echo(args, progress):
    return args

def refuse(args, progress):
    raise Refused("NO", "not today", left=2)

def bug(args, progress):
    secret = args["pin"]
    raise RuntimeError("boom")

def slow(args, progress):
    end = time.monotonic() + args["seconds"]
    while time.monotonic() < end:
        time.sleep(0.1)
        progress("still here")
    return {}

def die(args, progress):
    os._exit(3)

def noisy(args, progress):
    print("a driver prints to stdout", flush=True)
    return {"fine": True}

serve({f.__name__: f for f in (echo, refuse, bug, slow, die, noisy)})
"""


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker([sys.executable, "-c", CHILD], hang_seconds=60)
    yield made
    made.close()


@pytest.fixture
def watched(worker: Worker) -> Worker:
    """A worker that has started, and from now on may be silent for 3 s."""
    worker.call("echo")
    worker._hang_seconds = 3
    return worker


def test_a_frame_comes_back_as_it_went() -> None:
    stream = io.BytesIO()
    write_frame(stream, {"id": 1, "text": "签章"})
    stream.seek(0)
    assert read_frame(stream) == {"id": 1, "text": "签章"}
    assert read_frame(stream) is None


def test_a_torn_frame_is_the_end() -> None:
    assert read_frame(io.BytesIO(HEADER.pack(10) + b"{}")) is None


def test_an_absurd_length_is_refused() -> None:
    with pytest.raises(ValueError, match="frame of"):
        read_frame(io.BytesIO(HEADER.pack(FRAME_LIMIT + 1)))


def test_answers_find_their_callers(worker: Worker) -> None:
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda n: worker.call("echo", n=n)["n"], range(20)))
    assert told == list(range(20))


def test_a_refusal_keeps_code_and_facts(worker: Worker) -> None:
    with pytest.raises(Refused) as refused:
        worker.call("refuse")
    assert (refused.value.code, refused.value.facts) == ("NO", {"left": 2})


def test_a_bug_tells_its_kind_and_no_secret(
    worker: Worker, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Refused) as refused:
        worker.call("bug", pin="13579246")
    assert refused.value.code == "INTERNAL"
    worker.close()
    assert "13579246" not in capfd.readouterr().err


def test_stdout_of_the_worker_cannot_garble_the_pipe(worker: Worker) -> None:
    assert worker.call("noisy") == {"fine": True}


def test_a_death_is_told_to_the_caller_and_the_next_call_starts_anew(worker: Worker) -> None:
    with pytest.raises(WorkerLost):
        worker.call("die")
    assert worker.call("echo", n=1) == {"n": 1}
    assert worker.starts == 2


def test_progress_keeps_the_watchdog_quiet(watched: Worker) -> None:
    assert watched.call("slow", seconds=4) == {}


def test_silence_is_a_hang(watched: Worker) -> None:
    assert watched.pid is not None
    os.kill(watched.pid, signal.SIGSTOP)
    with pytest.raises(WorkerLost):
        watched.call("echo")
    assert watched.pid is None
