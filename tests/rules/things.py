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
    Practitioner,
    Transfer,
    WayBack,
)
from contactpoint.vault.models import DataKey
from feeds.models import Accreditation, Delivery, Replay, RuleKind, StagedRow
from feeds.quarantine.rules import Rule, keep
from registry import expecting
from registry.assertion import Assertion, Name
from registry.brokering import Service
from registry.disclosure import give_reason, override
from registry.merge_asking import words_place
from registry.merging import join
from registry.models import Child, Merge, Reason, Source
from registry.record import rebuild
from registry.shields import put_on
from shielding.asking import new_shield
from shielding.identities import ask_to_close
from shielding.models import ContactRequest, Investigation, ListedChild, Partner, Proposal, ServiceAsked
from shielding.said import Said, seal_said, seal_service
from shielding.words import REQUESTED
from tests import people
from tests.registry.children import child as a_child
from tests.registry.children import shield as shield_child
from tests.registry.matching import waiting as a_row


def someone_of(organisation: Organisation) -> Practitioner:
    role = "national_team" if organisation.kind == Kind.NATIONAL_TEAM else "practitioner"
    return people.person("Someone", role, where=organisation)


def child(organisation: Organisation) -> Any:
    area = organisation if organisation.kind == Kind.AUTHORITY else people.liverpool()
    return a_child(at=timezone.now(), area=area)


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


def investigation(organisation: Organisation) -> Any:
    """Of a look by somebody of that organisation."""
    at, looked_at = timezone.now(), child(organisation)
    shield_child(looked_at, at=at)
    where = organisation if organisation.kind == Kind.AUTHORITY else people.liverpool()
    by = people.override_holder(where=where)
    give_reason(looked_at, reason=Reason.SAFEGUARDING, viewer=by, at=at)
    override(looked_at, because="She was taken from school", viewer=by, at=at)
    return Investigation.objects.get(practitioner=by).pk


def shield(organisation: Organisation) -> Any:
    """One that nobody has confirmed yet."""
    by = someone_of(organisation)
    row = new_shield(child(organisation), because=REQUESTED, at=timezone.now())
    row.put_on_by = by
    with transaction.atomic():
        put_on([row.child_id], because=REQUESTED, by=by, at=row.put_on_at)
        rebuild([row.child_id])
        row.save(force_insert=True)
    return row.pk


def proposal(organisation: Organisation) -> Any:
    by = someone_of(organisation)
    return Proposal.objects.create(shield_id=shield(organisation), what="lift", asked_by=by, asked_at=timezone.now()).pk


def contact_request(organisation: Organisation) -> Any:
    """About a child of this organisation's area, asked by somebody there."""
    of, by, now = child(organisation), someone_of(organisation), timezone.now()
    row = ContactRequest(child_id=of, asker=by, team=by.organisation, urgency="today", asked_at=now)
    row.pass_on_by, row.due_at = now + timedelta(hours=1), now + timedelta(hours=2)
    row.said = seal_said(row, Said("An enquiry", "0151 496 0777"))
    row.save(force_insert=True)
    return row.pk


def service_asked(organisation: Organisation) -> Any:
    """A service without an account, which somebody asked."""
    ContactRequest.objects.filter(pk=contact_request(organisation)).update(passed_at=timezone.now())
    request = ContactRequest.objects.latest("asked_at")
    row = ServiceAsked(contact_request=request, service_token=b"1" * 16, asked_by=request.asker)
    row.asked_at = timezone.now()
    row.service = seal_service(row, Service("setting|1", "education", "School", "Mossley Hill School"))
    row.save(force_insert=True)
    return row.pk


def closing(organisation: Organisation) -> Any:
    """What one officer asked for, about a record of that organisation."""
    where = organisation if organisation.kind == Kind.AUTHORITY else people.liverpool()
    by = people.person("Sara", "shielding_officer", where=where)
    number = Child.objects.get(pk=child(where)).number
    return ask_to_close(number, because="Adopted", by=by, at=timezone.now())


def partner(organisation: Organisation) -> Any:
    """One that the area asks for its start-up list."""
    by, now = someone_of(organisation), timezone.now()
    dates = {"asked_on": now.date(), "due_on": now.date()}
    told = {"sort": "refuges", "body": "A refuge", "contact": "Ruth Dale", "phone": "0113 496 0123"}
    return Partner.objects.create(area=organisation, added_by=by, added_at=now, **told, **dates).pk


def listed(organisation: Organisation) -> Any:
    """An expected child."""
    now, of = timezone.now(), Partner.objects.get(pk=partner(organisation))
    said = Assertion(names=(Name("current", "Grace", "", "Whitfield"),), date_of_birth=now.date())
    with transaction.atomic():
        row = expecting.expect(said, area=organisation, at=now)
    return ListedChild.objects.create(partner=of, expected=row, by=of.added_by, at=now).pk


THINGS: Final[dict[str, Callable[[Organisation], Any]]] = {
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
    "shield": shield,
    "proposal": proposal,
    "source": source,
    "delivery": delivery,
    "accreditation": accreditation,
    "staged_row": staged_row,
    "fix_rule": fix_rule,
    "replay": replay,
    "investigation": investigation,
    "contact_request": contact_request,
    "asked": service_asked,
    "closing": closing,
    "partner": partner,
    "listed": listed,
}
# What addresses name beside: the viewer's own alone (a search, a notice), an operator's, or no thing at all.
WITHOUT_AN_ORGANISATION: Final = {
    *("search", "involvement", "kept", "notice", "row", "pk"),
    *("closure", "token", "code", "kind", "ending", "provider_id"),
}
