"""What a page needs to have happened before: approved projects and bookings, made over the API."""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tenderhall_local import people
from tenderhall_local.accounts import host_name
from tenderhall_local.credentials import public_half
from tenderhall_local.demo import booking, registration, tender_document
from tenderhall_local.demo.client import Api, waits
from tenderhall_local.demo.journey import Journey, Setting
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import ATTACHMENTS, project_form, upload
from tenderhall_local.platform import Platform

Form = dict[str, Any]


@dataclass
class Ground:
    """The demo's people at the API; each logs in when first needed."""

    platform: Platform
    known: dict[str, Api] = field(default_factory=dict)

    def api(self, login: str) -> Api:
        """That user, by a bearer token."""
        if login not in self.known:
            word = people.demo_password(self.platform.stack)
            self.known[login] = Api(self.platform.public_url).log_in(login, word)
        return self.known[login]

    def call(self, login: str, service: str, rpc: str, **payload: Any) -> Any:
        """One RPC as that user."""
        return self.api(login).call(service, rpc, payload)

    def project(self, name: str, login: str = "clerk-a", *, review: bool = True) -> Form:
        """A project with two lots, approved unless ``review`` is false."""
        api, mark = self.api(login), f"{uuid.uuid4().int % 10**6:06}"
        receipts = [
            {"kind": kind, "receipt": upload(api, kind, paper(file, kind, mark))["receipt"]}
            for kind, file in ATTACHMENTS.items()
        ]
        made = api.call("registry", "create_project", project_form(name, mark, receipts))
        sent = api.call("registry", "submit_project", seen(made))
        return self.approve("registry", "project", sent) if review else dict(sent)

    def approve(self, service: str, kind: str, form: Form) -> Form:
        """审核通过 by the centre."""
        approved: Form = self.call(
            "reviewer", service, f"approve_{kind}", **seen(form), opinion="同意"
        )
        return approved

    def document(self, project: Form) -> Form:
        """A submitted tender document of all lots; policy approves it."""
        api, mark = self.api("clerk-a"), uuid.uuid4().hex[:6]
        file = upload(api, "tender_document", paper("招标文件.pdf", "Tender document", mark))
        wanted = {
            "project_id": project["id"],
            "lot_ids": [one["id"] for one in project["lots"]],
            "template": "goods-comprehensive",
            "title": "招标文件",
            "bid_validity_days": 90,
            "evaluation": "comprehensive",
            "price_weight": "30.00",
            "price": "0.00",
            "obtaining": "登录交易平台免费下载",
            "file": {"kind": "tender_document", "receipt": file["receipt"]},
        }
        made = api.call("documents", "create_tender_document", wanted)
        told = {**seen(made), "opinion": "已核对"}
        sent: Form = api.call("documents", "submit_tender_document", told)
        return sent

    def calendar(self) -> None:
        """The working days of this year and the next, where nobody has confirmed them yet."""
        journey = Journey(Setting(self.platform.public_url, "", "", "", Path()))
        journey.api["admin"] = self.api("admin")
        registration.confirm_calendar(journey)

    def rooms(self) -> dict[str, int]:
        """Room name → id."""
        found = self.call("admin", "venue", "list_rooms")["items"]
        return {one["name"]: one["id"] for one in found}

    def free(self, weeks: int, minutes: int = 60, **more: Any) -> Form:
        """The first free slot so many weeks ahead."""
        since = dt.datetime.now(dt.UTC) + dt.timedelta(weeks=weeks)
        asked = {"minutes": minutes, "not_before": since.isoformat(), "limit": 1, **more}
        (slot,) = self.call("admin", "venue", "free_slots", **asked)["items"]
        return slot

    def booking(self, project: Form, slot: Form, login: str = "clerk-a", **more: Any) -> Form:
        """A submitted booking of all lots."""
        wanted = {
            "project_id": project["id"],
            "lot_ids": [one["id"] for one in project["lots"]],
            "opening_at": slot["begins"],
            "opening_room_id": slot["room_id"],
            "contact": "李采购",
            "phone": "0734-8000002",
            **more,
        }
        made = self.call(login, "venue", "create_booking", **wanted)
        sent: Form = self.call(login, "venue", "submit_booking", **seen(made))
        return sent

    def procurement(self, folder: Path) -> Journey:
        """A journey of the demo that has come to where a tender notice may be begun."""
        stack = self.platform.stack
        setting = Setting(
            base=self.platform.public_url,
            password=people.demo_password(stack),
            pin=stack.token("agency-a").pin,
            host_key=public_half(self.platform.key(host_name(people.HOST))),
            folder=folder,
        )
        journey = Journey(setting, mark=f"{uuid.uuid4().int % 10**6:06}")
        journey.api = {login: self.api(login) for login in ("clerk-a", "reviewer", "admin")}
        for step in PREPARED:
            step(journey)
        return journey

    def free_for(self, activity: str, project: Form, login: str = "clerk-a") -> None:
        """选择分包 wait until all lots may be taken: registry learns of other forms by events."""
        asked = {"activity": activity, "project_id": project["id"]}

        def free() -> bool:
            found = self.call(login, "registry", "lots_for", **asked)["items"]
            return len(found) == len(project["lots"]) and all(one["allowed"] for one in found)

        self.until(free)

    def until(self, true: Callable[[], Any]) -> Any:
        """What the services tell, once it is so."""
        for wait in waits():
            if told := true():
                return told
            time.sleep(wait)
        raise TimeoutError("it never came to be so")


PREPARED = (
    registration.confirm_calendar,
    registration.register,
    registration.approve,
    booking.book,
    booking.approve,
    tender_document.submit,
)
"""Everything that a tender notice waits for (domain §5.7)."""


def seen(form: Form) -> Form:
    """What a command says of the form that it acts on."""
    return {"id": form["id"], "version": form["version"]}
