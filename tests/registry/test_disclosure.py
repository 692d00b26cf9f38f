"""The only door: what comes out is redacted, and in the log before it is seen."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection

from accounts.access import Refused
from accounts.models import Organisation, Practitioner, Stage
from audit.models import Event
from registry import disclosure
from registry.assertion import CarerSaid, Place, SettingSaid, but
from registry.disclosure import NotThere, ReasonNeeded, give_reason, open_record
from registry.models import Child, Identifier, Involvement, Reason, Status, Visit
from registry.shown import BriefRecord, FullRecord
from registry.starting_up import signed_from_the_beginning
from tests import people
from tests.registry import children

pytestmark = pytest.mark.django_db


def opened(child: UUID, viewer: Practitioner, at: datetime) -> FullRecord:
    give_reason(child, reason=Reason.PROVIDING, viewer=viewer, at=at)
    shown = open_record(child, viewer=viewer, at=at)
    assert isinstance(shown, FullRecord)
    return shown


def verbs() -> list[str]:
    """What the log says of children."""
    return list(Event.objects.exclude(child_number="").order_by("id").values_list("verb", flat=True))


def test_the_record_says_who_works_with_the_child_and_how_to_reach_them(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    shown = opened(john, pat, now)
    reached = {(one.name or one.organisation): one.phone for one in shown.contacts}
    assert reached == {
        "Mossley Hill School": children.SCHOOL_NUMBER,
        "Sefton Park Surgery": children.PRACTICE_NUMBER,
        "Mo Ali": children.SOCIAL_NUMBER,
    }
    assert shown.lead is not None
    assert shown.lead.name == "Mo Ali"
    assert {one.said_by for one in shown.contacts} == {"School records"}


def test_nothing_is_shown_before_a_reason_is_stated(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-SEARCH-3."""
    with pytest.raises(ReasonNeeded):
        open_record(john, viewer=pat, at=now)
    assert verbs() == []


