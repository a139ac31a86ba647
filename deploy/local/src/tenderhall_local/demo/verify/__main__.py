"""`python -m tenderhall_local.demo.verify <demo folder> <stack.json>`: findings as JSON."""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tenderhall_local.demo.verify import steps
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
PUBLISHED, OVERALL = "公告发布 published", "总体 overall"


def main(folder: Path, state_file: Path) -> None:
    """核对 every step that the journey says was done."""
    state = json.loads(state_file.read_text())
    journey = json.loads((folder / "journey.json").read_text())
    databases = Databases(state["postgres"]["superuser"])
    databases.quiet()
    pdf, root = folder / "notice.pdf", Path(state["pki"]["trust_root"])
    judges = JUDGES | {PUBLISHED: partial(steps.published, pdf=pdf, root=root)}
    findings = Findings()
    for step in journey["steps"]:
        if step["done"]:
            with findings.of(step["name"]):
                judges[step["name"]](findings, databases, journey["ids"])
    with findings.of(OVERALL):
        steps.overall(findings, databases)
    sys.stdout.write(json.dumps(findings.as_dict(), ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
