"""Which framework is in force? (R-LARA-1)

The first version is shipped, later ones are in the database. Which is in force is asked there each time, so that every
process knows of a publication at its next request; what a published version says is read once, for it never changes.
"""

from datetime import date
from functools import cache, lru_cache
from typing import Final
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from readiness.framework import Framework, read_framework
from readiness.load_reference import FOLDER
from readiness.models import FrameworkVersion, VersionState

FIRST: Final = 1  # version
KEPT: Final = 16  # versions: more than are ever in use


class NoVersion(Http404):
    """No such version is published."""


def framework(version: int | None = None) -> Framework:
    """The one in force today, or the one on which something older was answered. Raises NoVersion."""
    if version is None:
        return framework_on(timezone.localdate())
    if version == FIRST:
        return _first()
    edition = _PUBLISHED.filter(version=version).values_list("edition", flat=True).first()
    if edition is None:
        raise NoVersion
    return _read(version, edition)


def framework_on(day: date) -> Framework:
    """The newest one that counts on that day."""
    found = _PUBLISHED.filter(effective_from__lte=day).values_list("version", "edition").order_by("-version").first()
    return _read(*found) if found else _first()


def published() -> list[Framework]:
    """Every version, the newest first; those to come as well."""
    rows = _PUBLISHED.values_list("version", "edition").order_by("-version")
    return [*(_read(version, edition) for version, edition in rows), _first()]


_PUBLISHED: Final = FrameworkVersion.objects.filter(state=VersionState.PUBLISHED)


@cache
def _first() -> Framework:
    return read_framework(FOLDER / f"framework_{FIRST}.toml")


@lru_cache(maxsize=KEPT)
def _read(version: int, edition: UUID) -> Framework:
    """By its edition and not its number alone: a publication that was rolled back leaves nothing behind."""
    return FrameworkVersion.objects.get(version=version, edition=edition).framework
