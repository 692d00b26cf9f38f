"""Is what was cut off on its way refused, and what is whole read as it came? (ux.md 1.1)"""

from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError

from contactpoint.pages.bodies import CutOff, WholeBodies, WholeBody

FORM = b"level=3&comment=While+the+browser+dies"
BOUNDARY = "cut"
FILE = (
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
    b"Content-Type: text/csv\r\n\r\n" + b"a,b\r\n" * 100 + b"\r\n--cut--\r\n"
)


def request(body: bytes, length: int, kind: str = "application/x-www-form-urlencoded") -> WSGIRequest:
    """As it reaches Django through the wrapper."""
    seen: list[dict[str, Any]] = []
    application = WholeBodies(lambda environ, _: seen.append(environ) or [])  # type: ignore[func-returns-value]
    told = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(length), "PATH_INFO": "/"}
    application({**told, "wsgi.input": BytesIO(body)}, None)
    return WSGIRequest(seen[0])


def test_a_form_that_arrived_whole_is_read() -> None:
    assert request(FORM, len(FORM)).POST["comment"] == "While the browser dies"


@pytest.mark.parametrize("came", [0, 1, 20, len(FORM) - 1])
def test_a_form_that_was_cut_off_is_unreadable(came: int) -> None:
    cut = request(FORM[:came], len(FORM))
    with pytest.raises(UnreadablePostError):
        assert cut.POST


def test_a_file_that_arrived_whole_is_read_and_one_cut_off_is_not() -> None:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    (file,) = request(FILE, len(FILE), kind).FILES.getlist("file")
    assert file.read().count(b"a,b") == 100
    cut = request(FILE[:300], len(FILE), kind)
    with pytest.raises(UnreadablePostError):
        assert cut.FILES


def test_lines_are_read_until_the_end_and_not_beyond() -> None:
    whole = WholeBody(BytesIO(b"one\ntwo and what is another's"), 7)
    assert [whole.readline(), whole.readline(), whole.readline()] == [b"one\n", b"two", b""]
    cut = WholeBody(BytesIO(b"one\ntw"), 7)
    assert cut.readline() == b"one\n"
    with pytest.raises(CutOff):
        cut.readline()
