"""Opening, evaluation, a lot that fails and is tendered again."""

import datetime as dt
import hashlib
from typing import Any

from tenderhall_local.demo import clock
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.life import platform
from tenderhall_local.demo.life.desk import Form, ask, ids, lots, papers
from tenderhall_local.demo.life.tendering import except_

FIRST = {"uscc": "91430400MA4L54321Q", "name": "湖南公正项目管理有限公司"}
SECOND = {"uscc": "91430100MA4L12345A", "name": "长沙智学教育科技有限公司"}
THIRD = {"uscc": "91430300MA4L67890H", "name": "湘潭启明电子有限公司"}
PRICES = ("650000.00", "662000.00", "675000.00")


def open_second(journey: Journey) -> None:
    """开标 of lot 2 at its time: two tenders only, and the agency is told so (R09)."""
    opens = dt.datetime.fromisoformat(journey.ids["booking"]["opening_at"])
    clock.advance(journey, opens + dt.timedelta(minutes=2))
    (lot,) = lots(journey, "opening", 2)
    told = _tell(journey, "opening.completed", lot, bidder_count=2, opened_at=_now(journey))
    journey.ids["too_few"] = told


def fail(journey: Journey) -> None:
    """废标 of lot 2: fewer than three tenders (政府采购法第36条第一项)."""
    except_(
        journey,
        2,
        kind="failure",
        ground="too_few",
        bidder_count=2,
        statement="有效投标人不足三家。",
        follow_up="retender",
        attachments=papers(journey, "opening_record"),
    )
    lots(journey, "failed", 2)


def retender(journey: Journey) -> None:
    """重新招标 lot 2 goes on as another lot of the second round."""
    told = ask(journey, "registry", "retender_lots", lot_ids=ids(journey, 2))
    journey.ids["retendered"] = [{"id": one["id"], "no": one["no"]} for one in told["lots"]]


def open_first(journey: Journey) -> None:
    """开标 of lot 1 at its time."""
    opens = dt.datetime.fromisoformat(journey.ids["resumed_at"])
    clock.advance(journey, opens + dt.timedelta(minutes=2))
    (lot,) = lots(journey, "opening", 1)
    _tell(journey, "opening.completed", lot, bidder_count=3, opened_at=_now(journey))


def evaluate(journey: Journey) -> None:
    """评标已结束 three candidates in their order, secret until the result is published."""
    clock.advance(journey, clock.now(journey) + dt.timedelta(hours=4))
    (lot,) = lots(journey, "opening", 1)
    _end(journey, lot, 1, (FIRST, SECOND, THIRD))
    lots(journey, "evaluated", 1)


def evaluate_again(journey: Journey) -> None:
    """复评结束 another is first; the lot is 已中标 as before, until the award is changed."""
    clock.advance(journey, clock.now(journey) + dt.timedelta(days=6))
    (lot,) = lots(journey, "re_evaluating", 1)
    _end(journey, lot, 2, (SECOND, FIRST, THIRD))
    lots(journey, "awarded", 1)


def _end(journey: Journey, lot: Form, number: int, order: tuple[Form, ...]) -> None:
    candidates = [
        {"rank": rank, **one, "price": PRICES[rank - 1], "score": f"{95 - rank}.50"}
        for rank, one in enumerate(order, 1)
    ]
    _tell(
        journey,
        "evaluation.ended",
        lot,
        round=number,
        ended_at=_now(journey),
        result="ok",
        bidder_count=3,
        report_sha256=hashlib.sha256(f"{journey.mark} {number}".encode()).hexdigest(),
        candidates=candidates,
        committee_ref=f"COMMITTEE-{journey.mark}",
    )


def _tell(journey: Journey, kind: str, lot: Form, **data: Any) -> Form:
    told = platform.tell(journey, kind, lot["no"], data)
    if told["status"] != "applied":
        raise AssertionError(f"{kind} 未生效 · not applied: {told}")
    return told


def _now(journey: Journey) -> str:
    return clock.now(journey).isoformat()
