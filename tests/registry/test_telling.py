"""Who is told that something changed about a child they work with? (R-INV-4)"""

from datetime import datetime
from uuid import UUID

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.models import AccountState, Message, Notice, Practitioner
from audit.models import Event
from contactpoint.jobs.queue import run_due
from registry import involving
from registry.involving import AskYourTeam, Colleague, record_involvement
from registry.models import Involvement
from tests import people
from tests.registry import children
from tests.registry.work import COUNSELLING, NURSING

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    """Whom, and of what, since the last time this was asked."""
    found = [
        (notice.practitioner.forename, notice.kind) for notice in Notice.objects.order_by("practitioner__forename")
    ]
    Notice.objects.all().delete()
    return found


def test_whoever_is_involved_already_is_told_of_a_new_involvement(
    john: UUID, pat: Practitioner, tara: Practitioner, now: datetime
) -> None:
    record_involvement(john, NURSING, by=pat, at=now)
    assert told() == []
    record_involvement(john, NURSING, by=tara, at=now)
    assert Notice.objects.get().path == f"/children/{john}"
    assert told() == [("Pat", "involvement_recorded")]
    record_involvement(john, NURSING, by=tara, at=now, colleague=Colleague("Anna Berg", "Alder Hey"))
    assert told() == [("Pat", "involvement_recorded")]


def test_a_new_lead_is_told_to_all_but_who_named_it_and_the_same_one_again_to_nobody(
    john: UUID, pat: Practitioner, tara: Practitioner, now: datetime
) -> None:
    record_involvement(john, NURSING, by=pat, at=now)
    mine = record_involvement(john, NURSING, by=tara, at=now)
    told()
    for expected in ([("Pat", "lead_changed")], []):
        involving.name_lead(john, mine, by=tara, at=now)
        assert told() == expected
    involving.end_involvement(mine, on=timezone.localdate(now), because="Moved", by=tara, at=now)
    assert told() == [("Pat", "lead_changed")]


def test_whoever_has_ended_or_has_left_is_not_told(
    john: UUID, pat: Practitioner, tara: Practitioner, now: datetime
) -> None:
    mine = record_involvement(john, NURSING, by=pat, at=now)
    involving.end_involvement(mine, on=timezone.localdate(now), because="Moved", by=pat, at=now)
    left = people.health_visitor()
    record_involvement(john, NURSING, by=left, at=now)
    Practitioner.objects.filter(pk=left.pk).update(account_state=AccountState.CLOSED)
    record_involvement(john, NURSING, by=tara, at=now)
    assert told() == []


def test_a_sensitive_service_tells_nobody_that_it_came_or_went(
    john: UUID, pat: Practitioner, tara: Practitioner, now: datetime
) -> None:
    """R-INV-2."""
    record_involvement(john, NURSING, by=pat, at=now)
    hidden = record_involvement(john, COUNSELLING, by=tara, at=now)
    involving.end_involvement(hidden, on=timezone.localdate(now), because="Ended", by=tara, at=now)
    assert told() == []
    assert not Message.objects.exists()


def test_of_a_shielded_child_nothing_is_told(john: UUID, pat: Practitioner, tara: Practitioner, now: datetime) -> None:
    """R-SHIELD-1, R-SHIELD-8: not even that somebody does not lead any more."""
    record_involvement(john, NURSING, by=pat, at=now)
    lead = record_involvement(john, NURSING, by=tara, at=now)
    involving.name_lead(john, lead, by=tara, at=now)
    told()
    children.shield(john, at=now)
    involving.end_involvement(lead, on=timezone.localdate(now), because="Moved", by=tara, at=now)
    with pytest.raises(AskYourTeam):
        record_involvement(john, NURSING, by=people.health_visitor(), at=now)
    assert told() == []


def test_notice_and_e_mail_name_nobody(john: UUID, pat: Practitioner, tara: Practitioner, now: datetime) -> None:
    record_involvement(john, NURSING, by=pat, at=now)
    record_involvement(john, NURSING, by=tara, at=now)
    run_due(at=now)
    (letter,) = mail.outbox
    said = f"{letter.subject} {letter.body} {Notice.objects.values().get()}"
    assert letter.to == [pat.email]
    assert [word for word in ("John", "Smith", "Okafor", "Tara", "nursing", str(john)) if word in letter.body] == []
    assert [word for word in ("John", "Smith", "Okafor", "Tara", "nursing") if word in said] == []


def test_whoever_holds_a_sensitive_one_hears_of_others_and_nobody_sees_that(
    john: UUID, pat: Practitioner, tara: Practitioner, now: datetime
) -> None:
    """R-INV-2: a notice is read by its own person alone, and the event does not count who was told."""
    record_involvement(john, COUNSELLING, by=tara, at=now)
    record_involvement(john, NURSING, by=pat, at=now)
    assert told() == [("Tara", "involvement_recorded")]
    event = Event.objects.filter(verb="involvement.recorded").latest("id")
    assert event.facts.keys() == {"id", "for_colleague"}


def test_no_notice_no_act(john: UUID, pat: Practitioner, tara: Practitioner, now: datetime) -> None:
    """Both stand or fall together."""
    record_involvement(john, NURSING, by=pat, at=now)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; REVOKE INSERT ON accounts_notice FROM contactpoint_app; SET ROLE contactpoint_app")
    with pytest.raises(DatabaseError):
        record_involvement(john, NURSING, by=tara, at=now)
    assert not Involvement.objects.filter(practitioner=tara).exists()
    assert not Message.objects.exists()
