"""First the two, then the effect: who confirms, lifts and refuses? (R-SHIELD-4, ux.md 2(h))"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import actor
from accounts.models import Notice, Practitioner
from audit.log import record
from audit.models import Event
from registry.disclosure import NotThere
from registry.models import Child, SearchRow, ShieldEvent
from registry.shields import is_shielded
from shielding import asking, case, deciding, reviewing
from shielding.entries import ChangedMeanwhile
from shielding.models import Happened, Outcome, Proposal, Shield, What
from shielding.officers import DECIDING, MayNotDecide, Why, who_else
from tests import people
from tests.shielding.requests import confirmed, found, hidden, lift_asked, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(db: None) -> Practitioner:
    """A third officer of Liverpool."""
    return people.person("Sam", "shielding_officer", job_title="Shielding officer")


def happened(shield: Shield) -> list[str]:
    return list(shield.entries.order_by("id").values_list("happened", flat=True))


def opened(john: UUID, *, by: Practitioner, at: datetime, because: str = "safeguarding") -> None:
    with transaction.atomic():
        number = Child.objects.get(pk=john).number
        record("child.opened", at=at, actor=actor(by), child_number=number, because=because)


def test_a_second_officer_confirms_and_the_first_is_told(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    shield = confirmed(john, by=shona, second=simon, at=now)
    assert (shield.confirmed_by, shield.confirmed_at) == (simon, now)
    assert happened(shield) == ["asked", "confirmed"]
    assert Notice.objects.get(kind="shield_decided").practitioner == shona
    assert Event.objects.get(verb="shield.confirmed").actor == simon.pk


def test_nobody_confirms_the_own_request(john: UUID, shona: Practitioner, now: datetime) -> None:
    shield = hidden(john, by=shona, at=now)
    with pytest.raises(MayNotDecide, match="You cannot approve your own request"):
        deciding.confirm(shield.pk, seen=seen(shield), by=shona, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shield.objects.filter(pk=shield.pk).update(confirmed_by=shona, confirmed_at=now)


@pytest.mark.parametrize("between", [False, True])
@pytest.mark.parametrize("above", [False, True])
def test_nobody_confirms_for_their_line_manager_or_for_whom_they_manage(
    above: bool, between: bool, john: UUID, shona: Practitioner, simon: Practitioner, sam: Practitioner, now: datetime
) -> None:
    """However many steps lie between the two."""
    upper, lower = (simon, shona) if above else (shona, simon)
    lower.line_manager = sam if between else upper
    lower.save(update_fields=["line_manager"])
    if between:
        sam.line_manager = upper
        sam.save(update_fields=["line_manager"])
    shield = hidden(john, by=shona, at=now)
    with pytest.raises(MayNotDecide) as refused:
        deciding.confirm(shield.pk, seen=seen(shield), by=Practitioner.objects.get(pk=simon.pk), at=now)
    assert refused.value.why == Why.LINE


def test_nobody_confirms_who_has_opened_the_record_in_between(
    john: UUID, shona: Practitioner, simon: Practitioner, sam: Practitioner, now: datetime
) -> None:
    """A look before, or at the page where the decision is asked for, is none."""
    opened(john, by=simon, at=now - timedelta(minutes=5))
    shield = hidden(john, by=shona, at=now)
    case.to_confirm(shield.pk, by=simon, at=now)
    assert Event.objects.filter(verb="child.opened", actor=simon.pk, because=DECIDING).exists()
    case.to_confirm(shield.pk, by=simon, at=now)
    opened(john, by=simon, at=now)
    with pytest.raises(MayNotDecide) as refused:
        deciding.confirm(shield.pk, seen=seen(shield), by=simon, at=now)
    assert refused.value.why == Why.OPENED
    assert who_else(shield, first=shona, since=now) == [sam.name]


def test_an_officer_of_another_area_has_no_say_and_learns_nothing(
    john: UUID, shona: Practitioner, mark: Practitioner, now: datetime
) -> None:
    shield = hidden(john, by=shona, at=now)
    acts: list[Callable[[], object]] = [
        lambda: deciding.confirm(shield.pk, seen=seen(shield), by=mark, at=now),
        lambda: lift_asked(shield, by=mark, at=now),
        lambda: case.open_case(shield.pk, by=mark, at=now),
        lambda: reviewing.keep(shield.pk, because="-", seen=seen(shield), by=mark, at=now),
        lambda: asking.appeal(shield.pk, words="-", seen=seen(shield), by=mark, at=now),
    ]
    for act in acts:
        with pytest.raises(NotThere):
            act()
    assert happened(shield) == ["asked"]


def test_a_shield_comes_off_only_when_two_have_agreed(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    shield = confirmed(john, by=shona, second=simon, at=now)
    asked = lift_asked(shield, by=shona, at=now)
    assert is_shielded(john)
    with pytest.raises(MayNotDecide):
        deciding.agree(asked.pk, seen=seen(shield), by=shona, at=now)
    assert is_shielded(john)
    deciding.agree(asked.pk, seen=seen(shield), by=simon, at=now)
    shield.refresh_from_db()
    assert (is_shielded(john), shield.ended_at) == (False, now)
    assert happened(shield) == ["asked", "confirmed", "lift_asked", "lifted"]
    assert found(surname="Okafor") == {john}
    assert SearchRow.objects.filter(child_id=john, postcode__isnull=False).exists()
    last = ShieldEvent.objects.filter(child=john).latest("id")
    assert (last.shielded, last.by) == (False, simon)


def test_the_database_lets_nobody_agree_with_themselves(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    asked = lift_asked(confirmed(john, by=shona, second=simon, at=now), by=shona, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=asked.pk).update(outcome=Outcome.AGREED, decided_by=shona, decided_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShieldEvent.objects.create(child_id=john, shielded=False, at=now, because="a feed")


def test_a_second_person_who_does_not_agree_leaves_it_on_until_another_one_agrees(
    john: UUID, shona: Practitioner, simon: Practitioner, sam: Practitioner, now: datetime
) -> None:
    shield = hidden(john, by=shona, at=now)
    asked = deciding.do_not_confirm(shield.pk, because="No evidence", seen=seen(shield), by=simon, at=now)
    assert is_shielded(john)
    with pytest.raises(MayNotDecide):
        deciding.agree(asked.pk, seen=seen(shield), by=simon, at=now)
    deciding.agree(asked.pk, seen=seen(shield), by=sam, at=now)
    assert not is_shielded(john)


def test_who_refuses_to_lift_what_nobody_has_confirmed_has_confirmed_it(
    john: UUID, shona: Practitioner, simon: Practitioner, sam: Practitioner, now: datetime
) -> None:
    shield = hidden(john, by=shona, at=now)
    asked = deciding.do_not_confirm(shield.pk, because="No evidence", seen=seen(shield), by=simon, at=now)
    deciding.refuse(asked.pk, because="The court order is there", seen=seen(shield), by=sam, at=now)
    shield.refresh_from_db()
    assert (is_shielded(john), shield.confirmed_by) == (True, sam)


def test_who_put_it_on_and_refuses_to_lift_it_has_not_confirmed_it(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    shield = hidden(john, by=shona, at=now)
    asked = deciding.do_not_confirm(shield.pk, because="No evidence", seen=seen(shield), by=simon, at=now)
    deciding.refuse(asked.pk, because="There is", seen=seen(shield), by=shona, at=now)
    shield.refresh_from_db()
    assert (is_shielded(john), shield.confirmed_by) == (True, None)


def test_after_an_appeal_others_decide(
    john: UUID, shona: Practitioner, simon: Practitioner, sam: Practitioner, now: datetime
) -> None:
    """Who refused is neither the one nor the other of the two who lift it later."""
    shield = hidden(john, by=shona, at=now)
    asked = deciding.do_not_confirm(shield.pk, because="No evidence", seen=seen(shield), by=simon, at=now)
    asking.appeal(shield.pk, words="The refuge has the papers", seen=seen(shield), by=shona, at=now)
    asked.refresh_from_db()
    assert (is_shielded(john), asked.outcome) == (True, Outcome.APPEALED)
    with pytest.raises(MayNotDecide) as refused:
        lift_asked(shield, by=simon, at=now)
    assert refused.value.why == Why.APPEALED
    again = lift_asked(shield, by=shona, at=now)
    with pytest.raises(MayNotDecide):
        deciding.agree(again.pk, seen=seen(shield), by=simon, at=now)
    deciding.agree(again.pk, seen=seen(shield), by=sam, at=now)
    assert not is_shielded(john)


def test_a_lifted_child_is_hidden_again_by_a_new_request_with_a_case_of_its_own(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    shield = confirmed(john, by=shona, second=simon, at=now)
    asked = lift_asked(shield, by=shona, at=now)
    deciding.agree(asked.pk, seen=seen(shield), by=simon, at=now)
    again = hidden(john, by=simon, at=now + timedelta(days=1))
    assert again != shield
    assert is_shielded(john)
    shown = case.one_child(john, by=shona, at=now + timedelta(days=1))
    assert (shown.shield, [one[0] for one in shown.earlier]) == (again.pk, [shield.pk])


def test_what_somebody_did_meanwhile_is_not_overwritten(
    john: UUID, shona: Practitioner, simon: Practitioner, sam: Practitioner, now: datetime
) -> None:
    """Every answer belongs to a page; a page that is not true any more changes nothing."""
    shield = confirmed(john, by=shona, second=simon, at=now)
    asked, then = lift_asked(shield, by=shona, at=now), seen(shield)
    reviewing.keep(shield.pk, because="Rang the school", seen=then, by=sam, at=now)
    with pytest.raises(ChangedMeanwhile):
        deciding.agree(asked.pk, seen=then, by=simon, at=now)
    assert is_shielded(john)
    deciding.agree(asked.pk, seen=seen(shield), by=simon, at=now)
    with pytest.raises(ChangedMeanwhile):
        deciding.agree(asked.pk, seen=seen(shield), by=sam, at=now)
    with pytest.raises(ChangedMeanwhile):
        lift_asked(shield, by=sam, at=now)
    with pytest.raises(ChangedMeanwhile):
        reviewing.keep(shield.pk, because="-", seen=seen(shield), by=sam, at=now)
    assert Shield.objects.filter(child=john, ended_at=None).count() == 0


def test_the_second_person_reads_why_and_sees_what_others_see_before_and_after(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    shield = hidden(john, by=shona, at=now)
    shown = case.to_confirm(shield.pk, by=simon, at=now)
    fields = {both.label: (both.one, both.other) for both in shown.fields}
    assert dict(shown.request)["Evidence seen"] == "A court order of May"
    assert fields["Address"] == ("14 Fern Bank, Liverpool, L18 5TE", "")
    assert fields["Name"] == ("John Peter Smith", "John Peter Smith")
    assert fields["Other names"] == ("John Okafor", "")
    assert fields["Parents and carers"] == ("Ann Smith", "Ann Smith")
    assert "Mossley Hill School" in fields["Works with the child"][0]
    assert fields["Works with the child"][1] == ""


def test_before_a_lift_the_second_person_sees_the_same_the_other_way_round(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    asked = lift_asked(confirmed(john, by=shona, second=simon, at=now), by=shona, at=now)
    shown = case.to_answer(asked.pk, by=simon, at=now)
    fields = {both.label: (both.one, both.other) for both in shown.fields}
    assert fields["Address"] == ("", "14 Fern Bank, Liverpool, L18 5TE")
    assert shown.because == (("Why", "They have moved away"),)
    assert (asked.what, shown.case.asked and shown.case.asked.by) == (What.LIFT, shona.name)


def test_a_review_keeps_it_for_six_months_more(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    shield = confirmed(john, by=shona, second=simon, at=now)
    later = now + timedelta(days=30)
    reviewing.keep(shield.pk, because="Spoke to the refuge", seen=seen(shield), by=shona, at=later)
    shield.refresh_from_db()
    assert shield.review_on == timezone.localdate(later) + asking.REVIEWED_EVERY
    assert happened(shield)[-1] == Happened.REVIEWED
