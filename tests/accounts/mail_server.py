"""A mail server for the tests: keeps what it takes, refuses whom it is told to refuse."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.message import Message
from threading import Thread
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """As much of SMTP as one letter needs."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[Message] = []
        self.refuses = False


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 tests")
        while line := self.rfile.readline().decode().strip():
            command = line.upper()[:4]
            if command == "RCPT" and self.server.refuses:
                self._say("451 Pat Example has no room")
            elif command == "DATA":
                self._say("354 go on")
                self._keep()
                self._say("250 kept")
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 well")

    def _keep(self) -> None:
        lines: list[str] = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        self.server.letters.append(message_from_string("\n".join(lines)))

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server(settings: Any) -> Iterator[MailServer]:
    """The server that the settings name until the block ends."""
    with MailServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        yield server
        server.shutdown()
