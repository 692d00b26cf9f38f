"""Who learns at once that a record was opened under override, without a word of the child? (SEC-7, H8)"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from accounts import roles
from accounts.delivery import deliver
from accounts.models import Message, Notice, Practitioner
from accounts.notices import notices_of
from audit.models import Event
from contactpoint.jobs.models import Job
from registry.models import Child
from shielding.alerting import CLOSED_WITHIN, escalate_overdue
from shielding.investigating import Step, take_step
from shielding.models import Investigation
from tests import people
from tests.registry import children
from tests.shielding.overriding import mail, notices, override

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(john: UUID, now: datetime) -> UUID:
    children.shield(john, at=now)
    return john


@pytest.fixture
def mina(olga: Practitioner) -> Practitioner:
    """Olga's manager."""
    manager = people.person("Mina", "practitioner", job_title="Police inspector")
    Practitioner.objects.filter(pk=olga.pk).update(line_manager=manager)
    olga.refresh_from_db()
    return manager


def test_the_team_the_manager_and_the_own_organisation_are_told_at_once(
    hidden: UUID, shona: Practitioner, simon: Practitioner, mark: Practitioner, mina: Practitioner, now: datetime
) -> None:
    """Olga of Manchester looks at a child of Liverpool: her own administrators and auditors learn of it too."""
    olga = people.override_holder(where=people.manchester())
    Practitioner.objects.filter(pk=olga.pk).update(line_manager=mina)
    ada = people.person("Ada", "account_administrator", where=people.manchester())
    austin = people.person("Austin", "auditor", where=people.manchester())
    abe = people.person("Abe", "account_administrator")  # of Liverpool
    override(hidden, Practitioner.objects.get(pk=olga.pk), now)
    for officer in (shona, simon):
        assert (notices(officer), mail(officer)) == (["override_to_investigate"], ["override"])
    for other in (mina, ada, austin):
        assert (notices(other), mail(other)) == (["override_by_yours"], ["override"])
    for nobody in (mark, abe, olga):
        assert (notices(nobody), mail(nobody)) == ([], [])
    assert set(Message.objects.values_list("send_at", flat=True)) == {now}, "the e-mail waits for nothing"
    assert Job.objects.filter(name="post.deliver").count() == Message.objects.count()


def test_nobody_is_told_of_the_own_look(hidden: UUID, shona: Practitioner, now: datetime) -> None:
    """An officer who holds the right too: her colleague looks into it."""
    simon = people.person("Simon", "shielding_officer")
    both = people.person("Bea", "shielding_officer")
    roles.give(both, "override", people.liverpool())
    manchester = children.child(children.JOHN, at=now, area=people.manchester(), key="m")
    children.shield(manchester, at=now)
    override(manchester, both, now)
    assert (notices(both), notices(simon)) == ([], [])


def test_the_email_is_a_reference_and_nothing_else(
    hidden: UUID, shona: Practitioner, olga: Practitioner, now: datetime, mailoutbox: list[object]
) -> None:
    """SEC-7: no name, no number, no place."""
    row = override(hidden, olga, now)
    message = Message.objects.get(practitioner=shona)
    deliver(message.pk, at=now)
    [sent] = mailoutbox
    text = f"{sent.subject}\n{sent.body}"  # type: ignore[attr-defined]
    assert str(row.reference) in text
    number = Child.objects.get(pk=hidden).number
    for never in ("John", "Smith", "Olga", "Liverpool", number, str(hidden), str(row.pk), *children.HIDDEN):
        assert never not in text, never


def test_the_notices_name_who_looked_and_no_child(
    hidden: UUID, shona: Practitioner, olga: Practitioner, mina: Practitioner, now: datetime
) -> None:
    row = override(hidden, olga, now)
    [officers], [managers] = notices_of(shona), notices_of(mina)
    for notice in (officers, managers):
        assert "Olga Example" in notice.words
        assert str(row.reference) in notice.words
        for never in ("John", "Smith", *children.HIDDEN):
            assert never not in notice.words
    assert officers.path == f"/investigations/{row.pk}"
    assert managers.path == "", "the page is the shielding team's alone"
    assert str(hidden) not in str(list(Notice.objects.values_list("path", "facts")))


def test_where_an_area_has_no_officer_whoever_can_appoint_one_is_told(
    hidden: UUID, olga: Practitioner, now: datetime
) -> None:
    ada = people.person("Ada", "account_administrator")
    override(hidden, olga, now)
    assert notices(ada) == ["override_to_investigate"]
    assert Notice.objects.get(practitioner=ada).path == ""


def test_an_investigation_that_is_not_closed_in_time_escalates_once_a_day(
    hidden: UUID, shona: Practitioner, olga: Practitioner, now: datetime
) -> None:
    austin = people.person("Austin", "auditor")
    nadia = people.person("Nadia", "national_auditor", where=people.national_team())
    override(hidden, olga, now)
    due = now + CLOSED_WITHIN
    assert escalate_overdue(at=due - timedelta(seconds=1)) == 0
    assert escalate_overdue(at=due) == 1
    assert escalate_overdue(at=due + timedelta(hours=23)) == 0
    assert escalate_overdue(at=due + timedelta(hours=24)) == 1
    for who in (shona, austin, nadia):
        assert notices(who).count("investigations_overdue") == 2
    assert notices(olga) == []
    row = Investigation.objects.get()
    take_step(row.pk, Step.JUSTIFIED, words="She was found", by=shona, at=due + timedelta(hours=25))
    assert escalate_overdue(at=due + timedelta(days=9)) == 0


def test_the_log_keeps_what_a_monthly_review_needs(hidden: UUID, olga: Practitioner, now: datetime) -> None:
    """R-AUDIT-3: every override, with who, whom and the investigation of it."""
    row = override(hidden, olga, now)
    number = Child.objects.get(pk=hidden).number
    begun = Event.objects.get(verb="override.begun")
    opened = Event.objects.get(verb="investigation.opened")
    assert (begun.actor, begun.child_number) == (olga.pk, number)
    assert opened.facts == {"override": str(row.override_id), "investigation": str(row.pk)}
