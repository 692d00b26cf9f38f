"""What did people of the demonstration ask, report and propose, and how far is each? (oversight.demonstration)"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.limits import midnight
from accounts.models import Practitioner
from contactpoint.pages.dates import day_in_words
from oversight.complaints import complaining
from oversight.subject_access import agreeing, asking, collecting, deciding, making
from oversight.subject_access.asking import Asked
from oversight.subject_access.models import AccessRequest, Asker, Decision, Exemption
from registry import correcting, disclosure, disputing, keeping, moves
from registry.fields import fields_of
from registry.models import Child, Item, Reason, Returning, SaidBy
from shielding import asking_services, checking, requesting
from shielding.models import Urgency
from shielding.said import Said

QUARTER: Final = timedelta(days=100)
PHONE: Final = "0151 496 0210"  # reserved for drama by Ofcom
WEEKS: Final = timedelta(weeks=1)


@dataclass(frozen=True)
class Cast:
    """`people`: of the accounts that sign in, by first name. `children`: of Liverpool, none of them hidden."""

    people: Mapping[str, Practitioner]
    colleagues: Sequence[Practitioner]
    children: Sequence[Child]


def invent(cast: Cast, *, at: datetime) -> None:
    _contact(cast, at=at)
    _mistakes(cast, at=at)
    _moves(cast, at=at)
    _complaints(cast, at=at)
    _access(cast, at=at)
    then = timezone.localdate(at) - relativedelta(years=4)  # so that the record is in the archive now
    keeping.leave_england(cast.children[10].pk, on=then, returning=Returning.NOT_INTENDED, by=cast.people["dot"], at=at)


def _contact(cast: Cast, *, at: datetime) -> None:
    """One that nobody looked at, one whose services were asked, and one that waits."""
    pat, shiv = cast.people["pat"], cast.people["shiv"]
    last_month = midnight(at).replace(day=1) - timedelta(days=9)
    late, handled, waits = cast.children[:3]
    row, _ = requesting.ask(late.pk, Said("Planning a visit", PHONE), urgency=Urgency.TODAY, by=pat, at=last_month)
    checking.pass_on_unchecked(row.pk, at=row.pass_on_by)
    requesting.release(row.pk, at=row.due_at)
    row, _ = requesting.ask(handled.pk, Said("Handing over", PHONE), urgency=Urgency.TODAY, by=pat, at=last_month)
    asking_services.ask_services(row.pk, [], by=shiv, at=last_month + timedelta(hours=1))
    requesting.release(row.pk, at=row.due_at)
    requesting.ask(waits.pk, Said("A meeting on Friday", PHONE), urgency=Urgency.WEEK, by=cast.people["tara"], at=at)


def _mistakes(cast: Cast, *, at: datetime) -> None:
    """One that was refused with a reason, and two that wait."""
    pat, how = cast.people["pat"], "The mother told me on the telephone."
    said = disputing.Report("She says that it was never so, and will send a letter.", how, SaidBy.PARENT, PHONE)
    reported = []
    for child, item in zip(cast.children[3:6], (Item.ADDRESSES, Item.BIRTH_DATE, Item.ADDRESSES), strict=True):
        disclosure.give_reason(child.pk, reason=Reason.MAINTAINING, viewer=pat, at=at)
        shown = fields_of(disclosure.open_record(child.pk, viewer=pat, at=at))
        codes = [one.code for one in shown.each if one.item == item]
        reported += [disputing.report(child.pk, code, said, by=pat, at=at) for code in codes[:1]]
    if reported:
        because = "The school and the practice both say what stands here."
        correcting.refuse(reported[0], because=because, by=cast.people["dot"], at=at)


def _moves(cast: Cast, *, at: datetime) -> None:
    """One that Manchester is asked to take over, and one that it has declined."""
    dot, to = cast.people["dot"], cast.people["max"].organisation_id
    moves.propose(cast.children[6].pk, to=to, because="The family has moved to Didsbury.", by=dot, at=at)
    declined = moves.propose(cast.children[7].pk, to=to, because="A new school in Manchester.", by=dot, at=at)
    moves.decline(declined, because="The home is still in Liverpool.", by=cast.people["max"], at=at)


def _complaints(cast: Cast, *, at: datetime) -> None:
    area = cast.people["dot"].organisation_id
    words = "I asked in the spring that my old telephone number is taken out, and it is still there."
    complaining.complain_on_the_page(area, complaining.Said("Ann Example", "ann@example.org", words), at=at - WEEKS)
    words = "Nobody told me that a record of my son exists."
    complaining.complain_on_the_page(area, complaining.Said("Bob Example", "", words), at=at - 3 * WEEKS)


def _access(cast: Cast, *, at: datetime) -> None:
    """One request that is answered and can be taken away, and one that waits to be looked through."""
    dot, shiv = cast.people["dot"], cast.people["shiv"]
    done, waits = (_asked(child, by=dot, at=at - WEEKS) for child in cast.children[8:10])
    for request in (done, waits):
        while collecting.collect_next(request, at=at - WEEKS):
            pass
    row = AccessRequest.objects.get(pk=done)
    for item in deciding.waiting(deciding.items_for(row, by=dot, at=at), officer=False):
        deciding.decide(item.pk, Decision.INCLUDE, None, by=dot, at=at)
    deciding.pass_on(done, by=dot, at=at)
    for item in deciding.waiting(deciding.items_for(row, by=shiv, at=at), officer=True):
        deciding.decide(item.pk, Decision.LEAVE_OUT, Exemption.OTHER_PERSON, by=shiv, at=at)
    agreeing.agree(done, by=shiv, at=at)
    while making.make_next(done, at=at):
        pass


def _asked(child: Child, *, by: Practitioner, at: datetime) -> UUID:
    today = timezone.localdate(at)
    judged = {"judged_by": "Sunita Sandhu, social worker", "judged_on": day_in_words(today)}
    said = asking.Said("Ann Example", "ann@example.org", "Passport", "Birth certificate of the child", **judged)
    told = Asked(Asker.PARENT, child.number, today, can_decide=False, agreed=None, said=said)
    return asking.take(told, by=by, at=at)
