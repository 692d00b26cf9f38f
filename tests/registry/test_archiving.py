"""Does a record go to the archive on its day, come back when a fact has changed, and stand in no index? (R-REC-5)"""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Practitioner
from audit.log import words_of
from audit.models import Event
from registry import keeping
from registry.archiving import archive_due
from registry.assertion import Place
from registry.disclosure import NotThere, child_to_open
from registry.extending import Consent, ConsentGiven, ExtendedFor, How, NoConsent
from registry.merging import NotPossible, join, part
from registry.models import Archived, Child, MatchRow, Mesh, Name, Returning, SearchRow, Status
from registry.search.candidates import candidates
from registry.search.criteria import Criteria
from tests import people
from tests.registry import children

pytestmark = pytest.mark.django_db
HERSELF = Consent(ExtendedFor.CARE_LEAVER, "John himself", date(2026, 1, 2), How.WRITING, "Dora Example")


def born(age: int, now: datetime, *, days: int = 0) -> date:
    return timezone.localdate(now) - relativedelta(years=age) + timedelta(days=days)


def aged(age: int, now: datetime, *, days: int = 0) -> UUID:
    """John, so many years old, or `days` too young for it; no adult is matched or loaded, so he grew up here."""
    child = children.john(at=now)
    Child.objects.filter(pk=child).update(date_of_birth=born(age, now, days=days))
    return child


def status(child: UUID) -> str:
    return Child.objects.get(pk=child).status


def test_who_comes_of_age_tomorrow_stays_and_who_does_today_goes(now: datetime) -> None:
    today, tomorrow = aged(18, now), aged(18, now, days=1)
    assert archive_due(at=now) == 1
    assert (status(today), status(tomorrow)) == (Status.ARCHIVED, Status.OPEN)
    assert archive_due(at=now) == 0
    assert Archived.objects.count() == 1


def test_the_log_says_that_it_went_and_why_under_the_key_of_the_record(now: datetime) -> None:
    child = Child.objects.get(pk=aged(18, now))
    archive_due(at=now)
    event = Event.objects.get(verb="record.archived")
    assert (event.source, event.child_number, event.because) == ("nightly", child.number, "")
    assert (words_of(event), event.words_key) == ("birthday", child.words_key_id)


def test_nobody_sees_who_came_of_age_at_midnight_before_any_job_ran(pat: Practitioner, now: datetime) -> None:
    today, tomorrow = aged(18, now), aged(18, now, days=1)
    assert child_to_open(tomorrow, viewer=pat, at=now)
    with pytest.raises(NotThere):
        child_to_open(today, viewer=pat, at=now)


def test_an_archived_record_stands_in_no_index_and_keeps_what_stood(now: datetime) -> None:
    child = aged(18, now)
    archive_due(at=now)
    assert not SearchRow.objects.filter(child_id=child).exists()
    assert not MatchRow.objects.filter(child_id=child).exists()
    assert not Name.objects.filter(norm="smith").exists()
    assert Child.objects.get(pk=child).names.count() == 2


def test_a_shielded_record_keeps_its_net_in_the_archive(now: datetime) -> None:
    """R-SHIELD-3: what resembles it still waits."""
    child = aged(18, now)
    children.shield(child, at=now)
    Child.objects.filter(pk=child).update(date_of_birth=born(18, now))
    archive_due(at=now)
    assert status(child) == Status.ARCHIVED
    assert Mesh.objects.filter(near=child).exists()
    assert not SearchRow.objects.filter(child_id=child).exists()


@pytest.mark.parametrize("hidden", [False, True])
def test_death_is_followed_by_the_archive_a_year_later(now: datetime, hidden: bool) -> None:
    """Of the shielded, too, of whom it lies sealed."""
    died = timezone.localdate(now) - relativedelta(years=1)
    child, later = (children.john(at=now, date_of_death=day) for day in (died, died + timedelta(days=1)))
    if hidden:
        children.shield(child, at=now)
    assert archive_due(at=now) == 1
    assert (status(child), status(later)) == (Status.ARCHIVED, Status.OPEN)


@pytest.mark.parametrize("hidden", [False, True])
def test_a_source_says_that_the_child_left_three_years_ago(now: datetime, hidden: bool) -> None:
    left = timezone.localdate(now) - relativedelta(years=3)
    gone, coming, unsure, later = (
        children.john(at=now, addresses=(Place("left_england", from_date=day, returning=returning),))
        for day, returning in (
            (left, "not_intended"),
            (left, "intended"),
            (left, "unknown"),
            (left + timedelta(days=1), "not_intended"),
        )
    )
    if hidden:
        children.shield(gone, at=now)
    assert archive_due(at=now) == 1
    assert [status(one) for one in (gone, coming, unsure, later)] == [Status.ARCHIVED, *[Status.OPEN] * 3]


