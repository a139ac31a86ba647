"""The test CA's WSGI program: certomancer, telling whole seconds, and reading each key once.

Certomancer puts fractions of a second into its OCSP answers, which RFC 5280 §4.1.2.5.2 forbids and
NSS refuses: `pdfsig` would then say "Unknown issue with Certificate" of a good seal. And it loads
the private key anew for each signature, which OpenSSL answers by proving its primes: 40 ms of
processor time for each OCSP answer, CRL and time stamp. A real CA is another machine.
"""

from datetime import UTC, datetime
from functools import cache

from certomancer.integrations import animator
from cryptography.hazmat.primitives import serialization

__all__ = ["app"]


def _whole_seconds() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


vars(animator)["_now"] = _whole_seconds  # certomancer offers no other way
vars(serialization)["load_der_private_key"] = cache(serialization.load_der_private_key)  # as above
app = animator.app
