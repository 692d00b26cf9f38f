"""What does one version of a guidance say? Read from TOML, refused where it contradicts itself (R-LARA-8)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from accounts.roles import ROLES
from contactpoint.pages.dates import day_in_words

KINDS: Final = {"legal": "Legal", "operational": "Operational", "technical": "Technical"}
AUDIENCES: Final = {
    "authorities": "local authorities",
    "local_partners": "local partners",
    "national_partners": "national partners",
    "practitioners": "practitioners",
    "suppliers": "suppliers of data and of systems",
    "families": "children and families",
}
CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Items(tuple[str, ...]):
    """A list within a section; everything else there is a paragraph."""

    is_list = True


Block = str | Items


class UnusableDocument(ValueError):
    """This document contradicts itself or its neighbours; the words say where."""


@dataclass(frozen=True)
class Section:
    anchor: str
    heading: str
    body: tuple[Block, ...]

    @property
    def sentences(self) -> Iterator[str]:
        """The paragraphs and the items of lists, in order."""
        for block in self.body:
            yield from (block,) if isinstance(block, str) else block


@dataclass(frozen=True)
class Explains:
    """Which page of the registry a section explains: the name of its address, and the words of the link there."""

    page: str
    section: str
    label: str


@dataclass(frozen=True)
class Serves:
    """The questions, themes and checks of the framework that it helps to meet, by their codes."""

    questions: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Document:
    """One version. `changes`: what is new in it. `must_read`: the codes of the roles whose holders have to read it."""

    slug: str
    version: int
    title: str
    summary: str
    kind: str
    audiences: tuple[str, ...]
    public: bool
    owner: str
    effective_from: date
    review_on: date
    changes: str
    must_read: frozenset[str]
    serves: Serves
    sections: tuple[Section, ...]
    explains: tuple[Explains, ...] = ()

    @property
    def kind_in_words(self) -> str:
        return KINDS[self.kind]

    @property
    def audiences_in_words(self) -> str:
        return ", ".join(AUDIENCES[one] for one in self.audiences)

    @property
    def must_read_in_words(self) -> str:
        return ", ".join(role.name for code, role in ROLES.items() if code in self.must_read)

    def review_in_words(self, *, on: date) -> str:
        return day_in_words(self.review_on) + (", which is over" if self.review_on < on else "")


def read_document(path: Path) -> Document:
    """Raises UnusableDocument; a file is named for what it holds: shielding_2.toml."""
    with path.open("rb") as file:
        said = tomllib.load(file)
    try:
        document = _document(said)
    except (KeyError, TypeError) as wrong:
        raise UnusableDocument(f"{path.name}: something is missing or not known: {wrong}.") from wrong
    if path.stem != f"{document.slug}_{document.version}":
        raise UnusableDocument(f"{path.name} holds version {document.version} of {document.slug}.")
    refuse_unusable(document)
    return document


def _document(said: dict[str, Any]) -> Document:
    words = dict(said)
    served = words.pop("serves")
    return Document(
        audiences=tuple(words.pop("audiences")),
        must_read=frozenset(words.pop("must_read")),
        serves=Serves(**{what: frozenset(codes) for what, codes in served.items()}),
        sections=tuple(_section(one) for one in words.pop("section")),
        explains=tuple(Explains(**one) for one in words.pop("explains", ())),
        **words,
    )


def _section(said: dict[str, Any]) -> Section:
    body = tuple(block if isinstance(block, str) else Items(block) for block in said["body"])
    return Section(**{**said, "body": body})


def refuse_unusable(document: Document) -> None:
    """Raises UnusableDocument where a reader, a link or a page would be left without what the document promises."""
    anchors = [section.anchor for section in document.sections]
    for wrong, words in (
        (not CODE.fullmatch(document.slug) or document.version < 1, "its slug or version cannot be"),
        (not document.title.endswith("?"), "its title has to be a question"),
        (document.kind not in KINDS, f"there is no kind {document.kind}"),
        (not document.audiences or not set(document.audiences) <= AUDIENCES.keys(), "whom is it for?"),
        (not document.must_read <= ROLES.keys(), "a role that has to read it is not known"),
        (document.review_on <= document.effective_from, "it has to be looked at again after it came into force"),
        (not all((document.summary, document.owner, document.changes)), "its summary, owner or changes are empty"),
        (len(set(anchors)) != len(anchors), "two sections have one anchor"),
        (not all(CODE.fullmatch(anchor) for anchor in anchors), "an anchor cannot be"),
        (not anchors or not all(map(_says_something, document.sections)), "a section says nothing"),
        (not {one.section for one in document.explains} <= set(anchors), "it explains a page by no section"),
    ):
        if wrong:
            raise UnusableDocument(f"{document.slug}, version {document.version}: {words}.")


def _says_something(section: Section) -> bool:
    return bool(section.heading and section.body) and all(section.body) and all(section.sentences)
