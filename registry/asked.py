"""Which row is decided, and with which records is it compared at this moment? (R-FEED-5, R-SHIELD-3)"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Practitioner
from audit.log import record
from registry import statements
from registry.assertion import Assertion
from registry.closing import Meant, authorities_of, meant_by
from registry.confirming import WaitsForColleague
from registry.index import lock_index
from registry.matching.described import NOBODY, describe
from registry.matching.net import caught
from registry.merged import standing
from registry.models import Child, Status, Step, WaitingRow
from registry.queueing import claimed
from registry.shields import shielded_among
from registry.waiting import Content, content_of, hang_nets


@dataclass(frozen=True)
class Asked:
    """A locked row with what it says and the records it is compared with.

    With none while officers have to say first whether a closed record is `meant`: no page has both (R-REC-7).
    """

    row: WaitingRow
    content: Content
    children: tuple[UUID, ...]
    owner: UUID | None
    meant: Meant
    archived: bool  # it resembles a record in the archive, too


def asked_unhidden(row: UUID, *, by: Practitioner, at: datetime) -> Asked:
    """The row, unless a shielding officer has to look at it: then it is theirs, at this moment (R-SHIELD-3)."""
    with transaction.atomic():
        asked = asked_about(row, by=by, at=at)
        hidden = _of_another_area(asked) if asked.row.for_shielding else _hidden(asked)
        if not hidden or not _turned(asked, hidden, at=at):
            return asked
    raise WaitsForColleague


def asked_about(row: UUID, *, by: Practitioner, at: datetime) -> Asked:
    found = claimed(row, by=by, at=at)
    content = content_of(found)
    owner = statements.owner(content.key, source=found.source)
    near = {UUID(one) for one in content.near if not one.isdecimal()} | ({owner} if owner else set())
    stand = set(standing(near).values())
    status = dict(Child.objects.filter(pk__in=stand).values_list("pk", "status"))
    children = tuple(sorted(pk for pk, one in status.items() if one in (Status.OPEN, Status.UNCONFIRMED)))
    meant = _meant(found, content.read(), owner, resembles_others=bool(children))
    archived = Status.ARCHIVED in status.values()
    return Asked(found, content, () if meant.closings else children, owner, meant, archived)


def _meant(row: WaitingRow, said: Assertion, owner: UUID | None, *, resembles_others: bool) -> Meant:
    """Without those of which officers said already that it is not about them."""
    meant = meant_by(said, owner=owner, resembles_others=resembles_others)
    return Meant(meant.closings.difference(row.not_about), meant.bound)


def _of_another_area(asked: Asked) -> set[UUID]:
    """Closed records that it may be about, none of them of the area whose officers have it."""
    areas = set(authorities_of(asked.meant.closings).values())
    return set() if asked.row.authority_id in areas else set(asked.meant.closings)


def _hidden(asked: Asked) -> set[UUID]:
    """Whom the row could be about and nobody may learn of, by what is true now: children, and rows that wait."""
    row = describe(asked.content.read(), shares=NOBODY)
    return shielded_among(asked.children) | asked.meant.closings | caught({0: row}).get(0, set()) - {asked.row.pk}


def _turned(asked: Asked, hidden: set[UUID], *, at: datetime) -> bool:
    """To the shielding officers of an authority that holds one of these children, the row's own before others.

    False when no authority is known: whoever refers the row sees nobody, and notices no difference.
    """
    row = asked.row
    if not row.for_shielding:
        lock_index()
        hang_nets([(row, asked.content)])
    areas = set(Child.objects.filter(pk__in=hidden).values_list("responsible_authority", flat=True))
    areas |= set(WaitingRow.objects.filter(pk__in=hidden).exclude(authority=None).values_list("authority", flat=True))
    areas |= set(authorities_of(hidden).values())
    area = row.authority_id if row.authority_id in areas or not areas else min(areas)
    if area is None:
        WaitingRow.objects.filter(pk=row.pk).update(for_shielding=True)
        return False
    turned = {"for_shielding": True, "authority": area, "claimed_by": None, "claimed_until": None, "step": Step.FIRST}
    WaitingRow.objects.filter(pk=row.pk).update(**turned)
    row.answers.all().delete()
    record("row.handed_over", at=at, facts={"row": str(row.pk)})
    return True
