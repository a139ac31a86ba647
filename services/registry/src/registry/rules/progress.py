"""办理进度 how far a lot has come, and what stands in the way of the next form (domain §5.1, §5.7).

项目注册 → 场地预约 and 招标文件, which do not wait for each other → 招标公告 → 公告发布.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tenderhall_contracts.errors import Finding
from tenderhall_contracts.lots import OF_THE_FORM, REPEATABLE, Condition, Facts
from tenderhall_contracts.vocab import LABELS, Activity, LotState, ProgressStep, StepStatus
from tenderhall_contracts.workflow import STATE_ZH, State

from registry.rules.lots import Seen, lacking, why

_S, _P = LotState, ProgressStep

TITLE_EN: Mapping[ProgressStep, str] = {
    _P.PROJECT: "Project registration",
    _P.BOOKING: "Venue booking",
    _P.TENDER_DOCUMENT: "Tender document",
    _P.TENDER_NOTICE: "Tender notice",
    _P.PUBLICATION: "Publication",
}
FORM_TYPE: Mapping[ProgressStep, str] = {
    _P.PROJECT: "project",
    _P.BOOKING: "booking",
    _P.TENDER_DOCUMENT: "tender_document",
    _P.TENDER_NOTICE: "notice",
    _P.PUBLICATION: "notice",
}
"""What the worklist calls the form of a step."""

_STEP_OF_TYPE: Mapping[str, ProgressStep] = {
    FORM_TYPE[step]: step for step in (_P.BOOKING, _P.TENDER_DOCUMENT, _P.TENDER_NOTICE)
}
_ACTIVITY: Mapping[ProgressStep, Activity] = {
    _P.BOOKING: Activity.BOOKING,
    _P.TENDER_DOCUMENT: Activity.TENDER_DOCUMENT,
    _P.TENDER_NOTICE: Activity.TENDER_NOTICE,
}
_STEP_OF_ACTIVITY = {activity: step for step, activity in _ACTIVITY.items()}

_AFTER_PUBLICATION = frozenset(
    {_S.TENDERING, _S.OPENING, _S.EVALUATED, _S.RE_EVALUATING, _S.AWARDED, _S.FAILED}
)
GONE = frozenset({State.DELETED, State.VOID, State.RELEASED})
"""A form in one of these counts as none."""

_FINISHED = frozenset({State.APPROVED, State.ISSUED})
_WEIGHT: Mapping[State | None, int] = {
    **dict.fromkeys(_FINISHED, 3),
    State.PENDING: 2,
    None: 2,
    State.REJECTED: 1,
    State.DRAFT: 1,
    State.USED: 0,
}
"""A booking whose time is over is shown where there is no other."""

_MANUAL: Mapping[Activity, str] = {
    Activity.BOOKING: "3.3",
    Activity.BOOKING_CHANGE: "3.4",
    Activity.TENDER_DOCUMENT: "3.5",
    Activity.CLARIFICATION: "3.6",
    Activity.TENDER_NOTICE: "3.7",
    Activity.CHANGE_NOTICE: "3.8",
    Activity.SUSPENSION: "3.9",
    Activity.CANCELLATION: "3.9",
    Activity.RE_EVALUATION: "3.10",
    Activity.AWARD_NOTICE: "3.11",
    Activity.AWARD_CHANGE: "3.12",
    Activity.FAILURE: "3.13",
    Activity.RESUMPTION: "3.9",
}
"""Where the manual tells the preconditions of an activity."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Form:
    """分包上的表单; no ``state`` where it is registered and its first event is still on its way."""

    step: ProgressStep
    form_id: str
    state: State | None
    at: datetime = _LONG_AGO


@dataclass(frozen=True, slots=True)
class Standing:
    """分包现状 what is known of a lot; ``forms`` holds for each step the one that counts."""

    place: int
    state: LotState
    published: bool
    forms: Mapping[ProgressStep, Form] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    round: int = 1

    @property
    def label(self) -> str:
        """The lot as a clerk calls it inside its project."""
        return f"分包{self.place:02d}" + (f"-R{self.round}" if self.round > 1 else "")

    def finished(self, step: ProgressStep) -> bool:
        """True where the step needs nothing more."""
        form = self.forms.get(step)
        return self.published or (form is not None and form.state in _FINISHED)


@dataclass(frozen=True, slots=True)
class StepSeen:
    """办理环节 where a step stands."""

    step: ProgressStep
    status: StepStatus
    form: Form | None = None
    blockers: Sequence[Finding] = ()


def step_of(form_type: str, activity: Activity | None) -> ProgressStep | None:
    """所属环节 by what the form was registered as; by its kind where it never was."""
    return _STEP_OF_ACTIVITY.get(activity) if activity else _STEP_OF_TYPE.get(form_type)


def that_count(forms: Iterable[Form]) -> dict[ProgressStep, Form]:
    """有效表单 for each step the form that is furthest; of equals the newest."""
    best: dict[ProgressStep, Form] = {}
    for one in sorted(forms, key=_rank):
        best[one.step] = one
    return best


