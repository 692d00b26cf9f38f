"""What would an attacker start from, and what trips parsers? For every target of `fuzzing.py`. (SEC-31)"""

import gzip
import hashlib
import json
import zipfile
from io import BytesIO
from typing import Final

from feeds.formats.every import FORMATS
from feeds.formats.row import BadRow
from feeds.quarantine.sheet import OURS, row_id
from tests.feeds.fuzzing import TOLD
from tests.feeds.test_hostile_everywhere import GOOD, workbook
from tests.feeds.test_mapped_tables import MAPPING
from tests.feeds.test_rows_put_right import ONE_WRONG

TOKENS: Final = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b",", b"\n", b"\r", b"<", b">", b"</", b"<!--", b"&x;", b"<![CDATA[",
    b"{", b"}", b"[", b"]", b":", b"null", b"1e999", b"-1", b"NaN", b"\\ud800", b"\\u0000", b"9" * 400, b"#END,1\n",
    b"PK\x03\x04", b"\x1f\x8b", b"[0]", b"[99]", b"/", b".", b"2009-02-30", b"=1+1", "\u202e".encode(), b"\xed\xa0\x80",
)  # fmt: skip


def starts(name: str) -> list[bytes]:
    """Honest input of the target; never empty."""
    code = name.removesuffix(" again")
    others = {
        "mapping": [json.dumps(MAPPING).encode()],
        "any mapping": [json.dumps(MAPPING).encode() + b"\n" + GOOD["table"]],
        "look": [GOOD["table"], workbook()],
        "archive": [zipped(GOOD["births"]), gzip.compress(GOOD["births"], mtime=0), zipped(zipped(b"")), workbook()],
        "manifest": [manifest()],
        "sheet": [sheet(), workbook()],
    }
    if name in others:
        return others[name]
    if name.endswith(" again"):
        return [wrong_row(code)]
    return [GOOD[code], ONE_WRONG[code][0], *([workbook()] if code == "table" else [])]


def wrong_row(code: str) -> bytes:
    wrong = next(iter(FORMATS[code].read(BytesIO(ONE_WRONG[code][0]), TOLD)))
    assert isinstance(wrong, BadRow)
    return "\0".join(part for pair in wrong.raw.items() for part in pair).encode()


def zipped(content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("births.csv"), content)
    return out.getvalue()


def manifest() -> bytes:
    said = {"count": 3, "sha256": hashlib.sha256().hexdigest(), "sequence": 7, "as_at": "2009-01-20T06:00:00+00:00"}
    return json.dumps(said).encode()


def sheet() -> bytes:
    """As it comes back: what could be a formula stands behind an apostrophe."""
    return f"{','.join(OURS)},surname\n{row_id(7)},2,surname,wrong,'=1+1\n{row_id(8)},3,,,Smith\n".encode()
