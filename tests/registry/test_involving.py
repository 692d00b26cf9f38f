"""Who says that they work with a child, who leads, and that an assessment exists (R-INV-1, R-INV-3)."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.access import Refused
from accounts.models import Practitioner
from audit.models import Event
from registry import involving
from registry.disclosure import NotThere, child_to_open, give_reason, my_children, open_record
from registry.involving import AlreadyInvolved, AskYourTeam, Colleague, record_involvement
from registry.models import Caf, Child, ConsentBasis, Involvement, LeadProfessional, Reason
from registry.my_work import waiting_for
from registry.shown import FullRecord
from tests import people
from tests.registry import children
from tests.registry.work import COUNSELLING, NURSING

pytestmark = pytest.mark.django_db


def seen(child: UUID, who: Practitioner, at: datetime) -> FullRecord:
    give_reason(child, reason=Reason.PROVIDING, viewer=who, at=at)
    shown = open_record(child, viewer=who, at=at)
    assert isinstance(shown, FullRecord)
    return shown


def logged(verb: str) -> Event:
    return Event.objects.get(verb=verb)


def test_an_own_involvement_is_seen_by_all_with_the_account_s_name(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    """R-INV-1."""
    mine = record_involvement(john, NURSING, by=pat, at=now)
    contact = next(one for one in seen(john, people.teacher(), now).contacts if one.involvement == mine)
    assert (contact.name, contact.organisation, contact.phone) == ("Pat Example", "Liverpool", NURSING.phone)
    assert contact.said_by == "Pat Example, by hand"
    assert not contact.can_end
    assert logged("involvement.recorded").facts == {"id": str(mine), "for_colleague": False}


def test_nobody_records_the_own_involvement_twice(john: UUID, pat: Practitioner, now: datetime) -> None:
    record_involvement(john, NURSING, by=pat, at=now)
    with pytest.raises(AlreadyInvolved):
        record_involvement(john, NURSING, by=pat, at=now)
    assert Involvement.objects.filter(practitioner=pat).count() == 1


def test_an_authorised_user_records_it_for_a_named_practitioner(john: UUID, pat: Practitioner, now: datetime) -> None:
    """S-19: entered for a colleague, it is none of the own children."""
    its = record_involvement(john, NURSING, by=pat, at=now, colleague=Colleague("Anna Berg", "Alder Hey"))
    contact = next(one for one in seen(john, pat, now).contacts if one.involvement == its)
    assert (contact.name, contact.organisation, contact.can_end) == ("Anna Berg", "Alder Hey", True)
    assert my_children(pat, at=now) == ()
    assert logged("involvement.recorded").facts["for_colleague"] is True


def test_a_sensitive_service_is_seen_by_its_practitioner_alone(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-INV-2."""
    before = seen(john, people.teacher(), now)
    record_involvement(john, COUNSELLING, by=pat, at=now)
    after = seen(john, people.teacher(), now)
    assert (after.contacts, after.lead, after.caf) == (before.contacts, before.lead, before.caf)
    own = seen(john, pat, now).own
    assert own is not None
    assert own.sensitive
    row = Involvement.objects.get(practitioner=pat)
    assert (row.consent_basis, row.consent_by) == (ConsentBasis.CHILD, "John himself")


