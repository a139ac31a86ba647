"""密钥文件 ``python -m tenderhall_local.containers.secrets .env``: all secrets of a platform.

One ``KEY=value`` a line, as docker compose reads it. An existing file is never touched. A demo's
passwords carry the prefix ``demo-``, by which production refuses them.
"""

import argparse
import base64
import json
import secrets
from pathlib import Path

from tenderhall_contracts.production import DEMO_MARK

from tenderhall_local import people
from tenderhall_local.accounts import SERVICES, host_name
from tenderhall_local.credentials import public_half
from tenderhall_local.layout import write_private
from tenderhall_local.say import line

INFRASTRUCTURE = ("RABBITMQ_PASSWORD", "POSTGRES_PASSWORD", "STORE_PASSWORD")
HEAD = "# 密钥，勿提交 secrets of one platform ({purpose}), by make compose-secrets; never commit\n"


def variable(kind: str, account: str) -> str:
    """变量名 ("BROKER", "signing-demo") → BROKER_SIGNING_DEMO."""
    return f"{kind}_{account.upper().replace('-', '_')}"


def broker_accounts() -> tuple[str, ...]:
    """总线账号 names of all of them."""
    return (*SERVICES, "gateway", host_name(people.HOST))


def make(*, production: bool) -> dict[str, str]:
    """生成 one value for each variable of docker-compose.yml that has no default."""

    def password() -> str:
        return ("" if production else DEMO_MARK) + secrets.token_hex(16)

    seeds = {each: base64.b64encode(secrets.token_bytes(32)).decode() for each in broker_accounts()}
    public = {issuer: public_half(seed) for issuer, seed in seeds.items()}
    made = {name: password() for name in INFRASTRUCTURE}
    made |= {variable("BROKER", each): password() for each in broker_accounts()}
    made |= {variable("DATABASE", each): password() for each in SERVICES}
    made |= {variable("KEY", issuer): seed for issuer, seed in seeds.items()}
    made["ACTOR_KEYS"] = json.dumps(public, separators=(",", ":"))
    made["HOST_KEYS"] = json.dumps(
        {people.HOST: public[host_name(people.HOST)]}, separators=(",", ":")
    )
    return made if production else made | {"DEMO_PASSWORD": password()}


def text(made: dict[str, str], purpose: str) -> str:
    """文件内容 single quotes keep the JSON values whole."""
    rows = [f"{name}='{value}'\n" for name, value in made.items()]
    return HEAD.format(purpose=purpose) + "".join(rows)


def main() -> int:
    """命令行 write the file unless it is there."""
    parser = argparse.ArgumentParser(prog="tenderhall_local.containers.secrets")
    parser.add_argument("file", type=Path)
    parser.add_argument("--for", dest="purpose", choices=["demo", "production"], default="demo")
    asked = parser.parse_args()
    if asked.file.exists():
        line(f"✔ {asked.file} 已存在，未改动 · is there already, left as it is")
        return 0
    made = make(production=asked.purpose == "production")
    write_private(asked.file, text(made, asked.purpose))
    line(f"✔ {asked.file} ({asked.purpose}, {len(made)})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
