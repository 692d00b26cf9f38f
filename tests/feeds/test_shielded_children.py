"""Can a feed show a shielded child? It unshields nobody and makes no open second record (R-SHIELD-3, R-SHIELD-9)"""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from audit.log import words_of
from audit.models import Event
from feeds.models import Delivery
from feeds.report import report
from registry.deciding import Given, Kinds, open_row
from registry.models import Address, Child, ShieldEvent, Source, WaitingRow, Why
from registry.models.index import SearchRow
from registry.queueing import queue_of
from registry.record import rebuild
from registry.record.parts import parts_of
from registry.shields import is_shielded, take_off
from registry.waiting import content_of
from tests import people
from tests.feeds import files
from tests.feeds.conftest import NOON, Load, counts
from tests.registry.matching import answer

pytestmark = pytest.mark.django_db
GRACE = {"number": files.nhs_of(9), "forename": "Grace", "surname": "Okafor", "born": "2001-03-14", "gender": "female"}


@pytest.fixture
def grace(load: Load) -> UUID:
    """A shielded child, known to the health service as living in Liverpool."""
    load("health-demographics", files.ndjson(files.patient(**GRACE)))
    return shielded(Child.objects.get().pk)


def shielded(child: UUID) -> UUID:
    with transaction.atomic():
        ShieldEvent.objects.create(child_id=child, shielded=True, at=NOON, because="harm")
        rebuild([child])
    return child


RESTRICTED = files.ndjson(files.patient(**GRACE, restricted=True))


def no_place_is_searchable() -> bool:
    return not SearchRow.objects.exclude(postcode=None, street=None, school=None).exists()


def test_a_restricted_child_arrives_shielded(load: Load) -> None:
    Source.objects.filter(code="health-demographics").update(area=people.liverpool())
    assert counts(load("health-demographics", RESTRICTED)) == {"created": 1}
    assert is_shielded(Child.objects.get().pk)
    assert counts(load("births", files.csv_file(files.BIRTHS, [BIRTH]))) == {"updated": 1}
    assert is_shielded(Child.objects.get().pk)
    assert no_place_is_searchable()


BIRTH = files.birth(
    9, forenames="Grace", surname="Okafor", birth_date="2001-03-14", registered_on="2001-04-01", sex="F"
)


def test_a_restricted_child_without_a_place_waits_and_holds_back_every_row_like_it(load: Load) -> None:
    """It names no authority, so it has no record yet; no other source may make an open one meanwhile."""
    assert counts(load("health-demographics", RESTRICTED)) == {"waiting": 1}
    assert counts(load("births", files.csv_file(files.BIRTHS, [BIRTH]))) == {"waiting": 1}
    pupil = files.pupil(forename="Grace", surname="Okafur", born="2001-03-14", sex="F")
    assert counts(load("pupil-data", files.ctf(pupil))) == {"waiting": 1}
    assert not Child.objects.exists()


def test_a_restricted_row_of_no_known_place_is_referred_unseen_and_then_only_its_shielding_officers_see_it(
    load: Load,
) -> None:
    """R-SHIELD-3: somebody has to decide it, and until then it reads like any other row of no known place."""
    load("health-demographics", RESTRICTED)
    opal, now = people.operator(), timezone.now()
    (waiting,) = queue_of(opal, at=now).rows
    assert (waiting.why, waiting.records) == (Why.NO_AUTHORITY.label, 0)
    assert open_row(waiting.id, by=opal, at=now).compared is None
    answer(waiting.id, Given(Kinds.REFER, authority=str(people.liverpool().pk)), by=opal, at=now)
    assert queue_of(people.person("Sam", "shielding_officer"), at=now).total == 1
    assert queue_of(people.person("Dora", "data_officer"), at=now).total == 0


def test_a_row_like_one_that_says_to_hide_its_child_waits_for_the_same_officers(load: Load) -> None:
    """R-SHIELD-3: not for those of the area where the row says that the child lives."""
    load("health-demographics", RESTRICTED)
    WaitingRow.objects.update(authority=people.liverpool())
    pupil = files.pupil(forename="Grace", surname="Okafor", born="2001-03-14", postcode="M14 5RG", urn="")
    delivery = load("pupil-data", files.ctf(pupil))
    row = WaitingRow.objects.get(delivery=delivery.pk)
    assert (row.authority, row.for_shielding, row.near_count) == (people.liverpool(), True, 0)


def test_the_first_record_of_a_restricted_child_is_shielded_whoever_spoke_first(load: Load) -> None:
    assert counts(load("births", files.csv_file(files.BIRTHS, [BIRTH]))) == {"created": 1}
    assert counts(load("health-demographics", RESTRICTED)) == {"updated": 1}
    assert is_shielded(Child.objects.get().pk)
    assert no_place_is_searchable()


