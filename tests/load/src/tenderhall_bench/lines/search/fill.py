"""填充 a catalogue of 100 000 notices of ten years, with words as notices has them."""

import io
import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import psycopg2
from notices.rules import public, words
from tenderhall_kit.clock import SHANGHAI

NOW = datetime(2026, 6, 1, 10, 0, tzinfo=SHANGHAI)
COLUMNS = (
    *("seq", "no", "kind", "title", "project_id", "project_no", "project_name", "lot_nos"),
    *("region", "method", "category", "catalogue", "purchaser", "agency", "amount", "opening_at"),
    *("published_at", "url", "pdf_sha256", "sealed", "ocid", "release_id", "about", "release"),
    *("said", "words"),
)
PLACES = ("珠晖区", "雁峰区", "石鼓区", "蒸湘区", "南岳区", "衡阳县", "衡南县", "衡山县", "耒阳市")
REGIONS = ("430405", "430406", "430407", "430408", "430412", "430421", "430422", "430423", "430481")
BODIES = ("人民医院", "第一中学", "教育局", "公安局", "水利局", "图书馆", "城市管理局", "疾控中心")
THINGS = (
    "CT设备",
    "智慧校园平台",
    "污水处理设施",
    "道路照明改造",
    "物业服务",
    "办公家具",
    "防汛物资",
)
KINDS = (("tender", "ZB"), ("change", "BG"), ("award", "ZJ"), ("failure", "FB"))
_BATCH = 5000
_WORDS = "采购需求服务质量保证期内上门维护安装调试培训验收标准按照国家现行规范执行投标人应当具备"


def fill(address: str, rows: int) -> None:
    """写入 rows first, index after: updating an index for each would take ten times as long."""
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("DROP INDEX public_entry_words")
            told = _rows(rows)
            while batch := [row for row, _ in zip(told, range(_BATCH), strict=False)]:
                lines = io.StringIO("".join(batch))
                cursor.copy_expert(f"COPY public_entry ({', '.join(COLUMNS)}) FROM STDIN", lines)
            cursor.execute("CREATE INDEX public_entry_words ON public_entry USING gin (words)")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE public_entry")
    finally:
        connection.close()


def sizes(address: str) -> dict[str, int]:
    """大小 in MB, of the index of words and of the whole table."""
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_relation_size('public_entry_words') >> 20,"
                " pg_total_relation_size('public_entry') >> 20"
            )
            index, table = cursor.fetchone() or (0, 0)
            return {"index MB": int(index), "table MB": int(table)}
    finally:
        connection.close()


def _rows(rows: int) -> Iterator[str]:
    chance = random.Random(8)
    for seq in range(1, rows + 1):
        yield _row(seq, rows, chance)


def _row(seq: int, rows: int, chance: random.Random) -> str:
    place = chance.randrange(len(PLACES))
    body, thing = f"{PLACES[place]}{chance.choice(BODIES)}", chance.choice(THINGS)
    kind, word = chance.choice(KINDS)
    project = f"HYZC-{2016 + seq * 10 // rows}-G-{seq:06}"
    at = NOW - timedelta(minutes=50 * (rows - seq) * 100_000 // rows)
    name = f"衡阳市{body}{thing}采购项目（{chance.randrange(10_000)}号）"
    agency = f"湖南{''.join(chance.choices('明正诚信公平中立', k=2))}招标代理有限公司"
    text = "".join(chance.choices(_WORDS, k=160))
    said = words.normal("\n".join((name, f"{project}-{word}-01", body, agency, text)))
    grams = words.pairs(said) | words.pairs(words.normal(body), words.PURCHASER)
    grams |= {words.KIND + kind, words.METHOD + "open_tender"}
    grams |= {words.REGION + REGIONS[place][:end] for end in (2, 4, 6)}
    code = ("A02010104", "C16010000", "B01000000")[seq % 3]
    grams |= {words.CATALOGUE + one for one in public.catalogue(_known(code))}
    values = (
        *(seq, f"{project}-{word}-01", kind, f"{name}公告", UUID(int=seq), project, name),
        *(f"{{{project}-01}}", REGIONS[place], "open_tender", code[0]),
        *(f"{{{','.join(public.catalogue(_known(code)))}}}", body, agency, seq % 900 * 10_000),
        *(at.isoformat(), at.isoformat(), f"/notices/{project}", "0" * 64, "t", project, project),
        *(json.dumps({}), json.dumps({}), said, _lexemes(sorted(grams))),
    )
    return "\t".join(_told(one) for one in values) + "\n"


def _known(code: str) -> dict[str, list[dict[str, str]]]:
    return {"lots": [{"catalogue_code": code}]}


def _lexemes(grams: list[str]) -> str:
    return " ".join("'" + one.replace("'", "''") + "'" for one in grams)


def _told(value: object) -> str:
    """As COPY reads it."""
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
