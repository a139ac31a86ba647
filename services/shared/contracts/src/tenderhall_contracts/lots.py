"""分包生命周期 the life of a lot as data (domain §5.1): what moves it, what may be begun on it.

registry alone applies these tables; the drawing and the tables in docs/reference are made of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tenderhall_contracts.vocab import LABELS, Activity, Labels, LotState

_S, _A = LotState, Activity


class Effect(StrEnum):
    """流转原因 what moves a lot."""

    PROJECT_APPROVED = "project_approved"
    PROJECT_WITHDRAWN = "project_withdrawn"
    TENDER_NOTICE_PUBLISHED = "tender_notice_published"
    DEADLINE_REACHED = "deadline_reached"
    EVALUATION_ENDED = "evaluation_ended"
    RE_EVALUATION_APPROVED = "re_evaluation_approved"
    AWARD_PUBLISHED = "award_published"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CANCELLED = "cancelled"
    FAILURE_PUBLISHED = "failure_published"
    RETENDERED = "retendered"


class Target(StrEnum):
    """流转去向 a state that depends on the lot's own past."""

    PREVIOUS = "previous"  # 暂停前的状态
    STANDING = "standing"  # 已中标 where a 中标公告 is live, else 评标已结束
    NEW_ROUND = "new_round"  # the lot stays as it is; a new lot of the next round is 筹备中


class Condition(StrEnum):
    """附加条件 what a cell asks beyond the lot's state."""

    BEFORE_DEADLINE = "before_deadline"
    AFTER_DEADLINE = "after_deadline"
    RESUMES_TENDER = "resumes_tender"
    RESUMES_OTHER = "resumes_other"
    UNTIL_CONTRACT = "until_contract"
    DECISION = "decision"
    DECISION_IF_AWARDED = "decision_if_awarded"
    NOT_GROUND_FOUR = "not_ground_four"
    NOT_RETENDERED = "not_retendered"


WORDS = Labels(
    [
        (Effect.PROJECT_APPROVED, "项目注册审核通过"),
        (Effect.PROJECT_WITHDRAWN, "项目撤回"),
        (Effect.TENDER_NOTICE_PUBLISHED, "招标公告发布"),
        (Effect.DEADLINE_REACHED, "到达投标截止（开标）时间"),
        (Effect.EVALUATION_ENDED, "评标已结束"),
        (Effect.RE_EVALUATION_APPROVED, "复评预约审核通过"),
        (Effect.AWARD_PUBLISHED, "中标公告发布"),
        (Effect.SUSPENDED, "项目暂停"),
        (Effect.RESUMED, "恢复"),
        (Effect.CANCELLED, "项目取消"),
        (Effect.FAILURE_PUBLISHED, "废标公告发布"),
        (Effect.RETENDERED, "重新招标"),
        (Target.PREVIOUS, "暂停前的状态"),
        (Target.STANDING, "已中标（中标公告有效）或评标已结束"),
        (Target.NEW_ROUND, "新一轮分包为筹备中"),
        (Condition.BEFORE_DEADLINE, "未到投标截止时间"),
        (Condition.AFTER_DEADLINE, "已过投标截止时间"),
        (Condition.RESUMES_TENDER, "招标中暂停的，用于恢复"),
        (Condition.RESUMES_OTHER, "不是招标中暂停的"),
        (Condition.UNTIL_CONTRACT, "合同签订前"),
        (Condition.DECISION, "附监管部门决定"),
        (Condition.DECISION_IF_AWARDED, "已中标后暂停的，附监管部门决定"),
        (Condition.NOT_GROUND_FOUR, "废标情形不是第（四）项"),
        (Condition.NOT_RETENDERED, "尚未重新招标"),
    ]
)


@dataclass(frozen=True, slots=True)
class Facts:
    """分包情形 what the conditions look at: of the lot, and of the form that asks."""

    suspended_in: LotState | None = None
    deadline_passed: bool = False
    contract_signed: bool = False
    award_live: bool = False
    retendered: bool = False
    ground: int | None = None
    decision: bool = False


HOLDS: Mapping[Condition, Callable[[Facts], bool]] = MappingProxyType(
    {
        Condition.BEFORE_DEADLINE: lambda of: not of.deadline_passed,
        Condition.AFTER_DEADLINE: lambda of: of.deadline_passed,
        Condition.RESUMES_TENDER: lambda of: of.suspended_in is _S.TENDERING,
        Condition.RESUMES_OTHER: lambda of: of.suspended_in is not _S.TENDERING,
        Condition.UNTIL_CONTRACT: lambda of: not of.contract_signed,
        Condition.DECISION: lambda of: of.decision,
        Condition.DECISION_IF_AWARDED: lambda of: of.decision or of.suspended_in is not _S.AWARDED,
        Condition.NOT_GROUND_FOUR: lambda of: of.ground is not None and of.ground != 4,  # noqa: PLR2004 — 法36(四)
        Condition.NOT_RETENDERED: lambda of: not of.retendered,
    }
)

