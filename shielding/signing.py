"""Who signs the start-up list of an area, and when may practitioners find its children? (R-SHIELD-9, R-SHIELD-10)

A shielding officer signs as the lead, then the director, who is another person and sees counts and no child. What is
missing takes a reason. Any change of the list in between takes the first signature back.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.access import NotYours, actor, may
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from contactpoint.vault.models import DataKey
from registry import starting_up
from registry.disclosure import NotThere
from registry.for_officers import require_officer
from shielding.models import SignOff
from shielding.overdue import directors_of
from shielding.partners import lock_list
from shielding.start_up import Counts, Gap, counts_of, gaps_of, partners_of

SIGN: Final = "sign_return"


class StillMissing(Exception):
    """The list cannot be signed before each of these has come, or has a reason."""

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        super().__init__()
        self.gaps = gaps


class SignedAlready(Exception):
    """Somebody has signed this list already."""


class SamePerson(Exception):
    def __init__(self) -> None:
        super().__init__("You signed as the lead shielding officer: somebody else has to sign as the director")


@dataclass(frozen=True)
class ToSign:
    """What a director reads: no child, and no way to one."""

    id: UUID
    lead: str
    lead_at: datetime
    counts: Counts
    reasons: tuple[tuple[str, str], ...]  # what is missing, and why it is signed all the same
    mine: bool


def sign_as_lead(reasons: Mapping[str, str], *, by: Practitioner, at: datetime) -> None:
    """`reasons`: by the key of each gap. Raises NotYours, StillMissing, SignedAlready."""
    with transaction.atomic():
        require_officer(by, at=at)
        area = by.organisation
        lock_list(area)
        if starting_up.is_signed(area) or SignOff.objects.filter(area=area, withdrawn_at=None).exists():
            raise SignedAlready
        partners = partners_of(area, at=at)
        gaps = gaps_of(partners)
        if missing := tuple(gap for gap in gaps if not reasons.get(gap.key)):
            raise StillMissing(missing)
        row = SignOff(id=uuid4(), area=area, lead=by, lead_at=at, counts=asdict(counts_of(partners)))
        row.words_key = DataKey.make_many(1)[0]
        told = [(gap.words, reasons[gap.key]) for gap in gaps]
        row.reasons = row.words_key.seal(json.dumps(told), place=_place(row))
        row.save(force_insert=True)
        record("start_up.signed_by_lead", at=at, actor=actor(by), facts={"sign_off": str(row.pk), **row.counts})
        for director in directors_of(area):
            if director.pk != by.pk:
                tell(director, "start_up_to_sign", at=at, path=reverse("start_up_to_sign"), by=by.pk)


def to_sign(by: Practitioner, *, at: datetime) -> ToSign | None:
    """What waits for the director's signature; None where nothing does. Raises NotYours."""
    _require_director(by, at=at)
    row = _open_ones(by).select_related("lead", "words_key").first()
    if row is None:
        return None
    reasons = json.loads(row.words_key.unseal(row.reasons, place=_place(row)))
    counts, mine = Counts(**row.counts), row.lead_id == by.pk
    told = tuple((words, reason) for words, reason in reasons)
    return ToSign(row.pk, row.lead.name, timezone.localtime(row.lead_at), counts, told, mine)


def sign_as_director(sign_off: UUID, *, by: Practitioner, at: datetime) -> None:
    """From now on the area's stage alone says whether its children are found. Raises NotYours, NotThere, SamePerson.

    NotThere also when the list has changed since the lead officer signed.
    """
    with transaction.atomic():
        _require_director(by, at=at)
        lock_list(by.organisation)
        row = _open_ones(by).select_related("lead").filter(pk=sign_off).first()
        if row is None:
            raise NotThere
        if row.lead_id == by.pk:
            raise SamePerson
        SignOff.objects.filter(pk=row.pk).update(director=by, director_at=at)
        starting_up.sign(by.organisation, at=at)
        record("start_up.signed_by_director", at=at, actor=actor(by), facts={"sign_off": str(row.pk), **row.counts})
        tell(row.lead, "start_up_signed", at=at, path=reverse("start_up"), by=by.pk)


def _open_ones(by: Practitioner) -> QuerySet[SignOff]:
    return SignOff.objects.filter(area=by.organisation, withdrawn_at=None, director_at=None)


def _require_director(by: Practitioner, *, at: datetime) -> None:
    if not may(by, SIGN, by.organisation, at=at):
        raise NotYours(SIGN, by.organisation_id)


def _place(row: SignOff) -> str:
    return f"shielding_signoff.reasons|{row.pk}"
