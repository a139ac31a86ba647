"""测试 CA 容器 ``python -m tenderhall_local.containers.ca``: keys, tokens, certificates; serve.

Private keys and PINs stay in /var/lib/tenderhall, the tokens in its ``softhsm``; what everybody may
know goes to /trust: ``trust.pem``, the seals' certificates, ``seed.json``.
"""

import os
import shutil
from pathlib import Path

from tenderhall_local import people, pki
from tenderhall_local.infra import DEFAULT_PORT_BASE
from tenderhall_local.layout import Layout
from tenderhall_local.ports import ports_at

ROOT, TRUST = Path("/var/lib/tenderhall"), Path("/trust")


def prepare(root: Path, trust: Path) -> None:
    """准备 everything once; what is there is kept, so that every start serves the same CA."""
    layout = Layout(root)
    layout.secrets.mkdir(mode=0o700, exist_ok=True)
    tokens = pki.prepare(layout, ports_at(DEFAULT_PORT_BASE))
    for name in ("trust", "root.cert", *(f"{each.label}.cert" for each in tokens)):
        shutil.copyfile(pki.folder(layout) / f"{name}.pem", trust / f"{name}.pem")
    seeds = {
        each.label: (each.serial, each.subject, str(trust / f"{each.label}.cert.pem"))
        for each in tokens
    }
    draft = trust / ".seed.json"
    draft.write_text(people.seed_text(seeds))
    draft.replace(trust / "seed.json")


def main() -> None:
    """启动 become the web server on HEALTH_PORT; CA_ORIGIN is what certificates call it."""
    prepare(ROOT, TRUST)
    os.environ |= {
        "CERTOMANCER_CONFIG": str(ROOT / "pki/certomancer.yml"),
        "CERTOMANCER_KEY_DIR": str(ROOT / "pki"),
        "CERTOMANCER_NO_TIME_OVERRIDE": "1",
    }
    words = ["waitress-serve", f"--listen=0.0.0.0:{os.environ['HEALTH_PORT']}", "--threads=8"]
    os.execvp(words[0], [*words, "tenderhall_local.ca:app"])  # noqa: S606 — that is the job


if __name__ == "__main__":
    main()
