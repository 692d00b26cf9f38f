"""Somebody leaves: whose work goes where, and what does the administrator learn of it? (R-INV-1, R-INV-2, R-USER-3)"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.cases import severe
from accounts.granting import NotDone
from accounts.leaving import PassingOn, close, what_passes_on
from accounts.models import Because, Notice, Practitioner
from accounts.moving import accept_transfer, propose_transfer
from accounts.notices import notices_of
from audit.models import Event
from registry import handing_over
from registry.involving import Work, end_involvement, name_lead, record_involvement
from registry.merging import locked
from registry.models import Child, Involvement, LeadProfessional
from tests import people
from tests.accounts.administering import act as do
from tests.accounts.administering import page, three_administrators
from tests.registry import children
from tests.registry.work import COUNSELLING, NURSING

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> Practitioner:
    return three_administrators()


@pytest.fixture
def tom(db: None) -> Practitioner:
    return people.person("Tom", "practitioner", job_title="School nurse")


def involve(who: Practitioner, child: UUID, now: datetime, work: Work = NURSING) -> Involvement:
    return Involvement.objects.get(pk=record_involvement(child, work, by=who, at=now))


def leave(who: Practitioner, ada: Practitioner, now: datetime, *, to: Practitioner | None = None) -> None:
    close(who.pk, because=Because.LEFT, by=ada, at=now, hand_over_to=to.pk if to else None)


def open_for(who: Practitioner) -> list[Involvement]:
    return list(Involvement.objects.filter(practitioner=who, ended_on=None))


def leads(child: UUID) -> Practitioner | None:
    found = LeadProfessional.objects.filter(child=child, until=None).first()
    return found.involvement.practitioner if found and found.involvement else None


def test_an_administrator_learns_how_many_children_and_nothing_of_one(
    ada: Practitioner, pat: Practitioner, john: UUID, now: datetime
) -> None:
    assert what_passes_on(pat, at=now) == []
    involve(pat, john, now)
    assert what_passes_on(pat, at=now) == [PassingOn(1, "child they work with")]
    hidden = children.john(at=now)
    involve(pat, hidden, now)
    children.shield(hidden, at=now)
    assert what_passes_on(pat, at=now) == [PassingOn(2, "children they work with")]


def test_the_colleague_works_with_the_children_from_the_day_on(
    ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime
) -> None:
    old = involve(pat, john, now)
    leave(pat, ada, now, to=tom)
    old.refresh_from_db()
    assert old.ended_on == timezone.localdate(now)
    [new] = open_for(tom)
    assert (new.child_id, new.service, new.contact_name) == (john, old.service, "Tom Example")
    assert (new.email, new.started_on) == (tom.email, old.ended_on)
    event = Event.objects.get(verb="involvement.handed_over")
    assert (event.actor, event.child_number) == (ada.pk, Child.objects.get(pk=john).number)
    assert event.facts == {"id": str(old.pk), "left_by": str(pat.pk), "lead": False, **to(new)}
    end_involvement(new.pk, on=timezone.localdate(now), because="Done", by=tom, at=now)  # it is the colleague's own


def to(new: Involvement) -> dict[str, str]:
    return {"to": str(new.practitioner_id), "involvement": str(new.pk)}


def test_the_colleague_is_told_once_how_many_and_from_whom(
    ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime
) -> None:
    involve(pat, john, now)
    involve(pat, children.john(at=now), now)
    leave(pat, ada, now, to=tom)
    told = [one.words for one in notices_of(tom)]
    assert told == ["Work was handed over to you from Pat Example. Involvements: 2"]


def test_what_ended_while_the_records_were_waited_for_is_not_handed_on(
    ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = involve(pat, john, now)

    def somebody_is_faster(records: Collection[UUID]) -> dict[UUID, Child]:
        monkeypatch.setattr(handing_over, "locked", locked)
        end_involvement(old.pk, on=timezone.localdate(now), because="Moved", by=pat, at=now)
        return locked(records)

    monkeypatch.setattr(handing_over, "locked", somebody_is_faster)
    leave(pat, ada, now, to=tom)
    assert open_for(tom) == []
    old.refresh_from_db()
    assert old.end_reason == "Moved"
    assert not Event.objects.filter(verb="involvement.handed_over").exists()


def test_without_a_colleague_the_involvements_end(
    ada: Practitioner, pat: Practitioner, john: UUID, now: datetime
) -> None:
    involve(pat, john, now)
    leave(pat, ada, now)
    assert open_for(pat) == []
    assert Event.objects.filter(verb="involvement.ended", actor=ada.pk).count() == 1


def test_a_colleague_who_does_not_practise_takes_over_nothing(
    ada: Practitioner, pat: Practitioner, john: UUID, now: datetime
) -> None:
    involve(pat, john, now)
    abe = Practitioner.objects.get(forename="Abe")
    leave(pat, ada, now, to=abe)
    assert (open_for(pat), open_for(abe)) == ([], [])
    assert not Notice.objects.filter(practitioner=abe).exists()


@pytest.mark.parametrize("same", [True, False])
def test_a_sensitive_service_stays_with_its_employer_or_ends(
    ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime, same: bool
) -> None:
    """R-INV-2: nobody but that service knows that it exists."""
    involve(pat, john, now, COUNSELLING)
    Practitioner.objects.filter(pk=tom.pk).update(employer=pat.employer if same else people.school())
    leave(pat, ada, now, to=tom)
    assert open_for(pat) == []
    assert [(row.sensitive, row.consent_by) for row in open_for(tom)] == ([(True, "John himself")] if same else [])


def test_a_colleague_who_works_with_the_child_already_is_recorded_once(
    ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime
) -> None:
    old, own = involve(pat, john, now), involve(tom, john, now)
    name_lead(john, old.pk, by=pat, at=now)
    leave(pat, ada, now, to=tom)
    assert open_for(tom) == [own]
    assert leads(john) == tom
    assert not Notice.objects.filter(practitioner=tom, kind="work_handed_over").exists()


def test_the_lead_passes_on_with_the_work_or_ends(
    ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime
) -> None:
    name_lead(john, involve(pat, john, now).pk, by=pat, at=now)
    leave(pat, ada, now, to=tom)
    assert leads(john) == tom
    leave(tom, ada, now)
    assert leads(john) is None


def test_the_others_who_work_with_the_child_are_told(
    ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime
) -> None:
    """R-INV-4; of a sensitive service, nobody."""
    tara = people.teacher()
    name_lead(john, involve(pat, john, now).pk, by=pat, at=now)
    involve(tara, john, now)
    involve(pat, other := children.john(at=now), now, COUNSELLING)
    involve(tara, other, now)
    Notice.objects.all().delete()
    leave(pat, ada, now, to=tom)
    told = Notice.objects.filter(practitioner=tara).values_list("kind", flat=True)
    assert sorted(told) == ["involvement_recorded", "lead_changed"]
    assert list(Notice.objects.filter(practitioner=tom).values_list("kind", flat=True)) == ["work_handed_over"]


def test_the_others_are_told_too_when_nobody_takes_the_lead_over(
    ada: Practitioner, pat: Practitioner, john: UUID, now: datetime
) -> None:
    tara = people.teacher()
    name_lead(john, involve(pat, john, now).pk, by=pat, at=now)
    involve(tara, john, now)
    Notice.objects.all().delete()
    leave(pat, ada, now)
    assert list(Notice.objects.values_list("practitioner", "kind")) == [(tara.pk, "lead_changed")]


def test_a_shielded_child_is_handed_over_like_any_other(
    ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime
) -> None:
    involve(pat, john, now)
    children.shield(john, at=now)
    leave(pat, ada, now, to=tom)
    assert [row.child_id for row in open_for(tom)] == [john]


def test_a_transfer_passes_the_work_on_when_it_is_accepted(
    ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime
) -> None:
    involve(pat, john, now)
    mona = people.person("Mona", "account_administrator", where=people.manchester())
    offered = propose_transfer(pat.pk, people.manchester().pk, by=ada, at=now, hand_over_to=tom.pk)
    assert len(open_for(pat)) == 1
    accept_transfer(offered.pk, "practitioner", by=mona, at=now)
    assert (open_for(pat), [row.child_id for row in open_for(tom)]) == ([], [john])


def test_the_page_of_a_case_counts_what_closing_the_account_passes_on(
    client: Client, ada: Practitioner, pat: Practitioner, john: UUID, now: datetime
) -> None:
    involve(pat, john, now)
    counts = {"limit": 60, "given": 60, "asked": 180, "refusals": 12}
    case = severe(pat, rule="three_times_the_limit", at=now, source="limits", **counts)
    assert case
    people.sign_in(client, ada)
    assert "1 child they work with" in page(client, f"/cases/{case.pk}")


def test_nothing_passes_on_when_the_act_is_refused(
    ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime
) -> None:
    involve(pat, john, now)
    with pytest.raises(NotDone):
        close(pat.pk, because=Because.LEFT, by=ada, at=now, hand_over_to=people.health_visitor().pk)
    assert len(open_for(pat)) == 1


def test_the_page_that_closes_an_account_counts_children_and_names_none(
    client: Client, ada: Practitioner, pat: Practitioner, tom: Practitioner, john: UUID, now: datetime
) -> None:
    involve(pat, john, now)
    people.sign_in(client, ada)
    for act in ("close", "suspend", "transfer"):
        shown = page(client, f"/people/{pat.pk}/{act}")
        assert "1 child they work with" in shown
        for word in ("Smith", "John", Child.objects.get(pk=john).number):
            assert word not in shown
    do(client, f"/people/{pat.pk}/close", because="left", colleague=tom.email)
    assert [row.child_id for row in open_for(tom)] == [john]
