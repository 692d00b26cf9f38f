"""What if a source takes back what it said? (R-FEED-6)"""

from feeds.models import StagedRow
from registry.models import Child, ChildName, Involvement, SourceRecord, WaitingRow
from tests.feeds import files
from tests.feeds.conftest import Load, counts

PURGED = files.SOCIAL_CARE + ",purge"


def taken_back(**said: str) -> bytes:
    return files.csv_file(PURGED, [files.involvement(as_at="2009-01-20", **said) + ",Y"])


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
