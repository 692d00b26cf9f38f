"""What explains that this person looks at this child, and what makes it odd? Noted at that moment (R-AUDIT-3).

Codes only: what is known of both, without a value of either. Of the addresses of a shielded child nothing is compared:
they stand nowhere in the clear (R-SHIELD-7), and a code that said so would be a way to find them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from accounts.comparing import postcode_token
from accounts.limits import midnight
from accounts.models import Notice, Practitioner
from registry.matching.described import ENOUGH_NAMES
from registry.models import Child, Involvement, LedTo, Name
from registry.names.normal import normalise

LEADS_FOR: Final = timedelta(days=30)  # a notice or a request explains a look for so long
RARE: Final = 0.002  # of all children: a surname that fewer have is rare (security.md 6.2)


class Tie(StrEnum):
    """The last five make a look odd, or explain nothing by themselves."""

    OWN_INVOLVEMENT = "own_involvement"
    OWN_ORGANISATION = "own_organisation_involved"
    NOTICE = "recent_notice"
    CONTACT = "contact_request"
    QUEUE = "queue_item"
    OWN_AREA = "own_area"
    SELF_STATED = "self_stated_today"  # the own involvement was recorded by the person, on the day of the look
    SURNAME = "same_surname"
    RARE_SURNAME = "rare_surname"
    HOME = "same_home"
    COLLEAGUE_HOME = "colleague_home"


def ties_between(viewer: Practitioner, child: Child, *, seen_as: str | None = None, at: datetime) -> list[str]:
    """The ties that hold. `seen_as`: by which special right (registry.shown.Sight); officers come by their queue."""
    return [
        *_of_work(viewer, child, at=at),
        *([Tie.QUEUE] if seen_as == "officer" else []),
        *([Tie.OWN_AREA] if child.responsible_authority_id == viewer.organisation_id else []),
        *_of_name(viewer, child),
        *_of_home(viewer, child),
    ]


def lead_to(child: Child, practitioner: Practitioner, tie: Tie, *, at: datetime) -> None:
    """Work leads this person to the child from now on, in the transaction of the act that does."""
    LedTo.objects.create(practitioner=practitioner, child=child, by=tie, until=at + LEADS_FOR)


def forget_ties(*, at: datetime) -> int:
    """Those that explain nothing any more. How many went."""
    return LedTo.objects.filter(until__lte=at).delete()[0]


def _of_work(viewer: Practitioner, child: Child, *, at: datetime) -> Iterator[Tie]:
    involved = Involvement.objects.filter(child=child, ended_on=None)
    own = list(involved.filter(practitioner=viewer).values_list("stated_by", "as_at"))
    if own:
        yield Tie.OWN_INVOLVEMENT
        if all(by == viewer.pk and said >= midnight(at) for by, said in own):
            yield Tie.SELF_STATED
    if involved.filter(practitioner__in=_colleagues(viewer)).exists():
        yield Tie.OWN_ORGANISATION
    told = Notice.objects.filter(practitioner=viewer, at__gt=at - LEADS_FOR, at__lte=at)
    if told.filter(path__startswith=reverse("view_child", args=[child.pk])).exists():
        yield Tie.NOTICE
    led = LedTo.objects.filter(practitioner=viewer, child=child, until__gt=at)
    yield from (Tie(by) for by in sorted(set(led.values_list("by", flat=True))))


def _of_name(viewer: Practitioner, child: Child) -> Iterator[Tie]:
    if child.names.filter(surname__iexact=viewer.surname).exists():
        yield Tie.RARE_SURNAME if _is_rare(viewer.surname) else Tie.SURNAME


def _is_rare(surname: str) -> bool:
    """Not where the registry holds too few names to tell."""
    norm = normalise(surname).replace(" ", "")
    counts = dict(Name.objects.filter(norm__in=["", norm]).values_list("norm", "surname_count"))
    everyone = counts.get("", 0)
    return everyone >= ENOUGH_NAMES and counts.get(norm, 0) < RARE * everyone


def _of_home(viewer: Practitioner, child: Child) -> Iterator[Tie]:
    homes = [postcode_token(one) for one in child.addresses.values_list("postcode", flat=True) if one]
    if viewer.home_postcode_token is not None and bytes(viewer.home_postcode_token) in homes:
        yield Tie.HOME
    if homes and _colleagues(viewer).filter(home_postcode_token__in=homes).exists():
        yield Tie.COLLEAGUE_HOME


def _colleagues(viewer: Practitioner) -> QuerySet[Practitioner]:
    """Of the same team or, without one, employer: an authority grants access to thousands of strangers."""
    closest = {"team": viewer.team_id} if viewer.team_id else {"employer": viewer.employer_id or viewer.organisation_id}
    return Practitioner.objects.filter(**closest).exclude(pk=viewer.pk)
