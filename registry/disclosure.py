"""What may this viewer see of this child? The only door (R-SHIELD, R-INV-2, R-REC-2).

What comes out is frozen and already redacted; every opening and every child named is in the log, and within what a
day allows, before it leaves (registry.giving).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from accounts.access import may, require
from accounts.models import Practitioner
from registry import contacts, overrides, visits
from registry.departing import whereabouts
from registry.disputed import flagged
from registry.giving import give
from registry.models import Child, Reason, Visit
from registry.particulars import (
    details,
    identifiers_for,
    other_names,
    shown_caf,
    shown_carers,
    shown_name,
    shown_names,
    shown_places,
)
from registry.record.parts import parts_of
from registry.shields import is_shielded, shielded_among
from registry.shown import BriefRecord, FullRecord, Heading, Hit, LookedAt, MyChild, OwnInvolvement, Sight, Team
from registry.ties import ties_between
from registry.visible import children_of_area, children_visible_to
from registry.visits import ActingFor

OFFICER: Final = Sight("officer")


class NotThere(Http404):
    """No such child, or none that this person may know of: one page answers both (R-SHIELD-2)."""


class ReasonNeeded(Exception):
    """State a reason first; nothing is shown before (R-SEARCH-3)."""


def child_to_open(child: UUID, *, viewer: Practitioner, at: datetime) -> Child:
    """The record's row for the acts of the record's own modules. Raises Refused, NotThere."""
    return _found(child, viewer=viewer, at=at)[0]


def _found(child: UUID, *, viewer: Practitioner, at: datetime) -> tuple[Child, bool]:
    """The row, and whether only a shielding officer's duty for the own area leads this person to it (R-ORG-1)."""
    own = viewer.organisation
    if may(viewer, "search_children", own, at=at) and (row := _row(child, children_visible_to(viewer, at=at))):
        return row, False
    if not may(viewer, "shield_children", own, at=at):
        require(viewer, "search_children", own, at=at)
    elif row := _row(child, children_of_area(own)):
        return row, True
    raise NotThere


def _row(child: UUID, among: QuerySet[Child]) -> Child | None:
    return among.select_related("responsible_authority", "words_key").filter(pk=child).first()


def open_record(child: UUID, *, viewer: Practitioner, at: datetime) -> FullRecord | BriefRecord:
    """The record as this person may see it (R-SEARCH-3, R-SHIELD-1).

    Raises Refused, LimitReached, NotThere, and ReasonNeeded while no reason of today is stated. One transaction: if
    the event cannot be written, nothing is shown.
    """
    row, as_officer = _found(child, viewer=viewer, at=at)
    with transaction.atomic():
        visit = _visit(row, viewer=viewer, at=at)
        hidden = is_shielded(row.pk)
        sight = OFFICER if as_officer else _sight(row, viewer=viewer, at=at) if hidden else None
        if hidden and sight is None:
            shown: FullRecord | BriefRecord = flagged(_brief(row, visit, viewer=viewer, at=at))
        else:
            shown = flagged(_whole(row, visit, sight, viewer=viewer, at=at))
        ties = ties_between(viewer, row, seen_as=sight.by if sight else None, at=at)
        facts = {"visit": str(visit.pk), "ties": ties, "groups": _groups(shown), **_how(sight)}
        give("child.opened", [row], to=viewer, because=visit.reason, at=at, facts=facts)
    return shown


def record_looked_at(child: UUID, *, viewer: Practitioner, at: datetime) -> LookedAt:
    """For the team of the responsible area, which asks who looked. Of a shielded child only its shielding officers
    are told; to others it is not there (R-SHIELD-8). Raises Refused, NotThere.
    """
    own = viewer.organisation
    officer = may(viewer, "shield_children", own, at=at)
    if not officer:
        require(viewer, "manage_data", own, at=at)
    row = _row(child, children_of_area(own))
    if row is None or (is_shielded(row.pk) and not officer):
        raise NotThere
    return LookedAt(row.number, is_shielded(row.pk))


