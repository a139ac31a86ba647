"""字段名称 of suppliers, service accounts and what other platforms tell (domain §7.1, §7.4)."""

from collections.abc import Mapping

from marshmallow import Schema

from tenderhall_contracts import platform as told
from tenderhall_contracts.naming import Label, Table
from tenderhall_contracts.registry import (
    CreateServiceAccount,
    DebarSupplier,
    EnterInbound,
    RevokeServiceAccount,
    SupplierIn,
    UpdateServiceAccount,
)

_USCC = Label("统一社会信用代码", "Unified social credit code")
_LOT_NO = Label("分包编号", "Number of the lot")
_DOC_NO = Label("文号", "Number of the document")
_REASON = Label("理由", "Reason")
_SHA256 = Label("文件SHA-256", "SHA-256 of the file")
_ROUND = Label("评审轮次", "Round of the evaluation")
_BIDDERS = Label("有效投标人数", "Number of valid tenderers")

_SUPPLIER: Table = {
    "uscc": _USCC,
    "name": Label("名称", "Name"),
    "address": Label("地址", "Address"),
    "legal_representative": Label("法定代表人", "Legal representative"),
    "contact": Label("联系人", "Contact"),
    "contact_phone": Label("联系电话", "Telephone"),
    "size": Label("企业规模", "Size of the enterprise"),
}
_DEBARMENT: Table = {
    "uscc": _USCC,
    "debarred_from": Label("禁止参加起始日", "Debarred from"),
    "debarred_until": Label("禁止参加截止日", "Debarred until"),
    "doc_no": Label("处理决定文号", "Number of the decision"),
    "reason": _REASON,
}
_RIGHTS: Table = {
    "scopes": Label("授权范围", "Scopes"),
    "public_key": Label("公钥", "Public key"),
}
_ACCOUNT: Table = {
    "name": Label("账号名称", "Name of the account"),
    "title": Label("系统名称", "Name of the system"),
    "organisation": Label("所属单位", "Organisation"),
    **_RIGHTS,
}
_ENTERED: Table = {
    "type": Label("消息类型", "Type of the message"),
    "data": Label("消息内容", "What it says"),
    "occurred_at": Label("发生时间", "When it happened"),
    "receipt": Label("依据文件", "Evidence"),
    "reason": Label("录入原因", "Why it is entered by hand"),
}
_EVALUATION: Table = {
    "lot_no": _LOT_NO,
    "round": _ROUND,
    "ended_at": Label("评标结束时间", "End of the evaluation"),
    "result": Label("评审结果", "Result"),
    "bidder_count": _BIDDERS,
    "report_sha256": Label("评标报告SHA-256", "SHA-256 of the report"),
    "candidates": Label("候选供应商", "Candidate"),
    "committee_ref": Label("评标委员会编号", "Reference of the committee"),
}
_CANDIDATE: Table = {
    "rank": Label("排序", "Rank"),
    "uscc": _USCC,
    "name": Label("供应商名称", "Name of the supplier"),
    "price": Label("报价", "Price"),
    "score": Label("得分", "Score"),
}

PLATFORM: Mapping[type[Schema], Table] = {
    SupplierIn: {**_SUPPLIER, "source": Label("来源", "Source")},
    DebarSupplier: _DEBARMENT,
    CreateServiceAccount: _ACCOUNT,
    UpdateServiceAccount: {
        "id": Label("服务账号", "Service account"),
        "version": Label("版本", "Version"),
        **_RIGHTS,
    },
    RevokeServiceAccount: {"id": Label("服务账号", "Service account"), "reason": _REASON},
    EnterInbound: _ENTERED,
    told.OpeningCompleted: {
        "lot_no": _LOT_NO,
        "opened_at": Label("开标时间", "Opened at"),
        "bidder_count": _BIDDERS,
        "record_sha256": Label("开标记录SHA-256", "SHA-256 of the record"),
    },
    told.EvaluationEnded: _EVALUATION,
    told.Candidate: _CANDIDATE,
    told.EvaluationVoided: {"lot_no": _LOT_NO, "round": _ROUND, "reason": _REASON},
    told.SuspensionOrdered: {
        "lot_no": _LOT_NO,
        "doc_no": _DOC_NO,
        "suspended_from": Label("暂停起始时间", "Suspended from"),
        "suspended_until": Label("暂停截止时间", "Suspended until"),
        "file_sha256": _SHA256,
    },
    told.SuspensionLifted: {
        "lot_no": _LOT_NO,
        "doc_no": Label("原暂停通知文号", "Number of the order that is lifted"),
        "lifted_at": Label("恢复时间", "Lifted at"),
    },
    told.ComplaintDecided: {
        "lot_no": _LOT_NO,
        "doc_no": _DOC_NO,
        "decision": Label("处理决定", "Decision"),
        "effect": Label("决定的效力", "Effect of the decision"),
        "file_sha256": _SHA256,
    },
    told.ChallengeAccepted: {
        "lot_no": _LOT_NO,
        "challenge_no": Label("质疑编号", "Number of the challenge"),
        "accepted_at": Label("受理时间", "Accepted at"),
    },
    told.DepositMoved: {
        "lot_no": _LOT_NO,
        "amount": Label("金额", "Amount"),
        "at": Label("收退时间", "When it was paid or refunded"),
        "uscc": _USCC,
    },
    told.ContractSigned: {
        "lot_no": _LOT_NO,
        "contract_no": Label("合同编号", "Number of the contract"),
        "signed_at": Label("签订时间", "Signed at"),
        "uscc": Label("中标供应商统一社会信用代码", "Supplier's unified social credit code"),
        "amount": Label("合同金额", "Amount of the contract"),
    },
    told.SupplierUpdated: _SUPPLIER,
    told.SupplierDebarred: _DEBARMENT,
    told.MediaPublished: {
        "notice_no": Label("公告编号", "Number of the notice"),
        "url": Label("媒体网址", "Address at the medium"),
        "published_at": Label("媒体发布时间", "Published there at"),
        "content_sha256": Label("内容SHA-256", "SHA-256 of the content"),
    },
    told.PurchasePlanApproved: {
        "plan_no": Label("采购计划编号", "Number of the plan"),
        "amount": Label("金额", "Amount"),
        "purchaser_uscc": Label("采购人统一社会信用代码", "Purchaser's unified social credit code"),
    },
}
"""Schema → its fields' names, for ``labels.FIELDS``."""
