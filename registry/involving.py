"""How does a practitioner say: I work with this child, I lead, an assessment exists? (R-INV-1, R-INV-3)"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import actor, require
from accounts.models import Practitioner
from audit.log import record
from registry.disclosure import NotThere, child_to_open
from registry.models import Caf, Child, ConsentBasis, Group, Involvement, LeadProfessional
from registry.shields import is_shielded
from registry.telling import tell_others


class AlreadyInvolved(Exception):
    """Your involvement with this child is already recorded."""


class AskYourTeam(Exception):
    """Speak to your ContactPoint team about this child: nothing is changed here (R-SHIELD-1)."""


@dataclass(frozen=True)
class Consent:
    """On what basis a sensitive service may be recorded (R-INV-2)."""

    basis: ConsentBasis
    given_on: date
    by: str


@dataclass(frozen=True)
class Work:
    """What a practitioner does for the child, and how to reach them."""

    group: Group
    service: str
    role: str
    phone: str
    email: str
    started_on: date
    consent: Consent | None = None  # a sensitive service is recorded only with one


@dataclass(frozen=True)
class Colleague:
    """The named practitioner for whom an authorised user records (S-19)."""

    name: str
    organisation: str


@dataclass(frozen=True)
class Recorded:
    """An open involvement that this person recorded: the own one, or a colleague's."""

    child: UUID
    service: str
    name: str
    since: date
    own: bool


def _locked(child: UUID, *, by: Practitioner, at: datetime) -> Child:
    """The record, which nobody else changes until the transaction ends. Raises Refused, NotThere."""
    require(by, "keep_records", by.organisation, at=at)
    row = child_to_open(child, viewer=by, at=at)
    return Child.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _in_sight(child: UUID, *, by: Practitioner, at: datetime) -> Child:
    """The locked record, of which this person sees everything: nobody overwrites what is hidden from them.

    Raises AskYourTeam too.
    """
    row = _locked(child, by=by, at=at)
    if is_shielded(row.pk):
        raise AskYourTeam
    return row


def record_involvement(
    child: UUID, work: Work, *, by: Practitioner, at: datetime, colleague: Colleague | None = None
) -> UUID:
    """Records the own involvement, or that of a named colleague, and returns its id.

    Raises AlreadyInvolved, AskYourTeam, Refused, NotThere.
    """
    with transaction.atomic():
        row = _in_sight(child, by=by, at=at)
        if colleague is None and row.involvements.filter(practitioner=by, ended_on=None).exists():
            raise AlreadyInvolved
        involvement = _involvement(row, work, by=by, colleague=colleague, at=at)
        involvement.save(force_insert=True)
        _log("involvement.recorded", row, involvement.pk, by=by, at=at, for_colleague=colleague is not None)
        if not involvement.sensitive:  # nobody else may know that it exists (R-INV-2)
            tell_others(row, "involvement_recorded", by=by, at=at)
    return involvement.pk


def _involvement(row: Child, work: Work, *, by: Practitioner, colleague: Colleague | None, at: datetime) -> Involvement:
    consent = work.consent
    return Involvement(
        child=row,
        group=work.group,
        service=work.service,
        role=work.role,
        phone=work.phone,
        email=work.email,
        started_on=work.started_on,
        organisation_name=colleague.organisation if colleague else _works_at(by),
        organisation=None if colleague else by.organisation,
        practitioner=None if colleague else by,
        contact_name=colleague.name if colleague else by.name,
        confirmed_at=at,
        sensitive=consent is not None,
        consent_basis=consent.basis if consent else "",
        consent_on=consent.given_on if consent else None,
        consent_by=consent.by if consent else "",
        stated_by=by,
        as_at=at,
    )


def _works_at(by: Practitioner) -> str:
    return (by.employer or by.organisation).name


def _log(verb: str, row: Child, thing: UUID, *, by: Practitioner, at: datetime, **facts: object) -> None:
    record(verb, at=at, actor=actor(by), child_number=row.number, facts={"id": str(thing), **facts})


