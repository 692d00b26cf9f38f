"""Who may do what, asked of the one place that answers? (R-USER-1, R-ORG-1)"""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts import access, roles
from accounts.access import Refused, lapses, may, on_track, require, require_track, whole_of
from accounts.models import AccountState, Agreement, Kind, Organisation, Practitioner, Stage, Track
from tests import people

pytestmark = pytest.mark.django_db
NINETY_DAYS = timedelta(days=90)
AN_INSTANT = timedelta(microseconds=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def pat() -> Practitioner:
    """A practitioner of Liverpool with everything it takes."""
    return people.social_worker()


def test_a_practitioner_may_do_here_what_the_role_permits_and_nothing_elsewhere(
    pat: Practitioner, now: datetime
) -> None:
    asked = {
        (right, where.name): may(pat, right, where, at=now)
        for right in ("search_children", "keep_records", "shield_children")
        for where in (people.liverpool(), people.manchester())
    }
    assert {what for what, granted in asked.items() if granted} == {
        ("search_children", "Liverpool"),
        ("keep_records", "Liverpool"),
    }


def test_who_lacks_something_may_do_nothing(now: datetime) -> None:
    for lacks in ("clearance", "training", "account", "invited"):
        who = people.social_worker(lacks=lacks)
        assert not may(who, "search_children", who.organisation, at=now), lacks
        assert not who.has_perm("accounts.search_children", who.organisation), lacks


def test_a_refusal_says_what_was_asked_where_and_what_is_missing(pat: Practitioner, now: datetime) -> None:
    require(pat, "search_children", pat.organisation, at=now)
    lapsed, elsewhere = people.social_worker(lacks="training"), people.manchester()
    for who, right, where, missing in (
        (pat, "shield_children", pat.organisation, ()),
        (pat, "search_children", elsewhere, ()),
        (lapsed, "search_children", lapsed.organisation, (access.TRAINING,)),
    ):
        with pytest.raises(Refused) as refused:
            require(who, right, where, at=now)
        assert (refused.value.permission, refused.value.organisation) == (right, where.pk)
        assert refused.value.lapses == missing


def test_nothing_is_permitted_everywhere_and_nothing_to_a_stranger(pat: Practitioner) -> None:
    assert pat.has_perm("accounts.search_children", pat.organisation)
    assert not pat.has_perm("accounts.shield_children", pat.organisation)
    assert not pat.has_perm("accounts.search_children")
    assert not pat.has_perm("accounts.search_children", pat)
    assert not AnonymousUser().has_perm("accounts.search_children", pat.organisation)


def test_who_has_access_in_an_organisation_of_a_track_is_on_it_and_on_no_other(now: datetime) -> None:
    """R-LARA-9: areas of one track report what those of the other do not."""
    areas = {track: people.organisation(track, f"35{n}", track=track) for n, track in enumerate(Track.values)}
    everybody = {track: people.person(f"Pat {track}", "practitioner", where=area) for track, area in areas.items()}
    for track, person in everybody.items():
        who = Practitioner.objects.get(pk=person.pk)
        assert [one for one in Track.values if on_track(who, one, at=now)] == [track]
        require_track(who, track, at=now)
    early, other = everybody[Track.EARLY_ADOPTER], everybody[Track.OTHER]
    lapsed = people.person("Lea", "practitioner", where=early.organisation, lacks="training")
    for who, missing in ((other, ()), (lapsed, (access.TRAINING,))):
        assert not on_track(who, Track.EARLY_ADOPTER, at=now)
        with pytest.raises(Refused) as refused:
            require_track(who, Track.EARLY_ADOPTER, at=now)
        assert (refused.value.organisation, refused.value.lapses) == (who.organisation_id, missing)


def test_a_team_is_a_part_of_its_authority(pat: Practitioner) -> None:
    area = pat.organisation
    assert whole_of(pat) == area
    pat.organisation = people.organisation("Duty team", "T-1", kind=Kind.TEAM, parent=area)
    assert whole_of(pat) == area


def test_a_right_waits_for_its_stage_although_another_of_the_same_person_is_open(now: datetime) -> None:
    """R-ORG-2: at this stage an area shields its children, and nobody searches yet."""
    shona = people.person("Shona", "shielding_officer")
    roles.give(shona, "practitioner", shona.organisation)
    Organisation.objects.filter(pk=shona.organisation_id).update(stage=Stage.SHIELDING)
    area = Organisation.objects.get(pk=shona.organisation_id)
    assert lapses(Practitioner.objects.get(pk=shona.pk), at=now) == ()
    assert may(shona, "shield_children", area, at=now)
    assert not may(shona, "search_children", area, at=now)


@pytest.mark.parametrize("since", ["invited_at", "active_since", "last_used_at"])
def test_an_account_stands_for_90_days_to_the_instant_since_it_was_last_of_use(
    since: str, pat: Practitioner, now: datetime
) -> None:
    """R-USER-4: whichever was last, the invitation, the beginning or a use."""
    long_ago = {"invited_at": now - 4 * NINETY_DAYS, "active_since": None, "last_used_at": None}
    Practitioner.objects.filter(pk=pat.pk).update(**{**long_ago, since: now - NINETY_DAYS})
    assert lapses(pat, at=now - AN_INSTANT) == ()
    assert lapses(pat, at=now) == (access.UNUSED,)


def test_who_accepted_an_older_version_as_well_has_accepted(pat: Practitioner, now: datetime) -> None:
    kept = Agreement.objects.filter(practitioner=pat).first()
    assert kept is not None
    Agreement.objects.create(practitioner=pat, document=kept.document, version="2008-06", accepted_at=now)
    assert lapses(pat, at=now) == ()


def test_who_accepted_one_of_two_documents_has_not_accepted(pat: Practitioner, now: datetime) -> None:
    one = Agreement.objects.filter(practitioner=pat).order_by("document").first()
    assert one is not None
    others = Agreement.objects.filter(practitioner=pat).exclude(pk=one.pk)
    assert others.exists()
    others.delete()
    assert lapses(pat, at=now) == (access.AGREEMENT,)


def test_an_invitation_and_every_step_that_is_missing_are_named(now: datetime) -> None:
    new = people.social_worker(lacks="training")
    Practitioner.objects.filter(pk=new.pk).update(account_state=AccountState.INVITED)
    assert lapses(new, at=now) == (access.INVITED, access.TRAINING)
    Practitioner.objects.filter(pk=new.pk).update(account_state=AccountState.CLOSED)
    assert lapses(new, at=now) == (access.ACCOUNT,)


def test_whoever_is_not_there_any_more_has_no_account(pat: Practitioner, now: datetime) -> None:
    assert lapses(Practitioner(organisation=pat.organisation), at=now) == (access.ACCOUNT,)


def test_a_closed_registry_is_named_before_a_closed_organisation_and_both_before_what_one_lacks(
    now: datetime,
) -> None:
    """R-USER-6."""
    lapsed = people.social_worker(lacks="training")
    people.closed(lapsed.organisation)
    assert lapses(lapsed, at=now) == (access.ORGANISATION_CLOSED,)
    assert lapses(people.health_visitor(), at=now) == ()
    people.closed(None)
    assert lapses(lapsed, at=now) == (access.REGISTRY_CLOSED,)


def test_only_an_operator_passes_a_closed_registry(now: datetime) -> None:
    """R-USER-6: to open it again; nobody else, whether or not they see children."""
    opal, ada, bare = people.operator(), people.person("Ada", "account_administrator"), people.social_worker()
    bare.groups.clear()
    people.closed(None)
    assert [lapses(who, at=now) for who in (opal, ada, bare)] == [
        (),
        (access.REGISTRY_CLOSED,),
        (access.REGISTRY_CLOSED,),
    ]


def test_the_log_names_a_person_with_the_roles_and_the_organisation_of_the_moment(pat: Practitioner) -> None:
    """R-AUDIT-1."""
    named = access.actor(pat)
    assert (named.id, named.organisation, named.roles) == (pat.pk, pat.organisation_id, ("practitioner",))


def test_a_second_factor_is_an_app_or_a_key_and_no_list_of_codes(pat: Practitioner) -> None:
    assert access.has_second_factor(pat)
    assert not access.has_second_factor(people.social_worker(lacks="second_factor"))
