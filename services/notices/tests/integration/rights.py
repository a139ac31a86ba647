"""What each RPC is asked with when its rights are tried: always something that would succeed.

Everything is about one agency's; the neighbours answer as in the tests of the use cases. ``asks``
marks the function that makes a fresh payload for an RPC.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from notices.kinds.parts import DESIGNATED_MEDIUM
from notices.models import Subscription
from notices.usecases import entering, flows, forwarding, letters, media, subscribing
from sqlalchemy import select
from sqlalchemy.orm import Session
from tenderhall_contracts import notices as promises
from tenderhall_contracts.core import Rpc
from tenderhall_kit.plain import plain

from . import test_award_changes, test_awards, test_change_notices, test_exception_notices
from .conftest import World, of_registry

Data = dict[str, Any]


class Ground:
    """One agency's notices, each of a project of its own."""

    def __init__(
        self,
        world: World,
        entered: Data,
        receipt: Callable[[str], Data],
        reach: Callable[[str], None],
    ) -> None:
        self.world, self.entered, self.receipt, self.reach = world, entered, receipt, reach

    def begin(self) -> World:
        """Another project, whose lots are being prepared."""
        self.world.set_clock("2026-09-07T10:00:00+08:00")
        self.world.go_on_to_another_project()
        told = self.world.told
        for lot in told["project"]["lots"]:
            lot |= {"state": "preparing", "state_zh": "筹备中", "opening_at": None}
        self.world.partners.registry.answers |= of_registry(told)
        return self.world

    def form(self) -> Data:
        project = self.begin().told["project"]
        lots = [lot["id"] for lot in project["lots"]]
        return {**self.entered, "project_id": project["id"], "lot_ids": lots}

    def draft(self) -> Data:
        return self.begin().draft(self.entered)

    def sealed(self) -> Data:
        return self.world.seal(self.draft())

    def pending(self) -> Data:
        return self.world.submit(self.sealed())

    def tendered(self) -> Data:
        return test_change_notices.tendered(self.world, self.world.approve(self.pending()))

    def changing(self, about: Data, **more: Any) -> Data:
        told = test_change_notices.form(about, **more)
        return {key: one for key, one in plain(told).items() if one is not None}

    def hall(self) -> World:
        world = self.begin()
        directory = {
            code: test_awards.supplier(code) for code in (test_awards.FIRST, test_awards.SECOND)
        }
        results = [test_awards.evaluated(one) for one in world.told["project"]["lots"]]
        test_awards.evaluated_hall(world, directory, results)
        return world

    def award_form(self, hall: World) -> Data:
        return raw(test_awards.form(hall, self.receipt))

    def award(self) -> Data:
        hall = self.hall()
        return test_awards.create(hall, test_awards.form(hall, self.receipt))

    def awarded(self) -> Data:
        draft = self.award()
        test_awards.publish(
            self.world, self.world.approve(self.world.submit(self.world.seal(draft)))
        )
        return self.world.get(draft)

    def letter(self, notice: Data) -> Data:
        found = self.world.as_clerk().read(letters.of_notice, {"id": UUID(notice["id"])})
        return plain(found["items"][0])  # type: ignore[no-any-return]


Maker = Callable[[Ground], Data]
MAKERS: dict[str, Maker] = {}


def asks(*rpcs: Rpc) -> Callable[[Maker], Maker]:
    """The payload of these RPCs; it is made anew after each time that something was allowed."""

    def mark(maker: Maker) -> Maker:
        for rpc in rpcs:
            assert rpc.name not in MAKERS, f"{rpc.name} has two payloads"
            MAKERS[rpc.name] = maker
        return maker

    return mark


def raw(form: Data) -> Data:
    """What was loaded, as JSON again, without what is empty."""
    return {key: one for key, one in plain(form).items() if one is not None}


def at(row: Data, **more: Any) -> Data:
    return {"id": row["id"], "version": row["version"], **more}


@asks(
    promises.verify_audit,
    promises.list_notices,
    promises.list_public,
    promises.list_media,
    promises.search_public,
    promises.public_changes,
)
def nothing(_ground: Ground) -> Data:
    return {}


# ── 招标公告 ────────────────────────────────────────────────────────────────────────────────────
@asks(promises.create_tender_notice)
def a_form(ground: Ground) -> Data:
    return ground.form()


@asks(promises.save_tender_notice)
def a_draft_again(ground: Ground) -> Data:
    made = ground.draft()
    lots = [lot["id"] for lot in ground.world.told["project"]["lots"]]
    about = {"project_id": ground.world.told["project"]["id"], "lot_ids": lots}
    return at(made, **ground.entered, **about)


@asks(promises.delete_notice)
def a_draft(ground: Ground) -> Data:
    return at(ground.draft())


@asks(promises.start_seal)
def a_draft_and_a_seal(ground: Ground) -> Data:
    return a_draft(ground) | {"seal_id": str(uuid4())}


@asks(promises.submit_notice)
def what_is_sealed(ground: Ground) -> Data:
    return at(ground.sealed(), opinion="同意提交")


@asks(promises.withdraw_notice)
def what_waits(ground: Ground) -> Data:
    return at(ground.pending())


@asks(promises.approve_notice, promises.reject_notice)
def what_waits_with_an_opinion(ground: Ground) -> Data:
    return at(ground.pending(), opinion="已审核")


@asks(
    promises.get_notice,
    promises.preview_notice,
    promises.notice_pdf,
    promises.form_state,
)
def what_the_centre_sees(ground: Ground) -> Data:
    return {"id": ground.pending()["id"]}


@asks(promises.archive_part)
def a_project(ground: Ground) -> Data:
    ground.draft()
    return {"project_id": ground.world.told["project"]["id"]}


