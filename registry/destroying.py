"""How is a record destroyed, so that it is gone everywhere and only its number stays, in the log? (R-REC-5, R-AUDIT-6)

Every row that belongs to the record goes, in whatever app its table is: they are found by their foreign keys. What
points at it in another way is told first (`signals.destroyed`). The key of its words goes last, and with it whatever
the log, or an old copy of the database, still holds under seal.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import ForeignObjectRel, QuerySet
from django.utils import timezone

from accounts.notices import forget_paths
from audit.log import record
from contactpoint.vault.models import DataKey
from registry import statements
from registry.assertion import Assertion
from registry.index import forget_children
from registry.matching.net import lift
from registry.merged import merged_into
from registry.merging import locked
from registry.models import (
    Archived,
    Child,
    Closing,
    Destroying,
    Override,
    Release,
    Retraction,
    ShieldEvent,
    Status,
    WaitingRow,
)
from registry.retention import Periods, birthday, destroyed_on, latest_start
from registry.signals import destroyed
from registry.waiting import Content, content_of, end, key_token, reseal

NIGHTLY: Final = "nightly"
OWNERS: Final = (ShieldEvent, Override, Closing)  # of these the application itself may delete none (SEC-46)


def destroy_due(*, at: datetime) -> int:
    """Destroys every record that has been in the archive long enough, each in a transaction of its own. How many."""
    over = _over(at).order_by("on", "pk").values_list("child", flat=True)
    archived = sum(_destroy_if_over(child, at=at) for child in list(over))
    return archived + sum(_destroy_closed(closing, at=at) for closing in list(Closing.objects.order_by("at")))


def _over(at: datetime) -> QuerySet[Archived]:
    since = latest_start(Periods.now().kept, on=timezone.localdate(at))
    return Archived.objects.filter(ended_at=None, on__lte=since)


def _destroy_if_over(child: UUID, *, at: datetime) -> bool:
    with transaction.atomic():
        archived = _over(at).select_for_update().filter(child=child).first()
        if archived:
            _destroy(child, ended_at=archived.at, at=at)
        return archived is not None


def _destroy_closed(closing: Closing, *, at: datetime) -> bool:
    """A record that closed for a new identity goes when it would have gone by the child's age (R-REC-7).

    Where no date of birth was ever said, when somebody who was born on that day would be of that age.
    """
    said = statements.of([closing.child_id], withdrawn=True, destroying=True)
    dates = [born for kept in said if (born := Assertion.from_dict(kept.assertion).date_of_birth)]
    grown_up = birthday(max(dates, default=timezone.localdate(closing.at)), Periods.now().included)
    if timezone.localdate(at) < destroyed_on(grown_up):
        return False
    with transaction.atomic():
        _destroy(closing.child_id, ended_at=closing.at, at=at)
    return True


def _destroy(child: UUID, *, ended_at: datetime, at: datetime) -> None:
    """The record and all that were merged into it, inside the caller's transaction. Nothing brings it back."""
    rows = locked(sorted(merged_into([child])))
    Destroying.objects.bulk_create(Destroying(child_id=one) for one in rows)
    _forget_what_waits(set(rows), ended_at=ended_at, at=at)
    _forget_elsewhere(set(rows))
    for one in rows:
        _delete_all(Child, [one])
    DataKey.objects.filter(pk__in=[row.words_key_id for row in rows.values()]).delete()
    Destroying.objects.filter(pk__in=rows).delete()
    for row in rows.values():
        facts = {"merged": row.status == Status.CLOSED}
        record("record.destroyed", at=at, source=NIGHTLY, child_number=row.number, facts=facts)


def _forget_elsewhere(children: set[UUID]) -> None:
    """Where no foreign key leads: the indexes, the nets, the paths of notices."""
    closings = set(Closing.objects.filter(child__in=children).values_list("pk", flat=True))
    releases = set(Release.objects.filter(child__in=children).values_list("pk", flat=True))
    forget_children(children)
    lift(children | closings)
    forget_paths(children | releases)
    destroyed.send(sender=None, children=children)


def _forget_what_waits(children: set[UUID], *, ended_at: datetime, at: datetime) -> None:
    """Rows about this child, and that it was compared with others.

    What was held before the record was put away, and nobody has decided since, is about nobody who is here. What came
    later goes on without this record.
    """
    tokens = {key_token(kept.source, kept.key) for kept in statements.of(children, withdrawn=True, destroying=True)}
    for row in WaitingRow.objects.select_for_update().filter(ended_at=None).select_related("content_key").iterator():
        content = content_of(row)
        if bytes(row.key_token) in tokens or (_is_near(content, children) and row.held_at <= ended_at):
            end(row, outcome=None, at=at)
        elif _is_near(content, children):
            near = tuple(one for one in content.near if UUID(one) not in children)
            reseal(row, Content(content.key, content.assertion, near))
    WaitingRow.objects.filter(key_token__in=tokens).exclude(ended_at=None).delete()
    Retraction.objects.filter(key_token__in=tokens).delete()


def _is_near(content: Content, children: set[UUID]) -> bool:
    return not children.isdisjoint(map(UUID, content.near))


def _delete_all(model: type[models.Model], ids: Collection[Any]) -> None:
    """These rows, and before them every row that refers to them; where a reference may be empty, it is emptied."""
    for field in _references(model):
        referring = field.model._base_manager.filter(**{f"{field.name}__in": ids})
        if getattr(field.remote_field, "on_delete", None) is models.SET_NULL:
            referring.update(**{field.name: None})
        elif found := list(referring.values_list("pk", flat=True)):
            _delete_all(field.model, found)
    _delete(model, ids)


def _references(model: type[models.Model]) -> Iterable[Any]:
    related = (one for one in model._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel))
    return [one.field for one in related if one.one_to_many or one.one_to_one]


def _delete(model: type[models.Model], ids: Collection[Any]) -> None:
    rows = model._base_manager.filter(pk__in=ids)
    if model not in OWNERS:
        rows._raw_delete(rows.db)
        return
    with connection.cursor() as cursor:
        for child in set(rows.values_list("child", flat=True)):
            which = list(map(str, ids))
            cursor.execute("SELECT registry_destroy_rows(%s, %s, %s)", [model._meta.db_table, str(child), which])
