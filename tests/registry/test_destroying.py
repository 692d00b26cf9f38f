"""What goes with a record that is destroyed, and what stays? (R-REC-5, R-AUDIT-6, R-REC-1)"""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta
from django.db import InternalError, connection, transaction
from django.utils import timezone

from accounts.models import Notice, Practitioner
from audit.forgetting import forget_words
from audit.log import words_of
from audit.models import Event
from bench.at_rest import found_at_rest, rows_at_rest
from registry import finding
from registry.archiving import archive_due
from registry.assertion import Name
from registry.destroying import destroy_due
from registry.disclosure import give_reason, override
from registry.keeping_apart import keep_apart
from registry.models import (
    Archived,
    Child,
    Closing,
    Ground,
    KeptApart,
    Mesh,
    Override,
    Reason,
    SearchMade,
    ShieldEvent,
    WaitingRow,
)
from registry.models.retraction import Retraction
from registry.record import making
from registry.releases import ask_release
from registry.search.criteria import Criteria
from registry.waiting import content_of, key_token
from shielding.models import ClosingRequest, InvestigationNote
from tests import people
from tests.registry import children
from tests.registry.matching import JON, waiting
from tests.shielding.identity import closed

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(now: datetime) -> UUID:
    """John, whose record has been in the archive for six years today."""
    child = children.child(at=now, key="his-key")
    put_away(child, now)
    return child


def put_away(child: UUID, now: datetime, *, years: int = 6) -> None:
    Child.objects.filter(pk=child).update(date_of_birth=timezone.localdate(now) - relativedelta(years=18 + years))
    then = now - relativedelta(years=years)
    archive_due(at=then)
    assert Archived.objects.filter(child=child, on=timezone.localdate(then)).exists()


def gone(child: UUID) -> bool:
    return not any(str(child) in line for _, line in rows_at_rest())


def test_a_record_goes_six_years_after_the_archive_and_not_a_day_before(over: UUID, now: datetime) -> None:
    assert destroy_due(at=now - timedelta(days=1)) == 0
    assert destroy_due(at=now) == 1
    assert gone(over)
    assert found_at_rest(("Fern Bank", "Okafor", "Ann Smith", "9990000018", "Mo Ali")) == set()
    assert destroy_due(at=now) == 0


def test_only_the_number_stays_in_the_log(over: UUID, now: datetime) -> None:
    number = Child.objects.get(pk=over).number
    destroy_due(at=now)
    assert found_at_rest([number]) == {("audit_event", number)}
    last = Event.objects.filter(child_number=number).latest("id")
    assert (last.verb, last.source, last.facts) == ("record.destroyed", "nightly", {"merged": False})


