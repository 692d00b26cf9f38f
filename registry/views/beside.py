"""How does a comparison read on a page? Differences are marked, and said in words for whoever does not see the mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final
from uuid import UUID

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from contactpoint.pages.components import Row, Table
from registry.comparing import FIELDS, Compared, Comparison, Field
from registry.matching.explained import Working
from registry.previewing import Preview
from registry.sides import HIDDEN, Side, Sight

BAR: Final = 60  # pixels of a full bar
NOT_KNOWN: Final = SafeString('<span class="cp-quiet">Not known</span>')


@dataclass(frozen=True)
class Beside:
    """One comparison: which record, the sentence, the table, and the numbers."""

    letter: str
    facts: tuple[str, ...]  # of the second side
    first_facts: tuple[str, ...]
    sentence: str
    twins: bool
    table: Table
    working: Table | None
    rules: Working | None


def beside(pair: Comparison) -> Beside:
    one, other = _heading(pair.one), _heading(pair.other)
    rows = [_row(field) for field in pair.fields]
    return Beside(
        letter=pair.other.letter,
        facts=_facts(pair.other),
        first_facts=_facts(pair.one) if pair.one.child else (),
        sentence=pair.sentence,
        twins=pair.looks_like_twins,
        table=Table(f"{one} beside {other}", ("Field", one, other, "What it says"), rows, hide_caption=True),
        working=_working(pair.working) if pair.working else None,
        rules=pair.working,
    )


def side_rows(side: Side) -> list[Row]:
    """One side by itself, where there is no other."""
    return [Row(label, text) for label, _, read in FIELDS if (text := read(side))]


def _heading(side: Side) -> str:
    return "New information" if side.child is None else side.title


def _facts(side: Side) -> tuple[str, ...]:
    number = f"Number {side.reference}"
    return (number, f"held by {side.authority}") if side.authority else (number,)


def _row(field: Field) -> list[str | SafeString]:
    return [field.label, _value(field.one, field.other), _value(field.other, field.one), _says(field)]


def _value(text: str, against: str) -> SafeString:
    """Words that the other side has not are marked, where both say something."""
    if not text:
        return NOT_KNOWN
    if HIDDEN in (text, against) or not against:
        return format_html("{}", text)
    known = {_plain(word) for word in against.split()}
    return format_html_join(" ", "{}", ((_marked(word, known),) for word in text.split()))


def _marked(word: str, known: set[str]) -> SafeString:
    if _plain(word) in known or not _plain(word):
        return format_html("{}", word)
    return format_html('<mark class="cp-differs"><span class="govuk-visually-hidden">different: </span>{}</mark>', word)


def _plain(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def _says(field: Field) -> str | SafeString:
    said = field.evidence
    if said is None:
        return "Says nothing" if field.is_weighed else "Not weighed"
    if not said.strength:
        return format_html("{}. {}", said.words, said.points)
    side = "for" if said.bits > 0 else "against"
    return format_html(
        '{}. {}: {}<svg class="cp-weight cp-weight--{}" width="{}" height="8" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="8"/></svg>',
        said.words,
        said.points,
        said.strength,
        side,
        BAR,
        max(2, BAR * said.bar // 100),
    )


def _working(rules: Working) -> Table:
    rows: list[Sequence[str]] = [("Before anything is compared", _bits(rules.prior))]
    rows += [(name[:1].upper() + name[1:], _bits(bits)) for name, bits in rules.weights]
    rows.append(("Total", _bits(rules.total)))
    return Table("Weights in bits", ("What", "Weight"), rows, numeric=("Weight",))


def _bits(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def apart_words(compared: Compared) -> list[str]:
    """What somebody decided before about two of these records, and what has changed since."""
    letters = letters_of(compared)
    return [
        f"{one.by} decided that {letters[one.lower]} and {letters[one.upper]} are different children. "
        + (f"Changed since: {', '.join(one.changed)}" if one.changed else "Nothing has changed since")
        for one in compared.apart
    ]


def letters_of(compared: Compared) -> dict[UUID, str]:
    return {side.child: side.title for side in compared.records if side.child}


def changed_words(compared: Compared | None, what: Mapping[UUID, list[str]]) -> str:
    """One sentence: which record is not as it was."""
    titles = letters_of(compared) if compared else {}
    parts = [f"{titles.get(child, 'A record')} ({', '.join(words)})" for child, words in what.items()]
    return f"Changed since you opened this page: {'; '.join(parts) or 'the records'}. Look at it again"


@dataclass(frozen=True)
class Both:
    """Two records of one row's comparison, which may be one child's themselves."""

    one: UUID
    other: UUID
    letters: str


def pairs_of(records: Sequence[Side]) -> list[Both]:
    """Those pairs of which the own area holds one: its officers may compare them."""
    pairs = ((a, b) for a, b in combinations(records, 2) if Sight.WHOLE in (a.sight, b.sight))
    return [Both(a.child, b.child, f"{a.letter} and record {b.letter}") for a, b in pairs if a.child and b.child]


def preview_rows(preview: Preview) -> list[Row]:
    return [Row(label, value) for label, value in preview.lines]
