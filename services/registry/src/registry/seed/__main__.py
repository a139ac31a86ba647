"""``python -m registry.seed`` with the environment of the service; safe to repeat."""

import sys

from tenderhall_kit import database
from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.reference import References
from tenderhall_kit.settings import load

from registry.seed import run


def main() -> int:
    """命令行 one transaction: all of it or nothing."""
    settings = load("registry")
    engine = database.engine(settings)
    references = References(database.transactions(engine), production=settings.production)
    kit = Kit(settings, engine, references=references)
    done = Call(kit, service_actor("registry"), "seed").run(run)
    engine.dispose()
    sys.stdout.write(f"registry seeded · 参考数据版本 {done['version']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
