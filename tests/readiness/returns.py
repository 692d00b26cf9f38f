"""Who completes a return in the tests, and how is one answered throughout?"""

from datetime import datetime
from typing import Final

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Organisation, Practitioner
from readiness import returning
from readiness.models import Return
from readiness.returning import Given
from tests import people

NOW: Final = timezone.now()
NEXT_MONTH: Final = NOW + relativedelta(months=1)


def derby() -> Organisation:
    return people.organisation("Derby", "831")


def lead(*, at: datetime, name: str = "Rita") -> Practitioner:
    return people.person(name, "readiness_lead", where=derby(), at=at)


def director(*, at: datetime) -> Practitioner:
    return people.person("Dan", "director", where=derby(), at=at)


def answered(*, by: Practitioner, at: datetime, level: int = 3) -> Return:
    """Begun, and every question answered."""
    one = returning.begin(by=by, at=at)
    for question in returning.questions_of(one):
        returning.save(one.pk, question.code, Given(level, f"As of {at:%B}"), by=by, at=at)
    return one


def submitted(*, at: datetime, level: int = 3) -> Return:
    rita = lead(at=at)
    one = answered(by=rita, at=at, level=level)
    returning.submit(one.pk, by=rita, at=at)
    return one
