"""Real nameko services under the names of ours, that tell what reached them.

``python standin.py <amqp uri> <state file>``: the state file counts the calls of each RPC, so that
a test sees how often something was asked. Stock nameko on purpose: it owns the wire format.
"""

import base64
import json
import sys
from pathlib import Path

import eventlet

eventlet.monkey_patch()

from nameko.extensions import DependencyProvider  # noqa: E402 — after the patch
from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from tenderhall_contracts.errors import Finding, Problem  # noqa: E402

STATE = Path(sys.argv[2])


class Headers(DependencyProvider):
    def get_dependency(self, worker_ctx):  # noqa: ANN001, ANN201 — nameko's own shape
        return worker_ctx.data


def count(name: str) -> int:
    """How often ``name`` has been asked, this time included."""
    counts = json.loads(STATE.read_text()) if STATE.exists() else {}
    counts[name] = counts.get(name, 0) + 1
    fresh = STATE.with_suffix(".new")
    fresh.write_text(json.dumps(counts))
    fresh.replace(STATE)  # whoever reads meanwhile finds the old one or the new one whole
    return int(counts[name])


class Teller:
    headers = Headers()

    def told(self, name: str, payload: dict, key: str | None) -> dict:
        actor = self.headers["actor"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(actor + "=" * (-len(actor) % 4)))
        request_id = self.headers["request_id"]
        return {
            "payload": payload,
            "key": key,
            "claims": claims,
            "request_id": request_id,
            "times": count(name),
        }


class Registry(Teller):
    name = "registry"

    @rpc
    def resolve_session(self, payload: dict, key: str | None) -> dict:
        told = self.told("resolve_session", payload, key)
        word, _, role = payload["token"].partition("-as-")
        if told["claims"]["role"] != "service" or not word.startswith("good"):
            raise Problem("SESSION_EXPIRED")
        if word.startswith("good-once") and count(word) > 1:
            raise Problem("SESSION_EXPIRED")
        if payload.get("passive"):
            count("resolve_session passive")
        return {
            "session_id": "5b6f0000-0000-4000-8000-000000000001",
            "user_id": "5b6f0000-0000-4000-8000-000000000002",
            "user_name": "王敏",
            "role": role or "agency_operator",
            "org_id": "5b6f0000-0000-4000-8000-000000000003",
            "org_name": "衡阳诚信招标代理有限公司",
            "auth": "password",
            "expires_at": "2099-01-01T00:00:00+08:00",
        }

    @rpc
    def log_in(self, payload: dict, key: str | None) -> dict:
        return self.told("log_in", payload, key)

    @rpc
    def log_out(self, payload: dict, key: str | None) -> dict:
        return self.told("log_out", payload, key)

    @rpc
    def list_projects(self, payload: dict, key: str | None) -> dict:
        return self.told("list_projects", payload, key)

    @rpc
    def create_project(self, payload: dict, key: str | None) -> dict:
        return self.told("create_project", payload, key)

    @rpc
    def submit_project(self, payload: dict, key: str | None) -> dict:
        finding = Finding("lots.0.budget", "R-LOT-01", "须填写预算", "A budget is needed", "法39")
        raise Problem("VALIDATION_FAILED", [finding], blockers=["x"])

    @rpc
    def delete_project(self, payload: dict, key: str | None) -> dict:
        raise ValueError("very secret detail")


class Venue(Teller):
    name = "venue"

    @rpc
    def echo(self, payload: dict, key: str | None) -> dict:
        return self.told("echo", payload, key)

    @rpc
    def hang(self, payload: dict, key: str | None) -> dict:
        told = self.told("hang", payload, key)
        eventlet.sleep(payload["seconds"])
        return told


class Signing(Teller):
    name = "signing"

    @rpc
    def verify_pdf(self, payload: dict, key: str | None) -> dict:
        told = self.told("verify_pdf", payload, key)
        good = payload["pdf"]["size"] > 100
        signature = {
            "field": "Seal1",
            "intact": good,
            "covers_whole_file": True,
            "trusted": True,
            "revoked": False,
            "signer": "衡阳诚信招标代理有限公司",
            "certificate_sha256": "ab" * 32,
            "signed_at": "2026-11-22T09:30:00+08:00",
            "timestamped": True,
            "level": "B-T",
            "problems": [] if good else ["签名后文件被改动 <b>"],
        }
        return {
            "ok": good,
            "sha256": payload["pdf"]["sha256"],
            "checked_at": "2026-11-22T10:00:00+08:00",
            "summary_zh": "1个签章，有效" if good else "1个签章，无效",
            "signatures": [signature],
            "claims": told["claims"],
        }


if __name__ == "__main__":
    runner = ServiceRunner({"AMQP_URI": sys.argv[1], "max_workers": 60})
    for service in (Registry, Venue, Signing):
        runner.add_service(service)
    runner.start()
    Path(f"{STATE}.ready").touch()
    runner.wait()
