"""How does a source come to be believed: a trial whose report both sides accept? And how does that end? (R-FEED-2)

One side is whoever looks after the source: a data officer of its area, or an operator for a national one. The other is
the national team. Never is it the same person for both.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.access import NotYours, actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from feeds.going_on import go_on
from feeds.models import Accreditation, Delivery, DeliveryState, EndedHow, Side
from feeds.reasons import Reason
from feeds.scope import DECIDE, locked, people_of, reach_of, require_side, source_to_see, sources_of
from registry.models import Source

OTHER: Final = {Side.KEEPER: Side.NATIONAL, Side.NATIONAL: Side.KEEPER}
_WITH: Final = ("source__area", "source__body", "trial__source", "asked_by", "keeper", "national", "ended_by")


def good_trials(source: Source) -> QuerySet[Delivery]:
    """Trials that can be asked with, the newest first: read to their end, since the source was last changed."""
    since = Q(received_at__gt=source.described_at) if source.described_at else Q()
    found = source.deliveries.filter(since, trial=True, state=DeliveryState.DONE, received__gt=0)
    return found.filter(stopped_because__in=["", Reason.NOT_ACCREDITED]).order_by("-received_at")


def trial_to_ask_with(delivery: UUID, *, by: Practitioner, at: datetime) -> Delivery:
    """Raises Refused, NotYours; NotDone when this delivery is no trial that can be asked with any more."""
    seen = sources_of(by, at=at)
    trial = Delivery.objects.filter(pk=delivery, source__in=seen).select_related("source__area", "source__body").first()
    if trial is None:
        raise NotYours(DECIDE, by.organisation_id)
    require_side(by, trial.source, at=at)
    if not good_trials(trial.source).filter(pk=trial.pk).exists():
        raise NotDone("Only a trial that was read to its end, after the source was last changed, can be asked with")
    return trial


def may_ask(trial: Delivery, *, by: Practitioner, at: datetime) -> bool:
    """Whether accreditation can be asked for with this delivery, by this person, now. Raises Refused."""
    source = trial.source
    if not trial.trial or source.accredited_at or not reach_of(by, at=at).sides(source):
        return False
    asked = source.accreditations.filter(ended_at=None).exists()
    return not asked and good_trials(source).filter(pk=trial.pk).exists()


def ask(delivery: UUID, *, by: Practitioner, at: datetime) -> Accreditation:
    """Accepts the report of this trial for the own side, and asks the other. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        trial = trial_to_ask_with(delivery, by=by, at=at)
        source = locked(trial.source)
        if source.accredited_at:
            raise NotDone("This source is accredited already")
        if source.accreditations.filter(ended_at=None).exists():
            raise NotDone("Somebody has asked for accreditation already")
        side = reach_of(by, at=at).sides(source)[0]
        accepted = {side: by, f"{side}_at": at}
        made = Accreditation.objects.create(source=source, trial=trial, asked_by=by, asked_at=at, **accepted)
        facts = {"accreditation": str(made.pk), "delivery": str(trial.pk), "side": side}
        record("source.accreditation_asked", at=at, actor=actor(by), source=source.code, facts=facts)
        for person in people_of(OTHER[side], source):
            if person.pk != by.pk:
                tell(person, "accreditation_asked", at=at, path=_path(made), by=by.pk)
    return made


def accreditation_to_see(accreditation: UUID, *, by: Practitioner, at: datetime) -> Accreditation:
    """Raises Refused, NotYours."""
    rows = Accreditation.objects.filter(source__in=sources_of(by, at=at)).select_related(*_WITH)
    if found := rows.filter(pk=accreditation).first():
        return found
    raise NotYours(DECIDE, by.organisation_id)


def to_decide(row: Accreditation, *, by: Practitioner, at: datetime) -> Side | None:
    """The side for which this person can accept or refuse now; None when there is nothing to decide for them."""
    if row.ended_at or by.pk in (row.keeper_id, row.national_id):
        return None
    spoken = reach_of(by, at=at).sides(row.source)
    open_sides = [side for side in spoken if getattr(row, f"{side}_id") is None]
    return open_sides[0] if open_sides else None


def waiting_for(by: Practitioner, *, at: datetime) -> list[Accreditation]:
    """What waits for this person's decision. Raises Refused."""
    rows = Accreditation.objects.filter(source__in=sources_of(by, at=at), ended_at=None).select_related(*_WITH)
    return [row for row in rows.order_by("asked_at") if to_decide(row, by=by, at=at)]


