"""What lies outside the databases: the broker's queues, and the files of the portal."""

import hashlib
from collections.abc import Iterator
from typing import Any

from minio import Minio
from minio.error import S3Error

from tenderhall_local.soundness.books import Books, Fault
from tenderhall_local.stack import S3

PUBLISHED = """
SELECT envelope->'data'->>'no', envelope->'data'->>'pdf_sha256' FROM kit_outbox
 WHERE routing_key = 'notice.published' AND created_at >= :since
"""
_FILES = ("index.html", "notice.json")


def queues(found: list[dict[str, Any]]) -> Iterator[Fault]:
    """队列 no event waits, and none lies among the dead letters."""
    for each in found:
        if each["name"].startswith(("evt-", "dead-")) and each.get("messages"):
            yield Fault("queue-not-empty", each["name"], f"{each['messages']} messages")


def portal(books: Books, s3: S3) -> Iterator[Fault]:
    """门户文件 each published notice has its page and data, and the very PDF that was sealed."""
    for no, sha256 in books.rows("notices", PUBLISHED):
        pdf = read(s3, f"public/notices/{no}/notice.pdf")
        if hashlib.sha256(pdf or b"").hexdigest() != sha256:
            yield Fault("portal-pdf", no, "missing" if pdf is None else "other bytes")
        for name in _FILES:
            if read(s3, f"public/notices/{no}/{name}") is None:
                yield Fault("portal-file", no, f"{name} is missing")


def read(s3: S3, key: str) -> bytes | None:
    """读取 one object; None where it is not there."""
    host = s3.endpoint.removeprefix("http://")
    store = Minio(host, s3.access_key, s3.secret_key, secure=False, region=s3.region)
    try:
        answer = store.get_object(s3.bucket, key)
    except S3Error as fault:
        if fault.code in {"NoSuchKey", "NoSuchObject"}:
            return None
        raise
    try:
        return bytes(answer.read())
    finally:
        answer.close()
        answer.release_conn()