# ── 变更公告 ────────────────────────────────────────────────────────────────────────────────────
@asks(promises.create_change_notice)
def a_change(ground: Ground) -> Data:
    return ground.changing(ground.tendered())


@asks(promises.save_change_notice)
def a_change_again(ground: Ground) -> Data:
    about = ground.tendered()
    made = test_change_notices.draft(ground.world, about)
    told = ground.changing(about)
    told.pop("lot_ids")  # chosen once, when it is made
    return at(made, **told)


# ── 中标公告 ────────────────────────────────────────────────────────────────────────────────────
@asks(promises.award_basis)
def evaluated_lots(ground: Ground) -> Data:
    project = ground.hall().told["project"]
    return {"project_id": project["id"], "lot_ids": [lot["id"] for lot in project["lots"]]}


@asks(promises.create_award_notice)
def an_award(ground: Ground) -> Data:
    return ground.award_form(ground.hall())


@asks(promises.save_award_notice)
def an_award_again(ground: Ground) -> Data:
    made = ground.award()
    return at(made, **ground.award_form(ground.world))


@asks(promises.create_award_change)
def another_winner(ground: Ground) -> Data:
    return raw(test_award_changes.form(ground.world, ground.awarded(), ground.receipt))


@asks(promises.save_award_change)
def another_winner_again(ground: Ground) -> Data:
    asked = test_award_changes.form(ground.world, ground.awarded(), ground.receipt)
    return at(test_award_changes.create(ground.world, asked), **raw(asked))


@asks(promises.award_history)
def what_was_awarded(ground: Ground) -> Data:
    return {"id": ground.awarded()["project_id"]}


@asks(promises.award_letters)
def whose_letters(ground: Ground) -> Data:
    return {"id": ground.awarded()["id"]}


@asks(promises.seal_award_letter)
def a_letter(ground: Ground) -> Data:
    return {"id": ground.letter(ground.awarded())["id"], "seal_id": str(uuid4())}


@asks(promises.award_letter_pdf)
def an_issued_letter(ground: Ground) -> Data:
    world, letter = ground.world, ground.letter(ground.awarded())
    asked = {"id": UUID(letter["id"]), "seal_id": uuid4()}
    pdf = letters.start_seal(world.as_clerk(), world.partners, asked)["job"]["pdf"]
    back = world.kit.storage.put(world.kit.storage.get(pdf) + b"\n% seal", "application/pdf")
    applied = {"owner_id": UUID(letter["id"]), "pdf": pdf, "sealed": back, "signer": "湖南明正"}
    assert letters.adopted(world.as_service(), applied)
    return {"id": letter["id"]}


# ── 门户 ────────────────────────────────────────────────────────────────────────────────────────
def published(ground: Ground) -> Data:
    made = ground.world.approve(ground.pending())
    flows.publish(ground.world.as_service(), ground.world.partners, UUID(made["id"]))
    return ground.world.get(made)


@asks(promises.notice_media)
def whose_media(ground: Ground) -> Data:
    return {"id": published(ground)["id"]}


@asks(promises.enter_media)
def what_a_medium_has_published(ground: Ground) -> Data:
    told = {"url": "https://www.ccgp-hunan.gov.cn/notice/77", "reason": "已在网站核对"}
    return {"id": delivery(ground), "published_at": "2026-09-07T10:00:00+08:00", **told}


@asks(promises.hand_over_again)
def what_no_adapter_had_reached(ground: Ground) -> Data:
    ground.reach("")
    told = {"id": delivery(ground)}
    ground.reach(DESIGNATED_MEDIUM)
    return told


def delivery(ground: Ground) -> str:
    """Of a published notice to the designated medium."""
    asked = {"id": UUID(published(ground)["id"])}
    found = plain(ground.world.as_reviewer().read(media.shown, asked))["items"]
    return str(next(one["id"] for one in found if one["medium"] == DESIGNATED_MEDIUM))


# ── 订阅 ────────────────────────────────────────────────────────────────────────────────────────
@asks(promises.subscribe_by_mail)
def an_address(_ground: Ground) -> Data:
    return {"email": "reader@example.org", "filter": {"q": "医院"}}


@asks(promises.register_webhook)
def a_receiver(_ground: Ground) -> Data:
    return {"url": "http://127.0.0.1:9/nobody", "filter": {}}


@asks(promises.show_subscription, promises.confirm_subscription, promises.end_subscription)
def a_subscription(ground: Ground) -> Data:
    by = forwarding.unkept(ground.world.as_service())
    by.run(subscribing.by_mail, {"email": f"{uuid4().hex}@example.org", "filter": {}})
    with Session(ground.world.kit.engine) as session:
        newest = select(Subscription.token).order_by(Subscription.created_at.desc())
        return {"token": session.scalar(newest.limit(1))}


@asks(promises.replay_subscription)
def a_subscription_that_is_active(ground: Ground) -> Data:
    told = a_subscription(ground)
    forwarding.unkept(ground.world.as_service()).run(subscribing.confirm, told)
    return {**told, "since": 0}


@asks(promises.public_notice)
def a_public_number(ground: Ground) -> Data:
    return {"no": published(ground)["no"]}


@asks(promises.public_project)
def a_public_project(ground: Ground) -> Data:
    made = published(ground)
    ground.world.as_service().run(entering.enter, made["no"], ground.world.told["project"])
    return {"project_no": made["project_no"]}


@asks(promises.prepare_form_notice)
def an_exception(ground: Ground) -> Data:
    ground.tendered()
    return {"id": test_exception_notices.form(ground.world, "suspension")["id"]}
