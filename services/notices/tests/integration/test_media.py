"""指定媒体 a notice reaches its medium over HTTP, and the medium's day starts the legal clock."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from notices import portal
from notices.kinds.parts import DESIGNATED_MEDIUM
from notices.models import MediaDelivery
from notices.usecases import flows, hearing, media, publiclist
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices import ListMedia, NoticeMedia
from tenderhall_contracts.notices.media import MediaList
from tenderhall_contracts.platform import media_published
from tenderhall_kit.envelope import read, with_proof
from tenderhall_kit.plain import plain
from tenderhall_kit.tables import Audit, Outbox

from .outside import Asked, Outside, listening

Data = dict[str, Any]
KEY = "k-of-the-medium-0123456789"
SIGNS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
THERE = "https://www.ccgp-hunan.gov.cn/notice/77"


@pytest.fixture
def medium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with listening() as outside:
        named = {"medium": DESIGNATED_MEDIUM, "account": "ccgp-hunan", "url": f"{outside.url}/in/"}
        monkeypatch.setenv("MEDIA", json.dumps([named | {"key": KEY}]))
        yield outside


@pytest.fixture
def published(world: Any, entered: Data) -> Data:
    notice = world.draft(entered | {"media": ["衡阳日报"]})
    approved = world.approve(world.submit(world.seal(notice)))
    flows.publish(world.as_service(), world.partners, UUID(approved["id"]))
    return world.get(approved)  # type: ignore[no-any-return]


def shown(world: Any, notice: Data) -> Data:
    told = world.as_reviewer().read(media.shown, {"id": UUID(notice["id"])})
    return dict(NoticeMedia().load(plain(told)))


def one(world: Any, notice: Data, name: str = DESIGNATED_MEDIUM) -> Data:
    return next(each for each in shown(world, notice)["items"] if each["medium"] == name)


def now_due(world: Any) -> None:
    """The next try comes at once; nothing of other tests is sent."""
    with Session(world.kit.engine) as session, session.begin():
        session.execute(text("UPDATE media_delivery SET next_at = now() - interval '1 second'"))


def deliver(world: Any, notice: Data) -> None:
    with Session(world.kit.engine) as session, session.begin():
        others = (
            "UPDATE media_delivery SET next_at = now() + interval '1 day' WHERE notice_id <> :id"
        )
        ours = "UPDATE media_delivery SET next_at = now() WHERE notice_id = :id"
        for words in (others, ours):
            session.execute(text(words), {"id": notice["id"]})
    media.deliver(world.as_service())


def says(published_at: str, sha256: str | None, **more: Any) -> tuple[int, Data]:
    told = {"state": "published", "url": THERE, "published_at": published_at}
    return 200, told | {"content_sha256": sha256} | more


def events(world: Any, notice: Data, kind: str) -> list[Data]:
    with Session(world.kit.engine) as session:
        told = [row.envelope for row in session.scalars(select(Outbox).order_by(Outbox.id))]
    return [each["data"] for each in told if each["type"] == kind and notice["id"] in str(each)]


def actions(world: Any, notice: Data) -> list[str]:
    with Session(world.kit.engine) as session:
        asked = select(Audit.action).where(Audit.subject_id == notice["id"]).order_by(Audit.id)
        return [each for each in session.scalars(asked) if each.startswith("media.")]


def test_a_notice_is_handed_over_until_the_medium_has_published_the_same(
    world: Any, medium: Outside, published: Data, caplog: pytest.LogCaptureFixture
) -> None:
    sha256 = published["content_sha256"]
    assert [each["medium"] for each in events(world, published, "notice.publish_requested")] == [
        DESIGNATED_MEDIUM,
        "衡阳日报",
    ]
    assert one(world, published, "衡阳日报")["state"] == "by_hand"
    assert shown(world, published)["clock"]["starts_on"].isoformat() == "2026-09-08"  # planned
    medium.answers = [
        (503, {}),
        (202, {"state": "accepted"}),
        says("2026-09-07T15:00:00+08:00", "0" * 64),
        says("2026-09-07T15:00:00+08:00", sha256),
    ]
    world.set_clock("2026-09-07T16:00:00+08:00")
    deliver(world, published)
    first = one(world, published)
    assert (first["state"], first["last_error"], first["attempts"]) == ("waiting", "HTTP 503", 1)
    deliver(world, published)
    assert one(world, published)["state"] == "handed_over"
    deliver(world, published)
    assert "不一致" in one(world, published)["fault"]  # R33: shown, the clock does not start
    assert shown(world, published)["clock"]["confirmed"] is False
    deliver(world, published)
    told = one(world, published)
    assert (told["state"], told["fault"]) == ("acknowledged", None)
    clock = shown(world, published)["clock"]
    assert (clock["starts_on"].isoformat(), clock["confirmed"]) == ("2026-09-07", True)
    deliver(world, published)
    same_key_and_no_secret(medium, published, caplog.text)
    (told,) = events(world, published, "notice.media_acknowledged")
    assert (told["published_at"], told["broken"]) == ("2026-09-07T15:00:00+08:00", [])
    assert told["period_ends_on"] == "2026-09-14"
    assert actions(world, published) == ["media.hand_over", "media.fault", "media.acknowledge"]


def same_key_and_no_secret(medium: Outside, published: Data, logged: str) -> None:
    assert [each.method for each in medium.asked] == ["PUT", "PUT", "GET", "GET"]
    assert len({each.path for each in medium.asked}) == 1  # one key
    assert {each.headers["authorization"] for each in medium.asked} == {f"Bearer {KEY}"}
    parcel = medium.asked[0].json
    assert parcel["no"] == published["no"]
    assert parcel["content_sha256"] == published["content_sha256"]
    assert parcel["pdf"]["sha256"] == published["sealed_pdf"]["sha256"]
    assert "一、项目基本情况" in parcel["html"]
    assert KEY not in logged + "".join(each.path for each in medium.asked)


def test_the_page_tells_where_else_it_stands_and_the_pdf_stays(
    world: Any, medium: Outside, published: Data
) -> None:
    folder, store = f"public/notices/{published['no']}", world.kit.storage
    before = store.get(f"{folder}/notice.pdf")
    page = store.get(f"{folder}/index.html").decode()
    assert "2026年09月15日" in page or "2026年9月15日" in page
    assert "按指定媒体于次一工作日发布预计" in page
    medium.answers = [says("2026-09-07T10:00:00+08:00", published["content_sha256"])]
    deliver(world, published)
    portal.put_notice(store, world.as_service().read(publiclist.record, published["no"]))
    page = store.get(f"{folder}/index.html").decode()
    assert f'<a href="{THERE}"' in page
    assert "自指定媒体发布之日起计算" in page
    assert store.get(f"{folder}/notice.pdf") == before
    data = json.loads(store.get(f"{folder}/notice.json"))
    assert (data["period_ends_on"], data["elsewhere"][0]["external_url"]) == ("2026-09-14", THERE)


def test_a_medium_that_is_late_leaves_too_few_days_and_says_so(
    world: Any, medium: Outside, published: Data
) -> None:
    world.set_clock("2026-10-09T10:00:00+08:00")
    medium.answers = [says("2026-10-09T09:00:00+08:00", published["content_sha256"])]
    deliver(world, published)
    (told,) = events(world, published, "notice.media_acknowledged")
    broken = {each["rule_id"]: each for each in told["broken"]}
    assert set(broken) == {"R01", "R02"}
    assert (broken["R01"]["due"], broken["R01"]["actual"]) == ("2026-09-08", "2026-10-09")
    assert [each["rule"] for each in shown(world, published)["clock"]["broken"]] == ["R01", "R02"]


def test_a_try_that_died_is_made_again_under_the_same_key(
    world: Any, medium: Outside, published: Data
) -> None:
    medium.answers = [says("2026-09-07T10:00:00+08:00", published["content_sha256"])]
    now_due(world)
    with Session(world.kit.engine) as session:
        asked = select(MediaDelivery.id).where(
            MediaDelivery.notice_id == UUID(published["id"]), MediaDelivery.designated
        )
        identity = session.scalar(asked)
    parcel = world.as_service().run(media.lease, identity)
    media._asked(media.adapters.reached(), parcel)  # and here the process is killed
    assert world.as_service().run(media.lease, identity) is None  # leased: nobody sends it twice
    deliver(world, published)
    assert one(world, published)["state"] == "acknowledged"
    assert len(medium.asked) == 2
    assert len({(each.path, each.body) for each in medium.asked}) == 1


def test_what_the_medium_refuses_waits_for_people_and_is_handed_over_again(
    world: Any, medium: Outside, published: Data
) -> None:
    medium.answers = [(422, {"reason": "项目编号不符合规则"})]
    deliver(world, published)
    deliver(world, published)
    refused = one(world, published)
    assert (refused["state"], refused["next_at"], len(medium.asked)) == ("refused", None, 1)
    assert "项目编号不符合规则" in refused["last_error"]
    asked = {"id": refused["id"]}
    assert world.as_reviewer().run(media.again, asked)["items"][0]["state"] == "waiting"
    paper = {"id": one(world, published, "衡阳日报")["id"]}
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        world.as_reviewer().run(media.again, paper)  # no adapter reaches a newspaper


def test_the_centre_enters_by_hand_what_it_has_seen(world: Any, published: Data) -> None:
    told = one(world, published)
    assert (told["state"], told["reached"]) == ("by_hand", False)
    assert [each["state"] for each in listed(world, published, state="by_hand")] == ["by_hand"] * 2
    asked = {"id": told["id"], "url": THERE, "reason": "已在网站核对"}
    for wrong in ("2026-09-08T10:00:00+08:00", "2026-09-06T23:59:00+08:00"):
        at = {"published_at": datetime.fromisoformat(wrong)}
        with pytest.raises(Problem) as refused:
            world.as_reviewer().run(media.enter, asked | at)
        assert [each.field for each in refused.value.findings] == ["published_at"]
    at = {"published_at": datetime.fromisoformat("2026-09-07T10:01:00+08:00")}
    out = world.as_reviewer().run(media.enter, asked | at)
    assert (out["items"][0]["via"], out["clock"]["confirmed"]) == ("hand", True)
    waits, done = listed(world, published)
    assert (waits["medium"], done["medium"]) == ("衡阳日报", DESIGNATED_MEDIUM)
    assert actions(world, published) == ["media.acknowledge"]
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        world.as_reviewer().run(media.enter, asked | at)


def listed(world: Any, notice: Data, **asked: Any) -> list[Data]:
    """The centre's list of this notice's media."""
    told = world.as_reviewer().read(media.listed, ListMedia().load({"q": notice["no"], **asked}))
    return list(MediaList().load(plain(told))["items"])


def heard(world: Any, account: str, data: Data) -> None:
    """As the entry point hands it on, with the account's own proof."""
    source, event_id = f"platform:{account}", str(uuid4())
    sent = {"event_id": event_id, "type": "media.published", "version": 1, "seq": 1}
    sent |= {"occurred_at": "2026-09-07T10:00:00+08:00", "source": source, "trace_id": "t"}
    sent |= {"actor": {"user_id": source, "role": "platform", "auth": "service"}, "data": data}
    sent |= {"aggregate": {"type": "notice", "id": "x", "version": 1}}
    raw = json.dumps(sent).encode()
    claims = {"iss": source, "sub": source, "iat": int(time.time()), "event": event_id}
    claims |= {"sha256": hashlib.sha256(raw).hexdigest()}
    proven = with_proof(sent, raw, jwt.encode(claims, SIGNS, algorithm="EdDSA"))
    world.as_service().run(hearing.published, read(media_published, proven))


