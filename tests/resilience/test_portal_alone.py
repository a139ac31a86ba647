"""The portal with everything else stopped: what was published is still there, byte for byte.

It stops the services, the signing host, the broker and the database; the gateway, which serves the
files here, and the store that holds them go on (architecture §11).
"""

import hashlib
import re
from collections.abc import Iterator

import httpx
import pytest
from tenderhall_kit.testprocess import until
from tenderhall_local import infra
from tenderhall_local import platform as programs
from tenderhall_local.accounts import SERVICES
from tenderhall_local.platform import Platform
from tenderhall_local.supervise import Supervisor

LOCATION = re.compile(r"<loc>([^<]+)</loc>")
FILES = ("", "/notice.json", "/notice.pdf")
STANDING = ("/notices/index.json", "/ocds/bulk/index.json", "/sitemap.xml", "/open-data", "/guide")


@pytest.fixture
def reader(platform: Platform) -> Iterator[httpx.Client]:
    """Somebody of the public."""
    with httpx.Client(base_url=platform.public_url, trust_env=False, timeout=30) as made:
        yield made


def published(reader: httpx.Client) -> list[str]:
    """Every address that site map, list and bulk index tell of, and what hangs on it."""
    until(lambda: all(reader.get(one).is_success for one in STANDING), lambda: "not all published")
    notices = reader.get("/notices/index.json").json()["items"]
    found = [f"{one['url']}{file}" for one in notices for file in FILES]
    projects = {f"/projects/{one['project_no']}" for one in notices}
    found += [f"{one}{file}" for one in projects for file in ("", "/project.json", "/openings.ics")]
    found += [one["url"] for one in reader.get("/ocds/bulk/index.json").json()["files"]]
    for page in projects:
        found += re.findall(r"/ocds/(?:records|releases)/[^\"]+\.json", reader.get(page).text)
    maps = LOCATION.findall(reader.get("/sitemap.xml").text)
    mapped = [one for each in maps for one in LOCATION.findall(reader.get(each).text)]
    base = str(reader.base_url).rstrip("/")
    return sorted({*found, *STANDING, *(one.removeprefix(base) for one in (*maps, *mapped))})


def hashes(reader: httpx.Client, paths: list[str]) -> dict[str, str]:
    """Of what is there; a notice without a PDF has none."""
    answers = {path: reader.get(path) for path in paths}
    faults = {path: one.status_code for path, one in answers.items() if one.status_code >= 500}
    assert faults == {}
    return {
        path: hashlib.sha256(one.content).hexdigest()
        for path, one in answers.items()
        if one.status_code == httpx.codes.OK
    }


@pytest.mark.timeout(600)
def test_what_was_published_is_there_with_every_service_and_database_stopped(
    platform: Platform, procurement: object, reader: httpx.Client
) -> None:
    assert procurement
    supervisor = Supervisor(platform.stack.layout)
    supervisor.call("supervisor.stopProcess", "notices")  # it writes map and bulk at its start,
    supervisor.call("supervisor.startProcess", "notices")  # and every five minutes from then on
    paths = published(reader)
    before = hashes(reader, paths)
    assert len(before) > len(FILES) + len(STANDING)
    stopped = [*SERVICES, "signing-host", "postgres", "rabbitmq"]
    try:
        supervisor.drop([name for name in stopped if name in supervisor.pids()])
        assert not set(stopped) & supervisor.pids().keys()
        assert hashes(reader, paths) == before
    finally:
        infra.ensure(platform.stack.root, platform.stack.port_base)
        programs.up(platform.stack, platform.crash)
