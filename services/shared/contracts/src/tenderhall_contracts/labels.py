"""字段名称 what people call the fields of the forms (domain §5.2-5.7, the notice format's §2.1).

One table for the pages' labels, for what a reviewer is told has changed, and for whoever else names
a field to a person. Keys are the names in the schemas; nested schemas have tables of their own.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields

from tenderhall_contracts.common import Attachment
from tenderhall_contracts.documents import ClarificationIn, Passage, TenderDocumentIn
from tenderhall_contracts.fields import Money
from tenderhall_contracts.naming import Label, Table
from tenderhall_contracts.notices import (
    ChangeNoticeIn,
    ChangeNoticeShown,
    CorrectionRow,
    MediaEntry,
    NewChangeNotice,
    NoticeOut,
    TenderNoticeIn,
)
from tenderhall_contracts.platform_labels import PLATFORM
from tenderhall_contracts.registry import (
    AcceptInvitation,
    BindCa,
    ChangePassword,
    ExceptionIn,
    InviteUser,
    LotIn,
    OrganisationIn,
    Party,
    ProjectIn,
    WithReason,
)
from tenderhall_contracts.venue_labels import VENUE
from tenderhall_contracts.vocab import LABELS, AttachmentKind

__all__ = ["FIELDS", "TEMPLATES", "Label", "Table", "fields_of", "full_label", "label", "spoken"]

_SHANGHAI = ZoneInfo("Asia/Shanghai")

_PARTY: Table = {
    "name": Label("采购人名称", "Purchaser"),
    "uscc": Label("采购人统一社会信用代码", "Purchaser's unified social credit code"),
    "address": Label("采购人地址", "Purchaser's address"),
    "contact": Label("采购人联系人", "Purchaser's contact"),
    "phone": Label("采购人电话", "Purchaser's telephone"),
}

_LOT: Table = {
    "id": Label("分包", "Lot"),
    "name": Label("分包名称", "Name of the lot"),
    "catalogue_code": Label("采购目录", "Procurement catalogue"),
    "budget": Label("分包预算", "Budget of the lot"),
    "ceiling": Label("分包最高限价", "Ceiling price of the lot"),
    "deposit": Label("保证金金额", "Tender deposit"),
    "qualification": Label("资审方式", "Qualification"),
    "evaluation": Label("评标办法", "Evaluation method"),
    "quantity": Label("数量", "Quantity"),
    "unit": Label("单位", "Unit"),
    "requirement": Label("简要技术需求", "Technical requirement in brief"),
}

_PROJECT: Table = {
    "name": Label("项目名称", "Project name"),
    "plan_no": Label("政府采购计划编号", "Procurement plan number"),
    "method": Label("采购方式", "Procurement method"),
    "organisation": Label("采购组织形式", "Form of procurement organisation"),
    "purchaser": Label("采购人", "Purchaser"),
    "agency_leader": Label("项目负责人", "Project leader"),
    "agency_phone": Label("项目负责人电话", "Project leader's telephone"),
    "agreement_no": Label("委托代理协议编号", "Agency agreement number"),
    "agreement_date": Label("委托代理协议签订日期", "Date of the agency agreement"),
    "budget": Label("预算金额", "Budget"),
    "ceiling": Label("最高限价", "Ceiling price"),
    "fund_source": Label("资金来源", "Source of funds"),
    "region": Label("行政区划", "Administrative division"),
    "consortium": Label("是否接受联合体投标", "Consortia accepted"),
    "sme_only": Label("是否专门面向中小企业", "Reserved for small and medium enterprises"),
    "imports": Label("是否允许进口产品", "Imported products allowed"),
    "summary": Label("采购需求概述", "Summary of the requirement"),
    "performance_period": Label("合同履行期限", "Period of performance"),
    "electronic": Label("是否全流程电子化", "Fully electronic procedure"),
    "remark": Label("备注", "Remark"),
    "lots": Label("分包", "Lot"),
    "attachments": Label("电子件", "Attachment"),
}

_TENDER_DOCUMENT: Table = {
    "project_id": Label("项目", "Project"),
    "lot_ids": Label("分包", "Lots"),
    "template": Label("模板范本", "Template"),
    "title": Label("招标文件标题", "Title of the tender document"),
    "bid_validity_days": Label("投标有效期（天）", "Validity of tenders (days)"),
    "evaluation": Label("评标办法", "Evaluation method"),
    "price_weight": Label("价格分权重（%）", "Weight of the price (%)"),
    "price": Label("售价", "Price of the document"),
    "obtaining": Label("获取方式", "How to obtain the document"),
    "file": Label("招标文件电子件", "Tender document file"),
    "opening_at": Label("文件所载开标时间", "Opening time stated in the file"),
    "opening_place": Label("文件所载开标地点", "Place of opening stated in the file"),
    "attachments": Label("附件", "Attachment"),
}

_CLARIFICATION: Table = {
    "project_id": Label("项目", "Project"),
    "lot_ids": Label("分包", "Lots"),
    "kind": Label("类型", "Kind"),
    "title": Label("澄清标题", "Title"),
    "content": Label("澄清内容", "Content"),
    "affects_bids": Label("是否影响投标文件编制", "May affect how tenders are prepared"),
    "changes_subject": Label(
        "是否涉及采购标的、资格条件变更", "Changes the subject or the qualification"
    ),
    "questions": Label("提问汇总", "Questions asked"),
    "passages": Label("修改内容", "Passages changed"),
    "attachments": Label("电子件", "Files"),
}

_PASSAGE: Table = {
    "place": Label("章节条款", "Where it stands"),
    "before": Label("原文", "Old text"),
    "after": Label("修改后", "New text"),
}

_TENDER_NOTICE: Table = {
    "project_id": Label("项目", "Project"),
    "lot_ids": Label("分包", "Lots"),
    "title": Label("公告标题", "Title of the notice"),
    "planned_publish_on": Label("计划发布日期", "Planned publication date"),
    "obtain_from": Label("获取招标文件开始日期", "First day to obtain the document"),
    "obtain_until": Label("获取招标文件截止日期", "Last day to obtain the document"),
    "daily_hours": Label("每日获取时段", "Daily hours"),
    "obtain_place": Label("获取地点", "Place to obtain the document"),
    "obtain_method": Label("获取方式", "How to obtain the document"),
    "price": Label("售价", "Price of the document"),
    "policy_qualification": Label(
        "落实政府采购政策需满足的资格要求", "Qualification by procurement policy"
    ),
    "special_qualification": Label("本项目的特定资格要求", "Special qualification"),
    "performance_period": Label("合同履行期限", "Period of performance"),
    "other": Label("其他补充事宜", "Other matters"),
    "media": Label("发布媒体", "Publication media"),
}

_CHANGE: Table = {
    "about_id": Label("原公告", "Notice that is changed"),
    "matters": Label("更正事项", "What is corrected"),
    "has_clarifications": Label("是否有答疑澄清文件", "Clarifications are announced"),
    "clarification_ids": Label("所附答疑澄清文件", "Clarifications announced"),
    "affects_bids": Label("是否影响投标文件编制", "Affects the preparation of tenders"),
    "extends_obtaining": Label("延长提供期限", "Obtaining period extended"),
    "obtain_until": Label("新的获取招标文件截止日期", "New last day to obtain the document"),
    "daily_hours": Label("新的每日获取时段", "New daily hours"),
    "obtain_place": Label("新的获取地点", "New place to obtain the document"),
    "obtain_method": Label("新的获取方式", "New way to obtain the document"),
    "other": Label("新的其他补充事宜", "New other matters"),
    "reason": Label("更正原因", "Reason for the change"),
}

_CHANGE_NOTICE: Table = {
    **_CHANGE,
    "title": Label("公告标题", "Title of the notice"),
    "media": Label("发布媒体", "Publication media"),
}

_CHANGE_SHOWN: Table = {
    **_CHANGE,
    "about_no": Label("原公告编号", "Number of the notice that is changed"),
    "about_title": Label("原公告标题", "Title of the notice that is changed"),
    "first_published_on": Label("首次公告日期", "First published"),
    "resumes": Label("恢复招标", "Resumes the tender"),
    "clarifications": Label("答疑澄清文件", "Clarifications"),
    "rows": Label("更正明细", "Corrections"),
}

_CORRECTION: Table = {
    "item": Label("更正项", "Item"),
    "before": Label("更正前内容", "Before"),
    "after": Label("更正后内容", "After"),
}

_NOTICE: Table = {
    **_TENDER_NOTICE,
    "no": Label("公告编号", "Number of the notice"),
    "opening_at": Label("投标截止（开标）时间", "Deadline and opening time"),
    "opening_place": Label("开标地点", "Place of the opening"),
    "published_at": Label("发布时间", "Publication time"),
    "change": Label("变更内容", "Change"),
}
"""With what the notice takes from its lots' booking and gets at publication."""

