"""What was corrected goes back to who supplied it, by its own reference, and never of a shielded child (R-REC-6)."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from audit.models import Event
from contactpoint.jobs.queue import run_due
from feeds.correcting import return_corrections
from registry import correcting
from registry.assertion import CarerSaid, Place, but
from registry.models import Child, Item, Source
from registry.record import rebuild
from registry.shields import put_on
from registry.to_return import to_return
from tests import people
from tests.registry import children
from tests.registry.disputes import reported, says

pytestmark = pytest.mark.django_db
RIGHT = date(2017, 3, 14)


@pytest.fixture
def schools(db: None) -> Source:
    children.surroundings()
    source = children.source()
    Source.objects.filter(pk=source.pk).update(contact="data@schools.example.org", area=people.liverpool())
    return Source.objects.get(pk=source.pk)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.FEEDS_FOLDER = tmp_path
    (tmp_path / "schools").mkdir()
    return tmp_path / "schools" / "receipts" / "corrections.csv"


@pytest.fixture
def pat(db: None) -> Practitioner:
    return people.social_worker()


@pytest.fixture
def john(schools: Source, pat: Practitioner, dora: Practitioner, now: datetime) -> UUID:
    """Whose day of birth was corrected."""
    child = children.child(at=now, key="pupil-7")
    correcting.correct(reported(child, Item.BIRTH_DATE, by=pat, at=now), RIGHT, by=dora, at=now)
    return child


def test_the_list_says_the_supplier_s_own_reference_what_it_says_and_what_is_right(john: UUID, folder: Path) -> None:
    assert return_corrections(at=timezone.now()) == 1
    text = folder.read_text("utf-8")
    assert "pupil-7,Date of birth,4 March 2017,14 March 2017," in text
    assert "Smith" not in text
    run_due(at=timezone.now())
    (letter,) = [one for one in mail.outbox if one.to == ["data@schools.example.org"]]
    for value in ("pupil-7", "2017", "Smith"):
        assert value not in f"{letter.subject} {letter.body}"
    assert Event.objects.get(verb="feed.correction_returned").child_number == Child.objects.get(pk=john).number


def test_told_once_and_gone_when_the_supplier_says_the_same(john: UUID, folder: Path) -> None:
    at = timezone.now()
    assert [return_corrections(at=at) for _ in range(2)] == [1, 0]
    says(john, but(children.JOHN, date_of_birth=RIGHT), at=at + timedelta(days=1), key="pupil-7")
    assert return_corrections(at=at + timedelta(days=2)) == 0
    assert not folder.exists()
    assert Event.objects.filter(verb="feed.correction_returned").count() == 1


def test_a_supplier_learns_of_its_own_children_and_items_alone(
    john: UUID, schools: Source, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    """A carer whom the social worker knows is not told to the school."""
    health = children.source("health", "NHS records")
    assert to_return(health) == []
    new = CarerSaid("Bob Kane", "father", phone="07700 900200")
    correcting.correct(reported(john, Item.CARERS, by=pat, at=now), new, by=dora, at=now)
    place = Place("current", "1 Oak Road", "", "L18 2AB")
    correcting.correct(reported(john, Item.ADDRESSES, by=pat, at=now), place, by=dora, at=now)
    told = {one.item: one.should for one in to_return(schools)}
    assert told == {"birth_date": "14 March 2017", "carers": "", "addresses": "Address, 1 Oak Road, L18 2AB"}
    Source.objects.filter(pk=schools.pk).update(asserts=["birth_date", "names"])
    assert [one.item for one in to_return(Source.objects.get(pk=schools.pk))] == ["birth_date"]


def test_of_a_shielded_child_nothing_is_returned_and_what_lies_in_a_folder_is_taken_away_at_once(
    john: UUID, schools: Source, folder: Path, pat: Practitioner
) -> None:
    at = timezone.now()
    return_corrections(at=at)
    assert folder.exists()
    with transaction.atomic():
        put_on([john], because="test", by=pat, at=at)
        rebuild([john])
    run_due(at=timezone.now())
    assert not folder.exists()
    assert to_return(schools) == []
    assert return_corrections(at=at) == 0


def test_what_a_shielding_team_corrects_is_not_returned(
    schools: Source, pat: Practitioner, folder: Path, now: datetime
) -> None:
    child = children.child(at=now, key="pupil-8")
    children.shield(child, at=now)
    shona = people.person("Shona", "shielding_officer")
    correcting.correct(reported(child, Item.BIRTH_DATE, by=pat, at=now), RIGHT, by=shona, at=now)
    assert return_corrections(at=now) == 0
    assert not folder.exists()


def test_who_looks_after_a_source_of_the_area_downloads_it_and_each_child_is_named_in_the_log(
    john: UUID, schools: Source, dora: Practitioner, client: Client
) -> None:
    people.sign_in(client, dora)
    page = client.get(reverse("corrections_to_return", args=[schools.pk])).content.decode()
    assert "The source still says 1 value that was corrected" in page
    answer = client.get(reverse("corrections_to_return_csv", args=[schools.pk]))
    assert "pupil-7,Date of birth" in answer.content.decode()
    assert Event.objects.filter(verb="child.named", because="corrections", actor=dora.pk).count() == 1


def test_nobody_else_reads_it(john: UUID, schools: Source) -> None:
    csv = reverse("corrections_to_return_csv", args=[schools.pk])
    for who, status in (
        (people.person("Milo", "data_officer", where=people.manchester()), 404),
        (people.operator(), 403),
        (people.social_worker(), 403),
    ):
        people.sign_in(client := Client(), who)
        assert client.get(csv).status_code == status, who
    Source.objects.filter(pk=schools.pk).update(area=None)
    people.sign_in(client := Client(), people.operator())
    assert "You see no child" in client.get(reverse("corrections_to_return", args=[schools.pk])).content.decode()
    assert client.get(csv).status_code == 404
