"""Is the page of England whole on paper, A4 and A3: nothing cut, no row in two, a key on each page? (R-LARA-7)"""

import io
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pypdf import PageObject, PdfReader

from readiness.board.tables import rows
from tests.browser import open_page
from tests.readiness.returns import NOW, national
from tests.readiness.test_board import client, invent_england, seen
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")
POINT: Final = 25.4 / 72  # mm
MARGIN: Final = 12  # mm
PAPER: Final = {"A4": (297, 210, 8), "A3": (420, 297, 6)}  # width and height in mm, and the most pages
MARKS: Final = "✓◐✗–"
SAME_LINE: Final = 0.7  # mm


@dataclass(frozen=True)
class Word:
    """What is written at one place, in mm from the left and from the bottom."""

    text: str
    x: float
    y: float


def words(page: PageObject) -> list[Word]:
    found = []

    def keep(text: str, cm: Sequence[float], tm: Sequence[float], *_: Any) -> None:
        if text.strip():
            x, y = cm[0] * tm[4] + cm[2] * tm[5] + cm[4], cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            found.append(Word(text.strip(), x * POINT, y * POINT))

    page.extract_text(visitor_text=keep)
    return found


def printed(browser: Browser, address: str) -> dict[str, bytes]:
    """All organisations, on each paper."""
    with open_page(browser, javascript=False) as page:
        enter(page, Scene(national("Nina", at=NOW), client()), address)
        page.goto(f"{address}{reverse('view_england')}?all=1")
        return {name: page.pdf(format=name, prefer_css_page_size=True) for name in PAPER}


def lines(page: Sequence[Word]) -> list[str]:
    """What stands beside each other, from the left, without its marks and spaces."""
    found: list[list[Word]] = []
    for word in sorted(page, key=lambda word: -word.y):
        if not found or found[-1][0].y - word.y > SAME_LINE:
            found.append([])
        found[-1].append(word)
    beside = ("".join(word.text for word in sorted(line, key=lambda word: word.x)) for line in found)
    return [re.sub(rf"[{MARKS}\s]", "", line) for line in beside]


def expected() -> list[str]:
    """Each row of the table, as the CSV has it."""
    found = []
    for name, _, _, _, status, met, due, _, _, *themes in rows(seen()):
        checks = f"{met} of {due}" if met else status
        found.append(re.sub(rf"[{MARKS}\s]", "", "".join([name, checks, *themes])))
    return found


def test_england_is_whole_on_a4_and_on_a3(browser: Browser, live_server: Any) -> None:
    invent_england()
    for paper, file in printed(browser, live_server.url).items():
        if PICTURES:
            (Path(PICTURES) / f"england-{paper}.pdf").write_bytes(file)
        width, height, most = PAPER[paper]
        pages = PdfReader(io.BytesIO(file)).pages
        sizes = {(round(float(one.mediabox.width) * POINT), round(float(one.mediabox.height) * POINT)) for one in pages}
        assert sizes == {(width, height)}
        assert len(pages) <= most
        check(width, [words(page) for page in pages])


def check(width: int, written: Sequence[Sequence[Word]]) -> None:
    assert all(MARGIN - 1 <= word.x <= width - MARGIN for page in written for word in page)
    everything = " ".join(word.text for page in written for word in page)
    assert not re.search(r"Apply|Skip the map|CSV|What waits|Show as a table", everything)
    (with_map,) = [page for page in written if any(word.text == "Every area" for word in page)]
    assert sum(word.text in MARKS for word in with_map) >= 150 + len(MARKS)  # each area, and the key
    table = [page for page in written if any("Governance" in word.text for word in page)]
    assert all(any("without a return" in word.text for word in page) for page in table)
    assert [line for page in table for line in lines(page) if line in set(expected())] == expected()
