"""招标文件规则 what a tender document must say, and agree with (domain §5.5)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tenderhall_contracts.checks import Check, broken
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import LABELS, Category, EvaluationMethod, LotState
from tenderhall_kit import severity
from tenderhall_kit.law import SHANGHAI, Calculator, Rule

from documents.rules import required

_TEMPLATES = {
    "goods": Category.GOODS,
    "services": Category.SERVICES,
    "works": Category.WORKS,
}
_LEAST_WEIGHT: Mapping[Category, str] = {
    Category.GOODS: "R17",
    Category.SERVICES: "R17.services",
}
"""价格分权重下限 the rule that has it, in per cent (87号令 §55)."""

Form = Mapping[str, Any]

NONE: Mapping[str, str] = {}

AUTO, POLICY = "auto", "review.tender_doc"
MOST_ATTACHMENTS = 200


def checks(
    form: Form,
    project: Form,
    lots: Sequence[Form],
    law: Calculator,
    on: date,
    *,
    policies: Mapping[str, str] = NONE,
) -> list[Check]:
    """核对 every rule that can be computed for what is filled in, by its severity on that day."""
    found = [*_missing(form, policies), *_agrees(form, project, lots, law, on)]
    return list(severity.weighed(found, law, on))


def missing(form: Form, policies: Mapping[str, str] = NONE) -> list[Finding]:
    """必填项 what is required at submit; a draft may be incomplete."""
    return broken(_missing(form, policies))


def _missing(form: Form, policies: Mapping[str, str]) -> Iterator[Check]:
    wanted = required.of("tender_document", policies) - {"title", "template"}  # a draft has them
    if form.get("evaluation") != EvaluationMethod.COMPREHENSIVE:
        wanted -= {"price_weight"}
    return required.missing("tender_document", form, wanted, "87号令 §20")


def few_attachments(count: int) -> list[Finding]:
    """附件数量 not more than a person can look through."""
    if count <= MOST_ATTACHMENTS:
        return []
    zh, en = f"附件不得超过{MOST_ATTACHMENTS}个", f"At most {MOST_ATTACHMENTS} attachments"
    return [Finding("attachments", "TOO_MANY", zh, en)]


def opening_differs(
    at: datetime | None, place: str | None, booking: Mapping[str, Any] | None
) -> list[Finding]:
    """开标时间地点 that a file says are those booked; before there is a booking notices look at it.

    ``place`` may name the room alone, or the centre as well.
    """
    if booking is None:
        return []
    booked, where = datetime.fromisoformat(booking["opening_at"]), str(booking["place"])
    found = []
    if at and at != booked:
        zh = f"文件所载开标时间与场地预约（{booked.astimezone(SHANGHAI):%Y-%m-%d %H:%M}）不一致"
        found.append(_other("opening_at", zh))
    if place and not where.endswith(place.strip()):
        found.append(_other("opening_place", f"文件所载开标地点与场地预约（{where}）不一致"))
    return found


def _other(field: str, zh: str) -> Finding:
    return Finding(field, "R08", zh, "This is not what has been booked", "87号令第39条")


def opinion_given(opinion: str | None) -> list[Finding]:
    """签署意见 is required at submit (manual 3.5.5)."""
    if opinion and opinion.strip():
        return []
    return [
        Finding("opinion", "REQUIRED", "请填写签署意见", "An opinion is required", "手册 3.5.5")
    ]


def _agrees(
    form: Form, project: Form, lots: Sequence[Form], law: Calculator, on: date
) -> Iterator[Check]:
    """与项目一致 the metadata equal the project's and every lot's; a mismatch blocks."""
    yield from _category(form["template"], project)
    yield from _template_method(form)
    yield from _evaluation(form, lots)
    yield from _weight(form, project, law, on)


def _category(template: str, project: Form) -> Iterator[Check]:
    told, is_ = _TEMPLATES[template.partition("-")[0]], project.get("category")
    if is_ is None:
        return
    label = LABELS[Category(is_)]
    yield Check(
        Finding(
            "template",
            "DOCUMENT_CATEGORY",
            f"项目类别为{label}，应选用{label}类模板范本",
            f"The project is {Category(is_).name.lower()}; choose its template",
            "87号令 §7",
        ),
        ok=told == is_,
        zh="模板范本与项目类别一致",
        en="The template is for the project's category",
        required=label,
        actual=LABELS[told],
    )


def _template_method(form: Form) -> Iterator[Check]:
    method, told = EvaluationMethod(form["template"].partition("-")[2]), form.get("evaluation")
    if told is None:
        return
    yield Check(
        Finding(
            "template",
            "DOCUMENT_TEMPLATE_METHOD",
            "模板范本与评标办法不一致",
            "The template is for the other evaluation method",
        ),
        ok=told == method,
        zh="模板范本与评标办法一致",
        en="The template is for the evaluation method",
        required=LABELS[EvaluationMethod(told)],
        actual=LABELS[method],
    )


def _evaluation(form: Form, lots: Sequence[Form]) -> Iterator[Check]:
    told = form.get("evaluation")
    for lot in lots:
        if told and lot.get("evaluation"):
            label = LABELS[EvaluationMethod(lot["evaluation"])]
            yield Check(
                Finding(
                    "evaluation",
                    "DOCUMENT_EVALUATION",
                    f"分包{lot['no']}的评标办法为{label}",
                    f"Lot {lot['no']} is evaluated by {lot['evaluation']}",
                    "87号令 §20、§53",
                ),
                ok=lot["evaluation"] == told,
                zh=f"评标办法与分包{lot['no']}一致",
                en=f"The evaluation method is that of lot {lot['no']}",
                required=label,
                actual=LABELS[EvaluationMethod(told)],
            )


def _weight(form: Form, project: Form, law: Calculator, on: date) -> Iterator[Check]:
    """R17; works, and projects without a category yet, know no least weight."""
    if form.get("price_weight") is None:
        return
    weight = Decimal(form["price_weight"])
    if form.get("evaluation") == EvaluationMethod.LOWEST_PRICE:
        yield _weightless(weight)
        return
    rule = weight_rule(project.get("category"), law, on)
    if rule is not None:
        yield _heavy_enough(weight, rule)


def weight_rule(category: str | None, law: Calculator, on: date) -> Rule | None:
    """价格分下限 the rule that has it for this category on that day."""
    named = _LEAST_WEIGHT.get(Category(category)) if category else None
    return law.find(named, on) if named else None


def _weightless(weight: Decimal) -> Check:
    zh, en = "最低评标价法不设价格分权重", "No price weight under the lowest price method"
    found = Finding("price_weight", "LOWEST_PRICE_WEIGHT", zh, en, "87号令 §54")
    return Check(found, ok=False, required="不设", actual=f"{weight}%")


def _heavy_enough(weight: Decimal, rule: Rule) -> Check:
    least = rule.number
    zh, en = f"价格分权重不得低于{least}%", f"The price weighs at least {least} %"
    return Check(
        rule.finding("price_weight", zh, en),
        ok=weight >= least,
        zh=f"价格分权重不低于{least}%",
        en=en,
        required=f"≥ {least}%",
        actual=f"{weight}%",
    )


def blockers(project: Form, lots: Iterable[Form], chosen: Iterable[str]) -> list[Finding]:
    """前置条件 project 审核通过, every chosen lot is the project's and 筹备中 (domain §5.1)."""
    if project["state"] != "approved":
        zh, en = "项目注册尚未审核通过", "The project has not been approved"
        return [Finding("project_id", "PROJECT_NOT_APPROVED", zh, en, "手册 3.5")]
    known = {str(lot["id"]): lot for lot in lots}
    strange = [one for one in chosen if str(one) not in known]
    if strange:
        zh, en = "所选分包不属于该项目", "A lot is not of this project"
        return [Finding("lot_ids", "LOT_OF_OTHER_PROJECT", zh, en)]
    return [_not_preparing(known[str(one)]) for one in chosen if not _preparing(known[str(one)])]


def _preparing(lot: Form) -> bool:
    return bool(lot["state"] == LotState.PREPARING)


def _not_preparing(lot: Form) -> Finding:
    label = LABELS[LotState(lot["state"])]
    return Finding(
        "lot_ids",
        "LOT_NOT_PREPARING",
        f"分包{lot['no']}为{label}，仅筹备中可制作招标文件",
        f"Lot {lot['no']} is {lot['state']}; only a preparing lot takes a tender document",
    )


def auto_approved(policies: Form) -> bool:
    """免审政策 提交即审核通过 unless the centre says otherwise (manual 3.5.6)."""
    return bool(policies.get(POLICY, AUTO) == AUTO)
