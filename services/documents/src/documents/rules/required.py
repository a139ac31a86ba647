"""必填项 what must be filled in at submit: data that a centre may change (domain §6 C27)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding

POLICY = "required."
"""The policy of a field is this, its form and its path: ``required.clarification.content``."""

Switches = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """表单项 with its name; ``fixed`` where the law, or what follows, wants it at every centre."""

    zh: str
    en: str
    usual: bool = True
    fixed: bool = False


TENDER_DOCUMENT: Mapping[str, Field] = {
    "title": Field("文件标题", "Title", fixed=True),
    "template": Field("模板范本", "Model text", fixed=True),
    "evaluation": Field("评标办法", "Evaluation method", fixed=True),
    "price_weight": Field("价格分权重", "Weight of the price", fixed=True),
    "bid_validity_days": Field("投标有效期", "Bid validity", fixed=True),
    "price": Field("售价", "Price"),
    "obtaining": Field("获取方式", "Way of obtaining it"),
    "file": Field("招标文件电子件", "File of the tender document", fixed=True),
    "attachments": Field("其他附件", "Other attachments", usual=False),
}
CLARIFICATION: Mapping[str, Field] = {
    "title": Field("澄清标题", "Title", fixed=True),
    "content": Field("澄清内容", "Content"),
    "affects_bids": Field("是否影响投标文件编制", "Effect on the bids", fixed=True),
    "changes_subject": Field("是否涉及采购标的、资格条件变更", "Change of the subject", fixed=True),
    "questions": Field("提问汇总", "Summary of the questions", usual=False),
    "passages": Field("招标文件修改内容", "Passages that are changed", usual=False),
    "attachments": Field("澄清答疑文件", "File of the clarification", fixed=True),
}
FORMS = {"tender_document": TENDER_DOCUMENT, "clarification": CLARIFICATION}


def policies() -> dict[str, str]:
    """政策默认值 one switch for each field that a centre may change."""
    return {
        f"{POLICY}{form}.{path}": _word(one.usual)
        for form, known in FORMS.items()
        for path, one in known.items()
        if not one.fixed
    }


def of(form: str, switches: Switches) -> frozenset[str]:
    """必填项 the paths that must be filled in, as this centre's policies say."""
    return frozenset(
        path
        for path, one in FORMS[form].items()
        if one.fixed or switches.get(f"{POLICY}{form}.{path}", _word(one.usual)) == "true"
    )


def missing(
    form: str, content: Mapping[str, Any], wanted: frozenset[str], basis: str
) -> Iterator[Check]:
    """缺少 what is wanted and empty, in the order of the form."""
    for path, one in FORMS[form].items():
        if path in wanted and content.get(path) in (None, "", []):
            zh, en = f"请填写{one.zh}", f"{one.en} is required"
            yield Check(Finding(path, "REQUIRED", zh, en, basis), ok=False)


def _word(on: bool) -> str:  # noqa: FBT001 — a value
    return "true" if on else "false"
