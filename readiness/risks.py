"""What could keep an organisation from being ready, and what is done about it? (R-LARA-3)"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import require
from accounts.models import Practitioner
from readiness.marks import refuse_overtaken
from readiness.models import Return, Risk
from readiness.returning import WRITE, NoReturn, open_return, record_return


@dataclass(frozen=True)
class RiskGiven:
    """A risk as it was typed. `likelihood` and `impact`: readiness.models.Weight."""

    what: str
    likelihood: str
    impact: str
    owner: str
    action: str


def given_of(risk: Risk) -> RiskGiven:
    return RiskGiven(**{field.name: getattr(risk, field.name) for field in fields(RiskGiven)})


def risks_of(one: Return) -> list[Risk]:
    return list(one.risks.order_by("added_at", "id"))


def risk_for(risk: UUID, *, by: Practitioner, at: datetime) -> Risk:
    """A risk in a return of the person's own organisation. Raises Refused, NoReturn."""
    require(by, WRITE, by.organisation, at=at)
    rows = Risk.objects.select_related("of__organisation")
    if (row := rows.filter(pk=risk, of__organisation=by.organisation).first()) is None:
        raise NoReturn
    return row


def add_risk(one: UUID, given: RiskGiven, *, by: Practitioner, at: datetime) -> Risk:
    """Raises Refused, NoReturn, Closed."""
    with transaction.atomic():
        row = open_return(one, by=by, at=at)
        made = Risk.objects.create(of=row, added_at=at, **asdict(given))
        record_return("return.risk_added", row, by=by, at=at, risk=str(made.pk))
    return made


def change_risk(risk: UUID, given: RiskGiven, *, by: Practitioner, at: datetime, seen: str | None = None) -> None:
    """`seen`: the mark of the one that the page showed. Raises Refused, NoReturn, Closed, Overtaken."""
    with transaction.atomic():
        row = _open_for(risk, by=by, at=at, seen=seen)
        row.risks.filter(pk=risk).update(**asdict(given))
        record_return("return.risk_changed", row, by=by, at=at, risk=str(risk))


def remove_risk(risk: UUID, *, by: Practitioner, at: datetime, seen: str | None = None) -> None:
    """`seen`: the mark of the one that the page showed. Raises Refused, NoReturn, Closed, Overtaken."""
    with transaction.atomic():
        row = _open_for(risk, by=by, at=at, seen=seen)
        row.risks.filter(pk=risk).delete()
        record_return("return.risk_removed", row, by=by, at=at, risk=str(risk))


def _open_for(risk: UUID, *, by: Practitioner, at: datetime, seen: str | None) -> Return:
    """Its return, locked, as long as the risk still reads as it was seen."""
    row = open_return(risk_for(risk, by=by, at=at).of_id, by=by, at=at)
    refuse_overtaken(asdict(given_of(risk_for(risk, by=by, at=at))), seen)
    return row
