"""How is a mistake in a record reported and corrected, without the pages of it?"""

from datetime import datetime
from uuid import UUID

from accounts.models import Practitioner
from registry import disputing
from registry.assertion import Assertion
from registry.disclosure import give_reason, open_record
from registry.fields import Field, fields_of
from registry.models import Child, Reason, SaidBy
from registry.record import Decision, Outcome, apply_assertions
from registry.shown import BriefRecord, FullRecord
from tests.registry import children

WRONG = disputing.Report("4 March 2017", "Her birth certificate", SaidBy.PARENT, "07700 900124")


def seen(child: UUID, *, by: Practitioner, at: datetime) -> FullRecord | BriefRecord:
    give_reason(child, reason=Reason.PROVIDING, viewer=by, at=at)
    return open_record(child, viewer=by, at=at)


def field(child: UUID, item: str, *, by: Practitioner, at: datetime, value: str = "") -> Field:
    """A value of this item that the person sees."""
    found = fields_of(seen(child, by=by, at=at)).each
    return next(one for one in found if one.item == item and value in one.value)


def reported(child: UUID, item: str, *, by: Practitioner, at: datetime, value: str = "") -> UUID:
    code = field(child, item, by=by, at=at, value=value).code
    return disputing.report(child, code, WRONG, by=by, at=at)


def says(child: UUID, said: Assertion, *, at: datetime, code: str = "schools", key: str = "one") -> Outcome:
    """A delivery says this of the child now."""
    source = children.source(code)
    decision = Decision(key, said, at, child, Child.objects.get(pk=child).responsible_authority_id)
    return apply_assertions([decision], source=source, at=at)[key]
