"""项目注册 what a project must fulfil at submit and at approval (domain §5.2, manual 3.1)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.checks import warnings as amber
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.fields import uscc_ok
from tenderhall_contracts.vocab import LABELS, REGIONS, Category, Method, Qualification
from tenderhall_kit import severity
from tenderhall_kit.law import Calculator

from registry.rules import required
from registry.rules.catalogue import DEEP_ENOUGH

ENABLED_METHODS = frozenset({Method.OPEN})
_PLAN_NO = r"湘财采计\[\d{4}\]\d{6}号"
_CENT = Decimal("0.01")

Content = Mapping[str, Any]
"""A project's fields by name, with ``purchaser``, ``lots`` and ``attachments`` (their kinds)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """审查依据 what a project is held against: the law on that day, catalogue, agency, policies."""

    law: Calculator
    on: date
    catalogue: Mapping[str, int]
    agency_uscc: str
    policies: Mapping[str, str] = field(default_factory=dict)

    @property
    def required(self) -> frozenset[str]:
        """必填项 as this centre's policies say."""
        return required.of(self.policies)

    def finding(self, rule_id: str, at: str, zh: str, en: str) -> Finding:
        """检查发现 citing the article of the rule in force."""
        return self.law.rule(rule_id, self.on).finding(at, zh, en)


def checks(project: Content, terms: Terms) -> list[Check]:
    """核对 every rule that can be computed for what is filled in, whether it holds or not."""
    found = [*_refusing(project, terms), *_warning(project, terms)]
    return list(severity.weighed(found, terms.law, terms.on))


def refusals(project: Content, terms: Terms) -> list[Finding]:
    """提交检查 every reason why this project cannot be submitted, not only the first."""
    return severity.refusals(checks(project, terms))


def doubts(project: Content, terms: Terms) -> list[Finding]:
    """须说明理由的 what breaks a rule that warns: the first of each rule."""
    return severity.doubts(checks(project, terms), terms.law, terms.on)


def lot_refusals(project: Content, terms: Terms) -> list[Finding]:
    """分包检查 what is wrong with single lots, at ``lots.<place>.<field>``."""
    found = severity.refusals(severity.weighed(_lots(project, terms), terms.law, terms.on))
    return [one for one in found if one.field.startswith("lots.")]


def warnings(project: Content, terms: Terms) -> list[Finding]:
    """提示 what a person should look at again; nothing here refuses."""
    return amber(checks(project, terms))


def _refusing(project: Content, terms: Terms) -> Iterator[Check]:
    wanted, purchaser = terms.required, project.get("purchaser") or {}
    yield from required.missing(project, wanted, "", "")
    yield from required.missing(purchaser, wanted, "purchaser.", "purchaser.")
    yield from required.attachments(frozenset(project.get("attachments") or ()), wanted)
    yield from _method(project)
    yield from _region(project)
    yield from _purchaser(purchaser, terms)
    yield from _agreement(project, terms)
    yield from _budget(project, "", terms)
    yield from _lots(project, terms)


def _warning(project: Content, terms: Terms) -> Iterator[Check]:
    yield from _plan_number(project, terms)
    yield from _works_by_tender(project, terms)


def category(lots: Sequence[Content]) -> Category | None:
    """项目类别 the catalogue letter with the greatest budget (87号令第7条); None without codes."""
    weights: Counter[str] = Counter()
    for lot in lots:
        if lot.get("catalogue_code"):
            weights[lot["catalogue_code"][0]] += int((lot.get("budget") or 0) * 100) + 1
    return Category(weights.most_common(1)[0][0]) if weights else None


def greatest_deposit(budget: Decimal, percent: int) -> Decimal:
    """保证金上限 in whole cents, rounded down: the limit is never passed by rounding."""
    return (budget * percent / 100).quantize(_CENT, rounding="ROUND_DOWN")


def _method(project: Content) -> Iterator[Check]:
    method = project.get("method")
    if method:
        label = LABELS[Method(method)]
        zh, en = f"暂未开通{label}", f"{method} is not enabled"
        yield Check(
            Finding("method", "METHOD_DISABLED", zh, en),
            ok=method in ENABLED_METHODS,
            zh=f"{label}已开通",
            en=f"{method} is enabled",
            required="、".join(LABELS[one] for one in sorted(ENABLED_METHODS)),
            actual=label,
        )


