"""How far is the start-up list of an area, and what is missing before it can be signed? Counts alone (R-SHIELD-10)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Organisation, Practitioner
from registry.for_officers import require_officer
from registry.starting_up import is_signed
from shielding.models import Correspondence, Heard, Partner, SignOff, Sort


@dataclass(frozen=True)
class Asked:
    """One partner. `named`: by its newest reply, None before it has one; `listed`: how many of them are entered."""

    id: str
    sort: str
    body: str
    contact: str
    phone: str
    email: str
    asked_on: date
    due_on: date
    named: int | None
    listed: int
    expected: int
    reminded: int
    late: bool

    @property
    def lacks(self) -> str:
        """What is missing of this partner; empty when nothing is."""
        if self.named is None:
            return f"{self.body} has not replied"
        if self.listed < self.named:
            names = "1 name" if self.named == 1 else f"{self.named} names"
            return f"{self.body} gave {names}, and {self.listed} {'is' if self.listed == 1 else 'are'} entered"
        return ""


@dataclass(frozen=True)
class Counts:
    """What is signed."""

    partners: int
    replied: int
    nil: int
    named: int
    hidden: int
    expected: int


@dataclass(frozen=True)
class Gap:
    """Something that is missing; it takes a reason to sign without. `key`: the partner, or the sort of one."""

    key: str
    words: str


@dataclass(frozen=True)
class StartUp:
    """`lead_at`: signed once, and waits for the director; `signed_at`: by both."""

    partners: tuple[Asked, ...]
    counts: Counts
    gaps: tuple[Gap, ...]
    lead: str
    lead_at: datetime | None
    director: str
    signed_at: datetime | None
    open: bool


def start_up_of(by: Practitioner, *, at: datetime) -> StartUp:
    """Of the officer's own area. Raises NotYours."""
    require_officer(by, at=at)
    area = by.organisation
    partners = partners_of(area, at=at)
    signed = SignOff.objects.filter(area=area, withdrawn_at=None).select_related("lead", "director").first()
    return StartUp(
        partners=partners,
        counts=counts_of(partners),
        gaps=gaps_of(partners),
        lead=signed.lead.name if signed else "",
        lead_at=timezone.localtime(signed.lead_at) if signed else None,
        director=signed.director.name if signed and signed.director else "",
        signed_at=timezone.localtime(signed.director_at) if signed and signed.director_at else None,
        open=is_signed(area),
    )


def partners_of(area: Organisation, *, at: datetime) -> tuple[Asked, ...]:
    """Those that are asked now, in the order of their sorts."""
    rows = Partner.objects.filter(area=area, ended_at=None).prefetch_related("correspondence", "listed")
    order = list(Sort.values)
    return tuple(_asked(row, at=at) for row in sorted(rows, key=lambda row: (order.index(row.sort), row.body, row.pk)))


def counts_of(partners: Sequence[Asked]) -> Counts:
    return Counts(
        partners=len(partners),
        replied=sum(1 for one in partners if one.named is not None),
        nil=sum(1 for one in partners if one.named == 0),
        named=sum(one.named or 0 for one in partners),
        hidden=sum(one.listed - one.expected for one in partners),
        expected=sum(one.expected for one in partners),
    )


def gaps_of(partners: Sequence[Asked]) -> tuple[Gap, ...]:
    """A sort of partner that nobody asks, a partner who has not replied, names that are not entered."""
    asked = {one.sort for one in partners}
    sorts = [Gap(sort.value, f"No partner is asked: {sort.label.lower()}") for sort in Sort if sort.label not in asked]
    return (*sorts, *(Gap(one.id, one.lacks) for one in partners if one.lacks))


def _asked(row: Partner, *, at: datetime) -> Asked:
    heard = sorted(row.correspondence.all(), key=lambda one: one.pk)
    replies: list[Correspondence] = [one for one in heard if one.heard != Heard.REMINDED]
    listed = [one for one in row.listed.all() if one.taken_back_at is None]
    return Asked(
        id=str(row.pk),
        sort=str(Sort(row.sort).label),
        body=row.body,
        contact=row.contact,
        phone=row.phone,
        email=row.email,
        asked_on=row.asked_on,
        due_on=row.due_on,
        named=replies[-1].children if replies else None,
        listed=len(listed),
        expected=sum(1 for one in listed if one.child_id is None),
        reminded=len(heard) - len(replies),
        late=not replies and row.due_on < timezone.localdate(at),
    )
