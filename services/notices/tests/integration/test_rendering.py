"""Real WeasyPrint in real worker processes with the real fonts."""

import hashlib
import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from notices.rendering import NOTICE, RenderError, RenderPool, TemplateVersion
from tenderhall_press.fonts import FontFolder, FontsMissing, open_folder

View = dict[str, Any]
DATA = '{"ocid":"示例"}'


@pytest.fixture
def pdf(pool: RenderPool, template: TemplateVersion, view: View, at: datetime) -> bytes:
    return pool.print(template, view, DATA, at).pdf


def words(pdf: bytes) -> str:
    done = subprocess.run(
        ["/usr/bin/pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return "".join(done.stdout.decode().split())


def test_the_pdf_is_built_as_pdf_a_3b(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as read, read.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("3", "B")
        assert read.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert read.trailer.ID
        assert "/Encrypt" not in read.trailer
        assert "/JavaScript" not in read.Root.get("/Names", {})
        assert all("/Interpolate" not in one or not one.Interpolate for one in images(read))


def test_every_font_is_embedded_and_can_be_searched(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as read:
        fonts = [one for one in dictionaries(read) if one.get("/Type") == "/Font"]
        outer = [one for one in fonts if one.Subtype == "/Type0"]
        assert outer
        for font in outer:
            assert "/ToUnicode" in font
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert {str(one.Subtype) for one in fonts} <= {"/Type0", "/CIDFontType0", "/CIDFontType2"}


def test_the_notice_travels_inside_its_pdf_as_data(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert read.attachments["release.json"].get_file().read_bytes().decode() == DATA
        assert read.Root.AF[0].AFRelationship == "/Source"


def test_the_seal_has_an_empty_named_field_on_its_page(
    pool: RenderPool, template: TemplateVersion, view: View, at: datetime
) -> None:
    made = pool.print(template, view, DATA, at)
    assert made.seal
    with pikepdf.open(io.BytesIO(made.pdf)) as read:
        (field,) = read.Root.AcroForm.Fields
        assert (str(field.T), field.FT) == ("seal", "/Sig")
        assert "/V" not in field
        assert "/N" in field.AP
        assert read.pages[int(made.seal["page"]) - 1].obj == field.P
        left, below, right, above = map(float, field.Rect)
        assert right - left == pytest.approx(40 / 25.4 * 72, abs=0.1)
        assert above - below == pytest.approx(40 / 25.4 * 72, abs=0.1)


def test_what_is_printed_is_what_was_filled_in(pdf: bytes, view: View) -> None:
    text = words(pdf)
    assert "2026年12月22日09点30分（北京时间）" in text
    assert "3,850,000.00元" in text
    assert "本项目不接受联合体投标。" in text
    assert "自本公告发布之日起5个工作日。" in text
    for lot in view["lots"]:
        assert lot["no"] in text


def test_the_page_and_the_pdf_have_the_same_markup(
    pool: RenderPool, template: TemplateVersion, view: View, at: datetime
) -> None:
    assert pool.print(template, view, DATA, at).body == pool.body(template, view)


def test_two_workers_write_the_same_bytes(
    pool: RenderPool, template: TemplateVersion, view: View, at: datetime
) -> None:
    with ThreadPoolExecutor(4) as hands:
        made = hands.map(lambda _: pool.print(template, view, DATA, at).pdf, range(6))
    assert len({hashlib.sha256(one).hexdigest() for one in made}) == 1


def test_another_word_gives_other_bytes(
    pool: RenderPool, template: TemplateVersion, view: View, at: datetime, pdf: bytes
) -> None:
    changed = {**view, "contract_period": "合同签订后61日内"}
    assert pool.print(template, changed, DATA, at).pdf != pdf


def test_a_rare_name_is_printed(
    pool: RenderPool, template: TemplateVersion, view: View, at: datetime
) -> None:
    named = {**view, "contact": {"name": "欧阳㐂", "phone": "1"}}
    assert "欧阳㐂" in words(pool.print(template, named, DATA, at).pdf)


def test_a_name_that_no_font_can_print_is_refused_by_name(
    pool: RenderPool, template: TemplateVersion, view: View, at: datetime
) -> None:
    named = {**view, "contact": {"name": "欧阳\ue000", "phone": "1"}}
    with pytest.raises(RenderError, match=r"U\+E000") as refused:
        pool.print(template, named, DATA, at)
    assert refused.value.reason == "missing_glyph"


def test_a_missing_value_is_refused_and_the_worker_lives_on(
    pool: RenderPool, template: TemplateVersion, view: View, at: datetime
) -> None:
    holed = deepcopy(view)
    del holed["obtain"]["place"]
    with pytest.raises(RenderError, match="place"):
        pool.print(template, holed, DATA, at)
    assert pool.print(template, view, DATA, at).pages >= 1


def test_a_notice_of_millions_of_characters_is_refused(
    pool: RenderPool, template: TemplateVersion, view: View
) -> None:
    with pytest.raises(RenderError) as refused:
        pool.body(template, {**view, "supplement": "长" * 300_000})
    assert refused.value.reason == "too_large"


def test_a_long_requirement_takes_pages_and_not_a_narrow_column(
    pool: RenderPool, template: TemplateVersion, view: View, at: datetime
) -> None:
    """4,000 characters fill three pages and a half at 36 a line; in a quarter of the width, 17."""
    wordy = deepcopy(view)
    wordy["lots"][0]["requirement"] = "交互式智能黑板" * 571
    usual = pool.print(template, view, DATA, at).pages
    assert pool.print(template, wordy, DATA, at).pages - usual <= 5


def test_a_render_that_takes_too_long_is_killed_and_another_worker_takes_over(
    fonts: FontFolder, template: TemplateVersion, view: View, at: datetime
) -> None:
    hasty = RenderPool(NOTICE, fonts, seconds=0.05).start()
    slow = {**view, "lots": view["lots"] * 400}
    with pytest.raises(RenderError) as lost:
        hasty.print(template, slow, DATA, at)
    assert lost.value.reason == "lost"
    hasty._seconds = 60
    assert hasty.print(template, view, DATA, at).pages >= 1
    hasty.stop()


def test_nothing_outside_is_fetched(
    pool: RenderPool, template: TemplateVersion, view: View, at: datetime, tmp_path: Path
) -> None:
    """The data cannot bring markup; even a template that could is kept from file and network."""
    script = (
        "from tenderhall_press import engine\n"
        "from weasyprint import HTML\n"
        "from weasyprint.urls import URLFetcher\n"
        "import sys\n"
        "fetch = URLFetcher(allowed_protocols={'data'}).fetch\n"
        "for url in ('file:///etc/passwd', 'http://127.0.0.1:1/', 'ftp://127.0.0.1/'):\n"
        "    try:\n        fetch(url)\n"
        "    except ValueError:\n        continue\n"
        "    sys.exit(url)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)  # noqa: S603 — our own script


def test_chinese_lines_end_at_the_right_margin(
    pool: RenderPool, template: TemplateVersion, view: View, at: datetime
) -> None:
    """两端对齐: WeasyPrint alone leaves the edge ragged, for Chinese has no spaces to stretch."""
    long = {**view, "supplement": "甲乙丙丁，" + "戊己庚辛壬癸" * 30}
    told = subprocess.run(
        ["/usr/bin/pdftotext", "-bbox", "-", "-"],
        input=pool.print(template, long, DATA, at).pdf,
        capture_output=True,
        check=True,
    )
    words = re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<', told.stdout.decode())
    edges = [
        float(edge) for edge, word in words if re.fullmatch("[甲乙丙丁，戊己庚辛壬癸]{20,}", word)
    ]
    margin = (210 - 26) / 25.4 * 72
    assert len(edges) >= 6
    assert [edge for edge in edges[:-1] if abs(edge - margin) > 1] == []


def test_an_empty_font_folder_is_told_with_the_command_that_fills_it(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match=r"tenderhall_press\.fonts build"):
        open_folder(tmp_path)


def dictionaries(read: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [one for one in read.objects if isinstance(one, pikepdf.Dictionary)]


def images(read: pikepdf.Pdf) -> list[pikepdf.Object]:
    streams = [one for one in read.objects if isinstance(one, pikepdf.Stream)]
    return [one for one in streams if one.get("/Subtype") == "/Image"]