def accept(accreditation: UUID, *, by: Practitioner, at: datetime) -> Accreditation:
    """The second side accepts: from now on the source is believed. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        row, side = _to_decide_now(accreditation, by=by, at=at)
        Accreditation.objects.filter(pk=row.pk).update(**{side: by, f"{side}_at": at})
        Source.objects.filter(pk=row.source_id).update(accredited_at=at)
        record("source.accredited", at=at, actor=actor(by), source=row.source.code, facts=_facts(row))
        tell(row.asked_by, "accreditation_accepted", at=at, path=_path(row), by=by.pk)
        go_on(row.source, because=row.pk, at=at)
    return accreditation_to_see(row.pk, by=by, at=at)


def refuse(accreditation: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """With a reason, which the other side reads. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        row, _ = _to_decide_now(accreditation, by=by, at=at)
        _end(row, EndedHow.REFUSED, because=because, by=by, at=at)
        record("source.accreditation_refused", at=at, actor=actor(by), source=row.source.code, facts=_facts(row))
        tell(row.asked_by, "accreditation_refused", at=at, path=_path(row), by=by.pk)


def withdraw(source: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """Ends accreditation, or asking for it: from now on there are only trials. Raises NotDone, Refused, NotYours."""
    with transaction.atomic():
        found = locked(source_to_see(source, by=by, at=at))
        require_side(by, found, at=at)
        row = found.accreditations.filter(ended_at=None).first()
        if row is None and found.accredited_at is None:
            raise NotDone("This source is not accredited")
        _end_now(found, row, EndedHow.WITHDRAWN, because=because, by=by, at=at)
        facts = {"source": str(found.pk)}
        record("source.accreditation_withdrawn", at=at, actor=actor(by), source=found.code, facts=facts, words=because)
        _tell_all(found, "accreditation_withdrawn", by=by, at=at)


def end_as_changed(source: Source, *, by: Practitioner, at: datetime) -> None:
    """What was accepted is not what the source is now. The source is locked, and the change itself recorded."""
    row = source.accreditations.filter(ended_at=None).first()
    if row is None and source.accredited_at is None:
        return
    _end_now(source, row, EndedHow.CHANGED, because="", by=by, at=at)
    facts = {"source": str(source.pk)}
    record("source.accreditation_ended", at=at, actor=actor(by), source=source.code, because="changed", facts=facts)
    _tell_all(source, "accreditation_ended", by=by, at=at)


def _to_decide_now(accreditation: UUID, *, by: Practitioner, at: datetime) -> tuple[Accreditation, Side]:
    """The row and its source, locked, and the side. Raises NotDone, Refused, NotYours."""
    seen = accreditation_to_see(accreditation, by=by, at=at)
    require_side(by, seen.source, at=at)
    locked(seen.source)
    row = (
        Accreditation.objects.select_for_update(of=("self",)).select_related("source__area", "asked_by").get(pk=seen.pk)
    )
    if row.ended_at or row.in_force:
        raise NotDone("This is decided already")
    side = to_decide(row, by=by, at=at)
    if side is None:
        raise NotDone("Somebody of the other side has to decide this")
    return row, side


def _end_now(
    source: Source, row: Accreditation | None, how: EndedHow, *, because: str, by: Practitioner, at: datetime
) -> None:
    Source.objects.filter(pk=source.pk).update(accredited_at=None)
    if row:
        _end(row, how, because=because, by=by, at=at)


def _end(row: Accreditation, how: EndedHow, *, because: str, by: Practitioner, at: datetime) -> None:
    Accreditation.objects.filter(pk=row.pk).update(ended_by=by, ended_at=at, ended_how=how, because=because)


def _tell_all(source: Source, kind: str, *, by: Practitioner, at: datetime) -> None:
    """Both sides, but for who did it."""
    people = {person.pk: person for side in Side for person in people_of(side, source)}
    for person in people.values():
        if person.pk != by.pk:
            tell(person, kind, at=at, path=reverse("view_source", args=[source.pk]), by=by.pk)


def _path(row: Accreditation) -> str:
    return reverse("view_accreditation", args=[row.pk])


def _facts(row: Accreditation) -> dict[str, str]:
    return {"accreditation": str(row.pk), "delivery": str(row.trial_id)}
