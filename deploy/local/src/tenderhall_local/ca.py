"""The test CA's WSGI program: certomancer, telling whole seconds.

Certomancer puts fractions of a second into its OCSP answers, which RFC 5280 §4.1.2.5.2 forbids and
NSS refuses: `pdfsig` would then say "Unknown issue with Certificate" of a good seal.
"""

from datetime import UTC, datetime

from certomancer.integrations import animator

__all__ = ["app"]


def _whole_seconds() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


vars(animator)["_now"] = _whole_seconds  # certomancer offers no other way
app = animator.app
