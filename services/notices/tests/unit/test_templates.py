from datetime import date
from pathlib import Path

import pytest
from notices.rendering import CATALOGUE, NoTemplate, choose, named
from tenderhall_press.templates import digest

HEADINGS = [
    "项目概况",
    "一、项目基本情况",
    "二、申请人的资格要求：",
    "三、获取招标文件",
    "四、提交投标文件截止时间、开标时间和地点",
    "五、公告期限",
    "六、其他补充事宜",
    "七、对本次招标提出询问，请按以下方式联系。",
    "附件",
]
FROZEN = {
    ("AWARD-LETTER", "1"): "4918c739ae07ae9281e729569867ef1689f7eebf5fa1cb01f47a27e2aeba9cd3",
    ("GB50-AWARD", "1"): "83c2dc76bf8802d4384cc2751b51197c465bd5ed81f13790bfaa21d52492b060",
    ("GB50-CORRECTION", "1"): "3e622ecff5c42287749b6e7efb0591b440c44ac7eb58b57f6958867f4c50e0ab",
    ("GB50-CORRECTION-AWARD", "1"): (
        "42f1ca38267f7f4cc98054d1ad8ab55595eff2662fcba431830166195450a602"
    ),
    ("GB50-TENDER", "1"): "d15ab3f7055d74a6f026c0d54695a8708b3b15fd3f5782e44d992c839658256a",
    ("GB50-TERMINATION", "1"): "22a8a2b627288d92afb0e7d566ec1a65fac556a4bab7c6e1997a874a43af5425",
    ("LOCAL-FAILED", "1"): "13ee8abba2c3db39ecbf05baa50793ac824801b6954550a503401e5d58ea00d9",
    ("LOCAL-RESUME", "1"): "2296691c4cdaea159322bbe135b5b4cfaa591cfa01cd4ef098b75c16f4401284",
    ("LOCAL-SUSPEND", "1"): "68c86646eaba6936e71319e3ab0571b308566c2d13d7f6b40521a9cbd26db7d7",
}


AWARD = [
    "一、项目编号：",
    "二、项目名称：",
    "三、中标（成交）信息",
    "四、主要标的信息",
    "五、评审专家（单一来源采购人员）名单：",
    "六、代理服务收费标准及金额：",
    "七、公告期限",
    "八、其他补充事宜",
    "九、凡对本次公告内容提出询问，请按以下方式联系。",
    "十、附件",
]


def test_the_award_notice_of_today_follows_the_national_format() -> None:
    chosen = choose("award", "430400", date(2026, 11, 23))
    assert (chosen.template_id, chosen.version) == ("GB50-AWARD", "1")
    body = (CATALOGUE.root / "GB50-AWARD/v1/body.html").read_text(encoding="utf-8")
    places = [body.index(f"<h2>{heading}") for heading in AWARD]
    assert places == sorted(places)


def test_the_tender_notice_of_today_follows_the_national_format() -> None:
    chosen = choose("tender", "430400", date(2026, 11, 23))
    assert (chosen.template_id, chosen.version) == ("GB50-TENDER", "1")


def test_before_the_national_format_was_in_force_there_is_no_template() -> None:
    with pytest.raises(NoTemplate):
        choose("tender", "430400", date(2020, 6, 30))
    assert choose("tender", "430400", date(2020, 7, 1))


def test_an_unknown_kind_or_version_is_refused() -> None:
    with pytest.raises(NoTemplate):
        choose("contract", "430400", date(2026, 11, 23))
    with pytest.raises(NoTemplate):
        named("GB50-TENDER", "999")


def test_the_headings_of_the_format_stand_in_their_order() -> None:
    body = (CATALOGUE.root / "GB50-TENDER/v1/body.html").read_text(encoding="utf-8")
    places = [body.index(f">{heading}<") for heading in HEADINGS]
    assert places == sorted(places)


def test_a_version_that_was_ever_used_does_not_change() -> None:
    """A change to its files breaks the digests that published notices carry: add a version."""
    carried = {(one.template_id, one.version): one.sha256 for one in CATALOGUE.versions}
    assert carried == FROZEN


def test_the_digest_sees_every_byte(tmp_path: Path) -> None:
    (tmp_path / "body.html").write_text("a")
    first = digest(tmp_path)
    (tmp_path / "body.html").write_text("b")
    assert digest(tmp_path) != first
