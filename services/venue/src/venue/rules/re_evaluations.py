"""Rules of a re-evaluation (domain §5.10, manual 3.10): pure, over plain values."""

from collections.abc import Iterator, Mapping, Sequence

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.vocab import (
    LABELS,
    AttachmentKind,
    LotState,
    ReEvaluationCase,
    ReEvaluationKind,
)

_C, _K, _A = ReEvaluationCase, ReEvaluationKind, AttachmentKind

RE_EVALUABLE = frozenset({LotState.EVALUATED, LotState.AWARDED})
"""States of a lot that may be evaluated again; after an award until the contract (registry)."""

CASES: Mapping[ReEvaluationKind, frozenset[ReEvaluationCase]] = {
    _K.REVIEW_AGAIN: frozenset(
        {_C.WRONG_SUM, _C.SCORE_OUT_OF_RANGE, _C.OBJECTIVE_DIFFERS, _C.SCORE_ABNORMAL}
    ),
    _K.NEW_COMMITTEE: frozenset(
        {_C.COMMITTEE_UNLAWFUL, _C.COMMITTEE_CONDUCT, _C.INTERFERENCE, _C.REGULATION_75}
    ),
    _K.ORDERED: frozenset({_C.SUPERVISOR}),
}
"""The cases of each kind: 87号令 art. 64, art. 67, and what a supervisor decides."""

PROOFS = frozenset({_A.RE_EVALUATION_REQUEST, _A.RE_EVALUATION_APPROVAL})
"""At least one of these must be attached (manual 3.10.1.4)."""

_BASIS: Mapping[ReEvaluationKind, str] = {
    _K.REVIEW_AGAIN: "财政部令第87号第64条",
    _K.NEW_COMMITTEE: "财政部令第87号第67条",
    _K.ORDERED: "政府采购法实施条例第44条",
}


def checks(kind: str, case: str, statement: str | None, proofs: Sequence[str]) -> Iterator[Check]:
    """核对 the grounds, whether they hold or not; ``proofs`` are the kinds of the attachments."""
    of = ReEvaluationKind(kind)
    yield _case(of, ReEvaluationCase(case))
    yield _statement(statement)
    yield _proof(of, {AttachmentKind(one) for one in proofs})


def ensure_re_evaluable(lots: Sequence[tuple[str, str]]) -> None:
    """可复评 each lot, as (number, state), has been evaluated.

    Raises:
        Problem: PRECONDITION_FAILED with a blocker for each lot that has not.
    """
    blockers = [
        {
            "kind": "lot_state",
            "lot_no": no,
            "state": state,
            "message_zh": f"{no} 为“{LABELS[LotState(state)]}”，评标已结束的分包才能预约复评",
            "message_en": f"Lot {no} is {state}: no re-evaluation",
        }
        for no, state in lots
        if LotState(state) not in RE_EVALUABLE
    ]
    if blockers:
        raise Problem("PRECONDITION_FAILED", blockers=blockers)


def _case(kind: ReEvaluationKind, case: ReEvaluationCase) -> Check:
    zh, en = "法定情形与复评类型不符", "This case is none of the chosen kind of re-evaluation"
    return Check(
        Finding("legal_case", "RE_EVALUATION_CASE", zh, en, _BASIS[kind]),
        ok=case in CASES[kind],
        zh="法定情形与复评类型相符",
        en="The case is one of the chosen kind",
        actual=LABELS[case],
    )


def _statement(statement: str | None) -> Check:
    zh, en = "请填写情况说明", "State what has happened"
    return Check(
        Finding("statement", "REQUIRED", zh, en),
        ok=bool((statement or "").strip()),
        zh="已填写情况说明",
        en="The statement is there",
    )


def _proof(kind: ReEvaluationKind, told: set[AttachmentKind]) -> Check:
    """An order is proved by the supervisor's own document; else either will do."""
    wanted = {_A.RE_EVALUATION_APPROVAL} if kind is _K.ORDERED else PROOFS
    names = "或".join(sorted(LABELS[one] for one in wanted))
    return Check(
        Finding(
            "attachments",
            "RE_EVALUATION_PROOF",
            f"提交前须上传{names}",
            "Attach the purchaser's application or the supervisor's approval",
            "操作手册3.10.1.4",
        ),
        ok=bool(told & wanted),
        zh=f"已上传{names}",
        en="The proof is attached",
    )