def test_a_feed_that_calls_the_child_open_again_unshields_nobody(grace: UUID, load: Load) -> None:
    moved = files.patient(**GRACE, street="5 Elm Row", as_at="2009-01-15T00:00:00Z")
    assert counts(load("health-demographics", files.ndjson(moved))) == {"updated": 1}
    assert is_shielded(grace)
    assert parts_of([grace])[grace].addresses[0].lines == "5 Elm Row"
    assert not Address.objects.exists()
    assert no_place_is_searchable()


def test_an_exact_match_updates_the_shielded_record(grace: UUID, load: Load) -> None:
    row = files.involvement(forename="Grace", surname="Okafor", born="2001-03-14", nhs_number=files.nhs_of(9))
    assert counts(load("social-care", files.csv_file(files.SOCIAL_CARE, [row]))) == {"updated": 1}
    assert is_shielded(grace)


@pytest.mark.parametrize(
    "said",
    [
        {"forename": "Grace", "surname": "Okafor", "born": "2001-03-14"},
        {"forename": "Gracie", "surname": "Okafur", "born": "2001-03-14"},
        {"forename": "Grace", "surname": "Newname", "born": "2001-03-14", "street": "5 Elm Row", "postcode": "M14 5RG"},
        {"forename": "Anna", "surname": "Okafor", "born": "2001-03-15", "street": "5 Elm Row", "postcode": "M14 5RG"},
        {"forename": "Anna", "surname": "Okafor", "born": "2002-03-14", "street": "5 Elm Row", "postcode": "M14 5RG"},
        {"forename": "Anna", "surname": "Newname", "born": "2001-09-09"},
        {
            "forename": "Gracie",
            "surname": "Newname",
            "born": "2001-03-14",
            "street": "5 Elm Row",
            "postcode": "M14 5RG",
        },
        {"forename": "Grase", "surname": "Newname", "born": "2001-03-14"},
        {"forename": "Grac", "surname": "Newname", "born": "2001-03-14", "street": "5 Elm Row"},
    ],
)
def test_whatever_is_near_a_shielded_child_waits(said: dict[str, str], grace: UUID, load: Load) -> None:
    """SEC-2: another name, another day, the same home."""
    delivery = load("pupil-data", files.ctf(files.pupil(sex="F", **said)))
    assert counts(delivery) == {"waiting": 1}
    assert Child.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"forename": "Anna", "upn": files.upn_of(3), "surname": "Newname", "born": "2001-03-14", "postcode": "M1 2AB"},
        {"forename": "Anna", "upn": files.upn_of(3), "surname": "Other", "born": "2001-08-08", "street": "5 Elm Row"},
        {"forename": "Anna", "upn": files.upn_of(2), "surname": "Other", "born": "2002-08-08", "postcode": "M1 2AB"},
    ],
    ids=["surname and day", "home and year", "number"],
)
def test_what_a_held_row_is_the_first_to_say_holds_the_next_row(said: dict[str, str], grace: UUID, load: Load) -> None:
    """R-SHIELD-3: fled, with a new surname, home and number; the next file knows the new life alone."""
    new_life = {"surname": "Newname", "born": "2001-03-14", "street": "5 Elm Row", "postcode": "M14 5RG", "sex": "F"}
    fled = files.pupil(**{**new_life, "forename": "Grace", "upn": files.upn_of(2)})
    assert counts(load("pupil-data", files.ctf(fled))) == {"waiting": 1}

    next_row = files.pupil(**{**new_life, **said})

    assert counts(load("pupil-data", files.ctf(next_row))) == {"waiting": 1}
    assert Child.objects.count() == 1


def test_a_row_like_a_held_one_of_the_same_delivery_waits(grace: UUID, load: Load) -> None:
    """R-SHIELD-3: whichever stands first."""
    new_life = {"surname": "Newname", "born": "2001-03-14", "street": "5 Elm Row", "postcode": "M14 5RG", "sex": "F"}
    nickname = files.pupil(**new_life, forename="Anna", upn=files.upn_of(2))
    fled = files.pupil(**new_life, forename="Grace", upn=files.upn_of(3))
    assert counts(load("pupil-data", files.ctf(nickname, fled))) == {"waiting": 2}


def test_what_shares_a_first_name_and_a_day_with_a_held_row_alone_is_made(grace: UUID, load: Load) -> None:
    """They are hers, or nobody's: otherwise held rows would hold rows without end."""
    held = files.pupil(upn=files.upn_of(2), forename="Ada", surname="Okafor", born="2001-03-15", street="5 Elm Row")
    assert counts(load("pupil-data", files.ctf(held))) == {"waiting": 1}

    ada = files.pupil(upn=files.upn_of(3), forename="Ada", surname="Whitfield", born="2001-03-15", postcode="M14 5RG")

    assert counts(load("pupil-data", files.ctf(ada))) == {"created": 1}


