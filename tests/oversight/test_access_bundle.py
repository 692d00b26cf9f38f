"""Does an answer hold exactly what it should, on paper and as a table, and can a screen reader read it? (R-AUDIT-4)"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import pypdf
import pytest
from django.utils import timezone
from pypdf.generic import IndirectObject

from oversight.subject_access import agreeing, deciding, making, words
from oversight.subject_access.models import AccessRequest, Asker, Decision, FileKind, Kind
from registry.assertion import Name
from registry.disclosure import NotThere
from registry.models import Child
from tests.oversight.access import answered, decide_all, dora, file, items, shona, taken, text_of, work
from tests.oversight.access_family import SECRETS, SISTER, Family, Row
from tests.oversight.access_letter import check_tagged, letter, squeezed
from tests.registry import children

pytestmark = pytest.mark.django_db
ALL = (Kind.THIRD_PARTY, Kind.SENSITIVE, Kind.SHIELDED)
HEADER = ["Part", "What", "What it says", "Where it came from", "When it was true"]


def rows_of(table: bytes) -> list[Row]:
    assert table.startswith(b"\xef\xbb\xbf")  # so that a spreadsheet reads the accents
    header, *rows = csv.reader(StringIO(table.decode("utf-8-sig")))
    assert header == HEADER
    return [Row(*row) for row in rows]


def parents(family: Family, *, agreed: bool | None = False, include: tuple[Kind, ...] = ALL) -> AccessRequest:
    """The answer to a parent, as a data officer and a shielding officer make it."""
    who, second = dora(), shona()
    row = taken(family.child, by=who, at=family.at, agreed=agreed)
    return answered(row, first=who, second=second, at=family.at, include=include)


def test_a_parent_is_given_exactly_the_list_and_nothing_else() -> None:
    """400 looks, three sources, a sensitive service without the child's agreement, a shielded sister."""
    family = Family(looks=400)
    row = parents(family)
    expected = [*family.held(), *family.looked()]
    reader = shona("Sian")
    assert len(family.looked()) == 402
    assert Counter(rows_of(file(row, FileKind.TABLE, by=reader, at=family.at))) == Counter(expected)
    pdf = file(row, FileKind.WHOLE, by=reader, at=family.at)
    assert squeezed(text_of(pdf)) == squeezed(letter(family, family.held(), family.looked()))
    cells = 4 * len(family.held()) + 2 * 4 + 2 * len(family.looked())  # four said where it came from
    check_tagged(pdf, title="What ContactPoint holds about John Peter Smith", headings=12, cells=cells)


def test_what_is_secret_is_in_no_byte_of_what_a_parent_gets() -> None:
    family = Family()
    row = parents(family)
    reader = shona("Sian")
    for kind in FileKind:
        content = file(row, kind, by=reader, at=family.at)
        for text in everything_in(content):
            assert not [word for word in (*SECRETS, "fern bank", "900123") if word in text], kind


def everything_in(content: bytes) -> Iterator[str]:
    """The bytes as they are; of a PDF also what its streams unpack to, and what can be read."""
    yield content.decode("latin-1").lower()
    if content.startswith(b"%PDF"):
        reader = pypdf.PdfReader(BytesIO(content))
        for number in range(1, len(reader.xref_objStm) + len(reader.xref[0]) + 10):
            found: Any = IndirectObject(number, 0, reader).get_object()
            yield (found.get_data().decode("latin-1") if hasattr(found, "get_data") else str(found)).lower()
        yield text_of(content).lower().replace("14 fern bank liverpool what", "")  # where the letter goes


def test_without_agreement_it_is_the_answer_that_there_would_be_without_the_service() -> None:
    """R-INV-2: not a gap, a count or a page more. Two boys who differ in nothing else, word for word."""
    with_secret, without = Family(key="one", sister=False), Family(key="two", sensitive=False, sister=False)
    without.at = with_secret.at
    one, other = parents(with_secret), parents(without)
    reader = shona("Sian")
    for kind in FileKind:
        same = [
            unnumbered(file(row, kind, by=reader, at=with_secret.at), family)
            for row, family in ((one, with_secret), (other, without))
        ]
        assert same[0] == same[1], kind
    assert len(items(one)) == len(items(other))


def unnumbered(content: bytes, family: Family) -> list[str]:
    """Without the number and the moments of the test's own deliveries, which differ by seconds at most."""
    text = text_of(content) if content.startswith(b"%PDF") else content.decode()
    child = Child.objects.get(pk=family.child)
    shown = f"{child.number[:3]} {child.number[3:6]} {child.number[6:]}"
    return re.sub(r"\d{1,2}:\d\d(am|pm)|midday|midnight", "", text.replace(shown, "").replace(child.number, "")).split()


