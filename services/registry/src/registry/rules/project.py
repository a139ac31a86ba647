"""项目注册 what a project must fulfil at submit and at approval (domain §5.2, manual 3.1)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tenderhall_contracts.errors import Finding
from tenderhall_contracts.fields import uscc_ok
from tenderhall_contracts.vocab import LABELS, AttachmentKind, Category, Method, Qualification
from tenderhall_kit.law import Calculator

REQUIRED: Mapping[str, str] = {
    "name": "项目名称",
    "plan_no": "政府采购计划编号",
    "method": "采购方式",
    "organisation": "采购组织形式",
    "agency_leader": "项目负责人",
    "agency_phone": "项目负责人电话",
    "agreement_no": "委托代理协议编号",
    "agreement_date": "委托代理协议签订日期",
    "budget": "预算金额",
    "region": "行政区划",
    "consortium": "是否接受联合体投标",
    "sme_only": "是否专门面向中小企业",
    "summary": "采购需求概述",
    "performance_period": "合同履行期限",
    "electronic": "是否全流程电子化",
}
REQUIRED_OF_PURCHASER: Mapping[str, str] = {
    "name": "采购人名称",
    "uscc": "采购人统一社会信用代码",
    "address": "采购人地址",
    "contact": "采购人联系人",
    "phone": "采购人电话",
}
REQUIRED_OF_LOT: Mapping[str, str] = {
    "name": "分包名称",
    "catalogue_code": "采购目录",
    "budget": "分包预算",
    "deposit": "保证金金额",
    "qualification": "资审方式",
    "evaluation": "评标办法",
    "requirement": "简要技术需求",
}
REQUIRED_ATTACHMENTS = (
    AttachmentKind.AGENCY_AGREEMENT,
    AttachmentKind.PLAN_FILING,
    AttachmentKind.REQUIREMENTS,
    AttachmentKind.ENTRY_APPLICATION,
)
ENABLED_METHODS = frozenset({Method.OPEN})
DEEP_ENOUGH = 2
"""A lot names at least a level-2 entry of the catalogue (domain §3)."""

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

    def finding(self, rule_id: str, at: str, zh: str, en: str) -> Finding:
        """检查发现 citing the article of the rule in force."""
        return self.law.rule(rule_id, self.on).finding(at, zh, en)


def refusals(project: Content, terms: Terms) -> list[Finding]:
    """提交检查 every reason why this project cannot be submitted, not only the first."""
    return [
        *_missing(project, REQUIRED, ""),
        *_missing(project.get("purchaser") or {}, REQUIRED_OF_PURCHASER, "purchaser."),
        *_attachments_missing(project),
        *_project_findings(project, terms),
        *_lots_findings(project, terms),
    ]


def warnings(project: Content, terms: Terms) -> list[Finding]:
    """提示 what a person should look at again; nothing here refuses."""
    return [*_plan_number(project, terms), *_works_by_tender(project, terms)]


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


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _missing(holder: Content, required: Mapping[str, str], path: str) -> Iterator[Finding]:
    for name, label in required.items():
        if _blank(holder.get(name)):
            yield Finding(f"{path}{name}", "REQUIRED", f"{label}为必填项", f"{name} is required")


def _attachments_missing(project: Content) -> Iterator[Finding]:
    present = set(project.get("attachments") or ())
    for kind in REQUIRED_ATTACHMENTS:
        if kind not in present:
            label = LABELS[kind]
            yield Finding("attachments", "ATTACHMENT", f"缺少电子件：{label}", f"{kind} is missing")


def _project_findings(project: Content, terms: Terms) -> Iterator[Finding]:
    yield from _method(project)
    yield from _purchaser(project.get("purchaser") or {}, terms)
    yield from _agreement(project, terms)
    yield from _budget(project, "", terms)


def _method(project: Content) -> Iterator[Finding]:
    method = project.get("method")
    if method and method not in ENABLED_METHODS:
        label = LABELS[Method(method)]
        yield Finding("method", "METHOD_DISABLED", f"暂未开通{label}", f"{method} is not enabled")


def _purchaser(purchaser: Content, terms: Terms) -> Iterator[Finding]:
    uscc = purchaser.get("uscc")
    if _blank(uscc):
        return
    if not uscc_ok(str(uscc)):
        zh = "采购人统一社会信用代码校验不通过"
        yield Finding("purchaser.uscc", "USCC", zh, "Wrong check digit", "GB 32100-2015")
    if uscc == terms.agency_uscc:
        zh, en = "采购人与代理机构不能为同一单位", "The purchaser may not be its own agency"
        yield terms.finding("R37", "purchaser.uscc", zh, en)


def _agreement(project: Content, terms: Terms) -> Iterator[Finding]:
    signed = project.get("agreement_date")
    if signed and signed > terms.on:
        zh, en = "委托代理协议签订日期不能晚于今日", "The agreement is dated in the future"
        yield terms.finding("R37", "agreement_date", zh, en)


def _budget(holder: Content, path: str, terms: Terms) -> Iterator[Finding]:
    """R15: a budget above zero, and a ceiling inside it."""
    budget, ceiling = holder.get("budget"), holder.get("ceiling")
    if budget is None:
        return
    if budget <= 0:
        yield terms.finding("R15", f"{path}budget", "预算金额须大于0", "Budget must exceed 0")
    elif ceiling is not None and not 0 < ceiling <= budget:
        zh = f"最高限价须大于0且不超过预算{budget}元"
        yield terms.finding("R15", f"{path}ceiling", zh, "Ceiling must lie inside the budget")


def _lots_findings(project: Content, terms: Terms) -> Iterator[Finding]:
    lots = project.get("lots") or ()
    if not lots:
        yield Finding("lots", "REQUIRED", "至少添加一个分包", "At least one lot is required")
    for place, lot in enumerate(lots):
        path = f"lots.{place}."
        yield from _missing(lot, REQUIRED_OF_LOT, path)
        yield from _budget(lot, path, terms)
        yield from _deposit(lot, path, terms)
        yield from _catalogue(lot, path, terms)
        yield from _qualification(project, lot, path, terms)
    yield from _names(lots)
    yield from _sum(project, lots, terms)


def _deposit(lot: Content, path: str, terms: Terms) -> Iterator[Finding]:
    """R13, 条例第33条: at most 2 % of the lot's budget; none at all is lawful."""
    deposit, budget = lot.get("deposit"), lot.get("budget")
    if deposit is None or budget is None:
        return
    percent = terms.law.rule("R13", terms.on).number
    most = greatest_deposit(budget, percent)
    if deposit > most:
        zh = f"保证金不得超过分包预算的{percent}%，最高{most}元"
        yield terms.finding("R13", f"{path}deposit", zh, f"At most {most} ({percent} %)")


