"""What does the letter of an answer say, written down again from a list, and is its PDF built for a screen reader?"""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdf
from django.utils import timezone

from contactpoint.pages.dates import day_in_words
from oversight.subject_access import words
from tests.oversight.access_family import Family, Row


def letter(family: Family, held: list[Row], looked: list[Row]) -> str:
    """Written down again from the list that is checked."""
    said = ["Liverpool ContactPoint team", day_in_words(timezone.localdate(family.at)), "Ann Smith", "14 Fern Bank"]
    said += ["Liverpool", "What ContactPoint holds about John Peter Smith", *words.FRONT]
    for section in dict.fromkeys(row.section for row in held):
        said += [section, *(cell for row in held if row.section == section for cell in row[1:])]
    said += ["Where it came from", "Beside each thing stands who gave it to us. In short:", *origins(held)]
    for section, intro in (("Who looked at your record", words.LOOKED), ("Who saw your name in a list", words.NAMED)):
        said += [section, intro, *(cell for row in looked if row.section == section for cell in row[1:])]
    said += ["How to correct it", *words.CORRECT, "The ContactPoint team of Liverpool: 0151 496 0341."]
    return " ".join([*said, "What words mean", *(word for one in words.GLOSSARY for word in one)])


def origins(held: list[Row]) -> Iterator[str]:
    for source in dict.fromkeys(row.source for row in held):
        yield source
        yield "; ".join(dict.fromkeys(row.section for row in held if row.source == source))


def squeezed(text: str) -> str:
    """Without the heads of tables and the numbers of pages, which repeat, and without where lines are broken."""
    for again in (
        "What What it says Where it came from When it was true",
        "Source What they gave us",
        "When Who, and why",
    ):
        text = text.replace(again, "")
    return re.sub(r"\s+|-(?=\s)", "", re.sub(r"\b\d+ of \d+\b", "", text))


def check_tagged(content: bytes, *, title: str, headings: int, cells: int) -> None:
    """PDF/UA: what a screen reader needs is there, in the order of reading."""
    reader = pypdf.PdfReader(BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    tags = Counter(tags_below(root["/StructTreeRoot"]))
    assert (tags["/H1"], tags["/H2"]) == (1, headings)
    assert tags["/Table"] == headings - 2  # all but how to correct it, and the glossary
    assert tags["/TH"] >= 2 * tags["/Table"]
    assert tags["/TD"] == cells


def tags_below(node: Any) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from tags_below(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from tags_below(node["/K"])
