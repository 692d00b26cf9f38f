"""Whose quarantine is it? Data officers look after the sources of their area, operators after the national ones."""

from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from accounts.access import NotYours, Refused
from accounts.models import Practitioner
from feeds.models import Delivery, FixRule, Replay, StagedRow
from feeds.quarantine.content import in_quarantine
from feeds.scope import DATA, reach_of, require_care, sources_kept_by
from registry.models import Source

Thing = TypeVar("Thing")
OF_SOURCE: Final = ("source__area", "source__body")


def sources_in_care(by: Practitioner, *, at: datetime) -> QuerySet[Source]:
    """Raises Refused for somebody who looks after none."""
    if not reach_of(by, at=at).keeps_any():
        raise Refused(DATA, by.organisation_id)
    return sources_kept_by(by, at=at)


def source_in_care(source: UUID, *, by: Practitioner, at: datetime) -> Source:
    """Raises NotYours: somebody else's source reads like none."""
    found = _known(Source.objects.select_related("area", "body").filter(pk=source).first(), by)
    _permit(found, by=by, at=at)
    return found


def delivery_in_care(delivery: UUID, *, by: Practitioner, at: datetime) -> Delivery:
    """Raises NotYours."""
    found = _known(Delivery.objects.select_related(*OF_SOURCE, "content_key").filter(pk=delivery).first(), by)
    _permit(found.source, by=by, at=at)
    return found


def row_in_care(row: int, *, by: Practitioner, at: datetime) -> StagedRow:
    """A row in quarantine. Raises NotYours."""
    related = [f"delivery__{name}" for name in (*OF_SOURCE, "content_key")]
    rows = in_quarantine().select_related(*related)
    found = _known(rows.filter(pk=row).first(), by)
    _permit(found.delivery.source, by=by, at=at)
    return found


def rule_in_care(rule: UUID, *, by: Practitioner, at: datetime) -> FixRule:
    """Raises NotYours."""
    found = _known(FixRule.objects.select_related(*OF_SOURCE).filter(pk=rule).first(), by)
    _permit(found.source, by=by, at=at)
    return found


def replay_in_care(replay: UUID, *, by: Practitioner, at: datetime) -> Replay:
    """Raises NotYours."""
    replays = Replay.objects.select_related(*OF_SOURCE, "delivery", "rule", "by")
    found = _known(replays.filter(pk=replay).first(), by)
    _permit(found.source, by=by, at=at)
    return found


def _known(found: Thing | None, by: Practitioner) -> Thing:
    if found is None:
        raise NotYours(DATA, by.organisation_id)
    return found


def _permit(source: Source, *, by: Practitioner, at: datetime) -> None:
    try:
        require_care(by, source, at=at)
    except Refused as refused:
        raise NotYours(refused.permission, refused.organisation, refused.lapses) from refused
