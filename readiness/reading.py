"""Who has read which version of the guidance, and who of an organisation still has to? (R-LARA-8)"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import roles
from accounts.access import Refused, actor, may
from accounts.models import AccountState, Organisation, Practitioner
from audit.log import record
from contactpoint.pages.dates import day_in_words
from readiness.guidance.documents import Document
from readiness.guidance.library import NoGuidance, shelf
from readiness.models import GuidanceRead

SEES_READERS: Final = ("write_return", "sign_return", "manage_users")
COUNTED: Final = (AccountState.ACTIVE, AccountState.INVITED)


class Superseded(Exception):
    """A newer version came into force: that is the one to read."""


@dataclass(frozen=True)
class Standing:
    """How one person stands to the newest version. `read_before`: the newest of the older ones that they read."""

    document: Document
    must_read: bool
    read_at: datetime | None = None
    read_before: int | None = None

    @property
    def waits(self) -> bool:
        """Whether this person has to read it and has not."""
        return self.must_read and self.read_at is None

    @property
    def words(self) -> str:
        if self.read_at:
            return f"You read this version on {day_in_words(timezone.localdate(self.read_at))}"
        if self.read_before:
            return "Changed since you last read it" + (", and must be read again" if self.must_read else "")
        return "You must read this, and have not read it yet" if self.must_read else ""


def standings(documents: Iterable[Document], *, of: Practitioner) -> list[Standing]:
    held = {role.code for role in roles.held(of)}
    read = {(one.slug, one.version): one.read_at for one in GuidanceRead.objects.filter(practitioner=of)}
    return [_standing(one, held, read) for one in documents]


def _standing(document: Document, held: set[str], read: dict[tuple[str, int], datetime]) -> Standing:
    before = [version for slug, version in read if slug == document.slug and version < document.version]
    read_at = read.get((document.slug, document.version))
    return Standing(document, bool(held & document.must_read), read_at, max(before, default=None))


def say_read(slug: str, version: int, *, by: Practitioner, at: datetime) -> Document:
    """Keeps that this person has read it, once. Raises NoGuidance, and Superseded for what is not the newest."""
    guides = shelf(signed_in=True, on=timezone.localdate(at))
    document = guides.version(slug, version)
    if document != guides.newest(slug):
        raise Superseded
    with transaction.atomic():
        _, new = GuidanceRead.objects.get_or_create(
            practitioner=by, slug=slug, version=version, defaults={"read_at": at}
        )
        if new:
            record("guidance.read", at=at, actor=actor(by), facts={"guidance": slug, "version": version})
    return document


@dataclass(frozen=True)
class Readers:
    """How many of an organisation have to read the version in force, and who of them has not said so."""

    document: Document
    asked: int
    unread: frozenset[UUID]

    @property
    def read(self) -> int:
        return self.asked - len(self.unread)


def readers(*, by: Practitioner, at: datetime) -> list[Readers]:
    """Of the person's own organisation, each document that anybody there has to read. Raises Refused."""
    organisation = _seen_by(by, at=at)
    guides = shelf(signed_in=True, on=timezone.localdate(at))
    held, read = _held(organisation), _read(organisation)
    found = (_readers(one, held, read) for one in guides.in_force())
    return [one for one in found if one.asked]


def unread_by(slug: str, *, by: Practitioner, at: datetime) -> tuple[Document, QuerySet[Practitioner]]:
    """Who of the own organisation has to read it and has not said so, by name. Raises Refused, NoGuidance."""
    found = next((one for one in readers(by=by, at=at) if one.document.slug == slug), None)
    if found is None:
        raise NoGuidance
    people = Practitioner.objects.filter(pk__in=found.unread).order_by("surname", "forename", "pk")
    return found.document, people


def sees_readers(by: Practitioner, *, at: datetime) -> bool:
    return any(may(by, right, by.organisation, at=at) for right in SEES_READERS)


def _seen_by(by: Practitioner, *, at: datetime) -> Organisation:
    """Raises Refused."""
    if not sees_readers(by, at=at):
        raise Refused(SEES_READERS[0], by.organisation_id)
    return by.organisation


def _held(organisation: Organisation) -> dict[UUID, set[str]]:
    """The roles of everybody who has access, or is on the way to it."""
    people = Practitioner.objects.filter(organisation=organisation, account_state__in=COUNTED)
    count = set(people.values_list("pk", flat=True))
    return {person: codes for person, codes in roles.codes_held(organisation).items() if person in count}


def _read(organisation: Organisation) -> set[tuple[UUID, str, int]]:
    rows = GuidanceRead.objects.filter(practitioner__organisation=organisation)
    return set(rows.values_list("practitioner_id", "slug", "version"))


def _readers(document: Document, held: dict[UUID, set[str]], read: set[tuple[UUID, str, int]]) -> Readers:
    asked = [person for person, codes in held.items() if codes & document.must_read]
    unread = (person for person in asked if (person, document.slug, document.version) not in read)
    return Readers(document, len(asked), frozenset(unread))
