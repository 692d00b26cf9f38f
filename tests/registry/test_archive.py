"""Who reads the archive, when, and what is said of it in the log? (R-REC-5)"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import Refused
from accounts.models import Notice, Practitioner
from audit.log import words_of
from audit.models import Event
from registry import archive, releases
from registry.archiving import archive_due
from registry.disclosure import NotThere
from registry.models import Archived, Child, Ground, Release
from tests import people
from tests.registry import children

pytestmark = pytest.mark.django_db
WHY = "Her sister's review asks who worked with the family"


@pytest.fixture
def grown_up(now: datetime) -> UUID:
    """John, who came of age today."""
    child = children.john(at=now)
    Child.objects.filter(pk=child).update(date_of_birth=timezone.localdate(now) - relativedelta(years=18))
    archive_due(at=now)
    return child


@pytest.fixture
def long_ago(grown_up: UUID, now: datetime) -> UUID:
    """His record is in the archive for more than a year."""
    Archived.objects.update(on=timezone.localdate(now) - relativedelta(years=1))
    return grown_up


@pytest.fixture
def opal(db: None) -> Practitioner:
    return people.operator()


@pytest.fixture
def otto(db: None) -> Practitioner:
    return people.operator()


def asked(child: UUID, *, by: Practitioner, at: datetime) -> UUID:
    number = Child.objects.get(pk=child).number
    return releases.ask_release(number, ground=Ground.SERIOUS_CASE, because=WHY, by=by, at=at)


def test_a_data_officer_reads_what_stood_with_a_reason(dora: Practitioner, grown_up: UUID, now: datetime) -> None:
    (one,) = archive.archived_of(dora, at=now).records
    assert (one.child, one.name) == (grown_up, "John Peter Smith")
    shown = archive.read_archived(grown_up, because="He asks what was held", by=dora, at=now)
    assert {contact.organisation for contact in shown.contacts} >= {"Mossley Hill School", "Liverpool City Council"}
    assert [place.address for place in shown.places] == ["14 Fern Bank, Liverpool, L18 5TE"]
    event = Event.objects.get(verb="archive.reason")
    assert words_of(event) == "He asks what was held"
    assert Event.objects.filter(verb="child.opened", because="archive", actor=dora.pk).count() == 1


def test_to_everybody_else_it_is_not_there(pat: Practitioner, grown_up: UUID, now: datetime) -> None:
    mia = people.person("Mia", "data_officer", where=people.manchester())
    with pytest.raises(NotThere):
        archive.read_archived(grown_up, because="Curious", by=mia, at=now)
    assert not archive.archived_of(mia, at=now).records
    with pytest.raises(Refused):
        archive.archived_record(grown_up, by=pat, at=now)
    with pytest.raises(Refused):
        archive.archived_of(pat, at=now)


def test_of_a_shielded_child_shielding_officers_read_it_and_data_officers_do_not(
    dora: Practitioner, grown_up: UUID, now: datetime
) -> None:
    children.shield(grown_up, at=now)
    shona = people.person("Shona", "shielding_officer")
    assert not archive.archived_of(dora, at=now).records
    with pytest.raises(NotThere):
        archive.read_archived(grown_up, because="Curious", by=dora, at=now)
    assert len(archive.archived_of(shona, at=now).records) == 1
    shown = archive.read_archived(grown_up, because="He rang", by=shona, at=now)
    assert [place.address for place in shown.places] == ["14 Fern Bank, Liverpool, L18 5TE"]


def test_an_open_record_is_not_read_here(dora: Practitioner, john: UUID, now: datetime) -> None:
    with pytest.raises(NotThere):
        archive.archived_record(john, by=dora, at=now)


def test_after_a_year_the_area_reads_it_no_more(dora: Practitioner, grown_up: UUID, now: datetime) -> None:
    Archived.objects.update(on=timezone.localdate(now) - relativedelta(years=1) + timedelta(days=1))
    assert archive.archived_record(grown_up, by=dora, at=now)
    Archived.objects.update(on=timezone.localdate(now) - relativedelta(years=1))
    assert not archive.archived_of(dora, at=now).records
    with pytest.raises(NotThere):
        archive.read_archived(grown_up, because="Late", by=dora, at=now)


def test_a_release_is_agreed_by_two_and_read_once(
    dora: Practitioner, opal: Practitioner, otto: Practitioner, long_ago: UUID, now: datetime
) -> None:
    release = asked(long_ago, by=dora, at=now)
    with pytest.raises(NotThere):
        releases.read_released(release, by=dora, at=now)
    releases.answer(release, agrees=True, by=opal, at=now)
    with pytest.raises(releases.AnsweredAlready):
        releases.answer(release, agrees=True, by=opal, at=now)
    with pytest.raises(NotThere):
        releases.read_released(release, by=dora, at=now)
    releases.answer(release, agrees=True, by=otto, at=now)
    shown = releases.read_released(release, by=dora, at=now)
    assert shown.listed.name == "John Peter Smith"
    with pytest.raises(NotThere):
        releases.read_released(release, by=dora, at=now)
    verbs = Event.objects.filter(verb__startswith="release.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["release.asked", "release.agreed", "release.agreed", "release.read"]
    assert set(Event.objects.filter(verb__startswith="release.").values_list("child_number", flat=True)) == {
        Child.objects.get(pk=long_ago).number
    }
    assert Event.objects.filter(verb="child.opened", because="archive_release", actor=dora.pk).count() == 1
    assert {notice.kind for notice in Notice.objects.filter(practitioner=dora)} == {"release_answered"}


def test_the_national_team_sees_who_asks_and_why_and_no_child(
    dora: Practitioner, opal: Practitioner, long_ago: UUID, now: datetime
) -> None:
    release = asked(long_ago, by=dora, at=now)
    shown = releases.release_to_see(release, by=opal, at=now)
    assert (shown.because, shown.authority, shown.reference) == (WHY, "Liverpool", "")
    assert "Smith" not in repr(shown)
    assert releases.count_to_answer(opal, at=now) == 1
    assert releases.count_to_answer(dora, at=now) is None


def test_the_term_ends(
    dora: Practitioner, opal: Practitioner, otto: Practitioner, long_ago: UUID, now: datetime
) -> None:
    release = asked(long_ago, by=dora, at=now)
    for who in (opal, otto):
        releases.answer(release, agrees=True, by=who, at=now)
    assert releases.release_to_see(release, by=dora, at=now + timedelta(days=13, hours=23)).readable
    with pytest.raises(NotThere):
        releases.read_released(release, by=dora, at=now + timedelta(days=14))
    assert releases.release_to_see(release, by=dora, at=now + timedelta(days=14)).state == "Its term is over"


def test_one_who_refuses_refuses_for_both(
    dora: Practitioner, opal: Practitioner, otto: Practitioner, long_ago: UUID, now: datetime
) -> None:
    release = asked(long_ago, by=dora, at=now)
    releases.answer(release, agrees=True, by=opal, at=now)
    releases.answer(release, agrees=False, by=otto, at=now)
    with pytest.raises(NotThere):
        releases.read_released(release, by=dora, at=now)
    with pytest.raises(releases.AnsweredAlready):
        releases.answer(release, agrees=True, by=people.operator(), at=now)


def test_only_who_asked_reads_it(
    dora: Practitioner, dan: Practitioner, opal: Practitioner, otto: Practitioner, long_ago: UUID, now: datetime
) -> None:
    release = asked(long_ago, by=dora, at=now)
    for who in (opal, otto):
        releases.answer(release, agrees=True, by=who, at=now)
    for other in (dan, opal):
        with pytest.raises(NotThere):
            releases.read_released(release, by=other, at=now)
    for officer in (dora, dan):
        with pytest.raises(Refused):
            releases.answer(release, agrees=True, by=officer, at=now)


def test_no_release_is_needed_in_the_first_year_and_none_asked_of_what_is_not_archived(
    dora: Practitioner, grown_up: UUID, john: UUID, now: datetime
) -> None:
    with pytest.raises(releases.ReadItYourself):
        asked(grown_up, by=dora, at=now)
    for typed in (Child.objects.get(pk=john).number, "0000000000", ""):
        with pytest.raises(releases.NotFound):
            releases.ask_release(typed, ground=Ground.SECTION_47, because=WHY, by=dora, at=now)


def test_the_database_lets_nobody_be_both(
    dora: Practitioner, opal: Practitioner, long_ago: UUID, now: datetime
) -> None:
    release = asked(long_ago, by=dora, at=now)
    releases.answer(release, agrees=True, by=opal, at=now)
    rows, until = Release.objects.filter(pk=release), now + timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(second_by=opal, second_at=now, until=until)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(second_by=dora, second_at=now, until=until)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(read_at=now)


def test_who_was_archived_twice_is_listed_once(dora: Practitioner, grown_up: UUID, now: datetime) -> None:
    Archived.objects.update(ended_at=now)
    Child.objects.filter(pk=grown_up).update(status="open")
    archive_due(at=now)
    assert Archived.objects.count() == 2
    assert [one.child for one in archive.archived_of(dora, at=now).records] == [grown_up]
