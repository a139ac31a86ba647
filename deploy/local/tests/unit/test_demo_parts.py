"""The demo's own tools."""

import base64
import io
import re
from pathlib import Path

import pypdf
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rich.console import Console
from tenderhall_contracts.fields import uscc_ok
from tenderhall_contracts.registry import ProjectIn
from tenderhall_local.demo import driver, pin, registration, report
from tenderhall_local.demo.chaos import Chaos
from tenderhall_local.demo.client import Refused
from tenderhall_local.demo.journey import Journey, Setting
from tenderhall_local.demo.life.driver import LIFE
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.verify import __main__ as verify_main
from tenderhall_local.demo.verify import feeds
from tenderhall_local.demo.verify.findings import Findings
from tenderhall_local.layout import Layout
from tenderhall_local.supervise import Supervisor

RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw


def test_an_attachment_is_a_pdf_that_others_read() -> None:
    made = paper("采购需求.pdf", "requirements", "0102")
    text = pypdf.PdfReader(io.BytesIO(made.body), strict=True).pages[0].extract_text()
    assert "requirements" in text


def test_two_runs_make_different_bytes() -> None:
    assert paper("a.pdf", "run 1").sha256 != paper("a.pdf", "run 2").sha256


def test_a_sealed_pin_opens_only_with_its_own_info() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    info = b"job 1"
    sealed = base64.b64decode(
        pin.seal("12345678", base64.b64encode(point).decode(), base64.b64encode(info).decode())
    )
    assert pin.SUITE.decrypt(sealed, private, info=info).rstrip(b"\0") == b"12345678"
    with pytest.raises(Exception):  # noqa: B017, PT011 — the library has no named error for it
        pin.SUITE.decrypt(sealed, private, info=b"job 2")


def test_a_key_that_the_host_did_not_sign_is_refused() -> None:
    host, stranger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    key, info = base64.b64encode(b"key").decode(), base64.b64encode(b"info").decode()
    known = base64.b64encode(host.public_key().public_bytes(*RAW)).decode()
    pin.check_host(known, key, info, base64.b64encode(host.sign(b"infokey")).decode())
    with pytest.raises(InvalidSignature):
        pin.check_host(known, key, info, base64.b64encode(stranger.sign(b"infokey")).decode())


def test_the_project_form_keeps_its_contract() -> None:
    form = registration.project_form("项目", "0102-030405", [])
    assert ProjectIn().validate(form) == {}
    assert uscc_ok(form["purchaser"]["uscc"])


def step(name: str, *, done: bool = True) -> dict[str, object]:
    return {"name": name, "done": done, "seconds": 1.0}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path)
    made.make()
    return made


def refused(layout: Layout, where: str) -> dict[str, object]:
    """What the report tells of a step in which the platform refused this request."""
    journey = Journey(Setting("", "", "", "", layout.root))

    def ask(_: Journey) -> None:
        raise Refused(where, 500, {"code": "BUG", "request_id": "d1f0"})

    with pytest.raises(Refused):
        journey.take("a", ask)
    [told] = report.merge(journey.steps, {}, layout)
    return told


def test_a_failed_step_names_the_log_of_the_service_that_refused(layout: Layout) -> None:
    layout.log("notices").touch()
    told = refused(layout, "/api/v1/notices/approve_notice")
    assert (told["log"], told["request_id"]) == (str(layout.log("notices")), "d1f0")


def test_a_failed_step_of_no_known_service_names_the_folder_of_the_logs(layout: Layout) -> None:
    assert refused(layout, "/api/v1/nobody/at_all")["log"] == str(layout.logs)
    assert refused(layout, "/elsewhere")["log"] == str(layout.logs)


def test_a_step_that_the_verifier_faults_names_the_folder_of_the_logs(layout: Layout) -> None:
    [told] = report.merge([step("a")], {}, layout)
    assert (told["log"], told["request_id"]) == (str(layout.logs), "")


def test_a_step_that_is_right_names_no_log(layout: Layout) -> None:
    findings = Findings()
    with findings.of("a"):
        findings.see("first", ok=True)
    [told] = report.merge([step("a")], findings.as_dict(), layout)
    assert "log" not in told


def test_the_log_to_read_is_shown_in_one_line(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    layout.log("notices").touch()
    told = refused(layout, "/api/v1/notices/approve_notice")
    report.show(Console(), {"steps": [told], "urls": {}, "logins": {}}, 1)
    shown = capsys.readouterr().out.splitlines()
    assert f"  日志 log: {layout.log('notices')} · 请求编号 request_id: d1f0" in shown


def test_a_step_that_nobody_checked_is_not_ok(layout: Layout) -> None:
    [told] = report.merge([step("a")], {}, layout)
    assert not told["ok"]


def test_a_step_with_one_failed_check_is_not_ok(layout: Layout) -> None:
    findings = Findings()
    with findings.of("a"):
        findings.see("first", ok=True)
        findings.same("second", 1, 2)
    [told] = report.merge([step("a")], findings.as_dict(), layout)
    assert not told["ok"]
    assert "found 1, wanted 2" in told["why"]


def test_a_check_that_breaks_counts_against_its_step() -> None:
    findings = Findings()
    with findings.of("a"):
        findings.see("first", ok=True)
        Path("/nowhere/at/all").read_text()
    assert not findings.as_dict()["a"]["ok"]


def test_a_step_done_and_checked_is_ok(layout: Layout) -> None:
    findings = Findings()
    with findings.of("a"):
        findings.see("first", ok=True)
    [told] = report.merge([step("a")], findings.as_dict(), layout)
    assert told["ok"]


def test_the_verifier_judges_every_step_of_the_driver() -> None:
    judged = {*verify_main.JUDGES, verify_main.PUBLISHED}
    assert judged == set(driver.STEPS)
    assert set(verify_main.LIFE) == set(LIFE)
    assert verify_main.OVERALL == report.OVERALL


def test_the_verifier_shares_no_code_with_the_driver() -> None:
    for path in Path(verify_main.__file__).parent.glob("*.py"):
        imported = re.findall(r"(?:from|import) (tenderhall_local[\w.]*)", path.read_text())
        assert all(name.startswith("tenderhall_local.demo.verify") for name in imported), path


def test_a_fault_plan_has_every_kill_and_follows_from_its_seed(tmp_path: Path) -> None:
    supervisor = Supervisor(Layout(tmp_path))
    steps = list(driver.STEPS)
    plan = Chaos(supervisor, kills=10, seed=7).plan(steps)
    assert sum(len(delays) for delays in plan.values()) == 10
    assert plan == Chaos(supervisor, kills=10, seed=7).plan(steps)
    assert plan != Chaos(supervisor, kills=10, seed=8).plan(steps)


def test_a_feed_without_what_readers_count_on_is_told() -> None:
    space = 'xmlns="http://www.w3.org/2005/Atom"'
    entry = '<entry><id>b</id><title>t</title><link href="/b"/></entry>'
    body = f"<feed {space}><id>a</id><title>t</title><updated>2027</updated>{entry}</feed>"
    assert feeds.atom_faults(body.encode()) == ["a: author", "a: link", "b: updated", "b: author"]


def test_a_calendar_without_what_readers_count_on_is_told() -> None:
    event = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20270101T000000Z\r\nEND:VEVENT\r\n"
    body = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n".encode()
    assert feeds.calendar_faults(body) == ["PRODID", "DTSTAMP"]
    assert "line end" in feeds.calendar_faults(body.replace(b"\r\n", b"\n"))