def _region(project: Content) -> Iterator[Check]:
    code = str(project.get("region") or "")
    if code:
        zh, en = f"本中心没有行政区划{code}", f"{code} is no division of this centre"
        yield Check(
            Finding("region", "REGION", zh, en),
            ok=code in REGIONS,
            zh="行政区划属于本中心",
            en="The division is served by this centre",
            actual=f"{REGIONS[code]}（{code}）" if code in REGIONS else code,
        )


def _purchaser(purchaser: Content, terms: Terms) -> Iterator[Check]:
    uscc = purchaser.get("uscc")
    if not str(uscc or "").strip():
        return
    zh = "采购人统一社会信用代码校验不通过"
    yield Check(
        Finding("purchaser.uscc", "USCC", zh, "Wrong check digit", "GB 32100-2015"),
        ok=uscc_ok(str(uscc)),
        zh="采购人统一社会信用代码校验通过",
        en="The check digit is right",
        actual=str(uscc),
    )
    zh, en = "采购人与代理机构不能为同一单位", "The purchaser may not be its own agency"
    yield Check(
        terms.finding("R37", "purchaser.uscc", zh, en),
        ok=uscc != terms.agency_uscc,
        zh="采购人与代理机构不是同一单位",
        en="Purchaser and agency differ",
    )


def _agreement(project: Content, terms: Terms) -> Iterator[Check]:
    signed = project.get("agreement_date")
    if signed:
        zh, en = "委托代理协议签订日期不能晚于今日", "The agreement is dated in the future"
        yield Check(
            terms.finding("R37", "agreement_date", zh, en),
            ok=signed <= terms.on,
            zh="委托代理协议已签订",
            en="The agreement is signed",
            required=f"≤ {terms.on}",
            actual=str(signed),
        )


def _budget(holder: Content, path: str, terms: Terms) -> Iterator[Check]:
    """R15: a budget above zero, and a ceiling inside it."""
    budget, ceiling = holder.get("budget"), holder.get("ceiling")
    if budget is None:
        return
    yield Check(
        terms.finding("R15", f"{path}budget", "预算金额须大于0", "Budget must exceed 0"),
        ok=budget > 0,
        zh="预算金额大于0",
        en="The budget exceeds 0",
        required="> 0元",
        actual=f"{budget}元",
    )
    if budget > 0 and ceiling is not None:
        zh = f"最高限价须大于0且不超过预算{budget}元"
        yield Check(
            terms.finding("R15", f"{path}ceiling", zh, "Ceiling must lie inside the budget"),
            ok=0 < ceiling <= budget,
            zh="最高限价未超过预算",
            en="The ceiling lies inside the budget",
            required=f"≤ {budget}元",
            actual=f"{ceiling}元",
        )


def _lots(project: Content, terms: Terms) -> Iterator[Check]:
    lots = project.get("lots") or ()
    if not lots:
        zh, en = "至少添加一个分包", "At least one lot is required"
        yield Check(Finding("lots", "REQUIRED", zh, en), ok=False)
    for place, lot in enumerate(lots):
        path = f"lots.{place}."
        yield from required.missing(lot, terms.required, "lots.", path)
        yield from _budget(lot, path, terms)
        yield from _deposit(lot, path, terms)
        yield from _catalogue(lot, path, terms)
        yield from _qualification(project, lot, path, terms)
    yield from _names(lots)
    yield from _sum(project, lots, terms)


def _deposit(lot: Content, path: str, terms: Terms) -> Iterator[Check]:
    """R13, 条例第33条: at most 2 % of the lot's budget; none at all is lawful."""
    deposit, budget = lot.get("deposit"), lot.get("budget")
    if deposit is None or budget is None:
        return
    percent = terms.law.rule("R13", terms.on).number
    most = greatest_deposit(budget, percent)
    zh = f"保证金不得超过分包预算的{percent}%，最高{most}元"
    yield Check(
        terms.finding("R13", f"{path}deposit", zh, f"At most {most} ({percent} %)"),
        ok=deposit <= most,
        zh=f"保证金未超过分包预算的{percent}%",
        en=f"Within {percent} % of the lot's budget",
        required=f"≤ {most}元",
        actual=f"{deposit}元",
    )


