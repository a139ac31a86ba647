"""Debian packages: which are missing, and installing them without starting their services."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tenderhall_local.layout import Layout
from tenderhall_local.say import Trouble, line, step

PACKAGES = {
    "rabbitmq-server": "消息总线 the bus between the services",
    "postgresql": "数据库 the databases",
    "softhsm2": "软件令牌 stands in for USB keys",
    "libpango-1.0-0": "排版 lays out the notices' PDF",
    "libpangoft2-1.0-0": "排版 lays out the notices' PDF",
    "libharfbuzz-subset0": "字体子集 embeds only the glyphs used",
    "libmagic1": "文件类型 tells what an uploaded file is",
    "fontconfig": "字体查找 finds fonts",
    "fonts-noto-cjk": "中文字体 Chinese glyphs of last resort",
    "poppler-utils": "PDF 工具 pdfsig, the second opinion on signatures",
    "libnss3-tools": "证书库 tells pdfsig which root the demo trusts",
}
FOR_TESTS = {"chromium-headless-shell": "浏览器 the pages' tests click in it"}
POLICY = Path("/usr/sbin/policy-rc.d")
REFUSE = "#!/bin/sh\n# put here by tenderhall for the length of one apt-get run\nexit 101\n"


def missing(installed: set[str], packages: Mapping[str, str] = PACKAGES) -> list[str]:
    """缺少的软件包 what of the packages is not among the installed ones."""
    return [name for name in packages if name not in installed]


def installed(packages: Mapping[str, str] = PACKAGES) -> set[str]:
    """已安装 names of the installed ones, without architecture."""
    words = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages]
    seen = subprocess.run(words, capture_output=True, text=True, check=False)
    pairs = (row.split() for row in seen.stdout.splitlines())
    return {pair[0] for pair in pairs if pair[1:] == ["installed"]}


def as_root() -> list[str]:
    """The words that make a command run as root.

    Raises:
        Trouble: the caller is not root and there is no sudo.
    """
    if os.getuid() == 0:
        return []
    if not shutil.which("sudo"):
        raise Trouble("需要 root 或 sudo 才能安装软件包 · installing packages takes root or sudo")
    return ["sudo"]


def ensure(layout: Layout, *, for_tests: bool = False) -> None:
    """安装缺少的软件包 say what is missing and why, then install it.

    ``for_tests`` adds what only the tests need.

    Raises:
        Trouble: not a Debian-like system, or apt-get failed.
    """
    if not shutil.which("dpkg-query"):
        raise Trouble("仅支持 Debian/Ubuntu · only Debian and Ubuntu are supported")
    add(layout, PACKAGES | FOR_TESTS if for_tests else PACKAGES)


def add(layout: Layout, packages: Mapping[str, str]) -> None:
    """安装 what is missing of these; their services are not started.

    Raises:
        Trouble: apt-get failed, or root is needed.
    """
    wanted = missing(installed(packages), packages)
    if not wanted:
        return
    line("▸ 将安装以下软件包 these Debian packages are missing and will be installed:")
    for name in wanted:
        line(f"    {name:22} {packages[name]}")
    line(
        "  它们自带的系统服务不会被启动 the system services that they bring are kept from starting"
    )
    with services_kept_down():
        _apt(layout, "apt-get update", ["apt-get", "update", "-q"])
        words = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *wanted]
        _apt(layout, f"apt-get install ({len(wanted)})", words)


@contextmanager
def services_kept_down() -> Iterator[None]:
    """阻止服务启动 while packages are installed, invoke-rc.d refuses to start anything.

    A policy that the machine's owner has put there is left alone if it refuses too.
    """
    if POLICY.exists():
        yield
        return
    _write_as_root(POLICY, REFUSE)
    try:
        yield
    finally:
        subprocess.run([*as_root(), "rm", "-f", str(POLICY)], check=True)


def _write_as_root(path: Path, text: str) -> None:
    words = [*as_root(), "sh", "-c", f"cat > {path} && chmod 755 {path}"]
    subprocess.run(words, input=text, text=True, check=True)


def _apt(layout: Layout, text: str, words: list[str]) -> None:
    log = layout.log("apt")
    with step(text), log.open("a") as out:
        quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
        command = [*as_root(), *quiet, *words]
        done = subprocess.run(
            command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            raise Trouble(f"{text} 失败 · failed with code {done.returncode}", log=log)
