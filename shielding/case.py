"""What does a shielding officer see of one shield, and of the child it is about? Named in the log each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Practitioner
from registry.before_after import Both, beside, seen_of
from registry.disclosure import NotThere, hits
from registry.for_officers import child_of_area, require_officer
from registry.giving import give
from registry.household import Shares, who_shares
from registry.models import Child, Status
from registry.number import shown
from registry.shields import Visible, shielded_among, visible_of
from registry.shown import Hit
from registry.visible import children_of_area
from shielding import entries
from shielding.deciding import why_not_decide
from shielding.entries import ChangedMeanwhile, ShownEntry
from shielding.models import Proposal, Shield, What
from shielding.officers import DECIDING, MayNotDecide, shield_of_area, who_else, why_not
from shielding.showing import Choosable, choosable
from shielding.words import because_in_words


@dataclass(frozen=True)
class Asked:
    """What one person wants and another has to agree to."""

    id: UUID
    what: str
    by: str
    at: datetime
    mine: bool


@dataclass(frozen=True)
class Case:
    """One shield with its history, newest first. `seen` tells a later answer whether this is still true."""

    id: UUID
    child: Hit
    reference: str
    because: str
    put_on_by: str
    put_on_at: datetime
    mine: bool
    confirm_by: datetime
    late: bool
    confirmed_by: str
    confirmed_at: datetime | None
    review_on: date
    review_late: bool
    ended_at: datetime | None
    names: tuple[Choosable, ...]
    carers_hidden: bool
    asked: Asked | None
    history: tuple[ShownEntry, ...]
    seen: int


@dataclass(frozen=True)
class OneChild:
    """A child of the area, and what was done to hide the record: shields now and before, newest first."""

    child: Hit
    reference: str
    shielded: bool
    unconfirmed: bool
    shield: UUID | None
    earlier: tuple[tuple[UUID, datetime, datetime], ...]


@dataclass(frozen=True)
class ToDecide:
    """What the second person sees: the first one's reason and evidence, and the record as others see it."""

    case: Case
    request: tuple[tuple[str, str], ...]
    because: tuple[tuple[str, str], ...]
    fields: tuple[Both, ...]


@dataclass(frozen=True)
class Near:
    """Somebody who shares something with the child."""

    child: Hit
    shares: tuple[Shares, ...]
    shielded: bool


def one_child(child: UUID, *, by: Practitioner, at: datetime) -> OneChild:
    """Raises NotYours, NotThere, LimitReached."""
    with transaction.atomic():
        row = child_of_area(child, by=by, at=at)
        hit = _named(row, by=by, at=at)
    shields = list(Shield.objects.filter(child=row).order_by("-put_on_at"))
    return OneChild(
        child=hit,
        reference=shown(row.number),
        shielded=bool(shielded_among([row.pk])),
        unconfirmed=row.status == Status.UNCONFIRMED,
        shield=next((one.pk for one in shields if not one.ended_at), None),
        earlier=tuple(
            (one.pk, timezone.localtime(one.put_on_at), timezone.localtime(one.ended_at))
            for one in shields
            if one.ended_at
        ),
    )


def open_case(shield: UUID, *, by: Practitioner, at: datetime) -> Case:
    """Raises NotYours, NotThere, LimitReached."""
    with transaction.atomic():
        row = shield_of_area(shield, by=by, at=at)
        return _case(row, _named(row.child, by=by, at=at), by=by, at=at)


def to_confirm(shield: UUID, *, by: Practitioner, at: datetime) -> ToDecide:
    """What whoever confirms a shield looks at: before, and hidden.

    Raises MayNotDecide, ChangedMeanwhile when it waits no more, and as open_case does.
    """
    with transaction.atomic():
        row = shield_of_area(shield, by=by, at=at)
        if row.confirmed_at or row.ended_at or row.proposals.filter(outcome="").exists():
            raise ChangedMeanwhile
        if why := why_not(by, row, first=row.put_on_by, since=row.put_on_at):
            raise MayNotDecide(why)
        visible = visible_of([row.child_id])[row.child_id]
        return _to_decide(row, None, visible, by=by, at=at)


def to_answer(proposal: UUID, *, by: Practitioner, at: datetime) -> ToDecide:
    """What whoever answers a proposal looks at: now, and afterwards. Raises as to_confirm does."""
    with transaction.atomic():
        asked = _proposal(proposal, by=by, at=at)
        if asked.outcome:
            raise ChangedMeanwhile
        if why := why_not_decide(asked, by):
            raise MayNotDecide(why)
        child = asked.shield.child
        names = None if asked.names is None else frozenset(asked.names)
        after = None if asked.what == What.LIFT else Visible(names, asked.carers_hidden)
        return _to_decide(asked.shield, visible_of([child.pk])[child.pk], after, by=by, at=at)


