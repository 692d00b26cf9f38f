"""How do the pages say what was done about a finding? (R-LARA-9)"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from readiness.guidance.library import read_library
from readiness.models import Change, ChangeKind


@dataclass(frozen=True)
class Done:
    """`where`: the address of the guidance, once the version is in force; else empty."""

    what: str
    words: str
    at: datetime
    where: str = ""


def all_done(changes: Iterable[Change], *, on: date) -> list[Done]:
    """In the order in which it was done."""
    return [_done(one, on=on) for one in sorted(changes, key=lambda one: one.at)]


def _done(one: Change, *, on: date) -> Done:
    if one.kind == ChangeKind.GUIDANCE:
        document = next(each for each in read_library() if (each.slug, each.version) == (one.slug, one.version))
        in_force = document.effective_from <= on
        where = reverse("view_guidance_version", args=[one.slug, one.version]) if in_force else ""
        return Done(f"The guidance “{document.title}” was changed, version {one.version}", one.words, one.at, where)
    if one.kind == ChangeKind.FRAMEWORK:
        return Done(f"The framework was changed, version {one.version}", one.words, one.at)
    if one.kind == ChangeKind.NOTHING:
        return Done("Nothing was changed, because", one.words, one.at)
    return Done(one.get_kind_display(), one.words, one.at)