_MEDIA_ENTRY: Table = {
    "id": Label("媒体", "Medium"),
    "url": Label("媒体网址", "Address at the medium"),
    "published_at": Label("媒体发布时间", "Published there at"),
    "reason": Label("登记依据", "How it was seen"),
}

_EXCEPTION: Table = {
    "kind": Label("异常类型", "Kind of exception"),
    "project_id": Label("项目", "Project"),
    "lot_ids": Label("分包", "Lots"),
    "reason": Label("原因类别", "Reason"),
    "statement": Label("情况说明", "What has happened"),
    "finance_no": Label("财政部门通知文号", "Number of the finance department's notice"),
    "suspended_from": Label("暂停起始日期", "Suspended from"),
    "expected_resume": Label("预计恢复日期", "Expected to resume"),
    "ground": Label("法定情形", "Statutory ground"),
    "bidder_count": Label("有效投标人数", "Number of valid tenderers"),
    "experts": Label("评审专家名单", "Evaluation experts"),
    "follow_up": Label("后续安排", "What follows"),
    "attachments": Label("电子件", "Attachment"),
}

_USCC = Label("统一社会信用代码", "Unified social credit code")

_ORGANISATION: Table = {
    "name": Label("单位名称", "Name of the organisation"),
    "uscc": _USCC,
    "kind": Label("单位类别", "Kind of organisation"),
    "address": Label("地址", "Address"),
    "contact": Label("联系人", "Contact"),
    "phone": Label("联系电话", "Telephone"),
}

