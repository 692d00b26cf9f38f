"""Where does a row lead that names a school or a practice which has closed? (docs/feeds/places.md)"""

from datetime import date

import pytest

from feeds.places import Places, places_of
from registry.assertion import Assertion, PracticeSaid, SettingSaid
from registry.models import EducationalSetting, Practice
from registry.models.reference import Standing

NEW = "104513"


@pytest.fixture(autouse=True)
def closed_places(world: None) -> None:
    area = EducationalSetting.objects.get().authority
    academy = EducationalSetting.objects.create(
        urn=NEW, dfe_number="3412009", name="Larkspur Academy", postcode="L15 3HQ", authority=area
    )
    EducationalSetting.objects.filter(urn="104512").update(standing=Standing.CLOSED, successor=academy)
    joined = Practice.objects.create(ods_code="N82002", name="Elm Surgery", address="2 High Street", postcode="L1 1AA")
    Practice.objects.filter(ods_code="N82001").update(standing=Standing.CLOSED, successor=joined)


def at(number: str, ended_on: date | None = None) -> Assertion:
    return Assertion(settings=(SettingSaid("at_setting", number, None, ended_on),), practice=PracticeSaid("N82001"))


def known(said: Assertion) -> tuple[Places, Assertion]:
    places = places_of([said], [])
    return places, places.known_only(said)


def test_who_is_at_a_closed_school_is_at_the_one_that_took_its_place() -> None:
    _, said = known(at("104512"))
    assert said.settings[0].urn == NEW
    assert said.practice == PracticeSaid("N82002")


def test_who_was_at_a_closed_school_stays_there() -> None:
    _, said = known(at("104512", date(2008, 7, 22)))
    assert said.settings[0].urn == "104512"


def test_a_number_that_an_academy_took_over_means_the_academy() -> None:
    places, said = known(at("3412009"))
    assert said.settings[0].urn == NEW
    assert places.schools["3412009"].urn == NEW


def test_the_school_that_took_the_place_says_who_is_responsible() -> None:
    places, said = known(at("104512"))
    area = EducationalSetting.objects.get(urn=NEW).authority_id
    assert places.schools[said.settings[0].urn].authority == area


def test_schools_that_follow_each_other_in_a_ring_end_the_search() -> None:
    EducationalSetting.objects.filter(urn=NEW).update(standing=Standing.CLOSED, successor="104512")
    _, said = known(at("104512"))
    assert said.settings[0].urn in (NEW, "104512")


def test_a_school_that_nobody_knows_is_not_shown() -> None:
    _, said = known(at("999998"))
    assert said.settings == ()
