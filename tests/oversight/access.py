"""How does a test make a request for what is held, and bring it to its answer?"""

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID

import pypdf
from django.utils import timezone

from accounts.models import Practitioner
from contactpoint.jobs.queue import run_due
from oversight.subject_access import agreeing, asking, deciding, making
from oversight.subject_access.asking import Asked, Said
from oversight.subject_access.models import AccessItem, AccessRequest, Asker, Decision, Exemption, FileKind, Kind
from oversight.subject_access.seeing import is_officer
from registry.models import Child
from tests import people

SAID = Said(
    name="Ann Smith",
    reach="14 Fern Bank\nLiverpool",
    identity="Passport",
    authority="Birth certificate",
    judged_by="Mo Ali, social worker",
    judged_on="1 March 2026",
)


def dora() -> Practitioner:
    return people.person("Dora", "data_officer", job_title="Data officer")


def shona(forename: str = "Shona") -> Practitioner:
    return people.person(forename, "shielding_officer", job_title="Shielding officer")


def number_of(child: UUID) -> str:
    return Child.objects.get(pk=child).number


def asked(number: str, *, asker: Asker = Asker.PARENT, agreed: bool | None = None, **said: str) -> Asked:
    """By a parent of a child who cannot decide; `agreed`: the child can, and has or has not."""
    can_decide = asker == Asker.CHILD or agreed is not None
    told = Said(**{**vars(SAID), **said})
    return Asked(asker, number, date(2026, 3, 2), can_decide, agreed, told)


def taken(child: UUID, *, by: Practitioner, at: datetime, **more: object) -> AccessRequest:
    """Taken in and collected."""
    made = asking.take(asked(number_of(child), **more), by=by, at=at)  # type: ignore[arg-type]
    work(at=at)
    return AccessRequest.objects.get(pk=made)


def work(*, at: datetime) -> None:
    """What the workers do; jobs are due by the clock of whoever promised them."""
    run_due(at=max(at, timezone.now()) + timedelta(minutes=10))


def decide_all(row: AccessRequest, *, by: Practitioner, at: datetime, include: tuple[Kind, ...] = ()) -> None:
    """Of everything that waits for this officer: these kinds in, the others out."""
    officer = is_officer(by, at=at)
    for item in deciding.waiting(deciding.items_for(row, by=by, at=at), officer=officer):
        kind = Kind.SHIELDED if officer and item.guarded else Kind(item.kind)
        if kind in include:
            deciding.decide(item.pk, Decision.INCLUDE, None, by=by, at=at)
        else:
            deciding.decide(item.pk, Decision.LEAVE_OUT, Exemption.SERIOUS_HARM, by=by, at=at)


def answered(
    row: AccessRequest, *, first: Practitioner, second: Practitioner, at: datetime, include: tuple[Kind, ...] = ()
) -> AccessRequest:
    """Decided, passed on, agreed and made; the second person leaves out what waits for them alone."""
    decide_all(row, by=first, at=at, include=include)
    deciding.pass_on(row.pk, by=first, at=at)
    decide_all(row, by=second, at=at)
    agreeing.agree(row.pk, by=second, at=at)
    work(at=at)
    return AccessRequest.objects.get(pk=row.pk)


def file(row: AccessRequest, kind: FileKind, *, by: Practitioner, at: datetime) -> bytes:
    return making.take_away(row.pk, kind, by=by, at=at)[1]


def text_of(pdf: bytes) -> str:
    """As somebody reads it, in one line: where a line is broken says nothing."""
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    return " ".join(words.replace("\N{ZERO WIDTH SPACE}", "").split())


def items(row: AccessRequest) -> list[AccessItem]:
    return list(AccessItem.objects.filter(request=row).order_by("-part", "number"))