_INVITATION: Table = {
    "org_id": Label("单位", "Organisation"),
    "login": Label("用户名", "User name"),
    "name": Label("姓名", "Name"),
    "email": Label("电子邮箱", "E-mail address"),
    "role": Label("角色", "Role"),
}

_CERTIFICATE: Table = {
    "org_id": Label("单位", "Organisation"),
    "serial": Label("证书序列号", "Certificate's serial number"),
    "subject": Label("证书主体", "Certificate's subject"),
    "uscc": Label(f"证书中的{_USCC.zh}", f"{_USCC.en} in the certificate"),
}

_REASON: Table = {
    "id": Label("编号", "Id"),
    "version": Label("版本", "Version"),
    "reason": Label("理由", "Reason"),
}

_NEW_PASSWORD: Table = {
    "token": Label("链接", "Link"),
    "password": Label("新密码", "New password"),
}

_PASSWORDS: Table = {
    "old": Label("原密码", "Present password"),
    "password": Label("新密码", "New password"),
}

_ATTACHMENT: Table = {
    "kind": Label("电子件类型", "Kind of file"),
    "receipt": Label("文件", "File"),
}

FIELDS: Mapping[type[Schema], Table] = {
    ProjectIn: _PROJECT,
    LotIn: _LOT,
    Party: _PARTY,
    Attachment: _ATTACHMENT,
    TenderDocumentIn: _TENDER_DOCUMENT,
    ClarificationIn: _CLARIFICATION,
    Passage: _PASSAGE,
    TenderNoticeIn: _TENDER_NOTICE,
    ChangeNoticeIn: _CHANGE_NOTICE,
    NewChangeNotice: {**_CHANGE_NOTICE, "lot_ids": Label("分包", "Lots")},
    ChangeNoticeShown: _CHANGE_SHOWN,
    CorrectionRow: _CORRECTION,
    MediaEntry: _MEDIA_ENTRY,
    ExceptionIn: _EXCEPTION,
    OrganisationIn: _ORGANISATION,
    InviteUser: _INVITATION,
    BindCa: _CERTIFICATE,
    WithReason: _REASON,
    AcceptInvitation: _NEW_PASSWORD,
    ChangePassword: _PASSWORDS,
    NoticeOut: _NOTICE,
    **PLATFORM,
    **VENUE,
}

