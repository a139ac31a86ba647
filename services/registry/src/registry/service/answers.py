"""应答 what the entry points of every part take and give."""

from dataclasses import replace
from typing import Any

from tenderhall_kit.entrypoints import Call

Payload = dict[str, Any]
Answer = Any
"""What ``call.run`` gives; the entry point checks it against the contract."""


def unkept(call: Call) -> Call:
    """不留存 the call without its key: an answer that holds a secret is not stored for repeats.

    Also for what is idempotent by the form's id: a stored answer would hide that it came again.
    """
    return replace(call, claim=None)
