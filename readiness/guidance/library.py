"""Which guidance is there, which version is in force, and what of it may this reader read? (R-LARA-8)"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from django.http import Http404

from readiness.framework import Check, Question, Theme
from readiness.guidance.documents import KINDS, Document, Explains, UnusableDocument, read_document
from readiness.load_reference import FOLDER

GUIDANCE: Final = FOLDER / "guidance"


class NoGuidance(Http404):
    """No such document or version is in force, or not for this reader: both read the same."""


@dataclass(frozen=True)
class Shelf:
    """What one reader may read on one day: every version in force by then, newest first."""

    documents: tuple[Document, ...]

    def in_force(self) -> list[Document]:
        """The newest version of each document, by kind and title."""
        newest = {one.slug: one for one in reversed(self.documents)}
        return sorted(newest.values(), key=lambda one: (list(KINDS).index(one.kind), one.title))

    def versions(self, slug: str) -> list[Document]:
        """Newest first. Raises NoGuidance."""
        found = [one for one in self.documents if one.slug == slug]
        if not found:
            raise NoGuidance
        return found

    def newest(self, slug: str) -> Document:
        """Raises NoGuidance."""
        return self.versions(slug)[0]

    def version(self, slug: str, number: int) -> Document:
        """Raises NoGuidance."""
        found = next((one for one in self.versions(slug) if one.version == number), None)
        if found is None:
            raise NoGuidance
        return found

    def serving(self, asked: Question | Theme | Check) -> list[Document]:
        """What helps to meet a question, everything of a theme, or a check."""
        return [one for one in self.in_force() if _serves(one, asked)]

    def explaining(self, page: str) -> tuple[Document, Explains] | None:
        """The section that explains the page of this address."""
        found = ((one, explained) for one in self.in_force() for explained in one.explains if explained.page == page)
        return next(found, None)


def _serves(document: Document, asked: Question | Theme | Check) -> bool:
    serves = document.serves
    if isinstance(asked, Question):
        return asked.code in serves.questions or asked.theme in serves.themes
    return asked.code in (serves.themes if isinstance(asked, Theme) else serves.checks)


@cache
def read_library(folder: Path = GUIDANCE) -> tuple[Document, ...]:
    """Every version of every document, newest first. Raises UnusableDocument."""
    documents = [read_document(path) for path in sorted(folder.glob("*.toml"))]
    documents.sort(key=lambda one: (one.slug, -one.version))
    refuse_contradictions(documents)
    return tuple(documents)


def refuse_contradictions(documents: Iterable[Document]) -> None:
    """Raises UnusableDocument where versions are missing or out of order; `documents` are newest first."""
    explained: dict[str, str] = {}
    by_slug: dict[str, list[Document]] = {}
    for one in documents:
        by_slug.setdefault(one.slug, []).insert(0, one)
        for page in one.explains:
            if explained.setdefault(page.page, one.slug) != one.slug:
                raise UnusableDocument(f"{page.page} is explained by {explained[page.page]} and by {one.slug}.")
    for slug, versions in by_slug.items():
        if [one.version for one in versions] != list(range(1, len(versions) + 1)):
            raise UnusableDocument(f"{slug}: the versions have to be numbered from 1, without a gap.")
        if any(later.effective_from <= earlier.effective_from for earlier, later in pairwise(versions)):
            raise UnusableDocument(f"{slug}: each version has to come into force after the one before.")


def shelf(*, signed_in: bool, on: date) -> Shelf:
    """What is public, and for whoever is signed in the rest."""
    return Shelf(
        tuple(one for one in read_library() if one.effective_from <= on and (one.public or signed_in)),
    )
