"""The folders of one stack."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """目录 everything that one stack keeps lies under `root`."""

    root: Path

    @property
    def secrets(self) -> Path:
        """Passwords and keys, mode 600, never in the repository."""
        return self.root / "secrets"

    @property
    def programs(self) -> Path:
        """What to start and with which environment: secret, because environments hold passwords."""
        return self.secrets / "programs"

    @property
    def logs(self) -> Path:
        """One file per program."""
        return self.root / "log"

    @property
    def state_file(self) -> Path:
        """`stack.json`: all addresses and ports."""
        return self.root / "stack.json"

    @property
    def supervisor_config(self) -> Path:
        """The generated supervisord.conf."""
        return self.root / "supervisord.conf"

    @property
    def supervisor_programs(self) -> Path:
        """One generated file per program, included by supervisord.conf."""
        return self.root / "supervisor.d"

    @property
    def supervisor_pid(self) -> Path:
        """Written by supervisord."""
        return self.root / "supervisord.pid"

    def log(self, program: str) -> Path:
        """日志 the log file of a program."""
        return self.logs / f"{program}.log"

    def make(self) -> None:
        """建立目录 create the folders. Only the root may be crossed by PostgreSQL's user."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711)
        for private in (self.secrets, self.programs, self.logs, self.supervisor_programs):
            private.mkdir(exist_ok=True)
            private.chmod(0o700)


def write_private(path: Path, text: str) -> None:
    """写入私密文件 write a file that only its owner can read, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    draft.replace(path)
