"""How does an area come to sign its start-up list? Shona and Simon are officers of Leeds, Dina is its director.

R-SHIELD-10, S-6, S-7.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import roles
from accounts.access import NotYours
from accounts.models import Notice, Practitioner
from audit.models import Event
from registry.disclosure import NotThere
from registry.shields import is_shielded
from registry.starting_up import is_signed
from shielding import entries, listing, partners, signing
from shielding.models import Correspondence, Shield, SignOff, Sort
from shielding.my_work import waiting_for
from shielding.signing import SamePerson, SignedAlready, StillMissing
from shielding.start_up import start_up_of
from shielding.start_up_work import tell_of_late_partners
from tests import people
from tests.registry import children
from tests.shielding import start_up
from tests.shielding.start_up import REASONS, everybody_replied, refuge, replied

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shona(db: None) -> Practitioner:
    children.surroundings()
    return start_up.officer()


@pytest.fixture
def simon(db: None) -> Practitioner:
    return start_up.officer("Simon")


@pytest.fixture
def dina(db: None) -> Practitioner:
    return start_up.director()


def lacks(who: Practitioner, at: datetime) -> list[str]:
    return [gap.words for gap in start_up_of(who, at=at).gaps]


def test_an_area_reads_which_partners_it_does_not_ask_yet(shona: Practitioner, now: datetime) -> None:
    refuge(shona, now)
    assert lacks(shona, now) == [
        "No partner is asked: social care",
        "No partner is asked: adoption",
        "No partner is asked: police",
        "No partner is asked: health",
        "Leeds Refuge has not replied",
    ]


def test_a_nil_return_is_a_reply_and_names_are_missing_until_they_are_entered(
    shona: Practitioner, now: datetime
) -> None:
    partner = refuge(shona, now)
    replied(partner, shona, now, names=2)
    assert lacks(shona, now)[-1] == "Leeds Refuge gave 2 names, and 0 are entered"
    for _ in range(2):
        listing.expect_listed(partner, start_up.GRACE, by=shona, at=now)
    assert "Leeds Refuge" not in lacks(shona, now)[-1]
    replied(partner, shona, now)
    (asked,) = start_up_of(shona, at=now).partners
    assert (asked.named, asked.listed, asked.lacks) == (0, 2, "")


def test_whom_an_officer_takes_back_is_missing_again_and_the_list_is_signed_anew(
    shona: Practitioner, dina: Practitioner, now: datetime
) -> None:
    partner = refuge(shona, now)
    replied(partner, shona, now, names=1)
    listed = listing.expect_listed(partner, start_up.GRACE, by=shona, at=now)
    signing.sign_as_lead(REASONS, by=shona, at=now)
    listing.take_back(listed, because="She is grown up", by=shona, at=now)
    one = start_up_of(shona, at=now)
    assert (one.counts.named, one.counts.expected, one.lead_at) == (1, 0, None)
    assert one.gaps[-1].words == "Leeds Refuge gave 1 name, and 0 are entered"
    assert signing.to_sign(dina, at=now) is None


def test_who_replied_and_when_is_kept_and_never_changed(shona: Practitioner, now: datetime) -> None:
    partner = refuge(shona, now)
    replied(partner, shona, now, names=3)
    kept = Correspondence.objects.get()
    assert (kept.who, kept.children, kept.by, kept.at) == ("Ruth Dale", 3, shona, now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Correspondence.objects.update(children=0, heard="nil")
    assert Event.objects.get(verb="start_up.partner_replied").facts["children"] == 3


def test_officers_hear_once_of_a_partner_who_is_late_and_again_when_a_reminder_brings_nothing(
    shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    partner = refuge(shona, now)
    replied(refuge(shona, now, name="Another Refuge"), shona, now)
    assert tell_of_late_partners(at=now + 7 * DAY) == 0
    assert [tell_of_late_partners(at=now + 8 * DAY) for _ in range(2)] == [1, 0]
    told = Notice.objects.filter(kind="partners_late")
    assert {(one.practitioner, one.facts["partners"]) for one in told} == {(shona, 1), (simon, 1)}
    due = timezone.localdate(now + 14 * DAY)
    partners.remind(partner, on=timezone.localdate(now + 8 * DAY), due_on=due, by=simon, at=now + 8 * DAY)
    assert start_up_of(shona, at=now).partners[-1].reminded == 1
    assert [tell_of_late_partners(at=now + days * DAY) for days in (9, 15, 16)] == [0, 1, 0]


def test_a_partner_who_is_asked_no_more_holds_nothing_up(shona: Practitioner, now: datetime) -> None:
    partner = refuge(shona, now)
    partners.end(partner, by=shona, at=now)
    assert start_up_of(shona, at=now).partners == ()
    assert tell_of_late_partners(at=now + 30 * DAY) == 0
    with pytest.raises(NotThere):
        replied(partner, shona, now)


def test_a_child_whom_a_partner_names_is_hidden_at_once_at_the_request_of_the_partner(
    shona: Practitioner, now: datetime
) -> None:
    """S-6: Leeds can do no more than this yet, and this it can (S-7)."""
    child = start_up.child_of_leeds(now)
    partner = refuge(shona, now)
    shield = listing.hide_listed(partner, child, why="In the refuge", evidence="Their list", by=shona, at=now)
    assert is_shielded(child)
    said = dict(entries.request_of(shield))
    assert (said["asker"], said["name"], said["reach"]) == ("refuge", "Ruth Dale, Leeds Refuge", "0113 496 0123")
    listing.hide_listed(partner, child, why="In the refuge", evidence="Named again", by=shona, at=now)
    (asked,) = start_up_of(shona, at=now).partners
    assert (asked.listed, asked.expected, Shield.objects.count()) == (1, 0, 1)


def test_the_lead_officer_signs_and_then_the_director(shona: Practitioner, dina: Practitioner, now: datetime) -> None:
    """R-SHIELD-9."""
    everybody_replied(shona, now)
    signing.sign_as_lead({}, by=shona, at=now)
    assert not is_signed(start_up.leeds())
    assert [(one.practitioner, one.kind) for one in Notice.objects.all()] == [(dina, "start_up_to_sign")]
    waits = signing.to_sign(dina, at=now)
    assert waits is not None
    assert (waits.lead, waits.counts.replied, waits.counts.nil, waits.reasons) == (shona.name, 5, 5, ())
    signing.sign_as_director(waits.id, by=dina, at=now + DAY)
    assert is_signed(start_up.leeds())
    kept = SignOff.objects.get()
    assert (kept.lead, kept.lead_at, kept.director, kept.director_at) == (shona, now, dina, now + DAY)
    assert kept.counts["partners"] == 5


def test_what_is_missing_takes_a_reason_each(shona: Practitioner, dina: Practitioner, now: datetime) -> None:
    refuge(shona, now)
    with pytest.raises(StillMissing) as refused:
        signing.sign_as_lead(REASONS, by=shona, at=now)
    (gap,) = refused.value.gaps
    assert gap.words == "Leeds Refuge has not replied"
    signing.sign_as_lead({**REASONS, gap.key: "It has closed down"}, by=shona, at=now)
    waits = signing.to_sign(dina, at=now)
    assert waits is not None
    assert waits.reasons[-1] == ("Leeds Refuge has not replied", "It has closed down")
    assert b"closed down" not in bytes(SignOff.objects.get().reasons)


def test_one_person_does_not_sign_twice(shona: Practitioner, dina: Practitioner, now: datetime) -> None:
    roles.give(shona, "director", start_up.leeds())
    signing.sign_as_lead(REASONS, by=shona, at=now)
    waits = signing.to_sign(shona, at=now)
    assert waits is not None
    with pytest.raises(SamePerson):
        signing.sign_as_director(waits.id, by=shona, at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        SignOff.objects.update(director=shona, director_at=now)
    assert not is_signed(start_up.leeds())
    signing.sign_as_director(waits.id, by=dina, at=now)
    with pytest.raises(SignedAlready):
        signing.sign_as_lead(REASONS, by=shona, at=now)


def test_a_list_that_changes_between_the_two_is_signed_anew(
    shona: Practitioner, dina: Practitioner, now: datetime
) -> None:
    partner = refuge(shona, now)
    replied(partner, shona, now)
    signing.sign_as_lead(REASONS, by=shona, at=now)
    waits = signing.to_sign(dina, at=now)
    assert waits is not None
    listing.expect_listed(partner, start_up.GRACE, by=shona, at=now)
    assert signing.to_sign(dina, at=now) is None
    with pytest.raises(NotThere):
        signing.sign_as_director(waits.id, by=dina, at=now)
    start_up.signed_by_both(shona, dina, now)
    assert is_signed(start_up.leeds())


def test_what_was_signed_is_frozen(shona: Practitioner, dina: Practitioner, now: datetime) -> None:
    start_up.signed_by_both(shona, dina, now)
    changes: list[dict[str, Any]] = [{"counts": {}}, {"withdrawn_at": now}, {"director": start_up.director("Dan")}]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            SignOff.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        SignOff.objects.all().delete()
    refuge(shona, now)  # more may be heard later: it changes nothing of what was signed
    assert SignOff.objects.get().counts["partners"] == 0


def test_nobody_else_asks_enters_or_signs(
    shona: Practitioner, dina: Practitioner, now: datetime, mark: Practitioner, pat: Practitioner
) -> None:
    """Mark is an officer of Manchester, Pat a practitioner."""
    partner = refuge(shona, now)
    for who in (mark, pat, dina):
        with pytest.raises((NotThere, NotYours)):
            replied(partner, who, now)
        with pytest.raises((NotThere, NotYours)):
            listing.expect_listed(partner, start_up.GRACE, by=who, at=now)
    signing.sign_as_lead({**REASONS, str(partner): "Closed"}, by=shona, at=now)
    waits = signing.to_sign(dina, at=now)
    assert waits is not None
    elsewhere = people.person("Diana", "director")
    for who in (mark, elsewhere, shona):
        with pytest.raises((NotThere, NotYours)):
            signing.sign_as_director(waits.id, by=who, at=now)


def test_home_pages_count_what_is_missing_and_what_is_to_be_signed(
    shona: Practitioner, dina: Practitioner, now: datetime
) -> None:
    assert [count for words, _, count in waiting_for(shona, at=now) if "Start-up" in words] == [len(Sort)]
    assert waiting_for(dina, at=now) == []
    signing.sign_as_lead(REASONS, by=shona, at=now)
    ((words, _, count),) = waiting_for(dina, at=now)
    assert (words, count) == ("Start-up list to sign", 1)
