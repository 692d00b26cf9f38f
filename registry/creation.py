"""How is a record made when no source holds the child? Only after a search, and seen by nobody else (R-SEARCH-5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import models, transaction

from accounts.access import actor, require
from accounts.models import Kind, Organisation, Practitioner
from audit.log import record
from contactpoint.vault.models import DataKey
from registry import statements
from registry.assertion import Assertion
from registry.involving import Work, record_involvement
from registry.models import Child, PostcodeDistrict, SearchMade, Source, Status
from registry.models.source import BY_HAND
from registry.record import rebuild
from registry.record.making import with_new_numbers
from registry.shields import put_on

SEARCH_COUNTS_FOR: Final = timedelta(minutes=30)
ADDED_HIDDEN: Final = "added_hidden"  # why such a record is shielded


class WhyNoSource(models.TextChoices):
    """Why no source holds this child."""

    NEW_TO_AREA = "new_to_area", "The child is new to the area"
    HOME_EDUCATED = "home_educated", "The child is educated at home"
    NO_PRACTICE = "no_practice", "The child is not registered with a GP practice"
    NEW_TO_ENGLAND = "new_to_england", "The child is new to England"
    NOT_KNOWN = "not_known", "I do not know"


class SearchFirst(Exception):
    """Search for the child first: a record is created only when a search did not find one."""


class AreaUnknown(Exception):
    """Enter a postcode: it says which authority is responsible for the record."""


def may_create_after(search: UUID, *, by: Practitioner, at: datetime) -> bool:
    """Whether that search is this person's own, and fresh."""
    made = SearchMade.objects.filter(pk=search, practitioner=by, made_at__gt=at - SEARCH_COUNTS_FOR)
    return made.exists()


def create_record(
    said: Assertion, *, search: UUID, why: WhyNoSource, by: Practitioner, at: datetime, work: Work | None = None
) -> UUID:
    """Makes the record, not yet confirmed: its maker and the authority's data officers alone can see it.

    With `work`, the maker's own involvement is recorded too.

    One search makes one record: sent twice, the answer is the record made the first time. Raises SearchFirst,
    AreaUnknown, Refused. The same answer whatever else the registry holds, so that nothing can be learned from the
    fate of a record.
    """
    require(by, "keep_records", by.organisation, at=at)
    if not may_create_after(search, by=by, at=at):
        raise SearchFirst
    with transaction.atomic():
        SearchMade.objects.select_for_update().get(pk=search)
        by_hand = Source.objects.get(code=BY_HAND)
        if made := statements.owner(str(search), source=by_hand):
            return made
        child = _make(said, search=search, source=by_hand, by=by, at=at)
        facts = {"search": str(search)}
        record("child.created_by_hand", at=at, actor=actor(by), child_number=child.number, because=why, facts=facts)
        if work:
            record_involvement(child.pk, work, by=by, at=at)
    return child.pk


def create_hidden(said: Assertion, *, key: UUID, by: Practitioner, at: datetime) -> UUID:
    """A shielding officer adds a record that is hidden before anything of it is kept (R-SHIELD-9).

    It waits for a second officer (registry.confirming). `key`: sent twice, the answer is the record made the first
    time. Nothing says why it was added: the record of a new identity is one like any other (R-REC-7). Raises Refused.
    """
    require(by, "shield_children", by.organisation, at=at)
    with transaction.atomic():
        by_hand = Source.objects.select_for_update(no_key=True).get(code=BY_HAND)
        if made := statements.owner(str(key), source=by_hand):
            return made
        child = _child(by.organisation, by=by, at=at)
        put_on([child.pk], because=ADDED_HIDDEN, by=by, at=at)
        statements.keep_hidden([_stated(said, child, key=key, source=by_hand, by=by, at=at)])
        rebuild([child.pk])
        record("child.created_by_hand", at=at, actor=actor(by), child_number=child.number)
    return child.pk


def _stated(
    said: Assertion, child: Child, *, key: UUID, source: Source, by: Practitioner, at: datetime
) -> statements.Kept:
    return statements.Kept(
        id=uuid4(),
        source=source.pk,
        key=str(key),
        child=child.pk,
        stated_by=by.pk,
        assertion=said.as_dict(),
        digest=said.digest(),
        as_at=at,
        received_at=at,
        withdrawn_at=None,
    )


def _child(area: Organisation, *, by: Practitioner, at: datetime) -> Child:
    child = Child(
        responsible_authority=area,
        status=Status.UNCONFIRMED,
        made_by=by,
        made_at=at,
        words_key=DataKey.make_many(1)[0],
    )

    def write(numbers: Sequence[str]) -> None:
        (child.number,) = numbers
        child.save(force_insert=True)

    with_new_numbers(1, write)
    return child


def _make(said: Assertion, *, search: UUID, source: Source, by: Practitioner, at: datetime) -> Child:
    child = _child(authority_for(said, otherwise=by.organisation), by=by, at=at)
    statements.keep_open([_stated(said, child, key=search, source=source, by=by, at=at)])
    rebuild([child.pk])
    return child


def authority_for(said: Assertion, *, otherwise: Organisation) -> Organisation:
    """The authority where the child lives, or the maker's own. Raises AreaUnknown for a national partner's."""
    postcode = next((place.postcode for place in said.addresses if place.postcode), "")
    if found := PostcodeDistrict.objects.filter(district=postcode.split(" ")[0]).select_related("authority").first():
        return found.authority
    if otherwise.kind == Kind.AUTHORITY:
        return otherwise
    raise AreaUnknown
