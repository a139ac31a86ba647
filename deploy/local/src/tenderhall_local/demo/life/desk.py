"""What every step of a whole life needs: the newest version, papers, decisions, patience."""

import time
from collections.abc import Callable
from typing import Any

from tenderhall_local.demo import sealing
from tenderhall_local.demo.client import waits
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import upload

Form = dict[str, Any]
CLERK, REVIEWER = "clerk-a", "reviewer"
CONTACT = {"contact": "李采购", "phone": "0734-8000002"}


def ask(journey: Journey, service: str, rpc: str, **payload: Any) -> Any:
    """调用 as the agency's clerk."""
    return journey.api[CLERK].call(service, rpc, payload)


def seen(form: Form) -> Form:
    """What a command says of the form that it acts on."""
    return {"id": form["id"], "version": form["version"]}


def papers(journey: Journey, *kinds: str) -> list[Form]:
    """电子件 one small PDF of each kind, uploaded; their receipts."""
    return [{"kind": kind, "receipt": _receipt(journey, kind)} for kind in kinds]


def _receipt(journey: Journey, kind: str) -> str:
    file = paper(f"{kind}.pdf", kind, journey.mark, str(time.time_ns()))
    receipt: str = upload(journey.api[CLERK], kind, file)["receipt"]
    return receipt


def approve(journey: Journey, service: str, kind: str, form_id: str) -> Form:
    """审核通过 what waits, in the version that the reviewer sees."""
    reviewer = journey.api[REVIEWER]
    waiting = reviewer.call(service, f"get_{kind}", {"id": form_id})
    told = {**seen(waiting), "opinion": "资料齐全，审核通过。"}
    approved: Form = reviewer.call(service, f"approve_{kind}", told)
    return approved


def publish(journey: Journey, notice_id: str) -> Form:
    """签章、提交、审核、发布 a notice; how it stands on the portal."""
    sealing.seal(journey, notice_id)
    drafted = ask(journey, "notices", "get_notice", id=notice_id)
    sent = ask(journey, "notices", "submit_notice", **seen(drafted), opinion="内容无误，同意发布。")
    if sent["state"] == "pending":
        approve(journey, "notices", "notice", notice_id)
    return published(journey, notice_id)


def published(journey: Journey, notice_id: str) -> Form:
    """等待发布, and note the notice and its step for the verifier."""
    told: Form = until(
        lambda: ask(journey, "notices", "get_notice", id=notice_id),
        lambda notice: notice["publish_state"] == "published",
    )
    kept = {"kind": told["kind"], "no": told["no"], "sha256": told["sealed_pdf"]["sha256"]}
    kept |= {"id": notice_id, "step": journey.steps[-1]["name"]}
    journey.ids.setdefault("published", []).append(kept)
    return told


def until(look: Callable[[], Any], true: Callable[[Any], Any]) -> Any:
    """等待 what ``look`` sees, once it is so.

    Raises:
        TimeoutError: it never came to be so; with what was seen last.
    """
    told = None
    for wait in waits():
        told = look()
        if true(told):
            return told
        time.sleep(wait)
    raise TimeoutError(f"未等到 · never came to be so: {str(told)[:1500]}")


def lots(journey: Journey, state: str, *places: int) -> list[Form]:
    """等待分包 until these lots of the project (1, 2, 3) are in that state."""

    def there(project: Form) -> bool:
        found = {one["id"]: one["state"] for one in project["lots"]}
        return all(found[one] == state for one in ids(journey, *places))

    project = until(
        lambda: ask(journey, "registry", "get_project", id=journey.ids["project"]["id"]), there
    )
    wanted = ids(journey, *places)
    return [one for one in project["lots"] if one["id"] in wanted]


def ids(journey: Journey, *places: int) -> list[str]:
    """分包 their ids, by their place in the project."""
    return [journey.ids["project"]["lots"][place - 1]["id"] for place in places]


def free_for(journey: Journey, activity: str, *places: int) -> None:
    """等待 until registry lets these lots into such a form: it learns of other forms by events."""
    project = journey.ids["project"]["id"]

    def allowed(told: Form) -> bool:
        free = {one["lot"]["id"] for one in told["items"] if one["allowed"]}
        return set(ids(journey, *places)) <= free

    until(
        lambda: ask(journey, "registry", "lots_for", activity=activity, project_id=project), allowed
    )
