"""By which words and people would a sensitive service be given away? (R-INV-2)

Its practitioner may have looked, may be named as who holds an assessment, or may have entered something else: none of
that may tell whoever may not know of the service.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Kind, Organisation, Practitioner
from registry.models import Involvement


@dataclass(frozen=True)
class Secret:
    """One sensitive involvement. `words` are folded; words that open services use as well are not among them."""

    involvement: UUID
    words: frozenset[str]
    people: frozenset[UUID]
    bodies: frozenset[UUID]

    def is_told_by(self, text: str) -> bool:
        folded = _folded(text)
        return any(word in folded for word in self.words)

    def is_told_by_looks_of(self, who: Practitioner) -> bool:
        """Of its people, of whoever else works for the body that provides it, and of their namesakes."""
        bodies = {who.employer_id, who.team_id, who.organisation_id}
        named = (who.name, *(body.name for body in (who.employer, who.team) if body and body.kind != Kind.AUTHORITY))
        return who.pk in self.people or not bodies.isdisjoint(self.bodies) or any(map(self.is_told_by, named))


def secrets_of(rows: Iterable[Involvement]) -> tuple[Secret, ...]:
    """Of the sensitive ones among these, each once."""
    every = {row.pk: row for row in rows}
    common = {word for row in every.values() if not row.sensitive for word in _words(row)}
    return tuple(_secret(row, common) for row in every.values() if row.sensitive)


def _secret(row: Involvement, common: set[str]) -> Secret:
    who = Practitioner.objects.filter(pk=row.practitioner_id).first() if row.practitioner_id else None
    bodies = {row.organisation_id, *((who.employer_id, who.team_id) if who else ())} - {None}
    # An authority employs thousands who have nothing to do with the service.
    own = Organisation.objects.filter(pk__in=bodies).exclude(kind=Kind.AUTHORITY).values_list("pk", flat=True)
    people = {person for person in (row.practitioner_id, row.stated_by_id) if person}
    return Secret(row.pk, frozenset(_words(row)) - common, frozenset(people), frozenset(own))


def _words(row: Involvement) -> set[str]:
    words = (row.service, row.organisation_name, row.contact_name, row.phone, row.email)
    return {_folded(word) for word in words if _folded(word)}


def _folded(text: str) -> str:
    return "".join(text.casefold().split())
