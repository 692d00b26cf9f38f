"""Who completes a return in the tests, and how is one answered throughout?"""

from datetime import datetime
from typing import Final

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Organisation, Practitioner
from readiness import moderating, returning
from readiness.models import Return, Verdict
from readiness.returning import Given
from readiness.standing import Judged
from tests import people

NOW: Final = timezone.now()
NEXT_MONTH: Final = NOW + relativedelta(months=1)
ALL_MET: Final = {number: Judged(Verdict.MET) for number in range(1, 11)}


def derby() -> Organisation:
    return people.organisation("Derby", "831")


def lead(*, at: datetime, name: str = "Rita", where: Organisation | None = None) -> Practitioner:
    return people.person(name, "readiness_lead", where=where or derby(), at=at)


def director(*, at: datetime, where: Organisation | None = None) -> Practitioner:
    return people.person("Dan", "director", where=where or derby(), at=at)


def national(name: str, *, at: datetime) -> Practitioner:
    return people.person(name, "national_team", where=people.national_team(), at=at)


def answered(*, by: Practitioner, at: datetime, level: int = 3) -> Return:
    """Begun, and every question answered."""
    one = returning.begin(by=by, at=at)
    for question in returning.questions_of(one):
        returning.save(one.pk, question.code, Given(level, f"As of {at:%B}"), by=by, at=at)
    return one


def submitted(*, at: datetime, level: int = 3, where: Organisation | None = None) -> Return:
    rita = lead(at=at, where=where)
    one = answered(by=rita, at=at, level=level)
    returning.submit(one.pk, by=rita, at=at)
    return one


def signed(*, at: datetime, level: int = 3, where: Organisation | None = None) -> Return:
    one = submitted(at=at, level=level, where=where)
    returning.sign(one.pk, by=director(at=at, where=where), at=at)
    return one


def accepted(*, at: datetime, level: int = 3, where: Organisation | None = None) -> Return:
    one = signed(at=at, level=level, where=where)
    moderating.accept(one.pk, by=national("Nat", at=at), at=at)
    return one