def test_my_children_are_those_with_an_open_involvement_of_mine(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-INV-5: and each is named in the log."""
    mine = record_involvement(john, NURSING, by=pat, at=now)
    assert [one.hit.name for one in my_children(pat, at=now)] == ["John Peter Smith"]
    assert Event.objects.filter(verb="child.named", because="my_children").count() == 1
    involving.end_involvement(mine, on=timezone.localdate(now), because="Moved", by=pat, at=now)
    assert my_children(pat, at=now) == ()


def test_an_ended_involvement_ends_its_lead(john: UUID, pat: Practitioner, now: datetime) -> None:
    mine = record_involvement(john, NURSING, by=pat, at=now)
    involving.name_lead(john, mine, by=pat, at=now)
    involving.end_involvement(mine, on=timezone.localdate(now), because="Moved", by=pat, at=now)
    shown = seen(john, pat, now)
    assert shown.lead is None
    assert [one.name for one in shown.past_contacts] == ["Pat Example"]


def test_it_cannot_end_before_it_began(john: UUID, pat: Practitioner, now: datetime) -> None:
    mine = record_involvement(john, NURSING, by=pat, at=now)
    with pytest.raises(ValueError, match="2025-08-31"):
        involving.end_involvement(mine, on=date(2025, 8, 31), because="", by=pat, at=now)


def test_nobody_ends_or_confirms_what_another_recorded(john: UUID, pat: Practitioner, now: datetime) -> None:
    theirs = record_involvement(john, NURSING, by=people.teacher(), at=now)
    fed = Involvement.objects.get(child=john, contact_name="Mo Ali").pk
    for involvement in (theirs, fed):
        with pytest.raises(NotThere):
            involving.end_involvement(involvement, on=now.date(), because="", by=pat, at=now)
        with pytest.raises(NotThere):
            involving.confirm_involvement(involvement, by=pat, at=now)
        with pytest.raises(NotThere):
            involving.recorded_by(pat, involvement, at=now)


@pytest.mark.parametrize("twice", ["ended", "confirmed"])
def test_what_ended_while_the_record_was_waited_for_is_not_there_any_more(
    john: UUID, pat: Practitioner, now: datetime, monkeypatch: pytest.MonkeyPatch, twice: str
) -> None:
    mine = record_involvement(john, NURSING, by=pat, at=now)

    def end(because: str) -> None:
        involving.end_involvement(mine, on=timezone.localdate(now), because=because, by=pat, at=now)

    def somebody_is_faster(child: UUID, *, viewer: Practitioner, at: datetime) -> Child:
        monkeypatch.setattr(involving, "child_to_open", child_to_open)
        end("Moved")
        return child_to_open(child, viewer=viewer, at=at)

    monkeypatch.setattr(involving, "child_to_open", somebody_is_faster)
    with pytest.raises(NotThere):
        end("Twice") if twice == "ended" else involving.confirm_involvement(mine, by=pat, at=now)


def test_after_90_days_the_practitioner_is_asked_and_may_confirm(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-INV-6."""
    mine = record_involvement(john, NURSING, by=pat, at=now)
    later = now + timedelta(days=91)
    Practitioner.objects.filter(pk=pat.pk).update(last_used_at=later)
    assert my_children(pat, at=later)[0].own.to_confirm
    assert (waiting_for(pat, at=later).my_children, waiting_for(pat, at=later).to_confirm) == (1, 1)
    involving.confirm_involvement(mine, by=pat, at=later)
    assert not my_children(pat, at=later)[0].own.to_confirm
    assert waiting_for(pat, at=later).to_confirm == 0


def test_one_leads_at_a_time_and_the_change_keeps_its_date(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-INV-3."""
    mine = record_involvement(john, NURSING, by=pat, at=now)
    involving.name_lead(john, mine, by=pat, at=now)
    shown = seen(john, pat, now)
    assert shown.lead is not None
    assert (shown.lead.name, shown.lead_since) == ("Pat Example", timezone.localdate(now))
    before = LeadProfessional.objects.get(child=john, until__isnull=False)
    assert before.involvement
    assert before.involvement.contact_name == "Mo Ali"


def test_a_sensitive_service_cannot_be_named_as_lead(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-INV-2."""
    hidden = record_involvement(john, COUNSELLING, by=pat, at=now)
    with pytest.raises(NotThere):
        involving.name_lead(john, hidden, by=pat, at=now)


def test_an_assessment_is_a_flag_a_date_and_a_holder(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-INV-3: never its content."""
    involving.flag_caf(john, completed_on=date(2026, 1, 2), holder="Pat Example", by=pat, at=now)
    caf = seen(john, pat, now).caf
    assert caf is not None
    assert (caf.value, caf.label) == ("2 January 2026", "Pat Example")
    assert Caf.objects.filter(child=john).count() == 1


def test_of_a_hidden_child_nothing_is_overwritten_unseen(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-SHIELD-1: the answer is the same page that the record shows."""
    mine = record_involvement(john, NURSING, by=pat, at=now)
    children.shield(john, at=now)
    for act in (
        lambda: record_involvement(john, NURSING, by=people.teacher(), at=now),
        lambda: involving.name_lead(john, mine, by=pat, at=now),
        lambda: involving.flag_caf(john, completed_on=date(2026, 1, 2), holder="X", by=pat, at=now),
    ):
        with pytest.raises(AskYourTeam):
            act()
    involving.end_involvement(mine, on=timezone.localdate(now), because="Moved", by=pat, at=now)


def test_who_may_not_keep_records_changes_nothing(john: UUID, now: datetime) -> None:
    officer = people.person("Dora", "data_officer")
    with pytest.raises(Refused):
        record_involvement(john, NURSING, by=officer, at=now)
    assert not Involvement.objects.filter(practitioner=officer).exists()


def test_no_event_no_act(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-AUDIT-1."""
    mine = record_involvement(john, NURSING, by=pat, at=now)
    rows = list(Involvement.objects.order_by("pk").values())
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; REVOKE INSERT ON audit_event FROM contactpoint_app; SET ROLE contactpoint_app")
    for act in (
        lambda: record_involvement(john, NURSING, by=people.teacher(), at=now),
        lambda: involving.end_involvement(mine, on=timezone.localdate(now), because="", by=pat, at=now),
        lambda: involving.confirm_involvement(mine, by=pat, at=now + timedelta(days=1)),
        lambda: involving.name_lead(john, mine, by=pat, at=now),
        lambda: involving.flag_caf(john, completed_on=date(2026, 1, 2), holder="X", by=pat, at=now),
    ):
        with pytest.raises(DatabaseError):
            act()
    assert list(Involvement.objects.order_by("pk").values()) == rows
    led = LeadProfessional.objects.get(child=john).involvement
    assert led
    assert led.contact_name == "Mo Ali"
    assert Caf.objects.get(child=john).holder == "Mo Ali"
