"""电子签章 choosing a seal, confirming what is sealed, and what came of it (manual 3.7.5)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.notices import start_seal
from tenderhall_contracts.signing import get_job, list_hosts, list_seals

from gateway import logs, parts
from gateway.auth import ITSELF
from gateway.pages.kit import answers, forms, shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.session import Person

Values = dict[str, Any]

_IN_DIALOG = frozenset({"HOST_AWAY", "CA_REQUIRED", "SEAL_INVALID", "NOT_FOUND", "UNAVAILABLE"})
_FOR_SCRIPT = ("job_id", "state", "pin_key", "pin_info", "pin_key_signature")


def in_dialog(problem: Problem) -> bool:
    """对话框内提示 what another seal, or another moment, may mend; the rest is the form's."""
    of_seal = any(one.field == "seal_id" for one in problem.findings)
    return of_seal or problem.code in _IN_DIALOG


async def begin(request: Request, person: Person, path: str) -> Response:
    """点击签章 on to the dialog of the job that was opened on what is printed now.

    Raises:
        Problem: whatever notices refuses with.
    """
    posted, identity = await forms.posted(request), request.path_params["id"]
    seal_id = chosen_seal(posted)
    command = {"id": identity, "version": posted.version, "seal_id": seal_id}
    key = f"{posted.key}:start_seal"
    begun = await ask(request, start_seal, command, person=person, key=key)
    return answers.go(request, f"{path}/{identity}?job={begun['job']['job_id']}")


def chosen_seal(posted: forms.Posted) -> str:
    """所选印章 of the dialog.

    Raises:
        Problem: VALIDATION_FAILED where none is chosen.
    """
    if seal_id := posted.sheet().get("seal_id"):
        return seal_id
    raise Problem("VALIDATION_FAILED", [Finding("seal_id", "", "请选择印章", "Choose a seal")])


def unsaved() -> Problem:
    """签章后未保存 what was typed over a seal is neither sealed nor kept: nobody submits it."""
    zh = "签章后内容又有修改，尚未保存；保存后须重新签章，不修改的请刷新页面后提交"
    en = "Changed since it was sealed, and not saved: save and seal again, or reload the page"
    return Problem("SEAL_INVALID", [Finding("sealed", "SEALED", zh, en)])


async def dialog(
    request: Request, person: Person, notice: Values | None, problem: Problem | None = None
) -> Values | None:
    """签章对话框 at the step that it has come to; None while nobody has asked for it."""
    if notice is None:
        return None
    if problem or ("seal" in request.query_params and request.method == "GET"):
        found = await _choices(request, person)
        return {"step": "choose", "seals": found, "problem": shown.told(problem)}
    job = await _job(request, person, request.query_params.get("job"))
    if job is None or job["owner_id"] != notice["id"]:
        return None
    step = _step(job, notice)
    key = await _host_key(request, job["host"]) if step == "confirm" else ""
    return {"step": step, "job": job, "script": _for_script(job), "host_key": key}


async def of(request: Request, person: Person, notice: Values | None) -> Values | None:
    """印章 of a notice that is sealed, where the person may see its job."""
    if notice is None or not notice["sealed"]:
        return None
    job = await _job(request, person, notice["seal_job_id"])
    return job["seal"] if job else None


async def _choices(request: Request, person: Person) -> list[Values]:
    """可用印章 of the person's organisation, those whose key is there first."""
    found = await ask(request, list_seals, {}, person=person)
    return sorted(found["items"], key=lambda one: (not one["online"], one["name"]))


async def _job(request: Request, person: Person, job_id: str | None) -> Values | None:
    """签章任务 None where there is none, or it is another organisation's."""
    if not job_id:
        return None
    try:
        found: Values = await ask(request, get_job, {"id": job_id}, person=person)
    except Problem as problem:
        if problem.code in {"NOT_FOUND", "VALIDATION_FAILED"}:
            return None
        raise
    return found


def _step(job: Values, notice: Values) -> str:
    """步骤 a change of the notice takes its job away from it, whatever the job comes to."""
    if job["state"] in {"failed", "expired"}:
        return "over"
    if notice["seal_job_id"] != job["job_id"]:
        return "changed"
    if job["state"] == "open":
        return "confirm"
    return "done" if notice["sealed"] else "working"


async def _host_key(request: Request, host: str | None) -> str:
    """主机公钥 of an enrolled host (Ed25519, base64): by it the page knows its one-time keys.

    Keys that the operator has told this gateway count before what a service says on the way.
    """
    own = parts.of(request)
    if own.settings.host_keys:
        return own.settings.host_keys.get(host or "", "")
    told = await own.bus.call(
        list_hosts,
        {},
        actor=own.minter.mint(ITSELF, parts.address(request)),
        request_id=logs.request_id.get(),
    )
    return next((one["public_key"] for one in told["items"] if one["host"] == host), "")


def _for_script(job: Values) -> Values:
    """脚本所需 what the page's script seals the PIN to."""
    told = {name: job[name] for name in _FOR_SCRIPT}
    return told | {"pdf": {"sha256": job["pdf"]["sha256"]}}
