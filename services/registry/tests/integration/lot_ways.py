"""What may be tried on a lot, and by whom: words that the driver puts its actions together of."""

from dataclasses import dataclass

from .lot_oracle import Lot

OWNER = {
    "booking": "venue",
    "booking_change": "venue",
    "re_evaluation": "venue",
    "tender_document": "documents",
    "clarification": "documents",
    "tender_notice": "notices",
    "change_notice": "notices",
    "award_notice": "notices",
    "award_change": "notices",
}
EFFECT_OF = {
    "tender_notice": "tender_notice_published",
    "award_notice": "award_published",
    "re_evaluation": "re_evaluation_approved",
    "change_notice": "resumed",
}
"""What the owner of an open form of this kind may ask for."""

EXCEPTIONS = ("suspension", "cancellation", "failure", "resumption")
EFFECT_OF_EXCEPTION = {
    "suspension": "suspended",
    "cancellation": "cancelled",
    "failure": "failure_published",
    "resumption": "resumed",
}
GROUNDS = ("too_few", "unlawful_conduct", "over_budget", "task_cancelled")
ONWARD = {
    "registered": ["approve_project"],
    "preparing": ["open_tender_notice", "ask_tender_notice", "ask_tender_notice"],
    "tendering": ["deadline_comes", "timer_fires"],
    "opening": ["evaluation_ends", "evaluation_ends", "write_suspension", "write_failure"],
    "evaluated": ["open_award_notice", "ask_award_notice", "ask_re_evaluation", "write_failure"],
    "re_evaluating": ["evaluation_ends"],
    "awarded": ["open_re_evaluation", "ask_re_evaluation", "write_failure"],
    "suspended": ["write_resumption", "open_change_notice", "ask_change_notice"],
    "cancelled": [],
    "failed": ["retender", "retender"],
}
"""What brings a lot on from its state: half of the steps are of these, else few would get far."""

PEOPLE = ("clerk", "rival", "reviewer", "admin", "holder", "supervisor")


@dataclass
class Written:
    """采购异常 as the oracle sees it."""

    id: str
    kind: str
    lots: list[Lot]
    state: str = "draft"
    version: int = 1
    decided: bool = False
    ground: int | None = None