def ask_override(child: UUID, *, viewer: Practitioner, at: datetime) -> Heading | None:
    """What stands above the pages before an override; None where nothing is hidden.

    Raises Refused for who has no such right, whoever the child; LimitReached, NotThere, ReasonNeeded.
    """
    require(viewer, overrides.RIGHT, viewer.organisation, at=at)
    child_to_open(child, viewer=viewer, at=at)
    return heading(child, viewer=viewer, at=at) if is_shielded(child) else None


def override(child: UUID, *, because: str, viewer: Practitioner, at: datetime) -> None:
    """Opens the hidden part to this person for 15 minutes, under investigation (R-SHIELD-5); nothing where none is.

    Raises as overrides.begin; NotThere, ReasonNeeded.
    """
    row = child_to_open(child, viewer=viewer, at=at)
    visit = _visit(row, viewer=viewer, at=at)
    if is_shielded(row.pk):
        overrides.begin(row, visit=visit, because=because, by=viewer, at=at)


def _sight(row: Child, *, viewer: Practitioner, at: datetime) -> Sight | None:
    """The right by which this person reads the hidden part of this record now: for nobody else (R-SHIELD-5)."""
    if may(viewer, "shield_children", row.responsible_authority, at=at):
        return OFFICER
    if now := overrides.in_force(row, by=viewer, at=at):
        return Sight("override", now.id, now.began_at, now.until)
    return None


def _how(sight: Sight | None) -> dict[str, str]:
    """As the log says it."""
    if sight is None:
        return {}
    return {"sight": sight.by, **({"override": str(sight.override)} if sight.override else {})}


def _visit(row: Child, *, viewer: Practitioner, at: datetime) -> Visit:
    visit = visits.reason_today(row, by=viewer, at=at)
    if visit is None:
        raise ReasonNeeded
    return visit


def give_reason(
    child: UUID,
    *,
    reason: Reason,
    viewer: Practitioner,
    at: datetime,
    words: str = "",
    acting_for: ActingFor | None = None,
) -> None:
    """States why, until the end of the day (R-SEARCH-3, R-SEARCH-4). Raises as child_to_open and state_reason do."""
    row = child_to_open(child, viewer=viewer, at=at)
    visits.state_reason(row, by=viewer, reason=reason, at=at, words=words, acting_for=acting_for)


def child_named(child: UUID, *, viewer: Practitioner, at: datetime) -> Hit:
    """Which child a reason is asked for: what the search showed. Raises Refused, LimitReached, NotThere."""
    row = child_to_open(child, viewer=viewer, at=at)
    with transaction.atomic():
        give("child.named", [row], to=viewer, because="asking_reason", at=at)
        return _hit(row, (), shielded=is_shielded(row.pk))


def heading(child: UUID, *, viewer: Practitioner, at: datetime) -> Heading:
    """What stands above the pages that change a record. Raises Refused, LimitReached, NotThere, ReasonNeeded."""
    row = child_to_open(child, viewer=viewer, at=at)
    with transaction.atomic():
        visit = _visit(row, viewer=viewer, at=at)
        shown = _heading(row, visit)
        give("child.named", [row], to=viewer, because=visit.reason, at=at)
    return shown


def _brief(row: Child, visit: Visit, *, viewer: Practitioner, at: datetime) -> BriefRecord:
    return BriefRecord(
        heading=_heading(row, visit),
        carers=tuple(c.name for c in row.carers.all()),
        team=team_of(viewer),
        can_override=may(viewer, overrides.RIGHT, viewer.organisation, at=at),
        other_names=other_names(row),
    )