def recorded_by(by: Practitioner, involvement: UUID, *, at: datetime) -> Recorded:
    """What this person may end or confirm. Raises Refused, NotThere."""
    mine = _recorded(involvement, by=by, at=at)
    child_to_open(mine.child_id, viewer=by, at=at)
    return Recorded(mine.child_id, mine.service, mine.contact_name, mine.started_on, own=mine.practitioner_id == by.pk)


def _recorded(involvement: UUID, *, by: Practitioner, at: datetime) -> Involvement:
    """The open involvement that this person recorded. Raises Refused, and NotThere for anything else."""
    require(by, "keep_records", by.organisation, at=at)
    mine = Involvement.objects.filter(pk=involvement, stated_by=by, ended_on=None).first()
    if mine is None:
        raise NotThere
    return mine


def _recorded_locked(involvement: UUID, *, by: Practitioner, at: datetime) -> tuple[Involvement, Child]:
    """The same as it stands when nobody else changes the record any more, and the record. Raises Refused, NotThere."""
    row = _locked(_recorded(involvement, by=by, at=at).child_id, by=by, at=at)
    mine = row.involvements.filter(pk=involvement, stated_by=by, ended_on=None).first()
    if mine is None:  # ended meanwhile, or merged away
        raise NotThere
    return mine, row


def end_involvement(involvement: UUID, *, on: date, because: str, by: Practitioner, at: datetime) -> None:
    """Ends the own involvement, or one recorded for a colleague; its lead ends with it.

    Raises NotThere for anything that is not this person's to end, Refused, ValueError when the end is too early.
    """
    with transaction.atomic():
        mine, row = _recorded_locked(involvement, by=by, at=at)
        if on < mine.started_on:
            raise ValueError(on)
        mine.change(ended_on=on, end_reason=because)
        led = mine.leads.filter(until=None).update(until=on)
        _log("involvement.ended", row, mine.pk, by=by, at=at)
        if led and not mine.sensitive:
            tell_others(row, "lead_changed", by=by, at=at)


def confirm_involvement(involvement: UUID, *, by: Practitioner, at: datetime) -> None:
    """Says "still involved", which keeps the contact from being marked as out of date (R-INV-6). Raises NotThere."""
    with transaction.atomic():
        mine, row = _recorded_locked(involvement, by=by, at=at)
        Involvement.objects.filter(pk=mine.pk).update(confirmed_at=at)
        _log("involvement.confirmed", row, mine.pk, by=by, at=at)


def name_lead(child: UUID, involvement: UUID, *, by: Practitioner, at: datetime) -> None:
    """Makes this involvement the lead; the one before ends today (R-INV-3).

    Raises NotThere when it is not a visible, open involvement with this child; AskYourTeam, Refused.
    """
    today = timezone.localdate(at)
    with transaction.atomic():
        row = _in_sight(child, by=by, at=at)
        chosen = row.involvements.filter(pk=involvement, sensitive=False, ended_on=None).first()
        if chosen is None:
            raise NotThere
        leads_already = row.leads.filter(until=None, involvement=chosen).exists()
        row.leads.filter(until=None).update(until=today)
        LeadProfessional.objects.create(child=row, involvement=chosen, since=today, stated_by=by, as_at=at)
        _log("lead.named", row, chosen.pk, by=by, at=at)
        if not leads_already:
            tell_others(row, "lead_changed", by=by, at=at)


def flag_caf(child: UUID, *, completed_on: date, holder: str, by: Practitioner, at: datetime) -> None:
    """Says that an assessment under the Common Assessment Framework exists, and who holds it (R-INV-3).

    Raises AskYourTeam, Refused, NotThere.
    """
    with transaction.atomic():
        row = _in_sight(child, by=by, at=at)
        said = {"completed_on": completed_on, "holder": holder, "stated_by": by, "source": None, "as_at": at}
        caf, _ = Caf.objects.update_or_create(child=row, defaults=said)
        record("caf.flagged", at=at, actor=actor(by), child_number=row.number, facts={"caf": caf.pk})
