"""Attachments: chosen or dropped, hashed, sent to the store, kept with the form."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from tenderhall_local.demo.papers import paper

from browsing import at, expecting, settled

AUTOSAVE = re.compile(r"/autosave$")
PART = re.compile(r"partNumber=(\d+)")
FORM = "/desk/projects/new"
AGREEMENT, FILING = "agency_agreement", "plan_filing"


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return some_pdf(tmp_path, "委托协议.pdf")


def some_pdf(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(paper(name, f"attachment {uuid4()}").body)
    return path


def kind(page: Page, name: str) -> Locator:
    return page.locator(f"section[data-kind={name}]")


def choose(page: Page, where: str, *files: Path) -> None:
    kind(page, where).locator("input[type=file]").set_input_files([str(each) for each in files])


def rows(page: Page, where: str) -> Locator:
    return kind(page, where).locator("[data-item]")


@pytest.fixture
def form(clerk: Page) -> Iterator[Page]:
    at(clerk, FORM)
    clerk.locator("[data-attachments][data-ready]").wait_for()
    yield clerk
    clerk.unroute_all(behavior="ignoreErrors")
    clerk.evaluate("localStorage.clear()")
    clerk.goto("about:blank")


def test_a_chosen_file_goes_to_the_store_and_into_the_form(form: Page, pdf: Path) -> None:
    form.evaluate(
        "() => document.addEventListener('change', (e) => { window.changes ??= [];"
        " window.changes.push(e.target.name || e.target.type) })"
    )
    choose(form, AGREEMENT, pdf)
    row = rows(form, AGREEMENT)
    expect(row).to_have_count(1)
    expect(row.locator("[data-name]")).to_have_text("委托协议.pdf")
    expect(row.locator("[name='attachments.0.kind']")).to_have_value(AGREEMENT)
    expect(row.locator("[name='attachments.0.receipt']")).to_have_value(re.compile(r"^ey.+\..+\."))
    expect(form.locator("[data-said]")).to_have_text("委托协议.pdf 已上传")
    assert form.evaluate("window.changes") == ["attachments.0.receipt"]
    settled(form, "attachments uploaded")


def test_the_store_has_the_bytes_and_gives_them_back(form: Page, pdf: Path) -> None:
    choose(form, AGREEMENT, pdf)
    link = rows(form, AGREEMENT).locator("[data-name]")
    expect(link).to_be_visible()
    with form.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename == "委托协议.pdf"
    got = Path(waiting.value.path()).read_bytes()
    assert hashlib.sha256(got).digest() == hashlib.sha256(pdf.read_bytes()).digest()


def test_all_files_come_as_one_archive(form: Page, tmp_path: Path) -> None:
    papers = [some_pdf(tmp_path, name) for name in ("委托协议.pdf", "补充协议.pdf")]
    choose(form, AGREEMENT, *papers)
    links = rows(form, AGREEMENT).locator("[data-name]")
    expect(links).to_have_count(2)
    found = [str(one.get_attribute("href")).split("/")[-2:] for one in links.all()]
    asked = "&".join(f"of={document}:{version}" for document, version in found)
    answer = form.context.request.get(f"/desk/files/bundle?{asked}")
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        kept = {path.name: archive.read(path.name) for path in papers}
    assert kept == {path.name: path.read_bytes() for path in papers}


def test_files_may_be_dropped_and_several_get_numbers_of_their_own(
    form: Page, tmp_path: Path
) -> None:
    dropped = form.evaluate_handle(
        """() => {
            const given = new DataTransfer();
            for (const n of [1, 2, 3]) given.items.add(new File(
                [`%PDF-1.4\\n${crypto.randomUUID()}\\n%%EOF\\n`], `附件${n}.pdf`));
            return given;
        }"""
    )
    kind(form, "other").dispatch_event("drop", {"dataTransfer": dropped})
    expect(rows(form, "other")).to_have_count(3)
    names = (
        rows(form, "other").locator("[data-receipt]").evaluate_all("all => all.map(e => e.name)")
    )
    assert sorted(names) == [f"attachments.{n}.receipt" for n in range(3)]


def test_a_removed_file_leaves_the_form_and_the_focus_stays_near(form: Page, pdf: Path) -> None:
    choose(form, AGREEMENT, pdf)
    rows(form, AGREEMENT).get_by_role("button", name="移除 委托协议.pdf").press("Enter")
    expect(rows(form, AGREEMENT)).to_have_count(0)
    expect(form.locator("[data-said]")).to_have_text("委托协议.pdf 已移除")
    expect(kind(form, AGREEMENT).locator("input[type=file]")).to_be_focused()


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [
        ("a.exe", 10, "文件类型不符。委托代理协议：PDF、OFD、JPG、PNG，不超过50 MB"),
        ("no-ending", 10, "文件类型不符。"),
        ("a.pdf", 0, "文件是空的"),
        ("a.pdf", 50 * 2**20 + 1, "文件过大。委托代理协议：PDF、OFD、JPG、PNG，不超过50 MB"),
    ],
)
def test_what_the_rule_forbids_is_refused_before_it_is_read(
    form: Page, tmp_path: Path, name: str, size: int, told: str
) -> None:
    asked = []
    form.on("request", lambda request: asked.append(request.url))
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(size)
    choose(form, AGREEMENT, path)
    job = kind(form, AGREEMENT).locator("[data-job]")
    expect(job.locator("[data-state]")).to_contain_text(told)
    expect(job.get_by_role("button", name="重试")).to_be_hidden()
    assert not [url for url in asked if "/api/" in url or "worker" in url]
    job.get_by_role("button", name="移除").click()
    expect(job).to_have_count(0)


def test_a_store_that_is_away_is_told_and_the_same_upload_goes_on_later(
    form: Page, pdf: Path
) -> None:
    registered: list[str] = []
    form.on("request", lambda one: "create_upload" in one.url and registered.append(one.url))
    put, through = re.compile(r"/cas/sha256/"), re.compile(r"/uploads/")
    for each in (put, through):
        form.route(each, lambda route: route.abort("connectionrefused"))
    with expecting(form, 503):
        choose(form, AGREEMENT, pdf)
        job = kind(form, AGREEMENT).locator("[data-job]")
        expect(job.locator("[data-state]")).to_have_text("上传中断，文件存储暂时无法连接")
        settled(form, "attachments store away")
    form.unroute(through)
    job.get_by_role("button", name="重试").click()
    expect(rows(form, AGREEMENT)).to_have_count(1)
    assert len(registered) == 1


def test_a_store_out_of_reach_is_reached_through_the_gateway(form: Page, pdf: Path) -> None:
    sent: list[str] = []
    form.on("request", lambda one: one.method == "PUT" and sent.append(one.url))
    form.route(re.compile(r"/cas/sha256/"), lambda route: route.abort("connectionrefused"))
    with expecting(form, 503):
        choose(form, AGREEMENT, pdf)
        expect(rows(form, AGREEMENT)).to_have_count(1)
        with form.expect_download() as waiting:  # and comes back the same way
            rows(form, AGREEMENT).locator("[data-name]").click()
    assert Path(waiting.value.path()).read_bytes() == pdf.read_bytes()
    assert "/uploads/" in sent[-1]
    assert len(sent) == 2


def test_an_upload_can_be_cancelled_while_it_goes(form: Page, pdf: Path) -> None:
    form.route(re.compile(r"/cas/sha256/"), lambda _: None)  # the store does not answer
    choose(form, AGREEMENT, pdf)
    job = kind(form, AGREEMENT).locator("[data-job]")
    expect(job.locator("[data-state]")).to_contain_text("正在上传")
    job.get_by_role("button", name="取消上传").click()
    expect(job).to_have_count(0)
    expect(rows(form, AGREEMENT)).to_have_count(0)
    expect(form.locator("[data-said]")).to_have_text("委托协议.pdf 已取消上传")


def test_two_files_go_at_a_time(form: Page, tmp_path: Path) -> None:
    held: list[Route] = []
    form.route(re.compile(r"/cas/sha256/"), lambda route: held.append(route))  # noqa: PLW0108 — Playwright marks its handlers, which a list's method does not allow
    choose(form, "other", *(some_pdf(tmp_path, f"{n}.pdf") for n in range(4)))
    states = kind(form, "other").locator("[data-state]")
    expect(states.get_by_text("正在上传")).to_have_count(2)
    expect(states.get_by_text("排队等候")).to_have_count(2)
    for place in range(4):
        wait_for_one(form, held).continue_()
        expect(rows(form, "other")).to_have_count(place + 1)


def wait_for_one(page: Page, held: list[Route]) -> Route:
    while not held:
        page.wait_for_event("request")
    return held.pop(0)


def test_a_form_is_not_sent_while_a_file_is_on_its_way(form: Page, pdf: Path) -> None:
    form.route(re.compile(r"/cas/sha256/"), lambda _: None)
    choose(form, AGREEMENT, pdf)
    expect(kind(form, AGREEMENT).locator("[data-state]")).to_contain_text("正在上传")
    form.get_by_role("button", name="修改保存").last.click()
    expect(form.locator("[data-said]")).to_have_text("还有文件正在上传，请等待完成或取消上传")
    assert form.url.endswith(FORM)
    kind(form, AGREEMENT).get_by_role("button", name="取消上传").click()


def test_bytes_that_are_not_what_their_name_says_are_refused_with_the_rule(
    form: Page, tmp_path: Path
) -> None:
    path = tmp_path / "fake.pdf"
    path.write_bytes(b"MZ" + uuid4().bytes * 20)
    choose(form, AGREEMENT, path)
    job = kind(form, AGREEMENT).locator("[data-job]")
    expect(job.locator("[data-state]")).to_contain_text("PDF")
    expect(job.get_by_role("button", name="重试")).to_be_visible()


def test_the_same_bytes_again_are_not_sent_again(form: Page, pdf: Path) -> None:
    puts: list[str] = []
    form.on("request", lambda one: one.method == "PUT" and puts.append(one.url))
    choose(form, AGREEMENT, pdf)
    expect(rows(form, AGREEMENT)).to_have_count(1)
    choose(form, FILING, pdf)
    expect(rows(form, FILING)).to_have_count(1)
    assert len(puts) == 1


def test_the_files_stay_with_the_saved_form_and_with_a_refused_one(form: Page, pdf: Path) -> None:
    form.locator("[name=name]").fill("电子件测试项目")
    choose(form, AGREEMENT, pdf)
    expect(rows(form, AGREEMENT)).to_have_count(1)
    form.get_by_role("button", name="修改保存").last.click()
    form.wait_for_url(re.compile(r"/desk/projects/(?!new)"))
    expect(rows(form, AGREEMENT).locator("[data-name]")).to_have_text("委托协议.pdf")
    form.locator("[data-attachments][data-ready]").wait_for()
    form.get_by_role("button", name="提交信息").click()
    form.get_by_role("button", name="确认提交").click()
    expect(form.get_by_role("alert")).to_contain_text("采购需求")
    expect(rows(form, AGREEMENT).locator("[data-name]")).to_have_text("委托协议.pdf")


def test_files_come_back_with_a_draft_that_was_never_saved(clerk: Page, pdf: Path) -> None:
    at(clerk, FORM)
    clerk.locator("[name=name]").fill(f"草稿 {uuid4()}")
    clerk.wait_for_url(re.compile(r"/desk/projects/(?!new)"))
    path = clerk.url
    clerk.route(AUTOSAVE, lambda _: None)
    choose(clerk, AGREEMENT, pdf)
    expect(rows(clerk, AGREEMENT)).to_have_count(1)
    clerk.wait_for_timeout(600)  # what is typed is kept within 300 ms
    again = clerk.context.new_page()
    clerk.close(run_before_unload=False)
    again.route(AUTOSAVE, lambda _: None)
    at(again, path)
    expect(rows(again, AGREEMENT).locator("[data-name]")).to_have_text("委托协议.pdf")
    expect(again.locator("[name='attachments.0.receipt']")).to_have_count(1)


def test_a_file_that_was_removed_in_a_draft_does_not_come_back(clerk: Page, pdf: Path) -> None:
    at(clerk, FORM)
    clerk.locator("[name=name]").fill(f"草稿 {uuid4()}")
    choose(clerk, AGREEMENT, pdf)
    expect(rows(clerk, AGREEMENT)).to_have_count(1)
    clerk.wait_for_url(re.compile(r"/desk/projects/(?!new)"))
    at(clerk, clerk.url)
    expect(rows(clerk, AGREEMENT)).to_have_count(1)
    clerk.route(AUTOSAVE, lambda _: None)
    rows(clerk, AGREEMENT).get_by_role("button", name="移除").click()
    clerk.wait_for_timeout(600)
    at(clerk, clerk.url)
    expect(clerk.locator(".draft-banner")).to_be_visible()
    expect(rows(clerk, AGREEMENT)).to_have_count(0)


def test_a_file_that_misses_the_list_does_not_replace_the_page(form: Page) -> None:
    stayed = form.evaluate(
        """() => {
            const given = new DataTransfer();
            given.items.add(new File(["x"], "a.pdf"));
            const missed = {dataTransfer: given, bubbles: true, cancelable: true};
            return !document.querySelector("h1").dispatchEvent(new DragEvent("drop", missed));
        }"""
    )
    assert stayed
    expect(form.locator("[data-job]")).to_have_count(0)


def test_a_large_file_is_hashed_and_sent_in_parts(form: Page, tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    body = paper("large", str(uuid4())).body
    with path.open("wb") as file:
        file.write(body[:9])
        file.truncate(65 * 2**20)
        file.seek(0, 2)
        file.write(b"\n%%EOF\n" + uuid4().bytes)
    path = path.rename(tmp_path / "large.pdf")
    parts: list[str] = []
    form.on("request", lambda one: one.method == "PUT" and parts.extend(PART.findall(one.url)))
    seen: list[str] = []
    form.expose_function("sawState", lambda text: seen.append(text))  # noqa: PLW0108 — as above
    form.evaluate(
        """() => {
            const told = (all) => all.forEach(({target}) =>
                target.matches?.("[data-state]") && window.sawState(target.textContent));
            const list = document.querySelector("[data-attachments]");
            new MutationObserver(told).observe(list, {subtree: true, childList: true});
        }"""
    )
    choose(form, "other", path)
    expect(rows(form, "other")).to_have_count(1, timeout=60_000)
    assert sorted(parts) == ["1", "2", "3", "4", "5"]
    assert {each.split()[0] for each in seen} >= {"正在计算摘要", "正在上传"}
    assert len([each for each in seen if each.startswith("正在计算摘要")]) > 2
