"""Whoever's record is in the archive can still ask what is held, and only the archive's readers answer (R-AUDIT-4)"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.granting import NotDone
from audit.models import Event
from oversight.subject_access import asking, deciding
from oversight.subject_access.destroying import destroy_bundles
from oversight.subject_access.models import AccessRequest, FileKind, Kind
from oversight.subject_access.page import page_of
from oversight.subject_access.seeing import listed
from registry import releases
from registry.disclosure import NotThere
from registry.models import Ground, Release
from tests import people
from tests.oversight.access import answered, asked, dora, file, items, number_of, shona, taken, work
from tests.registry import children
from tests.registry.test_destroying import put_away

pytestmark = pytest.mark.django_db
WHY = "Request 12 of 2 March: he asks what was held"


def grown_up(at: datetime, *, years: int = 0) -> UUID:
    """John, whose record went to the archive so many years ago."""
    child = children.john(at=at - timedelta(days=5))
    put_away(child, at, years=years)
    return child


def released(child: UUID, ground: Ground, *, at: datetime) -> UUID:
    asked_for = releases.ask_release(number_of(child), ground=ground, because=WHY, by=dora(), at=at)
    for person in (people.operator(), people.operator()):
        releases.answer(asked_for, agrees=True, by=person, at=at)
    return asked_for


def test_in_its_first_year_it_is_answered_by_two_like_an_open_one_and_each_look_is_in_the_log() -> None:
    at, who, second = timezone.now(), dora(), shona()
    child = grown_up(at)
    row = answered(taken(child, by=who, at=at), first=who, second=second, at=at, include=(Kind.THIRD_PARTY,))
    table = file(row, FileKind.TABLE, by=second, at=at).decode()
    on = timezone.localdate(at)
    for words in ("14 Fern Bank", "Ann Smith", "Mo Ali", "In the archive", f"{on.day} {on:%B} {on.year + 6}"):
        assert words in table, words
    assert page_of(row.pk, by=second, at=at).child is not None
    opened = Event.objects.filter(verb="child.opened", because="subject_access", child_number=number_of(child))
    assert set(opened.values_list("actor", flat=True)) == {second.pk}
    assert destroy_bundles(at=at + timedelta(days=31)) == 1
    assert listed(second, at=at) == ()  # nobody names somebody of the archive once the answer is gone


def test_nobody_else_takes_one_in_or_follows_it() -> None:
    at, who = timezone.now(), dora()
    row = taken(grown_up(at), by=who, at=at)
    away = people.person("Mona", "data_officer", where=people.manchester())
    assert listed(away, at=at) == ()
    for act in (
        lambda: asking.take(asked(row.child_number), by=away, at=at),
        lambda: deciding.review(row.pk, by=away, at=at),
    ):
        with pytest.raises(NotThere):
            act()


def test_of_a_shielded_one_data_officers_learn_nothing() -> None:
    """R-SHIELD-2"""
    at, who, second = timezone.now(), dora(), shona()
    child = grown_up(at)
    children.shield(child, at=at)
    with pytest.raises(NotThere):
        asking.take(asked(number_of(child)), by=who, at=at)
    row = taken(child, by=second, at=at)
    assert (listed(who, at=at), [one.id for one in listed(second, at=at)]) == ((), [row.pk])
    assert {item.kind for item in items(row) if item.part == "record"} >= {Kind.SHIELDED}


def test_after_the_first_year_a_release_for_it_is_spent_by_taking_the_request_in() -> None:
    """R-REC-5: two of the national team agree; the record is not shown beside the answer."""
    at = timezone.now()
    child = grown_up(at, years=2)
    who, told = dora(), asked(number_of(child))
    with pytest.raises(NotThere):
        asking.take(told, by=who, at=at)
    release = released(child, Ground.SUBJECT_ACCESS, at=at)
    owner = Release.objects.get(pk=release).asked_by
    shown = releases.release_to_see(release, by=owner, at=at)
    assert (shown.state, shown.readable, shown.to_collect) == ("Released", False, True)
    with pytest.raises(NotThere):
        releases.read_released(release, by=owner, at=at)
    with pytest.raises(NotThere):
        asking.take(told, by=who, at=at + timedelta(days=14))  # the term is over
    made = asking.take(replace(told, received_on=timezone.localdate(at)), by=who, at=at)
    work(at=at)
    assert items(AccessRequest.objects.get(pk=made))
    assert Event.objects.filter(verb="release.read", child_number=number_of(child), actor=who.pk).count() == 1
    with pytest.raises(NotThere):
        asking.take(told, by=who, at=at)


def test_a_release_for_something_else_answers_nobody() -> None:
    at = timezone.now()
    child = grown_up(at, years=2)
    released(child, Ground.SECTION_47, at=at)
    with pytest.raises(NotThere):
        asking.take(asked(number_of(child)), by=dora(), at=at)


def test_a_request_goes_on_when_the_record_goes_to_the_archive_and_is_collected_again() -> None:
    at, who, second = timezone.now(), dora(), shona()
    child = children.john(at=at - timedelta(days=5))
    row = taken(child, by=who, at=at)
    put_away(child, at, years=0)
    assert [one.id for one in listed(who, at=at)] == [row.pk]
    with pytest.raises(NotDone, match="collected again"):
        answered(row, first=who, second=second, at=at)
    work(at=at)
    answered(AccessRequest.objects.get(), first=who, second=second, at=at)


def test_who_withdraws_comes_back_to_the_list() -> None:
    at, who, client = timezone.now(), dora(), Client()
    row = taken(grown_up(at), by=who, at=at)
    people.sign_in(client, who)
    sent = client.post(reverse("end_access_request", args=[row.pk]))
    assert sent.headers["Location"] == reverse("access_requests")