def _catalogue(lot: Content, path: str, terms: Terms) -> Iterator[Finding]:
    code = lot.get("catalogue_code")
    if not code:
        return
    level = terms.catalogue.get(code)
    if level is None:
        zh, en = f"采购目录中没有{code}", f"{code} is not in the catalogue"
        yield Finding(f"{path}catalogue_code", "CATALOGUE", zh, en, "政府采购品目分类目录（2022）")
    elif level < DEEP_ENOUGH:
        zh, en = "采购目录须选到第二级或更细", "Choose at least a level-2 entry"
        yield Finding(f"{path}catalogue_code", "CATALOGUE", zh, en, "政府采购品目分类目录（2022）")


def _qualification(project: Content, lot: Content, path: str, terms: Terms) -> Iterator[Finding]:
    """资格预审 is kept in the list and refused while it is off (manual 3.2, 3.1.3; domain C11)."""
    if lot.get("qualification") != Qualification.PRE:
        return
    at = f"{path}qualification"
    if project.get("electronic"):
        zh = "全流程电子化只有资格后审方式"
        en = "Fully electronic procurement knows post-qualification only"
        yield Finding(at, "PREQUAL_NOT_ELECTRONIC", zh, en, "操作手册3.1.3")
    if terms.policies.get("project.prequalification", "off") == "off":
        en = "Prequalification is not offered"
        yield Finding(at, "PREQUAL_OFF", "资格预审：无此方式", en, "操作手册3.2")


def _names(lots: Sequence[Content]) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, lot in enumerate(lots):
        name = str(lot.get("name") or "").strip()
        if name and name in seen:
            zh, en = "同一项目中分包名称不能重复", "Lot names must differ"
            yield Finding(f"lots.{place}.name", "LOT_NAME", zh, en)
        seen.add(name)


def _sum(project: Content, lots: Sequence[Content], terms: Terms) -> Iterator[Finding]:
    budgets = [lot.get("budget") for lot in lots]
    budget = project.get("budget")
    if budget is None or not budgets or None in budgets:
        return
    total = sum((one for one in budgets if one is not None), Decimal(0))
    at_most = terms.policies.get("project.lot_budgets", "equal") == "at_most"
    if total > budget or (total < budget and not at_most):
        zh = f"分包预算合计{total}元，与项目预算{budget}元不一致"
        yield Finding("budget", "BUDGET_SUM", zh, f"Lots add up to {total}, not {budget}")


def _plan_number(project: Content, terms: Terms) -> Iterator[Finding]:
    told, pattern = project.get("plan_no"), terms.policies.get("project.plan_no", _PLAN_NO)
    if told and not re.fullmatch(pattern, told.strip()):
        zh = "采购计划编号格式与“湘财采计[年份]六位号”不同，请核对"
        yield Finding("plan_no", "PLAN_NO", zh, "Unusual plan number; please check")


def _works_by_tender(project: Content, terms: Terms) -> Iterator[Finding]:
    """R41: works by tender follow 招标投标法, a rule set that is not built."""
    if project.get("method") != Method.OPEN:
        return
    for place, lot in enumerate(project.get("lots") or ()):
        if str(lot.get("catalogue_code") or "").startswith(Category.WORKS):
            zh = "工程采用招标方式的适用招标投标法，请确认本项目适用政府采购程序"
            en = "Works by tender follow the Tendering and Bidding Law"
            yield terms.finding("R41", f"lots.{place}.catalogue_code", zh, en)
