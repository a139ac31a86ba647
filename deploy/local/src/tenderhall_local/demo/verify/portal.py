"""What a stranger sees on the public page."""

import hashlib
import json
import re
import time
from pathlib import Path
from typing import Any

import httpx

from tenderhall_local.demo.verify import feeds
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


def notice(findings: Findings, base: str, told: dict[str, Any], pdf: Path) -> None:
    """公告 as anybody sees it: page, PDF, hash, number, verdict; the PDF is kept at `pdf`."""
    url = f"{base}/notices/{told['no']}"
    page, body = fetch(url), fetch(f"{url}/notice.pdf")
    pdf.write_bytes(body.content)
    digest = hashlib.sha256(body.content).hexdigest()
    findings.same(f"{told['no']} PDF 摘要 the hash that the clerk saw", digest, told["sha256"])
    shown = digest in page.text and told["no"] in page.text
    findings.see(f"{told['no']} 页面公布编号和摘要 number and hash are shown", ok=shown)
    verdict = fetch(f"{url}/verify").json()
    seen = verdict["ok"], verdict["sha256"]
    findings.same(f"{told['no']} 门户验章 the portal's own verdict", seen, (True, digest))


def project_page(
    findings: Findings, base: str, project: dict[str, Any], numbers: list[str]
) -> None:
    """项目页 lists every notice of the project."""
    page = fetch(f"{base}/projects/{project['no']}").text
    absent = [one for one in numbers if one not in page]
    findings.same("项目页列出全部公告 the project's page lists all", absent, [])


def project_feeds(
    findings: Findings, base: str, project: dict[str, Any], numbers: list[str]
) -> None:
    """订阅 the project's notices as Atom, its openings as a calendar."""
    feed = fetch(f"{base}/notices/feed.atom?q={project['no']}").content
    findings.same("Atom 符合 RFC 4287 valid", feeds.atom_faults(feed), [])
    absent = {f"{base}/notices/{one}" for one in numbers} - feeds.atom_links(feed)
    findings.same("Atom 含全部公告 all notices are in it", sorted(absent), [])
    calendar = fetch(f"{base}/projects/{project['no']}/openings.ics").content
    findings.same("日历符合 RFC 5545 valid", feeds.calendar_faults(calendar), [])
    told = feeds.openings(calendar)
    findings.same("每个分包一次开标 an opening for each lot", len(told), len(project["lots"]))


def compiled(base: str, project: dict[str, Any]) -> dict[str, Any]:
    """OCDS 记录 the compiled release of the project, as its public record tells it."""
    page = fetch(f"{base}/projects/{project['no']}").text
    (path,) = set(re.findall(r"/ocds/records/[^\"]+\.json", page))
    (record,) = fetch(base + path).json()["records"]
    told: dict[str, Any] = record["compiledRelease"]
    return told


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
