"""Can a feed open an archived record, or make a second one of somebody over age? (R-REC-3, R-REC-5)"""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Practitioner
from feeds.changed import changed_since, moment
from feeds.match import Asked
from feeds.models import Delivery, ReplayKind, RowState, StagedRow
from feeds.quarantine.replaying import begin
from feeds.reasons import Reason
from registry import deciding, statements
from registry.archiving import archive_due, look_again
from registry.assertion import Assertion, but
from registry.deciding import Given, Kinds
from registry.departing import record_departure, record_return
from registry.extending import Consent, ExtendedFor, How, give_consent
from registry.models import Child, MatchRow, Returning, SearchRow, ShieldEvent, Source, SourceRecord, Status, WaitingRow
from registry.record import rebuild
from tests import people
from tests.feeds import files
from tests.feeds.conftest import NOON, Load, counts
from tests.feeds.judging import judged_now
from tests.feeds.quarantined import again, operator, scope, work
from tests.registry import children
from tests.registry.matching import JON, answer, waiting

pytestmark = pytest.mark.django_db
GROWN_UP = datetime(2018, 5, 14, 12, tzinfo=UTC)  # John, of 14 May 2000, is 18
CONSENT = Consent(ExtendedFor.LEARNING_DISABILITY, "John himself", date(2018, 1, 5), How.SUPPORTED, "Dora Example")


def patients(as_at: str = "2009-01-10", **said: str) -> bytes:
    return files.ndjson(files.patient(as_at=f"{as_at}T00:00:00Z", **said))


@pytest.fixture
def john(load: Load) -> UUID:
    load("health-demographics", patients())
    return Child.objects.get().pk


@pytest.fixture
def archived(john: UUID) -> UUID:
    assert archive_due(at=GROWN_UP) == 1
    return john


@pytest.fixture
def abroad(john: UUID) -> UUID:
    """He is eight, and left England long ago."""
    dora, left = people.person("Dora", "data_officer"), date(2005, 1, 1)
    record_departure(Child.objects.get(), on=left, returning=Returning.NOT_INTENDED, by=dora, at=NOON)
    assert archive_due(at=NOON) == 1
    return john


def why(delivery: Delivery) -> list[tuple[str, str, bool]]:
    """How its rows ended, and whether anything of them is kept."""
    rows = StagedRow.objects.filter(delivery=delivery).order_by("number")
    return [(row.state, row.reason_code, bool(row.sealed)) for row in rows]


def test_a_row_under_the_key_of_a_grown_up_is_refused_and_nothing_of_it_kept(load: Load, archived: UUID) -> None:
    before = SourceRecord.objects.get().assertion
    delivery = load("health-demographics", patients("2018-05-10", street="2 Dale Street"), at=GROWN_UP)
    assert counts(delivery) == {"refused": 1}
    assert why(delivery) == [(RowState.REFUSED, Reason.OVER_AGE, False)]
    assert Child.objects.get().status == Status.ARCHIVED
    assert SourceRecord.objects.get().assertion == before
    assert not SearchRow.objects.exists()


def test_of_a_shielded_grown_up_such_a_row_ends_in_the_same_way(load: Load, john: UUID) -> None:
    """R-SHIELD-3: how it ends tells nobody about a shield."""
    with transaction.atomic():
        ShieldEvent.objects.create(child_id=john, shielded=True, at=NOON, because="harm")
        rebuild([john])
    assert archive_due(at=GROWN_UP) == 1
    delivery = load("health-demographics", patients("2018-05-10", street="2 Dale Street"), at=GROWN_UP)
    assert why(delivery) == [(RowState.REFUSED, Reason.OVER_AGE, False)]
    assert Child.objects.get().status == Status.ARCHIVED


def test_who_computes_a_grown_ups_record_again_files_it_nowhere(archived: UUID) -> None:
    with transaction.atomic():
        rebuild([archived])
    assert not SearchRow.objects.filter(child_id=archived).exists()
    assert not MatchRow.objects.filter(child_id=archived).exists()


def test_the_same_again_says_nothing_new(load: Load, archived: UUID) -> None:
    delivery = load("health-demographics", patients("2018-05-10"), at=GROWN_UP)
    assert counts(delivery) == {"unchanged": 1}
    assert not SearchRow.objects.exists()


@pytest.mark.parametrize("number", [1, 2])
def test_another_source_makes_no_second_record_of_a_grown_up(load: Load, archived: UUID, number: int) -> None:
    """Neither by the number of the archived record nor by name and birthday alone."""
    delivery = load("births", files.csv_file(files.BIRTHS, [files.birth(number)]), at=GROWN_UP)
    assert why(delivery) == [(RowState.REFUSED, Reason.OVER_AGE, False)]
    assert Child.objects.count() == 1


def test_nobody_over_age_gets_a_first_record(load: Load) -> None:
    on_the_day = load("health-demographics", patients(), at=GROWN_UP)
    assert counts(on_the_day) == {"refused": 1}
    assert not Child.objects.exists()


def test_the_day_before_the_birthday_a_row_makes_a_record(load: Load) -> None:
    before = GROWN_UP.replace(day=13)
    assert counts(load("health-demographics", patients(), at=before)) == {"created": 1}