def test_a_reason_holds_until_the_end_of_the_day_and_for_one_person(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    """R-SEARCH-3."""
    opened(john, pat, now)
    for viewer, at in ((pat, now + timedelta(days=1)), (people.teacher(), now)):
        with pytest.raises(ReasonNeeded):
            open_record(john, viewer=viewer, at=at)


def test_the_event_names_the_child_the_reason_and_the_ties(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-AUDIT-1."""
    shown = opened(john, pat, now)
    event = Event.objects.get(verb="child.opened")
    assert (event.actor, event.child_number, event.because) == (pat.pk, shown.heading.number, Reason.PROVIDING)
    assert event.facts["ties"] == ["own_area"]
    assert {"contacts", "places", "carers"} <= set(event.facts["groups"])


def test_no_event_no_sight(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-AUDIT-1: the log cannot be written, so nothing is shown and nothing is changed."""
    opened(john, pat, now)
    events, visits = Event.objects.count(), Visit.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; RESET ROLE; REVOKE INSERT ON audit_event FROM contactpoint_app")
        cursor.execute("SET ROLE contactpoint_app")
    for act in (
        lambda: open_record(john, viewer=pat, at=now),
        lambda: give_reason(john, reason=Reason.SAFEGUARDING, viewer=pat, at=now),
        lambda: disclosure.my_children(pat, at=now) or open_record(john, viewer=pat, at=now),
    ):
        with pytest.raises(DatabaseError):
            act()
    assert (Event.objects.count(), Visit.objects.count()) == (events, visits)


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [("teacher", {"Unique pupil number"}), ("nurse", {"NHS number"}), ("social worker", set())],
)
def test_identifiers_are_shown_to_those_for_whose_work_they_were_allocated(
    viewer: str, seen: set[str], john: UUID, now: datetime
) -> None:
    """R-REC-2."""
    trust = people.organisation("Mersey Care", "RW4", kind="supplying_body", sector="health")
    who = {
        "teacher": people.teacher,
        "nurse": lambda: people.person("Nia", "practitioner", employer=trust),
        "social worker": people.social_worker,
    }[viewer]()
    assert {one.label for one in opened(john, who, now).identifiers} == seen
    assert Identifier.objects.filter(child=john).count() == 2


def test_a_record_is_the_same_with_and_without_sensitive_services(now: datetime, pat: Practitioner) -> None:
    """R-INV-2: nobody but the service and the broker sees that it exists."""
    plain = children.john(at=now)
    services = (*children.JOHN.services, children.SENSITIVE, but(children.SENSITIVE, service="Sexual health"))
    sensitive = children.child(but(children.JOHN, services=services), at=now)
    assert Involvement.objects.filter(child=sensitive, sensitive=True).count() == 2
    one, other = opened(plain, pat, now), opened(sensitive, pat, now)
    assert strip(one) == strip(other)


def strip(shown: FullRecord) -> FullRecord:
    """Without what tells any two records apart."""
    return replace(
        shown,
        heading=replace(shown.heading, child=UUID(int=0), number=""),
        contacts=tuple(replace(one, involvement=None) for one in shown.contacts),
        lead=replace(shown.lead, involvement=None) if shown.lead else None,
    )


def test_a_shielded_child_is_shown_in_brief(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-SHIELD-1: no place, no contact, no source, and not the authority that holds the record."""
    elsewhere = people.health_visitor()
    children.shield(john, at=now)
    give_reason(john, reason=Reason.SAFEGUARDING, viewer=elsewhere, at=now)
    shown = open_record(john, viewer=elsewhere, at=now)
    assert isinstance(shown, BriefRecord)
    assert shown.carers == ("Ann Smith",)
    assert shown.team.organisation == "Manchester"
    for hidden in (*children.HIDDEN, "Liverpool", "Okafor"):
        assert hidden not in repr(shown)


@pytest.mark.parametrize(("carers", "groups"), [(children.JOHN.carers, ["heading", "carer_names"]), ((), ["heading"])])
def test_the_log_says_which_groups_of_a_brief_record_were_seen(
    carers: tuple[CarerSaid, ...], groups: list[str], pat: Practitioner, now: datetime
) -> None:
    """R-AUDIT-1."""
    hidden = children.john(at=now, carers=carers)
    children.shield(hidden, at=now)
    give_reason(hidden, reason=Reason.PROVIDING, viewer=pat, at=now)
    assert isinstance(open_record(hidden, viewer=pat, at=now), BriefRecord)
    assert Event.objects.get(verb="child.opened").facts["groups"] == groups


def test_a_shielded_child_is_listed_without_a_place_or_other_names(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    """R-SHIELD-1."""
    before = disclosure.child_named(john, viewer=pat, at=now)
    assert (before.postcode_district, before.other_names) == ("L18", ("John Okafor",))
    children.shield(john, at=now)
    after = disclosure.child_named(john, viewer=pat, at=now)
    assert (after.postcode_district, after.other_names) == ("", ())


@pytest.mark.parametrize("status", [Status.ARCHIVED, Status.CLOSED, Status.UNCONFIRMED])
def test_what_is_not_open_is_not_there(status: Status, john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-REC-5, R-SEARCH-5."""
    Child.objects.filter(pk=john).update(status=status, made_by=people.teacher())
    not_there(john, pat, now)


def test_its_maker_sees_an_unconfirmed_record(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-SEARCH-5."""
    Child.objects.filter(pk=john).update(status=Status.UNCONFIRMED, made_by=pat)
    assert opened(john, pat, now).unconfirmed
    Child.objects.filter(pk=john).update(status=Status.OPEN)
    assert not opened(john, pat, now).unconfirmed


@pytest.mark.parametrize(
    ("places", "district"),
    [
        (
            (Place("former", "1 Old Road", postcode="L1 1AA"), Place("current", "14 Fern Bank", postcode="L18 5TE")),
            "L18",
        ),
        ((Place("former", "1 Old Road", postcode="L1 1AA"),), ""),
        ((Place("current", "14 Fern Bank"),), ""),
        ((Place("none_known"),), ""),
    ],
)
def test_a_list_names_the_district_where_the_child_lives_now(
    places: tuple[Place, ...], district: str, pat: Practitioner, now: datetime
) -> None:
    assert (
        disclosure.child_named(children.john(at=now, addresses=places), viewer=pat, at=now).postcode_district
        == district
    )


def test_children_of_an_area_that_has_not_begun_are_not_there(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-SHIELD-9: for nobody of any area."""
    area = people.organisation("Leeds", "383", stage=Stage.SHIELDING)
    Child.objects.filter(pk=john).update(responsible_authority=area)
    not_there(john, pat, now)
    Organisation.objects.filter(pk=area.pk).update(stage=Stage.MANAGEMENT_TEAM)
    not_there(john, pat, now)  # its start-up list is not signed
    signed_from_the_beginning([area.pk], at=now)
    opened(john, pat, now)


def not_there(child: UUID, viewer: Practitioner, at: datetime) -> None:
    for ask in (
        lambda: open_record(child, viewer=viewer, at=at),
        lambda: give_reason(child, reason=Reason.PROVIDING, viewer=viewer, at=at),
        lambda: disclosure.child_named(child, viewer=viewer, at=at),
        lambda: disclosure.heading(child, viewer=viewer, at=at),
    ):
        with pytest.raises(NotThere):
            ask()
    assert disclosure.hits([(child, ())], viewer=viewer, because="search", at=at) == ()
    assert verbs() == []


def test_a_child_who_never_was_is_not_there_either(pat: Practitioner, now: datetime) -> None:
    not_there(uuid4(), pat, now)


def test_somebody_without_clearance_sees_nothing(john: UUID, now: datetime) -> None:
    """R-USER-1."""
    lapsed = people.social_worker(lacks="clearance")
    for ask in (
        lambda: open_record(john, viewer=lapsed, at=now),
        lambda: disclosure.my_children(lapsed, at=now),
        lambda: disclosure.child_named(john, viewer=lapsed, at=now),
    ):
        with pytest.raises(Refused):
            ask()


def test_every_child_named_in_a_list_is_in_the_log(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-AUDIT-1."""
    other = children.john(at=now)
    disclosure.hits([(john, ("Same last name",)), (other, ())], viewer=pat, because="search", at=now)
    named = Event.objects.filter(verb="child.named", because="search").values_list("child_number", flat=True)
    assert set(named) == set(Child.objects.values_list("number", flat=True))


def test_where_no_school_is_attended_the_statement_is_shown(now: datetime, pat: Practitioner) -> None:
    """Schedule 1 item 7."""
    child = children.john(at=now, settings=(SettingSaid("otherwise"),))
    assert ("Education", "Educated otherwise") in {(one.label, one.value) for one in opened(child, pat, now).details}


def test_an_estimated_birth_date_is_not_shown_as_a_day(now: datetime, pat: Practitioner) -> None:
    child = children.john(at=now, birth_date_estimated=True, date_of_birth=date(2017, 7, 1))
    assert opened(child, pat, now).details[0].value == "About 2017 (estimated)"


def test_an_ended_involvement_is_past_for_a_year_and_then_gone(now: datetime, pat: Practitioner) -> None:
    """R-REC-5."""
    service = children.JOHN.services[0]
    ends = [now.date() - timedelta(days=days) for days in (30, 400)]
    services = tuple(but(service, contact_name=f"Ended {n}", ended_on=end, lead=False) for n, end in enumerate(ends))
    shown = opened(children.john(at=now, services=services), pat, now)
    assert [one.name for one in shown.past_contacts] == ["Ended 0"]
    assert "Ended 1" not in repr(shown)


def test_a_contact_not_confirmed_for_90_days_may_be_out_of_date(now: datetime, pat: Practitioner) -> None:
    """R-INV-6: at 90 days not yet, a day later it may be."""
    child = children.john(at=now)
    for days, stale in ((90, False), (91, True)):
        Involvement.objects.filter(child=child).update(confirmed_at=now - timedelta(days=days))
        worker = next(one for one in opened(child, pat, now).contacts if one.name == "Mo Ali")
        assert worker.may_be_out_of_date is stale


def test_no_known_address_reads_as_such(now: datetime, pat: Practitioner) -> None:
    shown = opened(children.john(at=now, addresses=(Place("none_known"),)), pat, now)
    assert [(one.kind, one.address) for one in shown.places] == [("No known address", "")]
