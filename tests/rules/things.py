"""What may an address name, and how does a test make one of an organisation? (SEC-11)"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import (
    AccessReview,
    Allowance,
    Bulk,
    Case,
    Kind,
    Organisation,
    Transfer,
    WayBack,
)
from contactpoint.vault.models import DataKey
from feeds.models import Accreditation, Delivery, Replay, RuleKind, StagedRow
from feeds.quarantine.rules import Rule, keep
from registry.merge_asking import words_place
from registry.merging import join
from registry.models import Merge, Source
from tests import people
from tests.registry.matching import waiting as a_row
from tests.rules.archive_things import ARCHIVE
from tests.rules.makers import child, someone_of
from tests.rules.oversight_things import OVERSIGHT
from tests.rules.readiness_things import READINESS
from tests.rules.registry_things import REGISTRY
from tests.rules.shielding_things import SHIELDING


def team(organisation: Organisation) -> Any:
    return people.organisation("Duty team", f"T-{organisation.code}", kind=Kind.TEAM, parent=organisation).pk


def review(organisation: Organisation) -> Any:
    now = timezone.now()
    due = (now + timedelta(days=30)).date()
    return AccessReview.objects.create(organisation=organisation, opened_at=now, due_on=due).pk


def case(organisation: Organisation) -> Any:
    facts = {"asked": 200, "given": 60, "limit": 60}
    somebody = someone_of(organisation)
    return Case.objects.create(
        practitioner=somebody, rule="three_times_the_limit", facts=facts, opened_at=timezone.now()
    ).pk


def allowance(organisation: Organisation) -> Any:
    today = timezone.localdate()
    return Allowance.objects.create(
        practitioner=someone_of(organisation),
        children=100,
        purpose="incident",
        first_day=today,
        last_day=today,
        asked_by=someone_of(organisation),
        asked_at=timezone.now(),
    ).pk


def way_back(organisation: Organisation) -> Any:
    return WayBack.objects.create(
        practitioner=someone_of(organisation),
        what="password",
        because="forgotten",
        asked_by=someone_of(organisation),
        asked_at=timezone.now(),
    ).pk


def bulk(organisation: Organisation) -> Any:
    by = someone_of(organisation)
    return Bulk.objects.create(
        kind="invite",
        organisation=organisation,
        by=by,
        acting=by,
        at=timezone.now(),
        file_name="people.csv",
        sha256=b"0" * 32,
        state="checked",
    ).pk


def source(organisation: Organisation) -> Any:
    area = organisation if organisation.kind == Kind.AUTHORITY else None
    code = f"matrix-{organisation.code.lower()}"
    made, _ = Source.objects.get_or_create(
        code=code,
        defaults={
            "name": "Case system",
            "body": people.school(),
            "area": area,
            "legal_basis": "permitted",
            "asserts": [],
        },
    )
    return made.pk


def delivery(organisation: Organisation, **more: Any) -> Any:
    told = {"file_name": "cases.csv", "sha256": organisation.pk.bytes * 2, "size": 1, "state": "done"} | more
    return Delivery.objects.create(
        source_id=source(organisation),
        received_at=timezone.now(),
        content_key=DataKey.make_many(1)[0],
        **told,
    ).pk


def accreditation(organisation: Organisation) -> Any:
    """One that was asked for and waits for a decision."""
    of, by = Source.objects.get(pk=source(organisation)), someone_of(organisation)
    tried = delivery(organisation, sha256=b"1" * 32, trial=True)
    return Accreditation.objects.create(source=of, trial_id=tried, asked_by=by, asked_at=timezone.now()).pk


def staged_row(organisation: Organisation) -> Any:
    """One in quarantine."""
    return StagedRow.objects.create(
        delivery_id=delivery(organisation, sha256=b"0" * 32, received=1, quarantined=1),
        number=1,
        line=2,
        state="quarantined",
        reason_code="cannot_keep",
    ).pk


def fix_rule(organisation: Organisation) -> Any:
    of, by = Source.objects.get(pk=source(organisation)), someone_of(organisation)
    with transaction.atomic():
        return keep(Rule("postcode", RuleKind.LEAVE_OUT), source=of, by=by, at=timezone.now()).pk


def replay(organisation: Organisation) -> Any:
    """A corrected file that nobody confirmed yet."""
    now = timezone.now()
    return Replay.objects.create(kind="file", source_id=source(organisation), by=someone_of(organisation), at=now).pk


def transfer(organisation: Organisation) -> Any:
    """Somebody who is offered to this organisation."""
    other = people.organisation("Leeds", "383")
    somebody = someone_of(other)
    return Transfer.objects.create(
        practitioner=somebody,
        from_organisation=other,
        to_organisation=organisation,
        proposed_by=someone_of(other),
        proposed_at=timezone.now(),
    ).pk


def waiting(organisation: Organisation) -> Any:
    area = organisation if organisation.kind == Kind.AUTHORITY else people.liverpool()
    return a_row(near=[child(area)], at=timezone.now(), area=area)


def merge(organisation: Organisation) -> Any:
    """Two records that are one by now."""
    kept, closed, now = child(organisation), child(organisation), timezone.now()
    with transaction.atomic():
        moved = join(kept, closed, at=now)
    by = someone_of(organisation)
    made = Merge(kept_id=kept, closed_id=closed, asked_by=by, asked_at=now, by=by, at=now, moved=moved.as_dict())
    made.because = made.kept.words_key.seal("One boy", place=words_place(made))
    made.save(force_insert=True)
    return made.pk


def guide(organisation: Organisation) -> str:
    """A document that is not public, and that somebody of the organisation has to read."""
    if organisation.kind != Kind.NATIONAL_TEAM:
        people.person("Dina", "director", where=organisation)
    return "shielding-teams"


THINGS: Final[dict[str, Callable[[Organisation], Any]]] = {
    **SHIELDING,
    **READINESS,
    **OVERSIGHT,
    **ARCHIVE,
    **REGISTRY,
    "practitioner": lambda organisation: someone_of(organisation).pk,
    "child": child,
    "organisation": team,
    "review": review,
    "case": case,
    "allowance": allowance,
    "way_back": way_back,
    "bulk": bulk,
    "transfer": transfer,
    "waiting": waiting,
    "one": child,
    "other": child,
    "merge": merge,
    "source": source,
    "delivery": delivery,
    "accreditation": accreditation,
    "staged_row": staged_row,
    "fix_rule": fix_rule,
    "replay": replay,
    # A guidance that is for people who are signed in alone, and its two versions.
    "guide": guide,
    "version": lambda _: 2,
    "older": lambda _: 1,
    "newer": lambda _: 2,
}
# What addresses name beside: the viewer's own alone (a search, a notice), an operator's, or no thing at all.
WITHOUT_AN_ORGANISATION: Final = {
    *("search", "field", "involvement", "kept", "notice", "row", "pk"),
    *("closure", "token", "code", "kind", "ending", "provider_id"),
}
