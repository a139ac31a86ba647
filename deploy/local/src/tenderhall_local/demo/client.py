"""The gateway's HTTP API as a program uses it: bearer token, idempotency keys, honest retries."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx

PATIENCE = 90.0


class Refused(Exception):  # noqa: N818 — a refusal is an answer, not always a fault
    """拒绝 the platform's problem answer (RFC 9457)."""

    def __init__(self, where: str, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.problem = problem
        self.code = problem.get("code", "")
        self.request_id = problem.get("request_id", "")
        findings = "; ".join(
            f"{each.get('field')} {each.get('rule')} {each.get('message_zh')} {each.get('basis')}"
            for each in problem.get("findings", [])
        )
        super().__init__(f"{where}: {status} {self.code} {problem.get('title', '')} {findings}")


def waits(patience: float = PATIENCE) -> Iterator[float]:
    """等待节奏 seconds to wait before each further try, growing to 2 s, until patience ends."""
    deadline, wait = time.monotonic() + patience, 0.1
    while time.monotonic() < deadline:
        yield wait
        wait = min(wait * 1.5, 2.0)


class Api:
    """接口客户端 of one user; `token` is None before login."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.token: str | None = None
        self.http = httpx.Client(timeout=70, trust_env=False)

    def __del__(self) -> None:
        """Close the connections with the user's last reference."""
        self.http.close()

    def call(self, service: str, rpc: str, payload: dict[str, Any] | None = None) -> Any:
        """调用 one RPC over HTTP.

        One idempotency key for all tries: what is retryable (503, 504, a lost connection) is
        repeated until it is answered, and takes effect once.

        Raises:
            Refused: with the platform's problem.
        """
        key = str(uuid.uuid4())
        trouble: Exception | None = None
        for wait in waits():
            try:
                return self._once(f"/api/v1/{service}/{rpc}", payload or {}, key)
            except httpx.TransportError as lost:
                trouble = lost
            except Refused as refused:
                if not refused.problem.get("retryable") or refused.code == "RATE_LIMITED":
                    raise
                trouble = refused
            time.sleep(wait)
        raise trouble or RuntimeError("no try was made")

    def _once(self, path: str, payload: dict[str, Any], key: str) -> Any:
        headers = {"Idempotency-Key": key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = self.http.post(self.base + path, json=payload, headers=headers)
        if answer.is_success:
            return answer.json()
        raise Refused(path, answer.status_code, _problem(answer))

    def log_in(self, login: str, password: str) -> "Api":
        """登录 with a password, then choose the first role."""
        self.token = None
        waiting = self.call("registry", "log_in", {"login": login, "password": password})
        choice = {
            "pre_auth": waiting["pre_auth"],
            "membership_id": waiting["roles"][0]["membership_id"],
        }
        self.token = self.call("registry", "choose_role", choice)["token"]
        return self


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        problem: dict[str, Any] = answer.json()
    except ValueError:
        return {"title": answer.text[:300]}
    return problem
