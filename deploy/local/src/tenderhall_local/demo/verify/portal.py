"""What a stranger sees on the public page."""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import httpx

from tenderhall_local.demo.verify.findings import Findings

PATIENCE = 20.0
"""Seconds that a gateway has to come back: the demo may have killed it a moment ago."""


def fetch(url: str) -> httpx.Response:
    """读取 without login, cookie or token; a reader whose connection is lost asks again."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return httpx.get(url, timeout=30, follow_redirects=True, trust_env=False)
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def look(findings: Findings, ids: dict[str, Any], pdf: Path) -> None:
    """查看门户 page, PDF and data of the notice; the PDF is kept at `pdf`."""
    notice = ids["notice"]
    page = fetch(notice["url"])
    body = fetch(f"{notice['url']}/notice.pdf")
    data = fetch(f"{notice['url']}/notice.json")
    pdf.write_bytes(body.content)
    digest = hashlib.sha256(body.content).hexdigest()
    findings.same("公开页面可访问 the page is public", page.status_code, 200)
    findings.same("PDF 摘要 the PDF has the hash that the clerk saw", digest, notice["sha256"])
    findings.see("页面公布摘要 the page shows that hash", ok=digest in page.text)
    findings.see("页面公布编号 the page shows the number", ok=notice["no"] in page.text)
    findings.see("项目编号 the page names the project", ok=ids["project"]["no"] in page.text)
    findings.see("公告期限 the page tells the period", ok="5个工作日" in page.text)
    verdict = fetch(f"{notice['url']}/verify").json()
    findings.same(
        "门户验章结论 the portal's own verdict", (verdict["ok"], verdict["sha256"]), (True, digest)
    )
    listed = fetch(str(httpx.URL(notice["url"]).join("/"))).text
    findings.see("首页列出公告 the home page lists it", ok=notice["no"] in listed)
    findings.see("JSON 数据 the data name the notice", ok=notice["no"] in json.dumps(data.json()))
