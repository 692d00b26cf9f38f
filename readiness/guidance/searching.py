"""Which documents answer these words, and what may have been meant by a word that is in none? (R-LARA-8)"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from readiness.guidance.documents import Document, Section

TITLE, HEADING, TEXT = 10, 5, 1  # how much a word counts where it stands
SHORT: Final = 4  # letters: a shorter word counts whole alone
LONGEST: Final = 30  # letters of a word that counts
EXCERPT: Final = 200  # characters
ALIKE: Final = 0.7  # from 0 to 1, as difflib counts: "sheilding" and "shielding" come to 0.89
WORD: Final = re.compile(r"\b[^\W\d_]{2,}\b")
# Words that every page has and that nobody looks for.
LITTLE: Final = {
    "a", "about", "an", "and", "are", "at", "be", "by", "can", "do", "does", "for", "from", "has", "have", "how",
    "i", "if", "in", "is", "it", "may", "me", "must", "my", "of", "on", "or", "our", "that", "the", "their", "them",
    "they", "this", "to", "was", "we", "what", "when", "where", "which", "who", "whom", "why", "will", "with",
    "you", "your",
}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A document, its section that answers best, and the words around."""

    document: Document
    section: Section
    excerpt: str


@dataclass(frozen=True)
class Found:
    """`unknown`: the words that no document has; `meant`: words of the library that are like one of these."""

    hits: tuple[Hit, ...]
    unknown: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()


def words_of(text: str) -> list[str]:
    """In small letters, each once, without those that every page has; nothing with a number in it."""
    words = (word.lower() for word in WORD.findall(text) if len(word) <= LONGEST)
    return [word for word in dict.fromkeys(words) if word not in LITTLE]


def search(asked: str, documents: Sequence[Document]) -> Found:
    """Best first: those with more of the words, then those that have them in titles and headings."""
    words = words_of(asked)
    known = {word for one in documents for word in words_of(" ".join(_texts(one)))}
    unknown = [word for word in words if not any(_answers(word, other) for other in known)]
    scored = sorted(((_score(one, words), one) for one in documents), key=lambda pair: pair[0], reverse=True)
    hits = tuple(_hit(one, words) for (found, _), one in scored if found)
    meant = dict.fromkeys(like for word in unknown for like in get_close_matches(word, sorted(known), 2, ALIKE))
    return Found(hits, tuple(unknown), tuple(meant))


def _texts(document: Document) -> Iterator[str]:
    yield from (document.title, document.summary)
    for section in document.sections:
        yield section.heading
        yield from section.sentences


def _answers(word: str, other: str) -> bool:
    """Whether a word of a page is the one asked for, or longer by an ending ("clear", "clearance", "clearances")."""
    if len(word) < SHORT:
        return other == word
    return other.startswith(word.removesuffix("s"))


def _counts(word: str, text: str) -> int:
    return sum(_answers(word, other) for other in words_of(text))


def _score(document: Document, words: Iterable[str]) -> tuple[int, int]:
    """How many of the words it has, and how much these count."""
    each = [_weight(document, word) for word in words]
    return sum(weight > 0 for weight in each), sum(each)


def _weight(document: Document, word: str) -> int:
    in_sections = sum(_weight_in(section, word) for section in document.sections)
    return TITLE * _counts(word, document.title) + TEXT * _counts(word, document.summary) + in_sections


def _weight_in(section: Section, word: str) -> int:
    return HEADING * _counts(word, section.heading) + sum(TEXT * _counts(word, text) for text in section.sentences)


def _hit(document: Document, words: Sequence[str]) -> Hit:
    best = max(document.sections, key=lambda section: sum(_weight_in(section, word) for word in words))
    texts = list(best.sentences)
    said = max(texts, key=lambda text: sum(_counts(word, text) for word in words))
    return Hit(document, best, _cut(said))


def _cut(text: str) -> str:
    """At the end of a word."""
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rpartition(' ')[0]} …"