OF_THE_FORM = frozenset({Condition.DECISION, Condition.DECISION_IF_AWARDED})
"""What the form itself must bring: asked when it is submitted, not when its lots are chosen."""

Cell = tuple[Condition, ...]
"""What must hold besides the state; empty: always."""

ALWAYS: Cell = ()


@dataclass(frozen=True, slots=True)
class Move:
    """流转 where an effect leads, and when."""

    to: LotState | Target
    when: Cell = ALWAYS


TERMINAL = frozenset({_S.CANCELLED, _S.FAILED})
LIVE_TENDER = (_S.PREPARING, _S.TENDERING, _S.OPENING, _S.EVALUATED, _S.RE_EVALUATING)

MOVES: dict[tuple[LotState, Effect], Move] = {
    (_S.REGISTERED, Effect.PROJECT_APPROVED): Move(_S.PREPARING),
    (_S.PREPARING, Effect.PROJECT_WITHDRAWN): Move(_S.REGISTERED),
    (_S.PREPARING, Effect.TENDER_NOTICE_PUBLISHED): Move(_S.TENDERING),
    (_S.TENDERING, Effect.DEADLINE_REACHED): Move(_S.OPENING),
    (_S.OPENING, Effect.EVALUATION_ENDED): Move(_S.EVALUATED),
    (_S.EVALUATED, Effect.RE_EVALUATION_APPROVED): Move(_S.RE_EVALUATING),
    (_S.AWARDED, Effect.RE_EVALUATION_APPROVED): Move(
        _S.RE_EVALUATING, (Condition.UNTIL_CONTRACT,)
    ),
    (_S.RE_EVALUATING, Effect.EVALUATION_ENDED): Move(Target.STANDING),
    (_S.EVALUATED, Effect.AWARD_PUBLISHED): Move(_S.AWARDED),
    **{(one, Effect.SUSPENDED): Move(_S.SUSPENDED) for one in LIVE_TENDER},
    (_S.AWARDED, Effect.SUSPENDED): Move(_S.SUSPENDED, (Condition.UNTIL_CONTRACT,)),
    (_S.SUSPENDED, Effect.RESUMED): Move(Target.PREVIOUS),
    (_S.PREPARING, Effect.CANCELLED): Move(_S.CANCELLED),
    (_S.TENDERING, Effect.CANCELLED): Move(_S.CANCELLED, (Condition.BEFORE_DEADLINE,)),
    (_S.SUSPENDED, Effect.CANCELLED): Move(_S.CANCELLED, (Condition.BEFORE_DEADLINE,)),
    (_S.OPENING, Effect.FAILURE_PUBLISHED): Move(_S.FAILED),
    (_S.EVALUATED, Effect.FAILURE_PUBLISHED): Move(_S.FAILED),
    (_S.RE_EVALUATING, Effect.FAILURE_PUBLISHED): Move(_S.FAILED),
    (_S.AWARDED, Effect.FAILURE_PUBLISHED): Move(_S.FAILED, (Condition.DECISION,)),
    (_S.SUSPENDED, Effect.FAILURE_PUBLISHED): Move(
        _S.FAILED, (Condition.AFTER_DEADLINE, Condition.DECISION_IF_AWARDED)
    ),
    (_S.FAILED, Effect.RETENDERED): Move(
        Target.NEW_ROUND, (Condition.NOT_GROUND_FOUR, Condition.NOT_RETENDERED)
    ),
}
"""State × effect. A lot suspended after its deadline ends by 废标 (ground 4 too), never by 取消;
one suspended while 已中标 needs the supervisor's decision as if it were not suspended."""

ALLOWED: dict[Activity, dict[LotState, Cell]] = {
    _A.BOOKING: {_S.PREPARING: ALWAYS, _S.SUSPENDED: ALWAYS},
    _A.BOOKING_CHANGE: {_S.PREPARING: ALWAYS, _S.TENDERING: (Condition.BEFORE_DEADLINE,)},
    _A.TENDER_DOCUMENT: {_S.PREPARING: ALWAYS},
    _A.TENDER_NOTICE: {_S.PREPARING: ALWAYS},
    _A.CLARIFICATION: {_S.TENDERING: (Condition.BEFORE_DEADLINE,)},
    _A.CHANGE_NOTICE: {
        _S.TENDERING: (Condition.BEFORE_DEADLINE,),
        _S.SUSPENDED: (Condition.RESUMES_TENDER,),
    },
    _A.SUSPENSION: {
        **dict.fromkeys(LIVE_TENDER, ALWAYS),
        _S.AWARDED: (Condition.UNTIL_CONTRACT,),
    },
    _A.CANCELLATION: {
        _S.PREPARING: ALWAYS,
        _S.TENDERING: (Condition.BEFORE_DEADLINE,),
        _S.SUSPENDED: (Condition.BEFORE_DEADLINE,),
    },
    _A.FAILURE: {
        _S.OPENING: ALWAYS,
        _S.EVALUATED: ALWAYS,
        _S.RE_EVALUATING: ALWAYS,
        _S.AWARDED: (Condition.DECISION,),
        _S.SUSPENDED: (Condition.AFTER_DEADLINE, Condition.DECISION_IF_AWARDED),
    },
    _A.RE_EVALUATION: {_S.EVALUATED: ALWAYS, _S.AWARDED: (Condition.UNTIL_CONTRACT,)},
    _A.AWARD_NOTICE: {_S.EVALUATED: ALWAYS},
    _A.AWARD_CHANGE: {_S.AWARDED: ALWAYS},
    _A.RESUMPTION: {_S.SUSPENDED: (Condition.RESUMES_OTHER,)},
    _A.RETENDER: {_S.FAILED: (Condition.NOT_GROUND_FOUR, Condition.NOT_RETENDERED)},
}
"""Action × state, with what each cell asks beyond the state."""

