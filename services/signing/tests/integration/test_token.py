"""The token worker on a driver that misbehaves: PINs are never tried twice, nothing hangs."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from signing.pipe import Refused, WorkerLost
from tenderhall_local.stack import Stack

HOLD = {"owner": "session-1", "seconds": 60, "signatures": 5}


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def test_tokens_tell_serial_and_certificate_without_a_pin(driver: Callable, stack: Stack) -> None:
    started = driver()
    told = {one["serial"]: one for one in started.worker.call("tokens")["tokens"]}
    agency = told[stack.token("agency-a").serial]
    assert agency["label"] == "agency-a"
    assert agency["subject"] == stack.token("agency-a").subject
    assert "Login" not in started.calls()


def test_one_document_costs_one_signature_and_one_login(driver: Callable, order: Callable) -> None:
    started = driver()
    started.worker.call("sign", **order())
    counted = Counter(started.calls())
    assert counted["Sign"] == 1
    assert counted["Login"] == 1
    assert counted["Logout"] == 1


def test_a_warm_session_costs_three_calls_a_document(driver: Callable, order: Callable) -> None:
    started = driver()
    started.worker.call("sign", **order("first", hold=HOLD))
    started.forget_calls()
    started.worker.call("sign", **order("second", pin=None, hold=HOLD))
    assert started.calls() == ["SignInit", "SignSize", "Sign"]


def test_a_held_login_serves_its_owner_only(driver: Callable, order: Callable) -> None:
    started = driver()
    started.worker.call("sign", **order("first", hold=HOLD))
    stranger = order("second", pin=None, hold={**HOLD, "owner": "session-2"})
    assert code_of(lambda: started.worker.call("sign", **stranger)) == "PIN_NEEDED"


def test_a_held_login_that_is_over_is_ended_without_another_document(
    driver: Callable, order: Callable
) -> None:
    started = driver()
    started.worker.call("sign", **order("first", hold={**HOLD, "seconds": 0.5}))
    assert "Logout" not in started.calls()
    time.sleep(0.6)
    started.worker.call("tokens")
    assert Counter(started.calls())["Logout"] == 1


def test_a_login_that_was_not_held_is_over(driver: Callable, order: Callable) -> None:
    started = driver()
    started.worker.call("sign", **order("first"))
    again = order("second", pin=None)
    assert code_of(lambda: started.worker.call("sign", **again)) == "PIN_NEEDED"


def test_a_wrong_pin_is_tried_once_and_tells_the_flags(driver: Callable, order: Callable) -> None:
    started = driver()
    started.put("tries", 3)
    with pytest.raises(Refused) as refused:
        started.worker.call("sign", **order(pin="00000000"))
    assert refused.value.code == "PIN_INCORRECT"
    assert "pin_count_low" in refused.value.facts["flags"]
    assert Counter(started.calls())["Login"] == 1
    assert (started.folder / "tries").read_text() == "2"
    started.worker.call("sign", **order("right"))


def test_the_same_operation_never_logs_in_twice(driver: Callable, order: Callable) -> None:
    started = driver()
    wrong = order(pin="00000000")
    assert code_of(lambda: started.worker.call("sign", **wrong)) == "PIN_INCORRECT"
    assert code_of(lambda: started.worker.call("sign", **wrong)) == "LOGIN_SPENT"
    assert Counter(started.calls())["Login"] == 1


def test_a_locked_pin_is_not_tried(driver: Callable, order: Callable) -> None:
    started = driver()
    started.put("tries", 0)
    assert code_of(lambda: started.worker.call("sign", **order())) == "PIN_LOCKED"
    assert "Login" not in started.calls()


def test_a_removed_token_comes_back(driver: Callable, order: Callable) -> None:
    started = driver()
    started.worker.call("sign", **order("before", hold=HOLD))
    started.put("removed")
    pulled = order("pulled", pin=None, hold=HOLD)
    assert code_of(lambda: started.worker.call("sign", **pulled)) == "TOKEN_REMOVED"
    assert started.worker.call("tokens")["tokens"] == []
    assert code_of(lambda: started.worker.call("sign", **order("away"))) == "TOKEN_NOT_HERE"
    (started.folder / "removed").unlink()
    assert len(started.worker.call("tokens")["tokens"]) >= 2
    started.worker.call("sign", **order("after"))


def test_a_crash_of_the_driver_ends_the_worker_and_a_new_one_signs(
    driver: Callable, order: Callable
) -> None:
    started = driver()
    started.put("crash")
    with pytest.raises(WorkerLost):
        started.worker.call("sign", **order("first"))
    started.worker.call("sign", **order("second"))
    assert started.worker.starts == 2


def test_a_hung_driver_is_killed_by_the_watchdog(driver: Callable, order: Callable) -> None:
    started = driver(hang_seconds="8")
    started.worker.call("tokens")
    hung = started.worker.pid
    started.put("hang")
    with pytest.raises(WorkerLost):
        started.worker.call("sign", **order("first"))
    assert not Path(f"/proc/{hung}").exists()
    started.worker.call("sign", **order("second"))


def test_two_documents_at_once_share_one_session(driver: Callable, order: Callable) -> None:
    started = driver()
    started.worker.call("sign", **order("warm", hold={**HOLD, "signatures": 9}))
    started.forget_calls()
    started.put("latency_ms", 50)
    orders = [order(f"doc{n}", pin=None, hold=HOLD) for n in range(4)]
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda one: started.worker.call("sign", **one), orders))
    assert all(one["verdict"]["ok"] for one in told)
    assert Counter(started.calls()) == {"SignInit": 4, "SignSize": 4, "Sign": 4}


def test_a_certificate_that_the_seal_does_not_permit_is_not_used(
    driver: Callable, order: Callable
) -> None:
    wrong = order(certificates=["0" * 64])
    assert code_of(lambda: driver().worker.call("sign", **wrong)) == "CERTIFICATE_NOT_PERMITTED"


def test_the_worker_refuses_to_start_under_the_spy(driver: Callable) -> None:
    with pytest.raises(WorkerLost):
        driver(PKCS11SPY="/usr/lib/softhsm/libsofthsm2.so").worker.call("tokens")
