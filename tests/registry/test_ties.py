"""What explains a look, what makes it odd, and what is never said? (R-AUDIT-3)"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.comparing import postcode_token
from accounts.models import Organisation, Practitioner
from accounts.notices import tell
from audit.models import Event
from registry import ties
from registry.disclosure import give_reason, open_record
from registry.involving import record_involvement
from registry.models import Child, LedTo, Name, Reason
from registry.ties import Tie, forget_ties, lead_to, ties_between
from tests import people
from tests.registry import children
from tests.registry.work import NURSING

pytestmark = pytest.mark.django_db
HOME = "L18 5TE"  # of John


def between(viewer: Practitioner, child: UUID, at: datetime) -> set[str]:
    viewer.refresh_from_db()
    return set(ties_between(viewer, Child.objects.get(pk=child), at=at)) - {Tie.OWN_AREA}


def lives(who: Practitioner, postcode: str) -> None:
    Practitioner.objects.filter(pk=who.pk).update(home_postcode_token=postcode_token(postcode))


def someone_of(employer: Organisation) -> Practitioner:
    return people.person("Sid", "practitioner", employer=employer)


def test_nothing_leads_a_stranger_to_the_child(john: UUID, pat: Practitioner, now: datetime) -> None:
    assert between(pat, john, now) == set()


def test_the_own_involvement_explains_and_one_of_today_is_marked(john: UUID, pat: Practitioner, now: datetime) -> None:
    record_involvement(john, NURSING, by=pat, at=now)
    assert between(pat, john, now) == {Tie.OWN_INVOLVEMENT, Tie.SELF_STATED}
    assert between(pat, john, now + timedelta(days=1)) == {Tie.OWN_INVOLVEMENT}


def test_the_involvement_of_a_colleague_is_that_of_the_own_organisation(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    record_involvement(john, NURSING, by=someone_of(people.barnardos()), at=now)
    assert between(pat, john, now) == set()
    record_involvement(john, NURSING, by=someone_of(people.liverpool()), at=now)
    assert between(pat, john, now) == {Tie.OWN_ORGANISATION}


def test_a_notice_about_the_child_explains_for_a_month(john: UUID, pat: Practitioner, now: datetime) -> None:
    tell(pat, "work_handed_over", at=now, path=reverse("view_child", args=[john]), person=pat.pk, involvements=1)
    assert between(pat, john, now) == {Tie.NOTICE}
    assert between(pat, john, now + ties.LEADS_FOR) == set()


def test_a_request_leads_to_the_child_for_a_month_and_is_then_forgotten(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    lead_to(Child.objects.get(pk=john), pat, Tie.CONTACT, at=now)
    assert between(pat, john, now) == {Tie.CONTACT}
    assert between(people.teacher(), john, now) == set()
    assert forget_ties(at=now) == 0
    assert between(pat, john, now + ties.LEADS_FOR) == set()
    assert forget_ties(at=now + ties.LEADS_FOR) == 1
    assert not LedTo.objects.exists()


def test_a_shielding_officer_is_led_by_the_queue_of_the_own_area(john: UUID, now: datetime) -> None:
    children.shield(john, at=now)
    sam = people.person("Sam", "shielding_officer", at=now)
    give_reason(john, reason=Reason.SAFEGUARDING, viewer=sam, at=now)
    open_record(john, viewer=sam, at=now)
    assert Tie.QUEUE in Event.objects.get(verb="child.opened").facts["ties"]


def test_the_same_home_is_seen_without_the_address_being_kept(john: UUID, pat: Practitioner, now: datetime) -> None:
    lives(pat, "M1 1AE")
    assert between(pat, john, now) == set()
    lives(pat, "l185te")
    assert between(pat, john, now) == {Tie.HOME}


def test_the_home_of_a_colleague(john: UUID, pat: Practitioner, now: datetime) -> None:
    lives(someone_of(people.school()), HOME)
    assert between(pat, john, now) == set()
    lives(someone_of(people.liverpool()), HOME)
    assert between(pat, john, now) == {Tie.COLLEAGUE_HOME}


def test_of_the_home_of_a_shielded_child_nothing_is_said(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-SHIELD-1: else the log would say where she lives."""
    lives(pat, HOME)
    children.shield(john, at=now)
    assert between(pat, john, now) == set()


@pytest.mark.parametrize(("have_it", "tie"), [(19, Tie.RARE_SURNAME), (20, Tie.SURNAME)])
def test_the_same_surname_is_rare_or_common(
    have_it: int, tie: Tie, john: UUID, pat: Practitioner, now: datetime
) -> None:
    Practitioner.objects.filter(pk=pat.pk).update(surname="SMITH")
    assert between(pat, john, now) == {Tie.SURNAME}  # too few names to tell
    for norm, count in (("", 10_000), ("smith", have_it)):
        Name.objects.update_or_create(norm=norm, defaults={"surname_count": count})
    assert between(pat, john, now) == {tie}


def test_a_former_surname_is_one_too(john: UUID, pat: Practitioner, now: datetime) -> None:
    Practitioner.objects.filter(pk=pat.pk).update(surname="Okafor")
    assert between(pat, john, now) == {Tie.SURNAME}