def published(state: LotState, opens_at: datetime | None) -> bool:
    """是否已发布公告 by the lot itself: a suspended one keeps the opening that was published."""
    return state in _AFTER_PUBLICATION or opens_at is not None


def progress(project: Form, lot: Standing) -> list[StepSeen]:
    """办理进度 the five steps of a lot, in order."""
    finished = project.state is State.APPROVED
    registered = StepSeen(
        _P.PROJECT, StepStatus.DONE if finished else StepStatus.CURRENT, form=project
    )
    return [registered, *(_form_step(step, lot) for step in _ACTIVITY), _publication(lot)]


def hindrances(activity: Activity, lot: Standing) -> list[Finding]:
    """前置条件 what the lot's state and the forms before this one still lack."""
    if lot.state is _S.REGISTERED:
        zh, en = "项目注册尚未审核通过", "The project has not been approved"
        return [
            Finding("project_id", "PROJECT_APPROVED", zh, en, _basis(activity)),
            *_lacking(activity, lot),
        ]
    missing = lacking(activity, Seen(lot.label, lot.state, lot.facts))
    of_lot = [one for one in missing or () if one not in OF_THE_FORM]
    if missing is None or of_lot:
        return [_wrong_state(activity, lot, of_lot)]
    return _lacking(activity, lot)


def rivals(
    activity: Activity, lot: Standing, others: Mapping[str, State | None], form_id: str | None
) -> list[Finding]:
    """冲突业务 forms of the same kind that are live on the lot; ``others``: form id → its state."""
    if activity in REPEATABLE:
        return []
    return [_rival(activity, lot, state) for one, state in sorted(others.items()) if one != form_id]


def _form_step(step: ProgressStep, lot: Standing) -> StepSeen:
    form = lot.forms.get(step)
    if lot.finished(step):
        return StepSeen(step, StepStatus.DONE, form)
    if form and form.state is State.USED:  # its time passed and nothing was published: book anew
        form = None
    blockers = hindrances(_ACTIVITY[step], lot)
    if form:
        return StepSeen(step, StepStatus.CURRENT, form, blockers)
    return StepSeen(step, StepStatus.BLOCKED if blockers else StepStatus.OPEN, None, blockers)


def _publication(lot: Standing) -> StepSeen:
    """By the system, once the notice is approved: it is never begun by hand."""
    notice = lot.forms.get(_P.TENDER_NOTICE)
    if lot.published:
        return StepSeen(_P.PUBLICATION, StepStatus.DONE, notice)
    if lot.finished(_P.TENDER_NOTICE):
        return StepSeen(_P.PUBLICATION, StepStatus.CURRENT, notice)
    zh = f"{lot.label}的招标公告审核通过后，由系统自动发布"
    en = f"Lot {lot.place:02d}: published by the system once its tender notice is approved"
    basis = _basis(Activity.TENDER_NOTICE)
    blocker = Finding("lot_ids", "NOTICE_APPROVED", zh, en, basis)
    return StepSeen(_P.PUBLICATION, StepStatus.BLOCKED, None, [blocker])


def _lacking(activity: Activity, lot: Standing) -> list[Finding]:
    """招标公告 needs the approved booking and tender document of each lot."""
    if activity is not Activity.TENDER_NOTICE:
        return []
    wanted = {_P.BOOKING: "BOOKING_APPROVED", _P.TENDER_DOCUMENT: "DOCUMENT_APPROVED"}
    return [
        Finding(
            "lot_ids",
            rule,
            f"{lot.label}没有审核通过的{LABELS[step]}",
            f"Lot {lot.place:02d} has no approved {_words(step)}",
            _basis(activity),
        )
        for step, rule in wanted.items()
        if not lot.finished(step)
    ]


def _wrong_state(activity: Activity, lot: Standing, missing: Sequence[Condition]) -> Finding:
    zh, en = (one.replace("_", " ") for one in why(activity, lot.state, missing))
    told = f"{lot.label}{zh}", f"Lot {lot.place:02d} {en}"
    return Finding("lot_ids", "LOT_STATE", *told, _basis(activity))


def _rival(activity: Activity, lot: Standing, state: State | None) -> Finding:
    told_zh = f"（{STATE_ZH[state]}）" if state else ""
    told_en = f" ({state.value})" if state else ""
    return Finding(
        "lot_ids",
        "ONE_LIVE",
        f"{lot.label}已有{LABELS[activity]}{told_zh}，请先处理",
        f"Lot {lot.place:02d} has a {_words(activity)}{told_en} already",
        f"同一分包同一时间只能有一份有效的{LABELS[activity]}",
    )


def _basis(activity: Activity) -> str:
    section = _MANUAL.get(activity)
    return f"操作手册 {section} 前置条件" if section else "分包状态与业务办理对照表"


def _rank(form: Form) -> tuple[int, datetime, str]:
    return _WEIGHT[form.state], form.at, form.form_id


def _words(value: Activity | LotState | ProgressStep) -> str:
    return value.value.replace("_", " ")