def test_the_net_hangs_around_what_is_not_believed_too(grace: UUID, load: Load) -> None:
    """The health service is believed about the day; the school's file may follow the slip of social care (SEC-2)."""
    said = {"forename": "Grace", "surname": "Okafor", "nhs_number": files.nhs_of(9)}
    for day, born in (("2009-01-12", "2001-03-14"), ("2009-01-13", "2001-03-24")):
        row = files.involvement(**said, born=born, as_at=day)
        assert counts(load("social-care", files.csv_file(files.SOCIAL_CARE, [row]))) == {"updated": 1}

    fled = files.pupil(forename="Grace", surname="Newname", born="2001-03-24", sex="F", street="5 Elm Row", urn="")

    assert counts(load("pupil-data", files.ctf(fled))) == {"waiting": 1}


def test_a_row_that_agrees_with_an_open_child_alone_waits_where_it_may_be_about_a_hidden_one(load: Load) -> None:
    """Grace's twin: whoever may be meant, the net is asked first (SEC-2)."""
    ruby = {**GRACE, "number": files.nhs_of(8), "forename": "Ruby"}
    load("health-demographics", files.ndjson(files.patient(**GRACE), files.patient(**ruby)))
    shielded(Child.objects.get(names__forename="Grace").pk)
    pupil = files.pupil(forename="Ruby", surname="Okafor", born="2001-03-14", sex="F")
    assert counts(load("pupil-data", files.ctf(pupil))) == {"waiting": 1}


def test_a_row_held_for_shielding_reads_like_any_other_that_waits(grace: UUID, load: Load) -> None:
    load("health-demographics", files.ndjson(files.patient()))
    near_grace = load("pupil-data", files.ctf(files.pupil(forename="Grace", surname="Okafor", born="2001-03-14")))
    near_john = load(
        "pupil-data", files.ctf(files.pupil(upn=files.upn_of(2), street="5 Elm Row", postcode="M14 5RG", urn=""))
    )
    one, other = (report(Delivery.objects.get(pk=delivery.pk)) for delivery in (near_grace, near_john))
    assert counts(near_grace) == counts(near_john) == {"waiting": 1}
    assert (one.counts, one.reasons, one.stopped_because) == (other.counts, other.reasons, other.stopped_because)
    row = WaitingRow.objects.get(delivery=near_grace.pk)
    assert (content_of(row).near, row.for_shielding) == ((str(grace),), True)


def test_a_child_far_from_every_shielded_one_is_made(grace: UUID, load: Load) -> None:
    far = files.pupil(forename="Harry", surname="Whitfield", born="2003-08-08", street="5 Elm Row", postcode="M14 5RG")
    assert counts(load("pupil-data", files.ctf(far))) == {"created": 1}


def test_a_child_whose_shield_was_lifted_is_matched_like_any_other(grace: UUID, load: Load) -> None:
    take_off(grace, because="lifted", by=people.person("Shona", "shielding_officer"), at=NOON + timedelta(hours=1))
    rebuild([grace])
    row = files.pupil(forename="Grace", surname="Okafor", born="2001-03-14", sex="F")
    assert counts(load("pupil-data", files.ctf(row))) == {"updated": 1}


def test_a_restricted_row_that_may_mean_an_open_record_hides_it(load: Load) -> None:
    """R-SHIELD-9: without an address the row cannot be sure; until a person has decided, nobody sees the place."""
    load("pupil-data", files.ctf(files.pupil(forename="Grace", surname="Okafor", born="2001-03-14", sex="F")))
    child = Child.objects.get().pk
    delivery = load("health-demographics", files.ndjson(files.patient(**GRACE, restricted=True)))
    assert is_shielded(child), counts(delivery)
    assert no_place_is_searchable()


def test_a_row_like_a_restricted_one_of_the_same_delivery_waits(load: Load) -> None:
    alike = files.patient(**{**GRACE, "number": files.nhs_of(10), "surname": "Okafur"})
    delivery = load("health-demographics", files.ndjson(files.patient(**GRACE, restricted=True), alike))
    assert counts(delivery) == {"waiting": 2}
    assert not Child.objects.exists()


def test_the_log_does_not_say_in_the_clear_which_source_spoke_of_a_shielded_child(grace: UUID, load: Load) -> None:
    """R-SHIELD-7: the source says where the child is known."""
    moved = files.patient(**GRACE, street="5 Elm Row", as_at="2009-01-15T00:00:00Z")
    load("health-demographics", files.ndjson(moved))

    event = Event.objects.get(verb="feed.child_updated")

    assert (event.source, event.facts) == ("a source", {})
    assert words_of(event) == "health-demographics"
