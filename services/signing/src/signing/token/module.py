"""介质模块 one PKCS#11 module, one lock, one session per token.

python-pkcs11 releases the GIL and initialises the module without its own locking, so two sessions
used by two threads crash the process: everything here runs under ``Module.lock``.
"""

import logging
import os
import threading
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pkcs11
from asn1crypto import x509
from pkcs11 import PROTECTED_AUTH, Attribute, ObjectClass, TokenFlag, exceptions

from signing.pipe import Refused
from signing.token.session import Identity, LoggedIn, Login

__all__ = ["Module", "TokenStatus"]

log = logging.getLogger(__name__)

# What a driver says when the key was pulled out, or put in again: all handles are worthless.
GONE = (
    exceptions.DeviceRemoved,
    exceptions.DeviceError,
    exceptions.TokenNotPresent,
    exceptions.NoSuchToken,
    exceptions.SessionHandleInvalid,
    exceptions.SessionClosed,
    exceptions.SlotIDInvalid,
    exceptions.UserNotLoggedIn,
)
WRONG_PIN = (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange)
FLAGS = {
    TokenFlag.USER_PIN_COUNT_LOW: "pin_count_low",
    TokenFlag.USER_PIN_FINAL_TRY: "pin_final_try",
    TokenFlag.USER_PIN_LOCKED: "pin_locked",
    TokenFlag.PROTECTED_AUTHENTICATION_PATH: "protected_auth",
}


@dataclass(frozen=True)
class TokenStatus:
    """介质状态 what a token says of itself without a PIN.

    Attributes:
        serial: the token's own serial number, the name it is chosen by.
        flags: of ``pin_count_low``, ``pin_final_try``, ``pin_locked``, ``protected_auth``.
        identities: its certificates that belong to a person or organisation, newest first.
    """

    serial: str
    label: str
    flags: tuple[str, ...]
    identities: tuple[Identity, ...]


