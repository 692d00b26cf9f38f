"""Who works with a child, who leads, and that an assessment exists, as pages (R-INV-1, R-INV-3)."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from registry.models import Caf, Involvement, LeadProfessional
from tests import people
from tests.registry.pages.refusing import refuse
from tests.registry.pages.states import WORK, Scene, bare, shielded, url

pytestmark = pytest.mark.django_db
CONSENT = {
    "consent_basis": "child",
    "consent_by": "John himself",
    "consent_on_day": "1",
    "consent_on_month": "9",
    "consent_on_year": "2025",
}
COLLEAGUE = {"name": "Anna Berg", "organisation": "Alder Hey", "asked": "on"}


def test_an_involvement_is_recorded_confirmed_and_ended(scene: Scene) -> None:
    """R-INV-1, R-INV-6."""
    john = scene.opened(scene.john())
    form = scene.client.get(url("record_involvement", john)).content.decode()
    assert 'value="Social worker"' in form
    answer = scene.client.post(url("record_involvement", john), WORK)
    assert (answer.status_code, answer.headers["Location"]) == (303, url("view_child", john))
    page = scene.client.get(url("view_child", john)).content.decode()
    assert "Your involvement is recorded" in page
    mine = Involvement.objects.get(practitioner=scene.who).pk
    assert url("end_involvement", mine) in page
    assert scene.client.post(url("confirm_involvement", mine)).headers["Location"] == url("my_children")
    sent = {"ended_on_day": "1", "ended_on_month": "3", "ended_on_year": "2026", "because": "Moved school"}
    assert scene.client.post(url("end_involvement", mine), sent).headers["Location"] == url("my_children")
    assert "Past (1)" in scene.client.get(url("view_child", john)).content.decode()


MISSING = [
    "Select the kind of service",
    "Enter the name of the service",
    "Enter a role",
    "Enter a telephone number",
    "Enter the start date",
]


def test_what_an_involvement_lacks_is_said(scene: Scene) -> None:
    john = scene.opened(scene.john())
    refuse(scene, url("record_involvement", john), {}, MISSING)
    consent = ["Select what allows you to record this", "Enter who consented, or who suspects significant harm"]
    consent += ["Enter the day of consent"]
    refuse(scene, url("record_sensitive_involvement", john), WORK, consent)
    refuse(scene, url("record_sensitive_involvement", john), {}, [*consent, *MISSING])
    colleague = ["Enter the name of the practitioner", "Enter the organisation"]
    refuse(
        scene,
        url("record_colleague_involvement", john),
        WORK,
        [*colleague, "Confirm that this practitioner asked you to"],
    )
    assert not Involvement.objects.filter(stated_by=scene.who).exists()


def test_an_involvement_cannot_begin_tomorrow_or_twice(scene: Scene, now: datetime) -> None:
    john = scene.opened(scene.john())
    tomorrow = now + timedelta(days=1)
    sent = {
        **WORK,
        "started_on_day": str(tomorrow.day),
        "started_on_month": str(tomorrow.month),
        "started_on_year": str(tomorrow.year),
    }
    refuse(scene, url("record_involvement", john), sent, ["Start date must be today or in the past"])
    scene.involved(john)
    refuse(scene, url("record_involvement", john), WORK, ["Your involvement with this child is already recorded"])


def test_a_sensitive_service_is_on_nobody_else_s_page(scene: Scene) -> None:
    """R-INV-2."""
    john = scene.opened(scene.john())
    sent = {**WORK, **CONSENT, "service": "Drug counselling"}
    assert scene.client.post(url("record_sensitive_involvement", john), sent).status_code == 303
    own = scene.client.get(url("view_child", john)).content.decode()
    assert "Only you can see this" in own
    other = Client()
    tara = people.teacher()
    people.sign_in(other, tara)
    Scene(tara, other).opened(john)
    page = other.get(url("view_child", john)).content.decode()
    assert "Drug counselling" not in page
    assert "Pat Example" not in page


def test_a_colleague_s_involvement_is_recorded_and_ended_by_who_entered_it(scene: Scene) -> None:
    """S-19."""
    john = scene.opened(scene.john())
    assert scene.client.post(url("record_colleague_involvement", john), {**WORK, **COLLEAGUE}).status_code == 303
    page = scene.client.get(url("view_child", john)).content.decode()
    theirs = Involvement.objects.get(contact_name="Anna Berg")
    assert "Anna Berg" in page
    assert url("end_involvement", theirs.pk) in page
    assert "End the involvement of Anna Berg" in scene.client.get(url("end_involvement", theirs.pk)).content.decode()


def test_an_involvement_does_not_end_before_it_began(scene: Scene) -> None:
    mine = scene.involved(scene.john())
    sent = {"ended_on_day": "31", "ended_on_month": "8", "ended_on_year": "2025", "because": "x"}
    refuse(scene, url("end_involvement", mine), sent, ["Last day must be the same as or after the start date"])
    refuse(scene, url("end_involvement", mine), {}, ["Enter the last day", "Enter why it ended"])


def test_a_lead_is_named_among_those_recorded(scene: Scene) -> None:
    """R-INV-3."""
    john = scene.john()
    mine = scene.involved(john)
    where = url("name_lead", john)
    refuse(scene, where, {}, ["Select who is the lead professional", "Confirm that they have agreed to lead"])
    wrong = {"involvement": str(uuid4()), "agreed": "on"}
    refuse(scene, where, wrong, ["Select who is the lead professional from the list"])
    assert scene.client.post(where, {"involvement": str(mine), "agreed": "on"}).status_code == 303
    assert LeadProfessional.objects.get(child=john, until=None).involvement_id == mine
    assert "Pat Example, since" in scene.client.get(url("view_child", john)).content.decode()


def test_where_nobody_could_lead_that_is_said(scene: Scene) -> None:
    page = scene.client.get(url("name_lead", bare(scene))).content.decode()
    assert "No practitioner is recorded who could lead" in page


def test_an_assessment_is_flagged_by_its_date_and_holder(scene: Scene) -> None:
    """R-INV-3."""
    john = scene.opened(scene.john())
    where = url("flag_caf", john)
    refuse(scene, where, {}, ["Enter the date it was completed", "Enter who holds it"])
    sent = {"completed_on_day": "2", "completed_on_month": "1", "completed_on_year": "2026", "holder": "Mo Ali"}
    assert scene.client.post(where, sent).status_code == 303
    assert Caf.objects.get(child=john).stated_by == scene.who
    assert "Completed 2 January 2026, held by Mo Ali" in scene.client.get(url("view_child", john)).content.decode()


def test_acts_on_a_hidden_child_lead_back_to_its_page(scene: Scene) -> None:
    """R-SHIELD-1."""
    child = shielded(scene)
    caf = {"completed_on_day": "2", "completed_on_month": "1", "completed_on_year": "2026", "holder": "X"}
    for name, sent in (
        ("record_involvement", WORK),
        ("record_sensitive_involvement", {**WORK, **CONSENT}),
        ("record_colleague_involvement", {**WORK, **COLLEAGUE}),
        ("flag_caf", caf),
        ("name_lead", {}),
    ):
        answer = scene.client.post(url(name, child), sent)
        assert (answer.status_code, answer.headers["Location"]) == (303, url("view_child", child)), name
    assert not Involvement.objects.filter(stated_by=scene.who).exists()
