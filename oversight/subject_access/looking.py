"""Who looked at this child's record, who saw the name in a list, and how is that said? (R-AUDIT-4, R-SHIELD-8)

Whoever opened the record, by name, organisation, role and stated reason. To be named in the result of a search or in
a list is a look too: it shows a name and a date of birth (R-AUDIT-1); those are put together by person and day. Of
a shielded child neither name nor organisation is given, for both lead to a place: the role, the day and the reason.
Roles of a team read alike: that a shielding officer looked would tell that somebody is shielded. What somebody typed
beside a reason is not in the answer: it may be about others, or name a service.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Organisation, Practitioner
from accounts.roles import ROLES
from audit.models import Event
from contactpoint.pages.dates import day_in_words, moment_in_words
from oversight.looks import OPENED
from oversight.subject_access.facts import LOOKED, NAMED, Fact
from registry.held import Everything
from registry.looks_in_words import TEAM_WORK, reason_in_words
from registry.merged import merged_into
from registry.models import Child, Reason

CASE_WORK: Final = "Practitioner"
TEAM: Final = "ContactPoint team"
GONE: Final = "Somebody whose account is gone"
IN_A_SEARCH: Final = "Your name was in the result of a search"
WORKS_WITH: Final = "Your name was in the list of children that the person works with"
ASKING: Final = "Your name was shown before a reason was given"
LISTS: Final = {
    "search": IN_A_SEARCH,
    "near_match_check": IN_A_SEARCH,
    "my_children": WORKS_WITH,
    "asking_reason": ASKING,
}


@dataclass(frozen=True)
class Look:
    fact: Fact
    tells_of: frozenset[UUID] = field(default=frozenset())


@dataclass(frozen=True)
class Looker:
    """Whoever looked, as they are told of. `tells_of`: the sensitive services that their name would give away."""

    name: str
    tells_of: frozenset[UUID]


def looks_of(child: Child, held: Everything) -> Iterator[Look]:
    """Each opening of the record, the newest first."""
    events = list(_events(child, OPENED))
    people, organisations = _people(events, held), _organisations(events)
    for event in events:
        who = people[event.actor]
        when = day_in_words(timezone.localdate(event.at)) if held.shielded else moment_in_words(event.at)
        yield _look(LOOKED, when, event, who, reason_in_words(event.because), organisations, hidden=held.shielded)


def lists_of(child: Child, held: Everything) -> Iterator[Look]:
    """By person, day and kind of list, the newest day first."""
    events = list(_events(child, "child.named"))
    people, organisations = _people(events, held), _organisations(events)
    told: dict[tuple[str, object, str], Event] = {}
    for event in events:
        told.setdefault((day_in_words(timezone.localdate(event.at)), event.actor, _list(event)), event)
    for (when, _, which), event in told.items():
        yield _look(NAMED, when, event, people[event.actor], which, organisations, hidden=held.shielded)


def _events(child: Child, verb: str) -> QuerySet[Event]:
    """Also under the numbers of records that were merged into this one."""
    numbers = Child.objects.filter(pk__in=merged_into([child.pk])).values_list("number", flat=True)
    events = Event.objects.filter(verb=verb, child_number__in=list(numbers)).exclude(actor=None)
    return events.order_by("-at", "-pk")


def _look(
    section: str,
    when: str,
    event: Event,
    who: Looker,
    why: str,
    organisations: Mapping[UUID, str],
    *,
    hidden: bool,
) -> Look:
    role = CASE_WORK if any(_is_case_work(code) for code in event.roles) else TEAM
    organisation = organisations.get(event.organisation, "") if event.organisation else ""
    words = (role, why) if hidden else (who.name, organisation, role, why)
    return Look(Fact(section, when, "; ".join(word for word in words if word)), who.tells_of)


def _is_case_work(code: str) -> bool:
    return code in ROLES and "search_children" in ROLES[code].permissions


def _list(event: Event) -> str:
    return LISTS.get(event.because, TEAM_WORK if event.because not in Reason.values else ASKING)


def _people(events: Iterable[Event], held: Everything) -> dict[UUID | None, Looker]:
    ids = {event.actor for event in events}
    found = Practitioner.objects.select_related("employer", "team").in_bulk([one for one in ids if one])
    known = {pk: Looker(who.name, _tells_of(who, held)) for pk, who in found.items()}
    return {one: known.get(one, Looker(GONE, frozenset())) if one else Looker(GONE, frozenset()) for one in ids}


def _tells_of(who: Practitioner, held: Everything) -> frozenset[UUID]:
    return frozenset(one.involvement for one in held.secrets if one.is_told_by_looks_of(who))


def _organisations(events: Iterable[Event]) -> dict[UUID, str]:
    ids = {event.organisation for event in events if event.organisation}
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
