"""What of readiness may an address name, and how does a test make one of an organisation? (SEC-11)"""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from accounts.models import Organisation, Stage
from readiness.editing.drafts import next_month
from readiness.evidence import attach
from readiness.framework import as_said
from readiness.in_force import framework
from readiness.models import (
    Briefing,
    Condition,
    Decision,
    DecisionKind,
    Experience,
    Finding,
    FrameworkVersion,
    Outcome,
    PlannedPhase,
    Return,
    Risk,
    State,
)
from readiness.returning import month_of
from tests import people
from tests.rules.makers import someone_of


def monthly(organisation: Organisation) -> Any:
    """A return that is in progress."""
    now = timezone.now()
    begun = {"framework": 1, "begun_at": now}
    return Return.objects.get_or_create(organisation=organisation, month=month_of(now), defaults=begun)[0].pk


def evidence(organisation: Organisation) -> Any:
    """A file of an answer in it."""
    rita = people.person("Rita", "readiness_lead", where=organisation)
    file = io.BytesIO(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n")
    one = monthly(organisation)
    return attach(one, "GOV1", file, file_name="Minutes.pdf", by=rita, at=timezone.now()).pk


def risk(organisation: Organisation) -> Any:
    words = {"what": "Two trainers leave", "owner": "Rita Example", "action": "Others are trained"}
    weighed = {"likelihood": "low", "impact": "high"}
    return Risk.objects.create(of_id=monthly(organisation), added_at=timezone.now(), **words, **weighed).pk


def given(organisation: Organisation) -> Any:
    """A return that is signed, and waits for the national team."""
    now = timezone.now()
    by = {"submitted_by": someone_of(organisation), "signed_by": someone_of(organisation)}
    when = {"month": month_of(now - timedelta(days=60)), "framework": 1, "begun_at": now}
    signed = {"state": State.SIGNED, "submitted_at": now, "signed_at": now}
    return Return.objects.create(organisation=organisation, **by, **when, **signed).pk


def withdrawn(organisation: Organisation) -> Decision:
    """A decision that its organisation may appeal."""
    now, somebody = timezone.now(), someone_of(people.national_team())
    return Decision.objects.create(
        organisation=organisation,
        kind=DecisionKind.WITHDRAW,
        from_stage=organisation.stage,
        to_stage=Stage.PREPARING,
        because="Unsafe",
        recommended_by=somebody,
        recommended_at=now,
        outcome=Outcome.GRANTED,
        decided_by=somebody,
        decided_at=now,
    )


def condition(organisation: Organisation) -> Any:
    due = timezone.localdate()
    return Condition.objects.create(of=withdrawn(organisation), words="Train the deputies", due_on=due).pk


def experience(organisation: Organisation) -> Any:
    """A report, if this organisation were an early adopter."""
    told = {"part": "records", "severity": 1, "process": "Recording that I work with a child", "words": "It was slow"}
    by, now = someone_of(organisation), timezone.now()
    return Experience.objects.create(organisation=organisation, by=by, at=now, **told).pk


def finding(_: Organisation) -> Any:
    by, now = someone_of(people.national_team()), timezone.now()
    return Finding.objects.create(title="Pages are slow", found="In the afternoon", by=by, at=now).pk


def phase(_: Organisation) -> Any:
    day = timezone.localdate()
    planned = {"stage": Stage.SHIELDING, "opens": "Shielding", "audience": "All", "announced_on": day}
    return PlannedPhase.objects.get_or_create(phase=1, defaults={**planned, "planned_on": day})[0].pk


def check(_: Organisation) -> Any:
    """One of a version of the framework that is in the making."""
    now = timezone.now()
    begun = {"content": as_said(framework(1)), "effective_from": next_month(now)}
    made = {"made_by": someone_of(people.national_team()), "made_at": now}
    FrameworkVersion.objects.get_or_create(version=2, defaults={**begun, **made})
    return 1


def briefing(organisation: Organisation) -> Any:
    """It is the national team's, whoever's things are asked about."""
    made_by, now = someone_of(people.national_team()), timezone.now()
    return Briefing.objects.create(as_at=timezone.localdate(), made_by=made_by, made_at=now, answers=[]).pk


READINESS: Final[dict[str, Callable[[Organisation], Any]]] = {
    "monthly": monthly,
    "evidence": evidence,
    "risk": risk,
    "question": lambda _: "GOV1",
    "given": given,
    "area": lambda organisation: organisation.pk,
    "decision": lambda organisation: withdrawn(organisation).pk,
    "condition": condition,
    "briefing": briefing,
    "check": check,
    "published": lambda _: 1,
    "experience": experience,
    "finding": finding,
    "phase": phase,
    "theme": lambda _: "shielding",
}
