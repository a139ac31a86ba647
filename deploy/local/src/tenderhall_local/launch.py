"""Become a program of the stack: `python -m tenderhall_local.launch <file.json>`.

supervisord's own file would need every value escaped, and would show passwords; a private JSON
file per program holds the words, the environment and the user instead. Kept free of imports,
because each start pays for them.
"""

import json
import os
import pwd
import sys
from pathlib import Path


def become(user: str) -> None:
    """换用户 drop to a system user (PostgreSQL refuses root)."""
    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def main(path: str) -> None:
    """启动 read the file and exec; nothing of the launcher stays."""
    program = json.loads(Path(path).read_text())
    os.chdir(program["folder"])
    if program["user"]:
        become(program["user"])
    os.umask(0o077)
    os.execvpe(program["argv"][0], program["argv"], program["env"])  # noqa: S606 — that is the job


if __name__ == "__main__":
    main(sys.argv[1])