def test_a_data_officer_sees_no_trace_of_a_sensitive_service_while_preparing() -> None:
    family, who = Family(sister=False), dora()
    for before, agreed in enumerate((True, False, None)):
        row = taken(family.child, by=who, at=family.at, agreed=agreed)
        review = deciding.review(row.pk, by=who, at=family.at)
        assert not [word for word in SECRETS if word in str(review).lower()]
        assert (review.looks, review.waiting) == (14 + 2 * before, 4)  # and those of this test
        draft = text_of(making.preview(row.pk, by=who, at=family.at)).lower()
        assert "draft: not agreed yet" in draft
        assert not [word for word in SECRETS if word in draft]
        hidden = [item for item in items(row) if item.kind == Kind.SENSITIVE or item.follows]
        assert bool(hidden) == (agreed is not False)
        for item in hidden:
            with pytest.raises(NotThere):
                deciding.decide(item.pk, Decision.INCLUDE, None, by=who, at=family.at)


def test_with_agreement_two_shielding_officers_can_include_it_and_then_its_people_are_among_those_who_looked() -> None:
    family, first, second = Family(sister=False), shona(), shona("Sian")
    row = taken(family.child, by=first, at=family.at, agreed=True)
    row = answered(row, first=first, second=second, at=family.at, include=ALL)
    expected = [*family.held(secret=True, guarded=True), *family.looked(secret=True)]
    assert Counter(rows_of(file(row, FileKind.TABLE, by=first, at=family.at))) == Counter(expected)


def test_with_agreement_it_is_still_left_out_unless_two_decide_and_its_people_with_it() -> None:
    family, first, second = Family(sister=False), shona(), shona("Sian")
    row = taken(family.child, by=first, at=family.at, agreed=True)
    service = next(item for item in items(row) if item.kind == Kind.SENSITIVE)
    assert service.decision == ""
    shown = next(one for one in deciding.review(row.pk, by=first, at=family.at).items if one.id == service.pk)
    assert (shown.waits, shown.safe) == (True, ("leave_out", "confidence"))
    row = answered(row, first=first, second=second, at=family.at, include=(Kind.THIRD_PARTY,))
    expected = [*family.held(guarded=True), *family.looked()]
    assert Counter(rows_of(file(row, FileKind.TABLE, by=first, at=family.at))) == Counter(expected)


def test_a_child_who_asks_is_told_of_the_own_service() -> None:
    family, first, second = Family(sister=False), shona(), shona("Sian")
    row = taken(family.child, by=first, at=family.at, asker=Asker.CHILD)
    row = answered(row, first=first, second=second, at=family.at, include=(Kind.SENSITIVE,))
    table = rows_of(file(row, FileKind.TABLE, by=first, at=family.at))
    assert Counter(table) == Counter(
        [*family.held(secret=True, others=False, guarded=True), *family.looked(secret=True)]
    )


def test_only_shielding_officers_take_an_answer_away_that_could_tell_of_a_service_whether_it_does_or_not() -> None:
    for sensitive in (True, False):
        family, who, second = Family(sensitive=sensitive, sister=False, key=f"{sensitive}"), dora(), shona()
        row = taken(family.child, by=who, at=family.at, agreed=True)
        row = answered(row, first=who, second=second, at=family.at)
        assert making.kinds_for(row, by=who, at=family.at) == []
        assert making.kinds_for(row, by=second, at=family.at) == list(FileKind)
    without = Family(sister=False, key="without")
    row = parents(without)
    assert making.kinds_for(row, by=who, at=without.at) == list(FileKind)


def test_what_leads_to_a_hidden_sister_is_shown_so_to_shielding_officers_alone() -> None:
    family, who, second, third = Family(), dora(), shona(), shona("Sian")
    row = taken(family.child, by=who, at=family.at, agreed=False)
    review = deciding.review(row.pk, by=who, at=family.at)
    assert "hidden" not in str(review).lower()
    assert "shield" not in str(review).lower()
    assert review.waiting == 4
    decide_all(row, by=who, at=family.at, include=ALL)
    deciding.pass_on(row.pk, by=who, at=family.at)
    waits = [one for one in deciding.review(row.pk, by=second, at=family.at).items if one.waits]
    assert sorted(one.fact.label for one in waits) == [
        "Address",
        "GP practice",
        "How to reach a parent or carer",
        "School",
    ]
    assert {one.kind for one in waits} == {"Leads to another child whom a shield hides"}
    assert {one.safe for one in waits} == {("leave_out", "serious_harm")}
    decide_all(row, by=second, at=family.at, include=ALL)
    assert "decided yourself" in agreeing.why_not(AccessRequest.objects.get(pk=row.pk), by=second, at=family.at)
    agreeing.agree(row.pk, by=third, at=family.at)
    work(at=family.at)
    row.refresh_from_db()
    expected = [*family.held(guarded=True), *family.looked()]
    assert Counter(rows_of(file(row, FileKind.TABLE, by=third, at=family.at))) == Counter(expected)