def test_who_consented_is_updated_like_a_child(load: Load, john: UUID, dora: Practitioner) -> None:
    give_consent(Child.objects.get(), CONSENT, by=dora, at=NOON)
    delivery = load("health-demographics", patients("2018-05-10", street="2 Dale Street"), at=GROWN_UP)
    assert counts(delivery) == {"updated": 1}


def test_a_trial_foresees_the_same(load: Load, archived: UUID) -> None:
    delivery = load("health-demographics", patients("2018-05-10", street="2 Dale Street"), at=GROWN_UP, trial=True)
    assert counts(delivery) == {"refused": 1}


def test_a_row_about_an_archived_child_waits_and_opens_nothing(load: Load, abroad: UUID) -> None:
    delivery = load("health-demographics", patients("2009-01-20", street="2 Dale Street"))
    assert why(delivery) == [(RowState.QUARANTINED, Reason.RECORD_ARCHIVED, True)]
    assert Child.objects.get().status == Status.ARCHIVED
    by_number = load("births", files.csv_file(files.BIRTHS, [files.birth(1)]))
    assert why(by_number) == [(RowState.QUARANTINED, Reason.RECORD_ARCHIVED, True)]
    assert Child.objects.count() == 1


def test_another_source_makes_no_second_record_of_an_archived_child(load: Load, abroad: UUID) -> None:
    """By what the row says alone: it bears no number of the archived record."""
    rows = [files.birth(2, nhs_number="")]
    trial = load("births", files.csv_file(files.BIRTHS, rows), trial=True)
    assert counts(trial) == {"quarantined": 1}
    delivery = load("births", files.csv_file(files.BIRTHS, rows))
    assert why(delivery) == [(RowState.QUARANTINED, Reason.RECORD_ARCHIVED, True)]
    assert Child.objects.count() == 1


def test_nor_of_one_who_died_by_mistake(load: Load, john: UUID) -> None:
    Child.objects.update(date_of_death=date(2007, 6, 1))
    assert archive_due(at=NOON) == 1
    delivery = load("births", files.csv_file(files.BIRTHS, [files.birth(2, nhs_number="")]))
    assert why(delivery) == [(RowState.QUARANTINED, Reason.RECORD_ARCHIVED, True)]
    assert Child.objects.count() == 1


def test_a_row_that_is_perhaps_about_an_archived_child_waits_for_a_person(load: Load, abroad: UUID) -> None:
    delivery = load("births", files.csv_file(files.BIRTHS, [files.birth(2)]))  # his number is another
    assert counts(delivery) == {"waiting": 1}
    assert Child.objects.count() == 1
    row = WaitingRow.objects.get()
    opened = deciding.open_row(row.pk, by=people.person("Dora", "data_officer"), at=timezone.now())
    assert opened.archived
    assert opened.compared is not None
    assert opened.compared.records == ()


def test_a_record_that_was_archived_since_the_batch_was_matched_is_looked_at_again(john: UUID) -> None:
    """R-FEED-3: neither by key nor by description does a row reach it any more."""
    source = Source.objects.get(code="health-demographics")
    (kept,) = statements.of([john])
    said = Assertion.from_dict(kept.assertion)
    before, batches = moment(), [judged_now([Asked(1, kept.key, said)], source=source)]
    batches.append(judged_now([Asked(1, "another key", but(said, identifiers={}))], source=source))
    assert [batch.judged[1].child for batch in batches] == [john, john]
    assert [changed_since(before, batch) for batch in batches] == [set(), set()]
    Child.objects.update(date_of_death=date(2007, 6, 1))
    assert archive_due(at=NOON) == 1
    assert [changed_since(before, batch) for batch in batches] == [{1}, {1}]


def test_once_an_officer_brought_the_record_back_the_row_is_taken(load: Load, abroad: UUID, dora: Practitioner) -> None:
    delivery = load("health-demographics", patients("2009-01-20", street="2 Dale Street"))
    with transaction.atomic():
        record_return(Child.objects.get(), by=dora, at=NOON)
        assert not look_again(abroad, by=dora, at=NOON)
    begin(scope(delivery), ReplayKind.AGAIN, by=operator(), at=timezone.now())
    work()
    assert counts(again(delivery)) == {"updated": 1}
    assert Child.objects.get().addresses.filter(lines="2 Dale Street").exists()
    assert SearchRow.objects.filter(child_id=abroad).exists()


def test_a_key_that_means_a_child_by_now_is_no_grown_ups(load: Load, archived: UUID) -> None:
    """A person looks at it: the key of an archived record has come to mean somebody else."""
    delivery = load("health-demographics", patients("2018-05-10", born="2012-03-04", forename="Amy"), at=GROWN_UP)
    assert why(delivery) == [(RowState.QUARANTINED, Reason.RECORD_ARCHIVED, True)]


def test_a_person_who_says_that_a_grown_up_is_somebody_new_makes_no_record(now: datetime, dora: Practitioner) -> None:
    row = waiting(but(JON, date_of_birth=date(2001, 3, 4)), near=[children.john(at=now)], at=now)
    answer(row, Given(Kinds.DIFFERENT, because="Another man"), by=dora, at=now)
    if WaitingRow.objects.get().ended_at is None:  # a second look
        answer(row, Given(Kinds.DIFFERENT, because="Another man"), by=people.person("Dan", "data_officer"), at=now)
    assert WaitingRow.objects.get().ended_at == now
    assert Child.objects.count() == 1