def test_an_officer_records_it_and_a_source_that_speaks_later_of_a_place_is_believed(
    dora: Practitioner, now: datetime
) -> None:
    before = now - timedelta(days=10)
    child = children.john(at=before)
    left = timezone.localdate(now) - relativedelta(years=3, days=1)
    assert keeping.leave_england(child, on=left, returning=Returning.NOT_INTENDED, by=dora, at=now - timedelta(days=1))
    assert status(child) == Status.ARCHIVED
    assert not keeping.return_to_england(child, by=dora, at=now)
    assert status(child) == Status.OPEN
    assert SearchRow.objects.filter(child_id=child).exists()
    assert archive_due(at=now) == 0
    back = children.john(at=now)  # a source says so, of a moment two days ago
    keeping.leave_england(back, on=left, returning=Returning.INTENDED, by=dora, at=now)
    assert archive_due(at=now) == 0


def test_consent_keeps_a_record_and_its_withdrawal_archives_it_at_once(
    dora: Practitioner, pat: Practitioner, now: datetime
) -> None:
    child = aged(18, now)
    keeping.record_consent(child, HERSELF, by=dora, at=now)
    assert archive_due(at=now) == 0
    assert child_to_open(child, viewer=pat, at=now)
    with pytest.raises(ConsentGiven):
        keeping.record_consent(child, HERSELF, by=dora, at=now)
    assert keeping.withdraw(child, on=timezone.localdate(now), by=dora, at=now)
    assert status(child) == Status.ARCHIVED
    with pytest.raises(NoConsent):
        keeping.withdraw(child, on=timezone.localdate(now), by=dora, at=now)
    verbs = list(Event.objects.filter(verb__startswith="extension.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["extension.recorded", "extension.withdrawn"]


def test_consent_given_after_the_birthday_brings_the_record_back(dora: Practitioner, now: datetime) -> None:
    child = aged(18, now)
    archive_due(at=now)
    keeping.record_consent(child, HERSELF, by=dora, at=now)
    assert status(child) == Status.OPEN
    assert Archived.objects.get().ended_at == now
    assert candidates(Criteria(forename="John", surname="Smith", street="Fern Bank")).candidates


def test_nobody_stays_beyond_25_and_nobody_of_that_age_can_consent(dora: Practitioner, now: datetime) -> None:
    child = aged(25, now, days=1)
    keeping.record_consent(child, HERSELF, by=dora, at=now)
    assert status(child) == Status.OPEN
    assert archive_due(at=now + timedelta(days=1)) == 1
    old = aged(25, now)
    with pytest.raises(keeping.TooOld):
        keeping.record_consent(old, HERSELF, by=dora, at=now)


def test_of_a_shielded_child_only_shielding_officers_learn_how_long(dora: Practitioner, now: datetime) -> None:
    child = aged(17, now)
    children.shield(child, at=now)
    number = Child.objects.get(pk=child).number
    with pytest.raises(keeping.NotFound):
        keeping.find_kept(number, by=dora, at=now)
    with pytest.raises(NotThere):
        keeping.kept(child, by=dora, at=now)
    shona = people.person("Shona", "shielding_officer")
    assert keeping.find_kept(number, by=shona, at=now) == child
    keeping.record_consent(child, HERSELF, by=shona, at=now)
    assert keeping.kept(child, by=shona, at=now).consent == HERSELF


def test_another_areas_record_reads_like_none(now: datetime) -> None:
    child = Child.objects.get(pk=aged(17, now))
    mia = people.person("Mia", "data_officer", where=people.manchester())
    for typed in (child.number, "0000000000", "nothing"):
        with pytest.raises(keeping.NotFound):
            keeping.find_kept(typed, by=mia, at=now)
    with pytest.raises(NotThere):
        keeping.record_consent(child.pk, HERSELF, by=mia, at=now)


def test_a_merge_into_an_archived_record_is_not_undone(now: datetime) -> None:
    kept, closed = aged(18, now), children.john(at=now)
    moved = join(kept, closed, at=now)
    Child.objects.filter(pk=kept).update(date_of_birth=born(18, now))
    archive_due(at=now)
    with pytest.raises(NotPossible):
        part(kept, closed, moved)
    assert status(closed) == Status.CLOSED
