"""What if a source takes back what it said? (R-FEED-6)"""

from feeds.models import StagedRow
from registry.models import Child, ChildName, Involvement, Retraction, SourceRecord, WaitingRow
from tests import people
from tests.feeds import files
from tests.feeds.conftest import Load, counts

PURGED = files.SOCIAL_CARE + ",purge"


def taken_back(*, as_at: str = "2009-01-20", **said: str) -> bytes:
    return files.csv_file(PURGED, [files.involvement(as_at=as_at, **said) + ",Y"])


def said_on(as_at: str, **more: str) -> bytes:
    return files.csv_file(files.SOCIAL_CARE, [files.involvement(as_at=as_at, **more)])


def test_what_a_source_takes_back_is_withdrawn_and_what_others_say_stays(load: Load) -> None:
    load("pupil-data", files.ctf(files.pupil()))
    load("social-care", files.csv_file(files.SOCIAL_CARE, [files.involvement()]))
    assert (Child.objects.count(), Involvement.objects.count()) == (1, 1)
    assert counts(load("social-care", taken_back())) == {"updated": 1}
    assert SourceRecord.objects.get(source__code="social-care").withdrawn_at is not None
    assert (Involvement.objects.count(), ChildName.objects.count()) == (0, 1)


def test_a_record_of_which_nobody_says_anything_any_more_is_empty_and_stays(load: Load) -> None:
    load("social-care", files.csv_file(files.SOCIAL_CARE, [files.involvement()]))
    load("social-care", taken_back())
    assert (Child.objects.count(), ChildName.objects.count()) == (1, 0)


def test_taking_back_what_was_never_said_changes_nothing(load: Load) -> None:
    assert counts(load("social-care", taken_back())) == {"unchanged": 1}
    assert StagedRow.objects.get().reason_code == "never_said"


def test_taking_back_ends_what_still_waits(load: Load) -> None:
    """A number of somebody else waits for a person; its source withdraws it: nobody has to decide any more."""
    near = {"upn": files.upn_of(7), "nhs_number": ""}
    load(
        "pupil-data",
        files.ctf(files.pupil(upn=files.upn_of(7), forename="Zainab", surname="Quinn", sex="F", born="2004-02-01")),
    )
    waits = load("social-care", files.csv_file(files.SOCIAL_CARE, [files.involvement(**near)]))
    assert counts(waits) == {"waiting": 1}
    load("social-care", taken_back(**near))
    waits.refresh_from_db()
    assert counts(waits) == {"unchanged": 1}
    assert not WaitingRow.objects.filter(ended_at=None).exists()


def test_what_was_taken_back_before_it_came_is_stale(load: Load) -> None:
    """R-FEED-4: sources may arrive in any order; the token of the key is kept, and nothing of a person."""
    load("social-care", taken_back())
    kept = Retraction.objects.values().get()
    assert (kept["as_at"].day, len(bytes(kept["key_token"]))) == (20, 16)
    assert set(kept) == {"id", "source_id", "key_token", "as_at", "received_at"}
    assert counts(load("social-care", said_on("2009-01-19"))) == {"unchanged": 1}
    assert StagedRow.objects.filter(reason_code="stale", as_at__day=19).count() == 1
    assert not Child.objects.exists()


def test_an_older_retraction_does_not_make_a_newer_one_forgotten(load: Load) -> None:
    for day in ("20", "12"):
        load("social-care", taken_back(as_at=f"2009-01-{day}"))
    assert counts(load("social-care", said_on("2009-01-15"))) == {"unchanged": 1}


def test_a_newer_statement_brings_back_what_was_taken_back_before_it_came(load: Load) -> None:
    load("social-care", taken_back())
    assert counts(load("social-care", said_on("2009-01-21"))) == {"created": 1}
    assert SourceRecord.objects.get().withdrawn_at is None


def test_a_newer_statement_brings_back_the_record_that_was_emptied(load: Load) -> None:
    load("social-care", said_on("2009-01-19"))
    load("social-care", taken_back())
    assert counts(load("social-care", said_on("2009-01-21"))) == {"updated": 1}
    assert (Child.objects.count(), ChildName.objects.count(), Involvement.objects.count()) == (1, 1, 1)


def test_a_statement_that_comes_back_joins_the_record_that_was_made_meanwhile(load: Load) -> None:
    """By its number: the emptied record knew no number any more, and another source made the child anew."""
    load("social-care", said_on("2009-01-19"))
    load("social-care", taken_back())
    load("pupil-data", files.ctf(files.pupil()))
    assert counts(load("social-care", said_on("2009-01-21"))) == {"updated": 1}
    assert len(set(SourceRecord.objects.values_list("child", flat=True))) == 1


def test_what_comes_back_waits_where_a_practitioner_entered_something(load: Load) -> None:
    load("social-care", said_on("2009-01-19"))
    load("social-care", taken_back())
    child = Child.objects.get()
    Involvement.objects.create(
        child=child,
        group="health",
        service="School nursing",
        organisation_name="Larkspur Surgery",
        started_on=child.made_at.date(),
        confirmed_at=child.made_at,
        as_at=child.made_at,
        stated_by=people.social_worker(),
    )
    assert counts(load("social-care", said_on("2009-01-21"))) == {"waiting": 1}