TEMPLATES: Mapping[str, Label] = {
    "goods-lowest_price": Label("货物 · 最低评标价法", "Goods · lowest price"),
    "goods-comprehensive": Label("货物 · 综合评分法", "Goods · comprehensive score"),
    "services-lowest_price": Label("服务 · 最低评标价法", "Services · lowest price"),
    "services-comprehensive": Label("服务 · 综合评分法", "Services · comprehensive score"),
    "works-lowest_price": Label("工程 · 最低评标价法", "Works · lowest price"),
    "works-comprehensive": Label("工程 · 综合评分法", "Works · comprehensive score"),
}
"""模板范本 the values of a tender document's ``template``."""


@cache
def fields_of(schema: type[Schema]) -> Mapping[str, fields.Field[Any]]:
    """字段 in the order of the form; made once, since a schema takes its time to make."""
    return schema().fields


def label(schema: type[Schema], path: str) -> Label:
    """字段名称 of a dotted path: ``lots.0.deposit`` of a project is 保证金金额.

    A schema made from one of ``FIELDS``, as 修改保存, has its table.

    Raises:
        KeyError: where the path leads to no field.
    """
    holder: type[Schema] | None = schema
    found: Label | None = None
    for name in path.split("."):
        if name.isdecimal():
            continue
        if holder is None:
            raise KeyError(path)
        found, holder = _table(holder)[name], _inside(holder, name)
    if found is None:
        raise KeyError(path)
    return found


def full_label(schema: type[Schema], path: str) -> Label:
    """完整名称 with the row that the field is in: 分包1 · 保证金金额."""
    names = path.split(".")
    leaf = label(schema, path)
    rows = [place for place, name in enumerate(names) if name.isdecimal()]
    if not rows:
        return leaf
    row, number = label(schema, ".".join(names[: rows[0]])), int(names[rows[0]]) + 1
    if rows[0] == len(names) - 1:
        return Label(f"{row.zh}{number}", f"{row.en} {number}")
    return Label(f"{row.zh}{number} · {leaf.zh}", f"{row.en} {number} · {leaf.en}")


def spoken(schema: type[Schema], path: str, value: Any) -> str | None:
    """字段内容 a JSON value as people say it; None where there is nothing to say.

    Vocabularies by their labels, 是/否, yuan, times of Asia/Shanghai, files and rows by their name.
    """
    *holders, name = [one for one in path.split(".") if not one.isdecimal()]
    holder = schema
    for one in holders:
        holder = _inside(holder, one) or holder
    if name == "template" and value in TEMPLATES:
        return TEMPLATES[value].zh
    return _said(fields_of(holder).get(name), value)


def _said(field: fields.Field[Any] | None, value: Any) -> str | None:
    if value in (None, "", [], {}):
        return None
    match field, value:
        case _, dict():
            return _named(value)
        case fields.List(), list():
            return "、".join(_said(field.inner, one) or "" for one in value)
    return _plainly(field, value)


def _plainly(field: fields.Field[Any] | None, value: Any) -> str:
    match field, value:
        case fields.Enum(), str():
            return LABELS[field.enum(value)]
        case _, bool():
            return "是" if value else "否"
        case Money(), str():
            return f"{value}元"
        case fields.AwareDateTime(), str():
            return f"{datetime.fromisoformat(value).astimezone(_SHANGHAI):%Y-%m-%d %H:%M}"
    return str(value)


def _named(value: Mapping[str, Any]) -> str:
    """A file or a row by its name; an attachment with its kind before it."""
    name = value.get("name") or (value.get("receipt") or {}).get("name") or "未命名"
    kind = value.get("kind")
    return f"{LABELS[AttachmentKind(kind)]}：{name}" if kind else str(name)


def _table(schema: type[Schema]) -> Table:
    for base in schema.__mro__:
        if base in FIELDS:
            return FIELDS[base]
    raise KeyError(schema.__name__)


def _inside(schema: type[Schema], name: str) -> type[Schema] | None:
    """The schema nested in that field; None where it holds a plain value."""
    field = fields_of(schema)[name]
    inner = field.inner if isinstance(field, fields.List) else field
    return type(inner.schema) if isinstance(inner, fields.Nested) else None
