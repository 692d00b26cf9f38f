"""Does anything but FeedError leave a reader, whatever the bytes? (SEC-31)"""

import json
import random
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.formats.every import FORMATS
from feeds.formats.row import BadRow
from tests.feeds.fuzzing import TARGETS, TOLD
from tests.feeds.test_hostile_everywhere import GOOD, workbook
from tests.feeds.test_mapped_tables import MAPPING
from tests.feeds.test_rows_put_right import ONE_WRONG

SHORT, LONG = 60, 4_000
TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b",", b"\n", b"\r", b"<", b">", b"</", b"<!--", b"&x;", b"<![CDATA[",
    b"{", b"}", b"[", b"]", b":", b"null", b"1e999", b"-1", b"NaN", b"\\ud800", b"\\u0000", b"9" * 400, b"#END,1\n",
    b"PK\x03\x04", b"\x1f\x8b", b"[0]", b"[99]", b"/", b".", b"2009-02-30", b"=1+1", "\u202e".encode(), b"\xed\xa0\x80",
)  # fmt: skip


def seeds(name: str) -> list[bytes]:
    """What an attacker would start from."""
    code = name.removesuffix(" again")
    if name == "mapping":
        return [json.dumps(MAPPING).encode()]
    if name == "look":
        return [GOOD["table"], workbook()]
    if name.endswith(" again"):
        wrong = next(iter(FORMATS[code].read(BytesIO(ONE_WRONG[code][0]), TOLD)))
        assert isinstance(wrong, BadRow)
        return ["\0".join(part for pair in wrong.raw.items() for part in pair).encode()]
    return [GOOD[code], *([workbook()] if code == "table" else [])]


def changed(content: bytes, seed: int) -> bytes:
    """Cut, doubled, overwritten and mixed with what parsers trip over."""
    rng = random.Random(seed)
    found = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(found) + 1)
        end = min(len(found), start + rng.choice((0, 0, 1, 4, 30)))
        found[start:end] = rng.choice(
            (b"", rng.choice(TOKENS), rng.choice(TOKENS), rng.randbytes(3), found[start:end] * 2)
        )
    return bytes(found)


def attack(name: str, examples: int) -> None:
    starts = seeds(name)

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(starts), st.integers(0, 2**32), st.binary(max_size=60), st.booleans())
    def run(start: bytes, seed: int, noise: bytes, whole: bool) -> None:
        TARGETS[name](changed(start, seed) if whole else noise)

    run()


@pytest.mark.parametrize("name", TARGETS)
def test_only_a_feed_error_leaves_a_reader(name: str) -> None:
    attack(name, SHORT)


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("name", TARGETS)
def test_only_a_feed_error_leaves_a_reader_however_long_one_tries(name: str) -> None:
    attack(name, LONG)