def _whole(row: Child, visit: Visit, sight: Sight | None, *, viewer: Practitioner, at: datetime) -> FullRecord:
    parts = parts_of([row.pk])[row.pk]
    now, past = contacts.of(parts, viewer=viewer, at=at)
    return FullRecord(
        heading=_heading(row, visit),
        unconfirmed=row.made_by_id is not None and row.status == "unconfirmed",
        contacts=now,
        past_contacts=past,
        lead=next((contact for contact in now if contact.leads), None),
        lead_since=contacts.led_since(parts),
        caf=shown_caf(parts),
        details=(*details(row, parts, at=at), *whereabouts(row, parts)),
        names=shown_names(parts),
        places=shown_places(parts),
        carers=shown_carers(parts),
        identifiers=identifiers_for(viewer, parts),
        own=_own(row, viewer, at),
        team=team_of(viewer),
        sight=sight,
    )


def _groups(shown: FullRecord | BriefRecord) -> list[str]:
    """Which field groups were disclosed (R-AUDIT-1)."""
    if isinstance(shown, BriefRecord):
        return ["heading", *(["carer_names"] if shown.carers else [])]
    filled = ("contacts", "past_contacts", "caf", "names", "places", "carers", "identifiers")
    return ["heading", *(group for group in filled if getattr(shown, group))]


def _heading(row: Child, visit: Visit) -> Heading:
    words = visits.words_of(visit)
    return Heading(
        child=row.pk,
        number=row.number,
        name=shown_name(row),
        date_of_birth=row.date_of_birth,
        birth_date_estimated=row.birth_date_estimated,
        gender=row.get_gender_display(),
        reason=visit.get_reason_display(),
        reason_words=words if isinstance(words, str) else f"{words.name}, {words.role}, {words.organisation}",
        last_opened=visits.last_opened_before(visit),
    )


def _own(row: Child, viewer: Practitioner, at: datetime) -> OwnInvolvement | None:
    own = visits.own_involvement(row, by=viewer)
    return contacts.own(own, at=at) if own else None


def team_of(viewer: Practitioner) -> Team:
    """Whom this person asks: the own organisation's team, whoever holds the record."""
    own = viewer.organisation
    return Team(own.name, own.team_phone, own.team_phone_out_of_hours, own.team_email)


def hits(
    found: Sequence[tuple[UUID, tuple[str, ...]]],
    *,
    viewer: Practitioner,
    because: str,
    at: datetime,
    among: QuerySet[Child] | None = None,
) -> tuple[Hit, ...]:
    """These children in the fewest facts, in the given order, each named in the log; call inside a transaction.

    `found` pairs a child with the words that explain why it is here. Invisible children are left out, and whoever is
    not `among` those given. Raises LimitReached: then nobody is named.
    """
    whom = children_visible_to(viewer, at=at) if among is None else among
    rows = whom.prefetch_related("names", "addresses").in_bulk([c for c, _ in found])
    hidden = shielded_among(rows)
    give("child.named", rows.values(), to=viewer, because=because, at=at)
    return tuple(_hit(rows[child], why, shielded=child in hidden) for child, why in found if child in rows)


def _hit(row: Child, why: tuple[str, ...], *, shielded: bool) -> Hit:
    return Hit(
        child=row.pk,
        name=shown_name(row),
        other_names=other_names(row),
        date_of_birth=row.date_of_birth,
        birth_date_estimated=row.birth_date_estimated,
        gender=row.get_gender_display(),
        postcode_district="" if shielded else _district(row),
        why=why,
    )


def _district(row: Child) -> str:
    now = (place.postcode.split()[0] for place in row.addresses.all() if place.kind == "current" and place.postcode)
    return next(now, "")


def my_children(viewer: Practitioner, *, at: datetime) -> tuple[MyChild, ...]:
    """The children with whom this person's own involvement is recorded (R-INV-5), each named in the log."""
    require(viewer, "search_children", viewer.organisation, at=at)
    mine = {row.child_id: row for row in viewer.involvements.filter(ended_on=None).order_by("started_on")}
    with transaction.atomic():
        named = hits([(child, ()) for child in mine], viewer=viewer, because="my_children", at=at)
    return tuple(MyChild(hit, contacts.own(mine[hit.child], at=at)) for hit in named)
