"""docker-compose.yml: valid, without a secret, ready for replicas, refusing a demo's secrets."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from tenderhall_contracts.production import refusals
from tenderhall_local.accounts import SERVICES
from tenderhall_local.containers import secrets

ROOT = Path(__file__).parents[4]
FILES = ("docker-compose.yml", "deploy/compose/production.yml", "deploy/compose/rehearsal.yml")
SECRET = re.compile(r"PASSWORD|_KEY$|^KEY_|^BROKER_(?!ADMIN)|^DATABASE_(?!URL)")
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<rule>:[?-])?(?P<rest>[^}]*)\}")
REPLICATED = (*SERVICES, "gateway")


def read(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / name).read_text())


def variables(name: str) -> Iterator[tuple[str, str, str]]:
    for found in VARIABLE.finditer((ROOT / name).read_text()):
        yield found["name"], found["rule"] or "", found["rest"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_keeps_to_the_compose_specification(name: str) -> None:
    schema = json.loads((ROOT / "deploy/compose/compose-spec.json").read_text())
    faults = [fault.message for fault in Draft7Validator(schema).iter_errors(read(name))]
    assert faults == []


@pytest.mark.parametrize("name", FILES)
def test_a_secret_that_is_missing_refuses_to_start_by_its_name(name: str) -> None:
    made = secrets.make(production=False)
    for variable, rule, rest in variables(name):
        if variable == "DEMO_PASSWORD" and name == "docker-compose.yml":
            assert (rule, rest) == (":-", "")  # prepare.sh asks for it outside production
        elif variable in made:
            assert rule == ":?", variable


def test_no_secret_stands_in_the_file() -> None:
    for name, service in read(FILES[0])["services"].items():
        for key, value in service.get("environment", {}).items():
            if SECRET.search(key) and key != "S3_ACCESS_KEY":
                assert VARIABLE.fullmatch(value), f"{name} {key}"


def test_every_variable_without_default_is_made_by_the_secrets_command() -> None:
    wanted = {name for name, rule, _ in variables(FILES[0]) if rule == ":?"}
    assert wanted == secrets.make(production=False).keys() - {"DEMO_PASSWORD"}
    assert "DEMO_PASSWORD" not in secrets.make(production=True)


def test_only_the_gateway_and_the_store_are_published() -> None:
    services = read(FILES[0])["services"]
    published = {name for name, service in services.items() if service.get("ports")}
    assert published == {"gateway", "store"}
    assert all("127.0.0.1:" in services[name]["ports"][0] for name in published)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_have_replicas(name: str) -> None:
    service = read(FILES[0])["services"][name]
    assert not {"container_name", "ports", "hostname"} & service.keys()


def test_programs_of_the_platform_have_no_rights_of_root() -> None:
    services = read(FILES[0])["services"]
    ours = services.keys() - {"rabbitmq", "postgres", "store"}
    for name in ours:
        assert services[name]["cap_drop"] == ["ALL"], name
        assert services[name]["read_only"] is True, name
    assert "\nUSER 10001" in (ROOT / "deploy/base.Dockerfile").read_text()


def test_a_service_is_given_its_own_secrets_only() -> None:
    services = read(FILES[0])["services"]
    for name in REPLICATED:
        told = VARIABLE.findall(json.dumps(services[name]["environment"]))
        own = {each for each, _, _ in told if re.match("BROKER|DATABASE|KEY", each)}
        assert {each.rpartition("_")[2] for each in own} == {name.upper()}


def test_no_file_names_a_registry() -> None:
    folder = ROOT / "deploy/compose"
    files = [ROOT / "docker-compose.yml", ROOT / "deploy/base.Dockerfile", *folder.rglob("*")]
    hosts = re.compile(r"(docker\.io|ghcr\.io|quay\.io|gcr\.io|pypi\.org|npmjs|deb\.debian)")
    for file in files:
        if file.is_file():
            assert not hosts.search(file.read_text()), file


def merged(name: str) -> dict[str, str]:
    """The environment of a service under the production overlay, with a demo's secrets."""
    base, over = (read(file)["services"][name]["environment"] for file in FILES[:2])
    given = secrets.make(production=False) | {
        "PUBLIC_URL": "https://hall.example",
        "S3_PUBLIC_ENDPOINT": "https://files.example",
        "TSA_URL": "http://tsa.example",
    }
    filled = {}
    for key, value in (base | over).items():
        filled[key] = VARIABLE.sub(
            lambda found: given.get(found["name"], found["rest"].removeprefix("-")), str(value)
        )
    return filled


@pytest.mark.parametrize("name", REPLICATED)
def test_production_refuses_to_start_on_a_demos_secrets(name: str) -> None:
    words = "from gateway import settings; settings.load()"
    if name != "gateway":
        words = f"from tenderhall_kit.settings import load; load({name!r})"
    env = merged(name) | {"PATH": os.environ["PATH"], "GATEWAY_PORT": "8080"}
    env["TENDERHALL_FONT_DIR"] = "/opt/fonts"
    done = subprocess.run(
        [sys.executable, "-c", words], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"{name} refuses production" in done.stderr
    assert "AMQP_URI is a demo's secret" in done.stderr


def test_production_takes_the_secrets_made_for_it() -> None:
    made = secrets.make(production=True)
    told = {"AMQP_URI": f"amqp://venue:{made['BROKER_VENUE']}@rabbitmq/tenderhall"}
    assert refusals(told | {"S3_SECRET_KEY": made["STORE_PASSWORD"]}) == {}


def test_the_secrets_command_never_touches_an_existing_file(tmp_path: Path) -> None:
    file = tmp_path / "env"
    words = [sys.executable, "-m", "tenderhall_local.containers.secrets", str(file)]
    subprocess.run(words, check=True, capture_output=True)
    first = file.read_text()
    subprocess.run(words, check=True, capture_output=True)
    assert file.read_text() == first
    assert file.stat().st_mode & 0o777 == 0o600
