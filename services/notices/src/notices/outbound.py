"""对外HTTP what this service asks of others' servers: one try, no redirects, little read."""

from collections.abc import Mapping
from dataclasses import dataclass

import urllib3
from tenderhall_kit.patience import within
from urllib3.exceptions import HTTPError

_TIMEOUT = urllib3.Timeout(connect=5, read=15)
LONGEST = 30.0
"""Seconds for one question in all: a server that sends a byte now and then holds up nobody."""

_MOST = 64 * 1024
"""Bytes of an answer that are read: more is not asked for."""


class UnreachableError(Exception):
    """未送达 no answer came; the message names the kind of fault, never address or secret."""


@dataclass(frozen=True, slots=True)
class Answer:
    """答复."""

    status: int
    body: bytes


def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
    """发送 one request to a server that the operator has named.

    Raises:
        UnreachableError: no answer.
    """
    with urllib3.PoolManager(num_pools=1, timeout=_TIMEOUT) as pool:
        return read(pool, method, url, headers, body)


def read(
    pool: urllib3.PoolManager | urllib3.HTTPConnectionPool,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None,
) -> Answer:
    """读取答复 its beginning, on a connection of this pool.

    Raises:
        UnreachableError: no answer.
    """
    try:
        with within(LONGEST, UnreachableError("too slow")):
            return _read(pool, method, url, headers, body)
    except (HTTPError, OSError) as fault:
        raise UnreachableError(type(fault).__name__) from None


def _read(
    pool: urllib3.PoolManager | urllib3.HTTPConnectionPool,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None,
) -> Answer:
    answer = pool.request(
        method,
        url,
        body=body,
        headers=dict(headers),
        retries=False,
        redirect=False,
        preload_content=False,
    )
    try:
        return Answer(answer.status, answer.read(_MOST))
    finally:
        answer.close()