def test_a_medium_tells_by_its_own_account_and_no_other_can(
    world: Any, medium: Outside, published: Data
) -> None:
    public = base64.b64encode(SIGNS.public_key().public_bytes_raw()).decode()
    accounts = [
        {"name": name, "public_key": public, "scopes": ["media.published"]}
        for name in ("ccgp-hunan", "evaluation")
    ]
    world.told["reference"]["service_accounts"] = accounts
    world.set_clock("2026-09-07T10:00:00+08:00")
    data = {"notice_no": published["no"], "url": THERE, "published_at": "2026-09-07T10:00:00+08:00"}
    for account, wrong in (("evaluation", {}), ("nobody", {}), ("ccgp-hunan", {"notice_no": "X"})):
        heard(world, account, data | wrong)
    heard(world, "ccgp-hunan", data | {"url": "javascript:alert(1)"})
    assert one(world, published)["state"] == "waiting"
    with Session(world.kit.engine) as session:
        refused = select(Audit.after).where(Audit.action == "media.refuse").order_by(Audit.id)
        reasons = [each["reason"] for each in session.scalars(refused)][-4:]
    assert reasons == ["FORBIDDEN_SCOPE", "UNAUTHENTICATED", "NOT_FOUND", "VALIDATION_FAILED"]
    for _ in range(2):
        heard(world, "ccgp-hunan", data)
    told = one(world, published)
    assert (told["state"], told["via"], told["acknowledged_by"]) == (
        "acknowledged",
        "event",
        "ccgp-hunan",
    )
    assert len(events(world, published, "notice.media_acknowledged")) == 1


def test_an_answer_that_cannot_be_understood_is_tried_again(
    world: Any, medium: Outside, published: Data
) -> None:
    def nonsense(_: Asked) -> tuple[int, bytes]:
        return 200, b"<html>"

    medium.answers = [nonsense]
    deliver(world, published)
    told = one(world, published)
    assert (told["state"], told["last_error"]) == ("waiting", "HTTP 200: not understood")
