"""Where does this person work, and for whom? What an administrator writes and corrects (R-USER-9)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import actor
from accounts.comparing import postcode_token, surname_token
from accounts.granting import NotDone
from accounts.leaving import colleague_of
from accounts.models import Kind, Organisation, Practitioner
from accounts.scope import below, person_to_change, scope_of
from audit.log import record


@dataclass(frozen=True)
class Particulars:
    forename: str
    surname: str
    job_title: str
    phone: str
    employer: UUID
    team: UUID | None = None
    line_manager: UUID | None = None


def change_particulars(practitioner: UUID, new: Particulars, *, by: Practitioner, at: datetime) -> None:
    """Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        if new.team and not teams_of(person.organisation_id).filter(pk=new.team).exists():
            raise NotDone("Choose a team of the organisation")
        if new.team != person.team_id and not scope_of(by, at=at).whole:
            raise NotDone("Ask an administrator of the whole organisation to change the team")
        if not employers().filter(pk=new.employer).exists():
            raise NotDone("Choose an employer from the list")
        if new.line_manager:
            colleague_of(person, new.line_manager)
        changed = _changed(person, new)
        Practitioner.objects.filter(pk=person.pk).update(
            forename=new.forename,
            surname=new.surname,
            surname_token=surname_token(new.surname),
            job_title=new.job_title,
            phone=new.phone,
            employer=new.employer,
            team=new.team,
            line_manager=new.line_manager,
        )
        record(
            "practitioner.changed",
            at=at,
            actor=actor(by),
            facts={"practitioner": str(person.pk), "changed": changed},
        )


def note_home_postcode(practitioner: UUID, postcode: str, *, by: Practitioner, at: datetime) -> None:
    """Keeps a token of it alone. Raises Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        Practitioner.objects.filter(pk=person.pk).update(home_postcode_token=postcode_token(postcode))
        facts = {"practitioner": str(person.pk), "changed": ["home_postcode_token"]}
        record("practitioner.changed", at=at, actor=actor(by), facts=facts)


def teams_of(organisation: UUID) -> QuerySet[Organisation]:
    """The teams and bodies within."""
    return Organisation.objects.filter(pk__in=below([organisation]) - {organisation}).order_by("name")


def employers() -> QuerySet[Organisation]:
    """Supplying bodies, authorities, and the others that grant access (R-USER-9)."""
    return Organisation.objects.exclude(kind=Kind.TEAM).order_by("name")


def _changed(person: Practitioner, new: Particulars) -> list[str]:
    now = {
        "forename": person.forename,
        "surname": person.surname,
        "job_title": person.job_title,
        "phone": person.phone,
        "employer": person.employer_id,
        "team": person.team_id,
        "line_manager": person.line_manager_id,
    }
    return sorted(field for field, value in asdict(new).items() if now[field] != value)