def test_a_sister_who_is_hidden_after_the_answer_was_made_takes_it_back() -> None:
    """R-SHIELD-8: nothing that was decided before she was hidden is handed out."""
    family, who, second = Family(sister=False), dora(), shona()
    row = answered(taken(family.child, by=who, at=family.at, agreed=False), first=who, second=second, at=family.at)
    assert b"Fern Bank" in file(row, FileKind.TABLE, by=second, at=family.at)
    children.shield(children.child(SISTER, at=timezone.now(), key="late"), at=timezone.now())
    with pytest.raises(Exception, match="The record has changed"):
        file(row, FileKind.TABLE, by=who, at=family.at)
    row.refresh_from_db()
    assert (row.made_at, row.agreed_at, row.files.count()) == (None, None, 0)


def test_of_a_shielded_child_there_is_no_place_no_source_and_nobody_who_looked_by_name() -> None:
    family, first, second = Family(sister=False), shona(), shona("Sian")
    children.shield(family.child, at=family.at)
    row = taken(family.child, by=first, at=family.at)
    row = answered(row, first=first, second=second, at=family.at, include=(Kind.THIRD_PARTY,))
    table = rows_of(file(row, FileKind.TABLE, by=first, at=family.at))
    held = [one for one in table if not one.section.startswith("Who ")]
    assert [(one.section, one.label, one.source) for one in held] == [
        ("The child", "ContactPoint number", ""),
        ("The child", "Date of birth", ""),
        ("The child", "Gender", ""),
        ("The child", "Name", ""),
        ("Parents and carers", "Has parental responsibility", ""),
        ("Parents and carers", "Has parental responsibility", ""),
    ]
    looks = {one.value for one in table if one.section == "Who looked at your record"}
    assert looks == {
        "Practitioner; I have a safeguarding concern",
        "Practitioner; I am providing a service to this child",
    }
    text = text_of(file(row, FileKind.WHOLE, by=first, at=family.at)).replace("14 Fern Bank Liverpool What", "")
    for word in (*children.HIDDEN, "Manchester", "Pat Example", "Child health", "Okafor"):
        assert word not in text, word


def test_no_cell_of_the_table_is_a_formula() -> None:
    at = timezone.now()
    name = Name("current", '=HYPERLINK("x")', "", "+Smith")
    child = children.john(at=at, names=(name,))
    first, second = shona(), shona("Sian")
    row = answered(taken(child, by=first, at=at), first=first, second=second, at=at)
    values = [value for one in rows_of(file(row, FileKind.TABLE, by=first, at=at)) for value in one]
    assert '\'=HYPERLINK("x") +Smith' in values
    assert not [value for value in values if value[:1] in "=+-@\t\r" and value]


def test_large_print_is_the_same_in_larger_letters() -> None:
    family, reader = Family(sister=False), shona("Sian")
    row = parents(family)
    whole, large = (file(row, kind, by=reader, at=family.at) for kind in (FileKind.WHOLE, FileKind.LARGE))
    assert squeezed(text_of(whole)) == squeezed(text_of(large))
    cells = 4 * len(family.held(guarded=True)) + 2 * 4 + 2 * len(family.looked())
    check_tagged(large, title="What ContactPoint holds about John Peter Smith", headings=14, cells=cells)
    assert len(pypdf.PdfReader(BytesIO(large)).pages) >= 1.5 * len(pypdf.PdfReader(BytesIO(whole)).pages)


def test_a_child_of_nine_can_read_the_front_page() -> None:
    """Short sentences, short words: the Flesch-Kincaid grade of nine years is 4."""
    sentences = [one for one in re.split(r"(?<=[.?!]) ", " ".join(words.FOR_A_CHILD)) if one]
    spoken = re.findall(r"[A-Za-z’']+", " ".join(sentences))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in spoken)
    grade = 0.39 * len(spoken) / len(sentences) + 11.8 * syllables / len(spoken) - 15.59
    assert grade < 4
    assert max(len(one.split()) for one in sentences) <= 12
