"""A real mail server on the loopback, for as long as a test lasts. It can be told to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller


class Mailbox:
    """What has arrived, oldest first. ``refusing``: answer 451 instead of taking it."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refusing = False
        self.port = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Called by the server with each message."""
        if self.refusing:
            return "451 try again later"
        self.letters.append(cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """What somebody got."""
        return [one for one in self.letters if one["To"] == address]


@contextmanager
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """Start the server, and have mail sent to it."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=0)
    # aiosmtpd asks its own port after the start; 0 lets the system choose one
    controller.port = _free_port()
    controller.start()
    box.port = controller.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.EMAIL_TIMEOUT = 10
    try:
        yield box
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
