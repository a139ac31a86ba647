"""`python -m tenderhall_local.demo.verify <demo folder> <stack.json>`: findings as JSON."""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tenderhall_local.demo.verify import life, steps
from tenderhall_local.demo.verify.databases import Databases
from tenderhall_local.demo.verify.findings import Findings

Judge = Callable[[Findings, Databases, dict[str, Any]], None]

JUDGES: dict[str, Judge] = {
    "登录 log in": steps.logins,
    "工作日安排 calendar": steps.calendar,
    "项目注册 register project": steps.project,
    "项目审核 review project": steps.project_review,
    "场地预约 book rooms": steps.booking,
    "另一项目 rival project": steps.rival,
    "场地冲突 room clash refused": steps.clash,
    "预约审核 review booking": steps.booking_review,
    "招标文件 tender document": steps.tender_document,
    "公告期限 periods refused by law": steps.refused_periods,
    "公告草稿 notice draft and preview": steps.draft,
    "电子签章 seal": steps.seal,
    "公告提交 submit notice": steps.submitted,
    "公告审核 review notice": steps.reviewed,
}
LIFE: dict[str, Judge] = {
    "登录 log in": steps.logins,
    "工作日安排 calendar": steps.calendar,
    "评标系统接入 evaluation platform joins": life.joined,
    "供应商入库 suppliers": life.suppliers,
    "项目注册 register three lots": life.registered,
    "项目审核 review project": steps.project_review,
    "场地预约 book rooms": life.booked,
    "预约审核 review booking": life.booking_reviewed,
    "招标文件 tender document": steps.tender_document,
    "招标公告 tender notice": life.tendered,
    "澄清 clarification": life.clarified,
    "场地变更 another time": life.put_off,
    "变更公告 change notice": life.changed,
    "项目暂停 lot 1 suspended": life.suspended,
    "恢复 lot 1 resumed": life.resumed,
    "项目取消 lot 3 cancelled": life.cancelled,
    "开标 lot 2 opens": life.opened_second,
    "废标 lot 2 fails": life.failed,
    "重新招标 lot 2 again": life.retendered,
    "开标 lot 1 opens": life.opened_first,
    "评标 lot 1 evaluated": life.evaluated,
    "中标公告 award": life.awarded,
    "复评预约 re-evaluation booked": life.booked_again,
    "复评 evaluated again": life.evaluated_again,
    "中标公告变更 award changed": life.award_changed,
}
PUBLISHED, OVERALL = "公告发布 published", "总体 overall"


def main(folder: Path, state_file: Path) -> None:
    """核对 every step that the journey says was done."""
    state = json.loads(state_file.read_text())
    journey = json.loads((folder / "journey.json").read_text())
    databases = Databases(state["postgres"]["superuser"])
    databases.quiet()
    pdf, root = folder / "notice.pdf", Path(state["pki"]["trust_root"])
    judges: dict[str, Judge] = {**JUDGES, PUBLISHED: partial(steps.published, pdf=pdf, root=root)}
    if journey["whole_life"]:
        judges = LIFE
    findings = Findings()
    for step in journey["steps"]:
        if step["done"]:
            with findings.of(step["name"]):
                judges[step["name"]](findings, databases, journey["ids"])
                steps.notices(findings, databases, journey["ids"], pdf, root)
    with findings.of(OVERALL):
        steps.overall(findings, databases)
    sys.stdout.write(json.dumps(findings.as_dict(), ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