def _catalogue(lot: Content, path: str, terms: Terms) -> Iterator[Check]:
    code = lot.get("catalogue_code")
    if not code:
        return
    level = terms.catalogue.get(code)
    zh, en = "采购目录须选到第二级或更细", "Choose at least a level-2 entry"
    if level is None:
        zh, en = f"采购目录中没有{code}", f"{code} is not in the catalogue"
    yield Check(
        Finding(f"{path}catalogue_code", "CATALOGUE", zh, en, "政府采购品目分类目录"),
        ok=level is not None and level >= DEEP_ENOUGH,
        zh="采购目录已选到第二级或更细",
        en="The catalogue entry is of level 2 or deeper",
        required=f"≥ {DEEP_ENOUGH}级",
        actual=code if level is None else f"{code}（{level}级）",
    )


def _qualification(project: Content, lot: Content, path: str, terms: Terms) -> Iterator[Check]:
    """资格预审 is kept in the list and refused while it is off (manual 3.2, 3.1.3; domain C11)."""
    told = lot.get("qualification")
    if not told:
        return
    at, post = f"{path}qualification", told != Qualification.PRE
    required, actual = LABELS[Qualification.POST], LABELS[Qualification(told)]
    if project.get("electronic"):
        zh = "全流程电子化只有资格后审方式"
        en = "Fully electronic procurement knows post-qualification only"
        found = Finding(at, "PREQUAL_NOT_ELECTRONIC", zh, en, "操作手册3.1.3")
        zh, en = "全流程电子化采用资格后审", "Fully electronic, with post-qualification"
        yield Check(found, ok=post, zh=zh, en=en, required=required, actual=actual)
    off = terms.policies.get("project.prequalification", "off") == "off"
    if off and not (post and project.get("electronic")):
        en = "Prequalification is not offered"
        found = Finding(at, "PREQUAL_OFF", "资格预审：无此方式", en, "操作手册3.2")
        zh, en = "采用资格后审", "Post-qualification"
        yield Check(found, ok=post, zh=zh, en=en, required=required, actual=actual)


def _names(lots: Sequence[Content]) -> Iterator[Check]:
    names = [str(lot.get("name") or "").strip() for lot in lots]
    twice = [place for place, name in enumerate(names) if name and name in names[:place]]
    zh, en = "同一项目中分包名称不能重复", "Lot names must differ"
    for place in twice:
        yield Check(Finding(f"lots.{place}.name", "LOT_NAME", zh, en), ok=False)
    if names and not twice:
        yield Check(
            Finding("lots", "LOT_NAME", zh, en), ok=True, zh="分包名称各不相同", en="Names differ"
        )


def _sum(project: Content, lots: Sequence[Content], terms: Terms) -> Iterator[Check]:
    budgets = [lot.get("budget") for lot in lots]
    budget = project.get("budget")
    if budget is None or not budgets or None in budgets:
        return
    total = sum((one for one in budgets if one is not None), Decimal(0))
    at_most = terms.policies.get("project.lot_budgets", "equal") == "at_most"
    zh = f"分包预算合计{total}元，与项目预算{budget}元不一致"
    yield Check(
        Finding("budget", "BUDGET_SUM", zh, f"Lots add up to {total}, not {budget}"),
        ok=total == budget or (total < budget and at_most),
        zh="分包预算合计与项目预算相符",
        en="The lots' budgets add up to the project's",
        required=f"{'≤' if at_most else '='} {budget}元",
        actual=f"{total}元",
    )


def _plan_number(project: Content, terms: Terms) -> Iterator[Check]:
    told, pattern = project.get("plan_no"), terms.policies.get("project.plan_no", _PLAN_NO)
    if told:
        usual = bool(re.fullmatch(pattern, told.strip()))
        zh = "采购计划编号格式与“湘财采计[年份]六位号”不同，请核对"
        yield Check(
            Finding("plan_no", "PLAN_NO", zh, "Unusual plan number; please check"),
            ok=usual,
            amber=not usual,
            zh="采购计划编号格式符合惯例",
            en="The plan number has its usual form",
            actual=told,
        )


def _works_by_tender(project: Content, terms: Terms) -> Iterator[Check]:
    """R41: works by tender follow 招标投标法, a rule set that is not built."""
    if project.get("method") != Method.OPEN:
        return
    for place, lot in enumerate(project.get("lots") or ()):
        if str(lot.get("catalogue_code") or "").startswith(Category.WORKS):
            zh = "工程采用招标方式的适用招标投标法，请确认本项目适用政府采购程序"
            en = "Works by tender follow the Tendering and Bidding Law"
            found = terms.finding("R41", f"lots.{place}.catalogue_code", zh, en)
            yield Check(found, ok=False, actual=LABELS[Category.WORKS])