def test_a_number_of_a_destroyed_record_is_never_given_again(
    over: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-REC-1: the log remembers it."""
    number = Child.objects.get(pk=over).number
    destroy_due(at=now)
    drawn = iter([number, number, "1234567895"])
    monkeypatch.setattr(making, "new_number", lambda: next(drawn))
    assert Child.objects.get(pk=children.john(at=now)).number == "1234567895"


def test_other_children_stay_whole(over: UUID, now: datetime, pat: Practitioner) -> None:
    other = children.john(at=now)
    with transaction.atomic():
        keep_apart(over, other, by=pat, because="Two boys", at=now)
    destroy_due(at=now)
    assert Child.objects.get(pk=other).names.count() == 2
    assert not KeptApart.objects.exists()


def test_an_overridden_shield_and_its_investigation_go_with_the_record(now: datetime) -> None:
    """Rows that nobody may delete otherwise; of them nothing but the log remembers."""
    child, olga = children.john(at=now), people.override_holder()
    children.shield(child, at=now)
    give_reason(child, reason=Reason.SAFEGUARDING, viewer=olga, at=now)
    override(child, because="Taken from school", viewer=olga, at=now)
    for rows in (Override.objects.all(), ShieldEvent.objects.all()):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            rows._raw_delete("default")
    put_away(child, now)
    assert destroy_due(at=now) == 1
    assert gone(child)
    assert not Override.objects.exists()
    assert not ShieldEvent.objects.exists()
    assert not InvestigationNote.objects.exists()
    assert not Mesh.objects.exists()


def test_what_waits_about_it_ends_and_what_came_later_goes_on_without_it(over: UUID, now: datetime) -> None:
    archived_at = Archived.objects.get().at
    other = children.john(at=now)
    same_key = waiting(JON, near=[over], at=now, source=children.source(), key="his-key")
    before = waiting(JON, near=[over], at=archived_at - timedelta(days=1), key="a")
    later = waiting(JON, near=[over, other], at=now, key="b")
    destroy_due(at=now)
    assert not WaitingRow.objects.filter(pk=same_key).exists()
    assert WaitingRow.objects.get(pk=before).sealed is None
    left = WaitingRow.objects.select_related("content_key").get(pk=later)
    assert (content_of(left).near, left.near_count) == ((str(other),), 1)


def test_tokens_of_its_keys_go_too(over: UUID, now: datetime) -> None:
    token = key_token(children.source().pk, "his-key")
    Retraction.objects.create(source=children.source(), key_token=token, as_at=now, received_at=now)
    destroy_due(at=now)
    assert not any(token.hex() in line for _, line in rows_at_rest())


def test_no_notice_leads_to_it(over: UUID, now: datetime, dora: Practitioner) -> None:
    people.operator()
    ask_release(Child.objects.get().number, ground=Ground.SECTION_47, because="An enquiry", by=dora, at=now)
    assert Notice.objects.filter(kind="release_asked").exists()
    destroy_due(at=now)
    assert not Notice.objects.exists()


def test_the_words_of_its_events_are_read_no_more_and_others_are(over: UUID, now: datetime, pat: Practitioner) -> None:
    other = children.john(at=now)
    give_reason(other, reason=Reason.OTHER, words="About somebody else", viewer=pat, at=now)
    (mine,) = Event.objects.filter(verb="record.archived")
    assert words_of(mine) == "birthday"
    destroy_due(at=now)
    assert words_of(mine) is None
    assert words_of(Event.objects.get(verb="reason.stated")) == "About somebody else"


def test_an_open_record_cannot_be_marked_as_being_destroyed(john: UUID) -> None:
    with pytest.raises(InternalError, match="an open record is not destroyed"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO registry_destroying (child_id) VALUES (%s)", [str(john)])


def test_a_record_that_closed_for_a_new_identity_goes_by_the_age_of_the_child(now: datetime) -> None:
    shona, simon = (people.person(name, "shielding_officer") for name in ("Shona", "Simon"))
    child = children.john(at=now)  # born on 4 March 2017
    closed(child, shona, simon, at=now)
    last = datetime.combine(date(2041, 3, 3), now.timetz())
    assert destroy_due(at=last) == 0
    assert destroy_due(at=last + timedelta(days=1)) == 1
    assert gone(child)
    assert not Closing.objects.exists()
    assert not ClosingRequest.objects.exists()
    assert not Mesh.objects.exists()


def test_searches_die_after_their_own_period(now: datetime, pat: Practitioner) -> None:
    """R-AUDIT-6: the row on the next day, the words in the log a year after their month; the event stays."""
    asked = finding.make_search(Criteria(forename="Zebedee", surname="Ormerod", street="Fern Bank"), by=pat, at=now)
    finding.run_search(asked, by=pat, at=now)
    event = Event.objects.get(verb="search.run")
    assert "Ormerod" in (words_of(event) or "")
    assert finding.forget_searches(at=now + timedelta(hours=23)) == 0
    assert finding.forget_searches(at=now + timedelta(days=1, minutes=1)) == 1
    assert not SearchMade.objects.exists()
    first = timezone.localdate(now).replace(day=1) + relativedelta(months=13)
    ends = datetime.combine(first, now.timetz())
    assert forget_words(at=ends - timedelta(days=1)) == 0
    assert words_of(event)
    assert forget_words(at=ends) == 1
    assert words_of(event) is None
    assert Event.objects.filter(pk=event.pk).exists()
    assert Event.objects.get(verb="words.destroyed").because.startswith("searches:")
    assert forget_words(at=ends) == 0


def test_a_name_that_only_it_bore_leaves_the_dictionaries_already_with_the_archive(now: datetime) -> None:
    child = children.john(at=now, names=(Name("current", "Zebedee", "", "Quartermaine"),))
    put_away(child, now)
    assert {table for table, _ in found_at_rest(["Quartermaine"])} == {"registry_childname", "registry_sourcerecord"}
    destroy_due(at=now)
    assert found_at_rest(["Quartermaine"]) == set()


def test_rows_that_wait_are_looked_up_by_their_key_however_many_there_are() -> None:
    """A night destroys thousands of records, fifty at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = WaitingRow.objects.filter(key_token__in=[b"one", b"two"]).explain()
    assert "waiting_by_key" in plan