def others_who_can(shield: UUID, *, by: Practitioner, at: datetime) -> list[str]:
    """Who else can confirm, or answer what is asked. Raises NotYours, NotThere."""
    row = shield_of_area(shield, by=by, at=at)
    asked = row.proposals.filter(outcome="").select_related("asked_by").first()
    if asked:
        return who_else(row, first=asked.asked_by, since=asked.asked_at, lifting=asked.what == What.LIFT)
    return who_else(row, first=row.put_on_by, since=row.put_on_at)


def shield_of_proposal(proposal: UUID, *, by: Practitioner, at: datetime) -> UUID:
    """Raises NotYours, NotThere."""
    return _proposal(proposal, by=by, at=at).shield_id


def near_to(shield: UUID, *, by: Practitioner, at: datetime) -> tuple[Near, ...]:
    """Who else of the area shares address, carers or school, each named in the log (R-SHIELD-6).

    Raises NotYours, NotThere, LimitReached.
    """
    with transaction.atomic():
        row = shield_of_area(shield, by=by, at=at)
        found = who_shares(row.child_id, area=by.organisation_id)
        named = _named_all([(child, ()) for child in found], because="shield_household", by=by, at=at)
    hidden = shielded_among(found)
    return tuple(Near(hit, found[hit.child], hit.child in hidden) for hit in named)


def _proposal(proposal: UUID, *, by: Practitioner, at: datetime) -> Proposal:
    require_officer(by, at=at)
    asked = Proposal.objects.filter(pk=proposal).select_related("asked_by__line_manager").first()
    if asked is None:
        raise NotThere
    asked.shield = shield_of_area(asked.shield_id, by=by, at=at)
    return asked


def _to_decide(
    row: Shield, first: Visible | None, second: Visible | None, *, by: Practitioner, at: datetime
) -> ToDecide:
    """The record is shown, and that is in the log: for this decision, which is no look of one's own."""
    give("child.opened", [row.child], to=by, because=DECIDING, at=at, facts={"shield": str(row.pk)})
    one, other = (seen_of(row.child, visible, viewer=by, at=at) for visible in (first, second))
    case = _case(row, _named(row.child, by=by, at=at), by=by, at=at)
    request, because = entries.request_of(row), entries.reason_of_proposal(row)
    return ToDecide(case, entries.lines(request), entries.lines(because), beside(one, other))


def _case(row: Shield, hit: Hit, *, by: Practitioner, at: datetime) -> Case:
    visible = visible_of([row.child_id]).get(row.child_id, Visible())
    asked = row.proposals.filter(outcome="").select_related("asked_by").first()
    return Case(
        id=row.pk,
        child=hit,
        reference=shown(row.child.number),
        because=because_in_words(row.because),
        put_on_by=row.put_on_by.name if row.put_on_by else row.source.name if row.source else "ContactPoint",
        put_on_at=timezone.localtime(row.put_on_at),
        mine=row.put_on_by_id == by.pk,
        confirm_by=timezone.localtime(row.confirm_by),
        late=row.confirmed_at is None and row.confirm_by <= at,
        confirmed_by=row.confirmed_by.name if row.confirmed_by else "",
        confirmed_at=timezone.localtime(row.confirmed_at) if row.confirmed_at else None,
        review_on=row.review_on,
        review_late=row.review_on < timezone.localdate(at),
        ended_at=timezone.localtime(row.ended_at) if row.ended_at else None,
        names=() if row.ended_at else choosable(row.child),
        carers_hidden=visible.carers_hidden,
        asked=_asked(asked, by=by) if asked else None,
        history=entries.history(row),
        seen=entries.newest(row),
    )


def _asked(row: Proposal, *, by: Practitioner) -> Asked:
    what, at = str(What(row.what).label), timezone.localtime(row.asked_at)
    return Asked(row.pk, what, row.asked_by.name, at, mine=row.asked_by_id == by.pk)


def _named(row: Child, *, by: Practitioner, at: datetime) -> Hit:
    return _named_all([(row.pk, ())], because="shield", by=by, at=at)[0]


def _named_all(
    found: Sequence[tuple[UUID, tuple[str, ...]]], *, because: str, by: Practitioner, at: datetime
) -> tuple[Hit, ...]:
    return hits(found, viewer=by, because=because, at=at, among=children_of_area(by.organisation))