NOTES: Mapping[tuple[Activity, LotState], str] = MappingProxyType(
    {
        (_A.BOOKING, _S.SUSPENDED): "为恢复",
        (_A.BOOKING_CHANGE, _S.TENDERING): "随后须发布变更公告",
        (_A.CANCELLATION, _S.OPENING): "应以废标情形（四）办理废标",
        (_A.CANCELLATION, _S.EVALUATED): "应以废标情形（四）办理废标",
    }
)
"""What a person should know of a cell; it decides nothing."""

REPEATABLE = frozenset({_A.CLARIFICATION})
"""Of these a lot may have several at once; of every other kind only one is live at a time."""

ASKED_AS: Mapping[Effect, tuple[Activity, ...]] = MappingProxyType(
    {
        Effect.TENDER_NOTICE_PUBLISHED: (_A.TENDER_NOTICE,),
        Effect.RE_EVALUATION_APPROVED: (_A.RE_EVALUATION,),
        Effect.AWARD_PUBLISHED: (_A.AWARD_NOTICE,),
        Effect.SUSPENDED: (_A.SUSPENSION,),
        Effect.RESUMED: (_A.CHANGE_NOTICE, _A.RESUMPTION),
        Effect.CANCELLED: (_A.CANCELLATION,),
        Effect.FAILURE_PUBLISHED: (_A.FAILURE,),
    }
)
"""As which of these a form must be registered on the lots before its owner may ask for the effect;
what is not named here no form asks for."""


def lacking(cell: Iterable[Condition], facts: Facts) -> list[Condition]:
    """未满足的条件 those that do not hold."""
    return [one for one in cell if not HOLDS[one](facts)]


def end_of(move: Move, at: LotState, facts: Facts) -> LotState:
    """流转结果 the state that the lot itself has afterwards."""
    if not isinstance(move.to, Target):
        return move.to
    if move.to is Target.PREVIOUS:
        return facts.suspended_in or at
    if move.to is Target.STANDING:
        return _S.AWARDED if facts.award_live else _S.EVALUATED
    return at


# ── drawn ───────────────────────────────────────────────────────────────────────────────────────
def as_mermaid() -> str:
    """状态图 the moves as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {LABELS[_S.REGISTERED]}"]
    for (at, effect), move in MOVES.items():
        told = f"{WORDS[effect]}{_when(move.when)}"
        lines += [f"    {LABELS[at]} --> {LABELS[to]}: {told}" for to in _ends(move)]
    return "\n".join(lines) + "\n"


def move_rows() -> Iterator[tuple[str, ...]]:
    """流转表 from, effect, to, conditions."""
    for (at, effect), move in MOVES.items():
        to = WORDS[move.to] if isinstance(move.to, Target) else _named(move.to)
        told = "、".join(WORDS[one] for one in move.when)
        yield _named(at), f"{WORDS[effect]} `{effect}`", to, told


def activity_rows() -> Iterator[tuple[str, ...]]:
    """业务办理对照表 one row for each activity, one column for each state."""
    for activity, cells in ALLOWED.items():
        yield f"{LABELS[activity]} `{activity}`", *(_cell(activity, at, cells) for at in LotState)


def _cell(activity: Activity, at: LotState, cells: Mapping[LotState, Cell]) -> str:
    note = NOTES.get((activity, at))
    said = [WORDS[one] for one in cells.get(at, ALWAYS)] + ([note] if note else [])
    told = f"（{'、'.join(said)}）" if said else ""
    return f"Y{told}" if at in cells else f"-{told}"


def _ends(move: Move) -> list[LotState]:
    """Where the drawing's arrows lead."""
    if not isinstance(move.to, Target):
        return [move.to]
    return {
        Target.PREVIOUS: [*LIVE_TENDER, _S.AWARDED],
        Target.STANDING: [_S.EVALUATED, _S.AWARDED],
        Target.NEW_ROUND: [_S.PREPARING],
    }[move.to]


def _when(cell: Cell) -> str:
    return f"（{'、'.join(WORDS[one] for one in cell)}）" if cell else ""


def _named(state: LotState) -> str:
    return f"{LABELS[state]} `{state}`"
