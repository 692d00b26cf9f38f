"""Did all of what a browser sends arrive? What was cut off on its way is not taken for the whole (ux.md 1.1)."""

from collections.abc import Callable, Iterable
from typing import Any


class CutOff(OSError):
    """The sender is gone before the end of the body. Django answers it as any broken connection: nothing is done."""


class WholeBodies:
    """Around the application: a server hands over what came until the connection broke, and says nothing of it."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if (length := environ.get("CONTENT_LENGTH", "")).isdecimal():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return self.application(environ, start_response)


class WholeBody:
    """A body of so many bytes, as PEP 3333 lets it be read. Raises CutOff where it ends before."""

    def __init__(self, stream: Any, length: int) -> None:
        self.stream, self.left = stream, length

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        return self._arrived(self.stream.read(wanted), wanted)

    def readline(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        line: bytes = self.stream.readline(wanted)
        return self._arrived(line, len(line) if line.endswith(b"\n") else wanted)

    def _arrived(self, data: bytes, wanted: int) -> bytes:
        if len(data) < wanted:
            raise CutOff
        self.left -= len(data)
        return data
