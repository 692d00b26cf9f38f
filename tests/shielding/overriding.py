"""How do the tests open a record under override, and who hears of it?"""

from datetime import datetime
from uuid import UUID

from accounts.models import Message, Notice, Practitioner
from registry import disclosure
from registry.disclosure import give_reason, open_record
from registry.models import Reason
from registry.shown import BriefRecord, FullRecord
from shielding.models import Investigation

WHY = "She was taken from school by a man we look for"


def opened(child: UUID, viewer: Practitioner, at: datetime) -> FullRecord | BriefRecord:
    """With a reason of today."""
    give_reason(child, reason=Reason.SAFEGUARDING, viewer=viewer, at=at)
    return open_record(child, viewer=viewer, at=at)


def override(child: UUID, viewer: Practitioner, at: datetime) -> Investigation:
    """After a reason of today; what is looked into because of it."""
    give_reason(child, reason=Reason.SAFEGUARDING, viewer=viewer, at=at)
    disclosure.override(child, because=WHY, viewer=viewer, at=at)
    return Investigation.objects.filter(practitioner=viewer).latest("opened_at", "pk")


def notices(who: Practitioner) -> list[str]:
    return list(Notice.objects.filter(practitioner=who).order_by("at", "kind").values_list("kind", flat=True))


def mail(who: Practitioner) -> list[str]:
    return list(Message.objects.filter(practitioner=who).order_by("asked_at").values_list("template", flat=True))
