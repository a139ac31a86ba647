"""耐心 how long something may take in all, however slowly it goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

import eventlet


@contextmanager
def within(seconds: float, late: Exception) -> Iterator[None]:
    """限时 raise ``late`` inside where it is not over by then.

    A limit on each read of a socket is none on a server that sends a byte now and then. Counted by
    eventlet's hub: in a process that is not patched nothing is raised.
    """
    with eventlet.Timeout(seconds, late):
        yield
