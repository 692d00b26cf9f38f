"""How is a record destroyed, so that it is gone everywhere and only its number stays, in the log? (R-REC-5, R-AUDIT-6)

Every row that belongs to the record goes, in whatever app its table is: they are found by their foreign keys. What
points at it in another way is told first (`signals.destroyed`). The key of its words goes last, and with it whatever
the log, or an old copy of the database, still holds under seal.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import ForeignObjectRel, Q, QuerySet
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
from registry.waiting import Beside, Content, content_of, end, key_token, reseal, rows_beside

NIGHTLY: Final = "nightly"
AT_ONCE: Final = 50  # records, in one transaction: a night has thousands
OWNERS: Final = (ShieldEvent, Override, Closing)  # of these the application itself may delete none (SEC-46)


def destroy_due(*, at: datetime) -> int:
    """Destroys every record that has been in the archive long enough, some at a time. How many.

    What is done stays done, and what is broken off is as it was: the next run goes on.
    """
    over = list(_over(at).order_by("on", "pk").values_list("child", flat=True))
    beside = rows_beside() if over else {}
    chunks = (over[start : start + AT_ONCE] for start in range(0, len(over), AT_ONCE))
    archived = sum(_destroy_archived(chunk, beside, at=at) for chunk in chunks)
    return archived + sum(_destroy_closed(closing, at=at) for closing in list(Closing.objects.order_by("at")))


def _over(at: datetime) -> QuerySet[Archived]:
    since = latest_start(Periods.now().kept, on=timezone.localdate(at))
    return Archived.objects.filter(ended_at=None, on__lte=since)


def _destroy_archived(children: Collection[UUID], beside: Beside, *, at: datetime) -> int:
    with transaction.atomic():
        over = _over(at).select_for_update().filter(child__in=children)
        ended = dict(over.values_list("child", "at"))
        _destroy(ended, beside, at=at)
    return len(ended)


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
        _destroy({closing.child_id: closing.at}, rows_beside(), at=at)
    return True


def _destroy(ended: Mapping[UUID, datetime], beside: Beside, *, at: datetime) -> None:
    """These records and all that were merged into them, in the caller's transaction. Nothing brings them back.

    `ended`: when each was put away or closed.
    """
    stands = merged_into(list(ended))
    rows = locked(sorted(stands))
    Destroying.objects.bulk_create(Destroying(child_id=one) for one in rows)
    _forget_what_waits({one: ended[stands[one]] for one in rows}, beside, at=at)
    _forget_elsewhere(set(rows))
    _delete_all(Child, list(rows))
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


def _forget_what_waits(ended: Mapping[UUID, datetime], beside: Beside, *, at: datetime) -> None:
    """Rows about these children, and that they were compared with others.

    What was held before the record was put away, and nobody has decided since, is about nobody who is here. What came
    later goes on without this record.
    """
    said = statements.of(ended, withdrawn=True, destroying=True)
    tokens = {key_token(kept.source, kept.key) for kept in said}
    near = {row for child in ended for row in beside.get(child, ())}
    rows = WaitingRow.objects.select_for_update(of=("self",)).filter(ended_at=None).select_related("content_key")
    for row in rows.filter(Q(key_token__in=tokens) | Q(pk__in=near)):
        content = content_of(row)
        if bytes(row.key_token) in tokens or any(row.held_at <= ended[one] for one in content.beside & ended.keys()):
            end(row, outcome=None, at=at)
        else:
            left = tuple(one for one in content.near if UUID(one) not in ended)
            reseal(row, Content(content.key, content.assertion, left))
    WaitingRow.objects.filter(key_token__in=tokens).exclude(ended_at=None).delete()
    Retraction.objects.filter(source__in={kept.source for kept in said}, key_token__in=tokens).delete()


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
