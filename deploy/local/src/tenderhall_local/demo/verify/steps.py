"""What must be true after each step of the procurement."""

from pathlib import Path
from typing import Any

from tenderhall_local.demo.verify import portal, seals
from tenderhall_local.demo.verify.databases import OVERLAPS, SERVICES, Databases
from tenderhall_local.demo.verify.findings import Findings

LISTENERS = {"notice.published": ("notices", ("documents", "registry"))}


def _lots(ids: dict[str, Any]) -> list[str]:
    return [each["id"] for each in ids["project"]["lots"]]


def logins(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """登录 four people have sessions, and no password or token is kept in clear."""
    del ids
    words = databases.rows("registry", "SELECT password_hash FROM app_user")
    clear = [row[0] for row in words if not str(row[0]).startswith("$argon2")]
    findings.see("口令只存 argon2 摘要 passwords are argon2 hashes", ok=bool(words) and not clear)


def calendar(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """工作日安排 every service has the reference data with two confirmed years."""
    del ids
    for service in SERVICES:
        data = databases.one(service, "SELECT data FROM kit_reference") or {}
        years = data.get("official_years", [])
        findings.see(f"{service} 已有工作日安排", ok=len(years) > 1, detail=years[-3:])


def project(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """项目注册 submitted once, with two lots and four attachments in the store."""
    made = databases.events("registry", "project.submitted", project_id=ids["project"]["id"])
    findings.same("提交事件一次 submitted once", len(made), 1)
    findings.same("两个分包 two lots", len(ids["project"]["lots"]), 2)


def project_review(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """项目审核 approved once; each lot moved to preparing once."""
    made = databases.events("registry", "project.approved", project_id=ids["project"]["id"])
    findings.same("审核通过事件一次 approved once", len(made), 1)
    for lot in _lots(ids):
        moved = databases.events("registry", "lot.state_changed", lot_id=lot, to_state="preparing")
        findings.same(f"分包 {lot[:8]} 筹备中一次", len(moved), 1)


def booking(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """场地预约 submitted once; its room is held."""
    made = databases.events("venue", "venue.booking_submitted", form_id=ids["booking"]["id"])
    findings.same("提交事件一次 submitted once", len(made), 1)
    held = "SELECT count(*) FROM venue_claim WHERE holding AND booking_id = %s AND room_id = %s"
    where = ids["booking"]["id"], ids["booking"]["room_id"]
    findings.same("开标室已占用 the opening room is held", databases.one("venue", held, *where), 1)


def rival(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """另一项目 approved too, of another agency."""
    mine = databases.events("registry", "project.approved", project_id=ids["project"]["id"])
    theirs = databases.events("registry", "project.approved", project_id=ids["rival"]["id"])
    findings.same("审核通过事件一次 approved once", len(theirs), 1)
    agencies = {each["data"]["agency_id"] for each in mine + theirs}
    findings.same("两家代理机构 two agencies", len(agencies), 2)


def clash(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """场地冲突 answered 409 with the clash and alternatives; nothing is held for the rival."""
    problem = ids["clash"]["problem"]
    findings.same("状态 409", ids["clash"]["status"], 409)
    findings.same("错误码 ROOM_CONFLICT", problem["code"], "ROOM_CONFLICT")
    findings.see("告知冲突时段 the clash is told", ok=bool(problem.get("clashes")), detail=problem)
    alternatives = problem.get("alternatives", [])
    findings.see("给出可选时段 alternatives are told", ok=bool(alternatives), detail=problem)
    names = ids["project"]["no"], "智慧校园"
    masked = not any(name in str(problem.get("clashes")) for name in names)
    findings.see("不泄露他人项目 the other project is masked", ok=masked, detail=problem)
    held = "SELECT count(*) FROM venue_claim WHERE holding AND booking_id = %s"
    findings.same(
        "对方未占用 nothing is held", databases.one("venue", held, ids["rival"]["booking"]), 0
    )
    findings.same("全库无重叠 no overlap anywhere", databases.one("venue", OVERLAPS), 0)


def booking_review(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """预约审核 approved once."""
    made = databases.events("venue", "venue.booking_approved", form_id=ids["booking"]["id"])
    findings.same("审核通过事件一次 approved once", len(made), 1)


def tender_document(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """招标文件 approved by a recorded policy, the bytes in the store, issued with the notice."""
    form = ids["tender_document"]["id"]
    made = databases.events("documents", "tender_document.approved", form_id=form)
    findings.same("审核通过事件一次 approved once", len(made), 1)
    policy = made[0]["data"].get("approved_by_policy") if made else None
    findings.see("记录了审核策略 the policy is recorded", ok=bool(policy), detail=policy)
    kept = "SELECT count(*) FROM document_version WHERE sha256 = %s"
    sha256 = ids["tender_document"]["sha256"]
    findings.same("文件版本一个 one version", databases.one("documents", kept, sha256), 1)


def refused_periods(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """公告期限 the law's rule and article were named before anything was sealed."""
    del databases
    named = {each["rule"]: each for each in ids["refused_periods"]}
    findings.see("指出 R02 rule R02 is named", ok="R02" in named, detail=sorted(named))
    basis = named.get("R02", {}).get("basis", "")
    findings.see("指出条文 the article is named", ok="18" in basis or "十八" in basis, detail=basis)


def draft(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """公告草稿 created once."""
    made = databases.events("notices", "notice.created", form_id=ids["notice"]["id"])
    findings.same("新建事件一次 created once", len(made), 1)


def seal(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """电子签章 done once by the host, verified again at the centre."""
    made = databases.events("signing", "seal.applied", job_id=ids["seal"]["job_id"])
    findings.same("签章事件一次 sealed once", len(made), 1)
    findings.same(
        "签章人 the signer is the agency",
        "衡阳诚信招标代理有限公司" in str(made[0]["data"]["signer"]) if made else None,
        True,  # noqa: FBT003 — the wanted value
    )


def submitted(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """公告提交 refused without an opinion, then submitted once with it."""
    refused = ids.get("refused_without_opinion")
    findings.same("无签署意见被拒 refused without an opinion", refused, "VALIDATION_FAILED")
    made = databases.events("notices", "notice.submitted", form_id=ids["notice"]["id"])
    findings.same("提交事件一次 submitted once", len(made), 1)
    opinion = made[0]["data"].get("opinion") if made else None
    findings.see("签署意见已记录 the opinion is recorded", ok=bool(opinion), detail=opinion)


def reviewed(findings: Findings, databases: Databases, ids: dict[str, Any]) -> None:
    """公告审核 approved once."""
    made = databases.events("notices", "notice.approved", form_id=ids["notice"]["id"])
    findings.same("审核通过事件一次 approved once", len(made), 1)


def published(
    findings: Findings, databases: Databases, ids: dict[str, Any], pdf: Path, root: Path
) -> None:
    """公告发布 once, on the portal, sealed; its lots tender, its document is issued."""
    portal.look(findings, ids, pdf)
    told = databases.events("notices", "notice.published", form_id=ids["notice"]["id"])
    findings.same("发布事件一次 published once", len(told), 1)
    for lot in _lots(ids):
        moved = databases.events("registry", "lot.state_changed", lot_id=lot, to_state="tendering")
        findings.same(f"分包 {lot[:8]} 招标中一次 tendering once", len(moved), 1)
        state = databases.one("registry", "SELECT state FROM lot WHERE id = %s", lot)
        findings.same(f"分包 {lot[:8]} 现状态 its state now", state, "tendering")
    issued = databases.events(
        "documents", "tender_document.issued", form_id=ids["tender_document"]["id"]
    )
    findings.same("招标文件已发出一次 the document is issued once", len(issued), 1)
    _seals(findings, pdf, root)


def notices(
    findings: Findings, databases: Databases, ids: dict[str, Any], pdf: Path, root: Path
) -> None:
    """公告 each that this step has brought out: once, public, sealed, verified by others."""
    for told in ids.get("published", ()):
        if told["step"] == findings.step:
            made = databases.events("notices", "notice.published", form_id=told["id"])
            findings.same(f"{told['no']} 发布一次 published once", len(made), 1)
            portal.notice(findings, ids["base"], told, pdf)
            _seals(findings, pdf, root)


def _seals(findings: Findings, pdf: Path, root: Path) -> None:
    spoilt = pdf.with_name("spoilt.pdf")
    seals.spoil(pdf, spoilt)
    for name, judge in {"pyHanko": seals.by_pyhanko, "pdfsig": seals.by_pdfsig}.items():
        good, seen = judge(pdf, root)
        findings.see(f"{name} 验证通过 accepts the published PDF", ok=good, detail=seen)
        fooled, seen = judge(spoilt, root)
        findings.see(
            f"{name} 拒绝改动一字节的副本 refuses one changed byte", ok=not fooled, detail=seen
        )
    spoilt.unlink()


def overall(findings: Findings, databases: Databases) -> None:
    """总体 nothing lost, nothing twice, nothing dead, no gap in the audit chains."""
    left = databases.quiet()
    findings.see("无未发送或未处理的事件 every event sent and handled", ok=not left, detail=left)
    findings.same("全库无重叠 no booking overlaps", databases.one("venue", OVERLAPS), 0)
    twice = """SELECT count(*) FROM (SELECT envelope->'data'->>'form_id' FROM kit_outbox
        WHERE routing_key = 'notice.published' GROUP BY 1 HAVING count(*) > 1) doubled"""
    findings.same("无重复发布 nothing published twice", databases.one("notices", twice), 0)
    for service in SERVICES:
        broken = databases.broken_audit(service)
        findings.see(f"{service} 审计链完整 audit chain holds", ok=not broken, detail=broken)