class Module:
    """PKCS#11 模块 the driver, loaded once for the life of the process."""

    def __init__(self, path: str) -> None:
        if os.environ.get("PKCS11SPY"):
            raise Refused("PKCS11SPY", "PKCS11SPY is set: pkcs11-spy would log the PIN in clear")
        self.lock = threading.RLock()
        self._library: Any = pkcs11.lib(path)
        self._identities: dict[str, list[Identity]] = {}
        self._sessions: dict[str, LoggedIn] = {}
        self._spent: set[str] = set()

    def statuses(self) -> list[TokenStatus]:
        """在线介质 every readable token, flags read afresh; a broken slot hides only itself."""
        with self.lock:
            tokens = {_serial(token): token for token in self._tokens()}
            for serial in self._identities.keys() - tokens.keys():
                self._forget(serial)
            for serial in list(self._sessions):
                self._end_unless_held(serial)
            return [self._status(serial, token) for serial, token in tokens.items()]

    def identity(self, serial: str, permitted: Collection[str]) -> Identity:
        """签名身份 the token's newest certificate among those permitted (SHA-256 fingerprints).

        Raises:
            Refused: TOKEN_NOT_HERE, CERTIFICATE_NOT_PERMITTED.
        """
        for identity in self._own(self.identities(serial)):
            if identity.fingerprint in permitted:
                return identity
        raise Refused("CERTIFICATE_NOT_PERMITTED", "the token holds no permitted certificate")

    def identities(self, serial: str) -> list[Identity]:
        """全部证书 every certificate on the token, those of CAs too: material for the chain."""
        with self.lock:
            if serial not in self._identities:
                self._identities[serial] = self._read_again(serial)
            return self._identities[serial]

    def sign(self, serial: str, identity: Identity, data: bytes, login: Login) -> bytes:
        """签名 log in if need be, sign once, log out unless the login is to be held.

        A PIN is spent at most once: after a removal nothing is tried again.

        Raises:
            Refused: TOKEN_NOT_HERE, TOKEN_REMOVED, PIN_NEEDED, PIN_INCORRECT, PIN_LOCKED,
                LOGIN_SPENT, and those of ``LoggedIn.sign``.
        """
        with self.lock:
            try:
                return self._logged_in(serial, login).sign(identity, data)
            except GONE as gone:
                self._reinitialize()
                raise Refused("TOKEN_REMOVED", "the token was removed while in use") from gone
            finally:
                self._end_unless_held(serial)

    def log_out(self, serial: str) -> None:
        """登出 end a held login; nothing happens when there is none."""
        with self.lock:
            session = self._sessions.pop(serial, None)
            if session is not None:
                with suppress(exceptions.PKCS11Error):
                    session.close()

    def _tokens(self) -> Iterator[Any]:
        """Iterate slots ourselves: the library's own search fails for all when one is broken."""
        for slot in self._library.get_slots(token_present=True):
            try:
                token = slot.get_token()
            except exceptions.PKCS11Error as broken:
                log.debug("slot %s unreadable: %r", slot.slot_id, broken)
                continue
            if token.flags & TokenFlag.TOKEN_INITIALIZED:
                yield token

    def _token(self, serial: str) -> Any:
        for token in self._tokens():
            if _serial(token) == serial:
                return token
        raise Refused("TOKEN_NOT_HERE", "no token with that serial number is plugged in")

    def _status(self, serial: str, token: Any) -> TokenStatus:
        try:
            own = tuple(self._own(self.identities(serial)))
        except (Refused, exceptions.PKCS11Error) as unreadable:
            log.warning("token %s: certificates unreadable: %r", serial, unreadable)
            own = ()
        return TokenStatus(serial, token.label, _flags(token), own)

    @staticmethod
    def _own(identities: list[Identity]) -> list[Identity]:
        own = [one for one in identities if not one.certificate.ca]
        return sorted(own, key=lambda one: one.certificate.not_valid_after, reverse=True)

    def _read_again(self, serial: str) -> list[Identity]:
        try:
            return _read_identities(self._token(serial))
        except GONE:
            self._reinitialize()
            return _read_identities(self._token(serial))

    def _logged_in(self, serial: str, login: Login) -> LoggedIn:
        held = self._sessions.get(serial)
        if login.pin is None and held and held.owner == login.owner and held.may_continue():
            return held
        session = LoggedIn(self._log_in(serial, self._token(serial), login), login)
        self._sessions[serial] = session
        return session

    def _log_in(self, serial: str, token: Any, login: Login) -> Any:
        """Somebody's held login ends only where another one may really begin."""
        protected = "protected_auth" in _flags(token)
        if login.pin is None and not protected:
            raise Refused("PIN_NEEDED", "there is no held login; a PIN is needed")
        if "pin_locked" in _flags(token):
            raise Refused("PIN_LOCKED", "the PIN is locked", flags=["pin_locked"])
        if login.operation in self._spent:
            raise Refused("LOGIN_SPENT", "this operation has used its one login already")
        self._spent.add(login.operation)
        self.log_out(serial)
        try:
            return token.open(user_pin=PROTECTED_AUTH if login.pin is None else login.pin)
        except WRONG_PIN as no:
            flags = self._flags_after_failure(token)
            raise Refused("PIN_INCORRECT", "the PIN is wrong", flags=flags) from no
        except exceptions.PinLocked as no:
            self._flags_after_failure(token)
            raise Refused("PIN_LOCKED", "the PIN is locked", flags=["pin_locked"]) from no

    def _flags_after_failure(self, token: Any) -> list[str]:
        """A failed login leaks its session; give it back unless another token is in use."""
        if not self._sessions:
            self._reinitialize()
        return list(_flags(self._token(_serial(token))))

    def _end_unless_held(self, serial: str) -> None:
        session = self._sessions.get(serial)
        if session is not None and not session.may_continue():
            self.log_out(serial)

    def _forget(self, serial: str) -> None:
        self._identities.pop(serial, None)
        self._sessions.pop(serial, None)

    def _reinitialize(self) -> None:
        self._identities.clear()
        self._sessions.clear()
        self._library.reinitialize()


def _serial(token: Any) -> str:
    return str(token.serial.decode("ascii", "replace"))


def _flags(token: Any) -> tuple[str, ...]:
    return tuple(name for flag, name in FLAGS.items() if token.flags & flag)


def _read_identities(token: Any) -> list[Identity]:
    """Certificates are public objects: no PIN. The session is closed before anybody logs in."""
    session = token.open()
    try:
        found = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        return [
            Identity(x509.Certificate.load(one[Attribute.VALUE]), bytes(one[Attribute.ID]))
            for one in found
        ]
    finally:
        session.close()
