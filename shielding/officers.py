"""Whose are the shields of a child, and who may be the second person? (R-SHIELD-4, ux.md 2(h))"""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from accounts.models import Organisation, Practitioner
from accounts.notices import tell
from audit.models import Event
from registry.disclosure import NotThere
from registry.for_officers import child_of_area, officers_of, require_officer
from registry.models import Child
from shielding.models import Deputy, Outcome, Shield

DECIDING: Final = "shield_decision"  # why a second person is shown the record: that is no look of their own


class Why(StrEnum):
    """Why somebody cannot be the second person."""

    OWN = "own"
    LINE = "line"
    OPENED = "opened"
    APPEALED = "appealed"


WORDS: Final = {
    Why.OWN: "You cannot approve your own request",
    Why.LINE: "You cannot approve a request of your line manager, or of somebody you manage",
    Why.OPENED: "You cannot approve this request, because you have opened this child’s record since it was made",
    Why.APPEALED: "You cannot decide this, because somebody has appealed against your decision",
}


class MayNotDecide(Exception):
    """Another person has to decide this; `why` says why not this one."""

    def __init__(self, why: Why) -> None:
        super().__init__(WORDS[why])
        self.why = why


def shield_of_area(shield: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> Shield:
    """A shield, ended ones too, of a child of the own area; with the child locked. Raises NotYours, NotThere.

    Not one of a record that was merged into another: that one has a shield of its own.
    """
    require_officer(by, at=at)
    child = Shield.objects.filter(pk=shield).values_list("child", flat=True).first()
    if child is None or child_of_area(child, by=by, at=at, lock=lock).pk != child:
        raise NotThere
    return Shield.objects.select_related("child__words_key", "put_on_by", "source", "confirmed_by").get(pk=shield)


def deputies_of(area: Organisation) -> list[Practitioner]:
    """Those who are named, as long as they are shielding officers; every officer where nobody is."""
    officers = officers_of(area)
    named = set(Deputy.objects.filter(area=area, ended_at=None).values_list("practitioner", flat=True))
    return [one for one in officers if one.pk in named] or officers


def why_not(
    by: Practitioner, shield: Shield, *, first: Practitioner | None, since: datetime, lifting: bool = False
) -> Why | None:
    """Why this person cannot decide what `first` began; None for somebody who can."""
    if first is not None and by.pk == first.pk:
        return Why.OWN
    if first is not None and (first.pk in _above(by) or by.pk in _above(first)):
        return Why.LINE
    if lifting and appealed_against(shield, by):
        return Why.APPEALED
    return Why.OPENED if _has_opened(by, shield.child, since=since) else None


def appealed_against(shield: Shield, by: Practitioner) -> bool:
    """Whether somebody appealed against what this person decided about this shield: others hear it."""
    return shield.proposals.filter(outcome=Outcome.APPEALED, asked_by=by).exists()


def who_else(shield: Shield, *, first: Practitioner | None, since: datetime, lifting: bool = False) -> list[str]:
    """The names of those who can be the second person."""
    team = officers_of(shield.child.responsible_authority)
    return [one.name for one in team if why_not(one, shield, first=first, since=since, lifting=lifting) is None]


def tell_first(person: Practitioner, kind: str, *, by: Practitioner, at: datetime, path: str) -> None:
    """What became of what this person began. Nothing where the record has moved meanwhile: who answered says where to,
    and the old authority does not learn it (R-REC-4).
    """
    if person.organisation_id == by.organisation_id:
        tell(person, kind, at=at, path=path, by=by.pk)


def _above(person: Practitioner) -> set[UUID]:
    """The line of managers above somebody."""
    found: set[UUID] = set()
    manager = person.line_manager
    while manager is not None and manager.pk not in found:
        found.add(manager.pk)
        manager = manager.line_manager
    return found


def _has_opened(by: Practitioner, child: Child, *, since: datetime) -> bool:
    """On the way of anybody who looks, not where this decision is asked for."""
    looks = Event.objects.filter(verb="child.opened", actor=by.pk, child_number=child.number, at__gte=since)
    return looks.exclude(because=DECIDING).exists()
