"""Whose quarantine is it? Data officers look after the sources of their area, operators after the national ones."""

from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts import roles
from accounts.access import NotYours, Refused, lapses, require
from accounts.models import Practitioner
from feeds.models import Delivery, FixRule, Replay, StagedRow
from feeds.quarantine.content import in_quarantine
from registry.models import Source

LOCAL, NATIONAL = "manage_data", "operate"
Thing = TypeVar("Thing")
OF_SOURCE: Final = ("source__area", "source__body")


def sources_in_care(by: Practitioner, *, at: datetime) -> QuerySet[Source]:
    """Raises Refused for somebody who looks after none."""
    held = [(role, where) for role, where in roles.held_where(by) if {LOCAL, NATIONAL} & {*role.permissions}]
    missing = lapses(by, at=at)
    if missing or not held:
        raise Refused(LOCAL, by.organisation_id, missing)
    areas = [where for role, where in held if LOCAL in role.permissions]
    national = Q(area=None) if any(NATIONAL in role.permissions for role, _ in held) else Q(pk=None)
    return Source.objects.filter(national | Q(area__in=areas)).select_related("area", "body")


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
        raise NotYours(LOCAL, by.organisation_id)
    return found


def _permit(source: Source, *, by: Practitioner, at: datetime) -> None:
    permission, where = (LOCAL, source.area) if source.area else (NATIONAL, by.organisation)
    try:
        require(by, permission, where, at=at)
    except Refused as refused:
        raise NotYours(refused.permission, refused.organisation, refused.lapses) from refused
