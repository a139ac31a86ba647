"""``python -m registry.begin``: the link for the first administrator of a new centre.

With the environment of the service. In production nobody is seeded, and only administrators invite:
this is how the first one comes in. Refused as soon as there is one.
"""

import argparse
import os
import sys

from marshmallow import ValidationError
from tenderhall_contracts.errors import Problem
from tenderhall_kit import database
from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.settings import load

from registry.usecases.beginning import invite_first


def main(words: list[str] | None = None) -> int:
    """命令行 prints the link, once."""
    asked = _asked(words)
    settings = load("registry")
    engine = database.engine(settings)
    call = Call(Kit(settings, engine), service_actor("registry"), "begin")
    centre = {"name": asked.centre, "uscc": asked.uscc}
    person = {"login": asked.login, "name": asked.person}
    try:
        made = call.run(invite_first, centre, person)
    except (Problem, ValidationError) as refused:
        sys.stderr.write(f"refused · 拒绝: {refused}\n")
        return 1
    finally:
        engine.dispose()
    where = os.environ.get("PUBLIC_URL", "")
    sys.stdout.write(f"{where}/invitation#{made['token']}\n")
    return 0


def _asked(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="registry.begin", description=__doc__)
    parser.add_argument("--centre", required=True, help="name of the trading centre · 交易中心名称")
    parser.add_argument("--uscc", required=True, help="its 统一社会信用代码")
    parser.add_argument("--person", required=True, help="name of the administrator · 姓名")
    parser.add_argument("--login", required=True, help="user name · 用户名")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
