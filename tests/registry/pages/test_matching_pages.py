"""The pages of review and merging: nothing preselected, words first, and an answer in two steps (ux.md 2(f))."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from registry.assertion import Place, but
from registry.finding import MERGED_NUMBER
from registry.matching.definition import definition
from registry.models import Child, Merge, SourceRecord, WaitingRow
from registry.record import Decision, apply_assertions
from tests import people
from tests.registry import children
from tests.registry.matching import JON, TWICE, TWIN, one_child, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_look")]

SENTENCE = (
    "Probably the same child: last name, date of birth, gender, address and school agree; "
    "first name is another form of the same name"
)


@pytest.fixture
def officer(client: Client, dora: Practitioner) -> Client:
    people.sign_in(client, dora)
    return client


@pytest.fixture
def john(db: None) -> UUID:
    return children.john(at=timezone.now())


@pytest.fixture
def row(john: UUID) -> UUID:
    return waiting(near=[john], at=timezone.now())


@pytest.fixture
def pair(john: UUID) -> tuple[UUID, UUID]:
    other = children.child(TWICE, at=timezone.now(), key="again")
    Child.objects.filter(pk=john).update(made_at=timezone.now() - timedelta(days=300))
    return john, other


def page(client: Client, name: str, *ids: UUID) -> str:
    return client.get(reverse(name, args=ids)).content.decode()


def seen(client: Client, name: str, *ids: UUID) -> str:
    return str(client.get(reverse(name, args=ids)).context["form"]["seen"].value())


def test_an_empty_list_says_when_the_last_one_was_cleared(officer: Client, row: UUID) -> None:
    assert "1 match to review" in page(officer, "matches")
    WaitingRow.objects.filter(pk=row).update(ended_at=timezone.now(), sealed=None)
    text = page(officer, "matches")
    assert "No matches to review" in text
    assert "Last one cleared" in text


def test_the_home_page_leads_to_the_list(officer: Client, row: UUID) -> None:
    assert f'href="{reverse("matches")}">1 match to review' in page(officer, "home")


def test_the_page_says_it_in_one_sentence_and_chooses_nothing(officer: Client, row: UUID) -> None:
    text = page(officer, "review_match", row)
    assert "1 of 1" in text
    assert SENTENCE in text
    assert "Same last name. Points to same child: strong" in text
    assert '<mark class="cp-differs"><span class="govuk-visually-hidden">different: </span>Jon</mark>' in text
    assert "checked" not in text
    assert f"Definition {definition().version}" in text


def test_twins_are_warned_about(officer: Client, john: UUID) -> None:
    row = waiting(TWIN, near=[john], at=timezone.now())
    text = page(officer, "review_match", row)
    assert "Perhaps twins, perhaps the same child: different first name; yet" in text
    assert "They could be twins" in text


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ({}, "Select whether these are the same child"),
        ({"answer": "different"}, "Enter why these are different children"),
        ({"answer": "cannot_tell"}, "Enter what you would need to know"),
        ({"answer": "refer"}, "Select the authority to refer it to"),
    ],
)
def test_each_missing_answer_has_its_error(officer: Client, row: UUID, typed: dict[str, str], mistake: str) -> None:
    answer = officer.post(reverse("review_match", args=[row]), typed)
    assert answer.status_code == 422
    assert mistake in answer.content.decode()


def test_an_answer_is_shown_with_what_it_does_and_then_saved(officer: Client, row: UUID, john: UUID) -> None:
    typed = {"answer": f"same:{john}", "seen": seen(officer, "review_match", row)}
    after = officer.post(reverse("review_match", args=[row]), typed).headers["Location"]
    text = officer.get(after).content.decode()
    assert "The record as others will see it" in text
    assert "Jon Smith" in text
    assert "9990000018" not in text
    following = waiting(JON, near=[john], at=timezone.now())
    answer = officer.post(after, {"then": "next"})
    assert answer.headers["Location"] == reverse("review_match", args=[following])
    assert WaitingRow.objects.get(pk=row).ended_at
    assert "The decision is saved" in officer.get(reverse("matches")).content.decode()


def test_a_change_meanwhile_is_shown_and_the_words_are_kept(officer: Client, row: UUID, john: UUID) -> None:
    typed = {"answer": "different", "because": "Cousins", "seen": seen(officer, "review_match", row)}
    after = officer.post(reverse("review_match", args=[row]), typed).headers["Location"]
    moved = but(children.JOHN, addresses=(Place("current", "3 Elm Row", "Liverpool", "L18 2AA"),))
    key = SourceRecord.objects.get(child=john).key
    apply_assertions([Decision(key, moved, timezone.now(), None)], source=children.source(), at=timezone.now())
    text = officer.post(after, {"then": "next"}, follow=True).content.decode()
    assert "Changed since you opened this page: Record A (the addresses). Look at it again" in text
    assert "Cousins" in text
    assert WaitingRow.objects.get(pk=row).ended_at is None


def test_a_row_with_a_colleague_says_with_whom_and_until_when(officer: Client, row: UUID) -> None:
    dan, other = people.person("Dan", "data_officer"), Client()
    people.sign_in(other, dan)
    page(other, "review_match", row)
    assert "Dan Example is looking at this one" in page(officer, "review_match", row)
    assert "With Dan Example until" in page(officer, "matches")
    other.post(reverse("release_match", args=[row]))
    assert "With Dan Example" not in page(officer, "matches")


def test_a_row_that_turns_over_reads_like_any_that_waits(officer: Client, row: UUID, john: UUID) -> None:
    """R-SHIELD-3: the same words as for a record added by hand; then it is not there."""
    children.shield(john, at=timezone.now())
    text = officer.get(reverse("review_match", args=[row]), follow=True).content.decode()
    assert "This one waits for a colleague" in text
    assert "1 more waits with colleagues" in text
    gone = officer.get(reverse("review_match", args=[row]))
    nothing = officer.get(reverse("review_match", args=[UUID(int=7)]))
    assert (gone.status_code, nothing.status_code) == (404, 404)


def test_whoever_decides_nothing_is_refused(signed_in: Client, row: UUID) -> None:
    for name, ids in (("matches", []), ("merges", []), ("compare_numbers", []), ("review_match", [row])):
        assert signed_in.get(reverse(name, args=ids)).status_code == 403


def test_an_operator_refers_without_seeing_anybody(client: Client) -> None:
    people.sign_in(client, people.operator())
    row = waiting(but(JON, addresses=()), at=timezone.now(), nowhere=True)
    text = page(client, "review_match", row)
    assert "You do not see who it is about" in text
    assert "Jon" not in text
    assert "Same child as record" not in text


def compared(client: Client, pair: tuple[UUID, UUID]) -> str:
    """Two numbers typed; the address of the comparison."""
    numbers = dict(zip(("one", "other"), [Child.objects.get(pk=child).number for child in pair], strict=True))
    answer = client.post(reverse("compare_numbers"), {**numbers, "because": "One boy"})
    return answer.headers["Location"]


def test_two_records_become_one_in_three_pages(officer: Client, pair: tuple[UUID, UUID]) -> None:
    where = compared(officer, pair)
    text = officer.get(where).content.decode()
    assert "Are these the same child?" in text
    assert "One boy" in text
    typed = {"answer": "same", "because": "One boy", "seen": seen(officer, "compare_records", *pair)}
    after = officer.post(where, typed).headers["Location"]
    text = officer.get(after).content.decode()
    assert "closes and leads to it" in text
    officer.post(after)
    merge = Merge.objects.get()
    assert merge.at is None  # the numbers differ: a second person answers
    other = Client()
    people.sign_in(other, people.person("Dan", "data_officer"))
    other.get(where)
    after = other.post(where, typed).headers["Location"]
    assert "The two records are one now" in other.post(after, follow=True).content.decode()
    assert "Merged" in page(officer, "view_merge", merge.pk)


def test_numbers_of_no_two_open_records_are_a_mistake_in_the_form(officer: Client, john: UUID) -> None:
    number = Child.objects.get(pk=john).number
    answer = officer.post(reverse("compare_numbers"), {"one": number, "other": number, "because": "One boy"})
    assert answer.status_code == 422
    assert "Check both numbers" in answer.content.decode()


def merged(pair: tuple[UUID, UUID], dora: Practitioner) -> UUID:
    one_child(*pair, by=dora, at=timezone.now())
    return one_child(*pair, by=people.person("Dan", "data_officer"), at=timezone.now()).pk


def test_a_merge_is_undone_on_its_page(officer: Client, pair: tuple[UUID, UUID], dora: Practitioner) -> None:
    merge = merged(pair, dora)
    text = page(officer, "undo_merge", merge)
    assert "Both records return as they were" in text
    answer = officer.post(reverse("undo_merge", args=[merge]), {})
    assert "Enter why these are different children" in answer.content.decode()
    officer.post(reverse("undo_merge", args=[merge]), {"because": "Cousins"})
    assert Merge.objects.get(pk=merge).undone_at
    assert officer.get(reverse("undo_merge", args=[merge])).status_code == 404


def test_who_saw_it_comes_as_a_page_and_as_a_file(officer: Client, pair: tuple[UUID, UUID], dora: Practitioner) -> None:
    merge = merged(pair, dora)
    page(officer, "undo_merge", merge)  # shows both: the officer is a witness
    assert "Comparing records" in page(officer, "merge_witnesses", merge)
    file = officer.get(reverse("download_merge_witnesses", args=[merge])).content.decode()
    assert "Dora Example,Social worker,Liverpool,Opened the record,Comparing records" in file


def test_the_old_number_and_the_old_address_lead_to_the_record(
    signed_in: Client, pair: tuple[UUID, UUID], dora: Practitioner
) -> None:
    number = Child.objects.get(pk=pair[1]).number
    merged(pair, dora)
    answer = signed_in.get(reverse("view_child", args=[pair[1]]))
    assert answer.headers["Location"] == reverse("view_child", args=[pair[0]])
    found = signed_in.post(reverse("find_child"), {"number": number}, follow=True).content.decode()
    assert MERGED_NUMBER in found


def test_the_hidden_fingerprint_says_nothing_of_the_child(officer: Client, row: UUID) -> None:
    """SEC-41: tokens under a key, not values."""
    tokens = json.loads(seen(officer, "review_match", row))
    assert all(len(value) == 32 for one in tokens.values() for value in one.values())
