"""电子邮件 by SMTP, where ``SMTP_URL`` names a server (RFC 5321, RFC 8314).

``smtps://user:password@host:465`` (TLS from the first byte), ``smtp://user:password@host:587``
(STARTTLS where the server offers it; with a password it must). ``MAIL_FROM`` is the sender.
"""

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from eventlet import tpool

_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Mailer:
    """发信 ``send`` hands one message to the server; its delivery is the server's."""

    server: SplitResult
    sender: str

    @classmethod
    def configured(cls) -> Self | None:
        """按设置 None where no server is named.

        Raises:
            ValueError: for a setting that is none.
        """
        told = os.environ.get("SMTP_URL", "")
        if not told:
            return None
        server = urlsplit(told)
        if server.scheme not in ("smtp", "smtps") or not server.hostname:
            raise ValueError("SMTP_URL is smtp://host:port or smtps://host:port")
        sender = os.environ.get("MAIL_FROM", "")
        if "@" not in sender:
            raise ValueError("MAIL_FROM is the address that mails are sent from")
        return cls(server, sender)

    def send(self, to: str, subject: str, body: str, message_id: str, leave_url: str = "") -> None:
        """发送 ``message_id`` is the same at every try, so that a reader sees one mail.

        ``leave_url`` ends a subscription by one POST (RFC 2369, RFC 8058).

        Raises:
            OSError: the server cannot be reached, or refuses (``smtplib.SMTPException``).
        """
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, to, subject
        mail["Message-ID"] = f"<{message_id}@{self.sender.rpartition('@')[2]}>"
        if leave_url:
            mail["List-Unsubscribe"] = f"<{leave_url}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(body)
        tpool.execute(self._hand_over, mail)  # a server that is slow holds up nobody else

    def _hand_over(self, mail: EmailMessage) -> None:
        with self._connected() as line:
            line.send_message(mail)

    def _connected(self) -> smtplib.SMTP:
        host, secure = self.server.hostname or "", ssl.create_default_context()
        if self.server.scheme == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self.server.port or 465, timeout=_SECONDS, context=secure
            )
        else:
            line = smtplib.SMTP(host, self.server.port or 587, timeout=_SECONDS)
            line.ehlo()
            if self.server.password or line.has_extn("starttls"):
                line.starttls(context=secure)
        if self.server.username and self.server.password:
            line.login(unquote(self.server.username), unquote(self.server.password))
        return line
