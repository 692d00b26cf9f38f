"""Two persons decide: is a shield confirmed, does it come off, may more be seen? First the two, then the effect.

Every decision locks the child, looks whether the page that is answered is still true, and asks who may be the second
(R-SHIELD-4, ux.md 2(h)).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.models import Practitioner
from accounts.notices import tell
from registry.disclosure import NotThere
from registry.for_officers import officers_of
from registry.record import rebuild
from registry.shields import Visible, choose, take_off
from shielding import entries
from shielding.entries import ChangedMeanwhile
from shielding.models import Happened, Outcome, Proposal, Shield, What
from shielding.officers import MayNotDecide, Why, appealed_against, shield_of_area, tell_first, why_not
from shielding.words import CHOSEN, LIFTED

ASKED = {What.LIFT: Happened.LIFT_ASKED, What.SHOW_MORE: Happened.MORE_ASKED}
REFUSED = {What.LIFT: Happened.LIFT_REFUSED, What.SHOW_MORE: Happened.MORE_REFUSED}


def confirm(shield: UUID, *, seen: int, by: Practitioner, at: datetime) -> None:
    """The second person agrees with the shield. Raises NotYours, NotThere, MayNotDecide, ChangedMeanwhile."""
    with transaction.atomic():
        row = _to_confirm(shield, seen=seen, by=by, at=at)
        _confirm(row, by=by, at=at)


def do_not_confirm(shield: UUID, *, because: str, seen: int, by: Practitioner, at: datetime) -> Proposal:
    """The second person does not agree: the shield stays until another one agrees to that. Raises as confirm does."""
    with transaction.atomic():
        row = _to_confirm(shield, seen=seen, by=by, at=at)
        if appealed_against(row, by):
            raise MayNotDecide(Why.APPEALED)
        entries.write(row, Happened.NOT_CONFIRMED, by=by, at=at, words={"why": because})
        return _propose(row, What.LIFT, by=by, at=at)


def ask_to_lift(shield: UUID, *, because: str, seen: int, by: Practitioner, at: datetime) -> Proposal:
    """One person asks, and nothing changes before another agrees. Raises as confirm does."""
    with transaction.atomic():
        row = _in_force(shield, seen=seen, by=by, at=at)
        if appealed_against(row, by):
            raise MayNotDecide(Why.APPEALED)
        entries.write(row, Happened.LIFT_ASKED, by=by, at=at, words={"why": because})
        return _propose(row, What.LIFT, by=by, at=at)


def ask_to_show_more(row: Shield, visible: Visible, *, because: str, by: Practitioner, at: datetime) -> Proposal:
    """Inside the transaction of shielding.showing, which has locked the child."""
    entries.write(row, Happened.MORE_ASKED, by=by, at=at, words={"why": because})
    return _propose(row, What.SHOW_MORE, by=by, at=at, visible=visible)


def agree(proposal: UUID, *, seen: int, by: Practitioner, at: datetime) -> None:
    """The second person agrees, and it happens. Raises as confirm does."""
    with transaction.atomic():
        asked = _open_proposal(proposal, seen=seen, by=by, at=at)
        _end(asked, Outcome.AGREED, by=by, at=at)
        (_lift if asked.what == What.LIFT else _show_more)(asked, by=by, at=at)
        rebuild([asked.shield.child_id])
        tell_first(asked.asked_by, "shield_decided", by=by, at=at, path=_page(asked.shield))


def refuse(proposal: UUID, *, because: str, seen: int, by: Practitioner, at: datetime) -> None:
    """The second person does not agree, and nothing changes. Raises as confirm does.

    Whoever refuses to lift a shield that nobody has confirmed yet has confirmed it, unless it is their own.
    """
    with transaction.atomic():
        asked = _open_proposal(proposal, seen=seen, by=by, at=at)
        _end(asked, Outcome.REFUSED, by=by, at=at)
        row = asked.shield
        entries.write(row, REFUSED[What(asked.what)], by=by, at=at, words={"why": because})
        if asked.what == What.LIFT and row.confirmed_at is None and _why_not_confirm(row, by) is None:
            _confirm(row, by=by, at=at)
        tell_first(asked.asked_by, "shield_decided", by=by, at=at, path=_page(row))


def why_not_decide(asked: Proposal, by: Practitioner) -> Why | None:
    """Why this person cannot answer; None for somebody who can."""
    lifting = asked.what == What.LIFT
    return why_not(by, asked.shield, first=asked.asked_by, since=asked.asked_at, lifting=lifting)


def _why_not_confirm(row: Shield, by: Practitioner) -> Why | None:
    return why_not(by, row, first=row.put_on_by, since=row.put_on_at)


def _in_force(shield: UUID, *, seen: int, by: Practitioner, at: datetime) -> Shield:
    row = shield_of_area(shield, by=by, at=at, lock=True)
    entries.unchanged(row, seen)
    if row.ended_at or row.proposals.filter(outcome="").exists():
        raise ChangedMeanwhile
    return row


def _to_confirm(shield: UUID, *, seen: int, by: Practitioner, at: datetime) -> Shield:
    row = _in_force(shield, seen=seen, by=by, at=at)
    if row.confirmed_at:
        raise ChangedMeanwhile
    if why := _why_not_confirm(row, by):
        raise MayNotDecide(why)
    return row


def _confirm(row: Shield, *, by: Practitioner, at: datetime) -> None:
    Shield.objects.filter(pk=row.pk).update(confirmed_by=by, confirmed_at=at)
    entries.write(row, Happened.CONFIRMED, by=by, at=at)
    if row.put_on_by and row.put_on_by_id != by.pk:
        tell_first(row.put_on_by, "shield_decided", by=by, at=at, path=_page(row))


def _propose(row: Shield, what: What, *, by: Practitioner, at: datetime, visible: Visible | None = None) -> Proposal:
    made = Proposal(shield=row, what=what, asked_by=by, asked_at=at)
    if visible:
        made.names = None if visible.names is None else sorted(visible.names)
        made.carers_hidden = visible.carers_hidden
    made.save(force_insert=True)
    for officer in officers_of(by.organisation):
        if officer.pk != by.pk:
            path = reverse("decide_proposal", args=[made.pk])
            tell(officer, "shield_decision_asked", at=at, path=path, by=by.pk)
    return made


def _open_proposal(proposal: UUID, *, seen: int, by: Practitioner, at: datetime) -> Proposal:
    shield = Proposal.objects.filter(pk=proposal).values_list("shield", flat=True).first()
    if shield is None:
        raise NotThere
    row = shield_of_area(shield, by=by, at=at, lock=True)
    asked = Proposal.objects.select_related("asked_by__line_manager").get(pk=proposal)
    asked.shield = row
    entries.unchanged(row, seen)
    if asked.outcome or row.ended_at:
        raise ChangedMeanwhile
    if why := why_not_decide(asked, by):
        raise MayNotDecide(why)
    return asked


def _end(asked: Proposal, outcome: Outcome, *, by: Practitioner, at: datetime) -> None:
    Proposal.objects.filter(pk=asked.pk).update(outcome=outcome, decided_by=by, decided_at=at)


def _lift(asked: Proposal, *, by: Practitioner, at: datetime) -> None:
    row = asked.shield
    take_off(row.child_id, because=LIFTED, by=by, at=at)
    Shield.objects.filter(pk=row.pk).update(ended_at=at)
    entries.write(row, Happened.LIFTED, by=by, at=at, asked_by=str(asked.asked_by_id))


def _show_more(asked: Proposal, *, by: Practitioner, at: datetime) -> None:
    names = None if asked.names is None else frozenset(asked.names)
    choose(asked.shield.child_id, Visible(names, asked.carers_hidden), because=CHOSEN, by=by, at=at)
    entries.write(asked.shield, Happened.SHOWN_MORE, by=by, at=at, asked_by=str(asked.asked_by_id))


def _page(row: Shield) -> str:
    return reverse("view_shield", args=[row.pk])
