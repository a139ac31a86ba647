"""The tender document: uploaded, submitted with an opinion, approved by recorded policy."""

import time

from tenderhall_local.demo.client import waits
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import upload


def submit(journey: Journey) -> None:
    """招标文件 upload, create, submit; wait until the policy has approved it."""
    clerk, project = journey.api["clerk-a"], journey.ids["project"]
    file = paper("招标文件.pdf", "Tender document (demo)", f"Project {project['no']}", journey.mark)
    journey.keep("tender-document.pdf", file.body)
    receipt = upload(clerk, "tender_document", file)["receipt"]
    form = {
        "project_id": project["id"],
        "lot_ids": [each["id"] for each in project["lots"]],
        "template": "goods-comprehensive",
        "title": "智慧校园设备采购项目招标文件",
        "bid_validity_days": 90,
        "evaluation": "comprehensive",
        "price_weight": "30.00",
        "price": "0.00",
        "obtaining": "登录交易平台免费下载",
        "file": {"kind": "tender_document", "receipt": receipt},
    }
    made = clerk.call("documents", "create_tender_document", form)
    command = {"id": made["id"], "version": made["version"], "opinion": "已核对，确认提交。"}
    clerk.call("documents", "submit_tender_document", command)
    journey.ids["tender_document"] = {"id": made["id"], "sha256": file.sha256}
    for wait in waits():
        seen = clerk.call("documents", "get_tender_document", {"id": made["id"]})
        if seen["state"] == "approved":
            return
        time.sleep(wait)
    raise TimeoutError(f"招标文件未获自动审核 · still {seen['state']}")
