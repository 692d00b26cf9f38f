"""Does anything but its own refusal leave a parser, whatever the bytes? (SEC-31)"""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.feeds.fuzz_corpus import kept
from tests.feeds.fuzz_starts import TOKENS, starts
from tests.feeds.fuzzing import TARGETS

SHORT, LONG = 60, 4_000


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
    honest = starts(name)

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(honest), st.integers(0, 2**32), st.binary(max_size=60), st.booleans())
    def run(start: bytes, seed: int, noise: bytes, whole: bool) -> None:
        TARGETS[name](changed(start, seed) if whole else noise)

    run()


@pytest.mark.parametrize("name", TARGETS)
def test_only_its_own_refusal_leaves_a_parser(name: str) -> None:
    attack(name, SHORT)


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("name", TARGETS)
def test_only_its_own_refusal_leaves_a_parser_however_long_one_tries(name: str) -> None:
    attack(name, LONG)


@pytest.mark.parametrize("name", [name for name in TARGETS if kept(name)])
def test_what_the_fuzzer_kept_is_still_answered(name: str) -> None:
    for content in kept(name):
        TARGETS[name](content)
