"""Does each row find its child, and only its child? (R-FEED-5)"""

from collections.abc import Mapping

import pytest
from stdnum.gb import upn

from feeds.models import StagedRow
from registry.models import Child, ChildName, Identifier, Status
from tests.feeds import files
from tests.feeds.conftest import Load, counts

pytestmark = pytest.mark.django_db


def patients(*said: Mapping[str, object]) -> bytes:
    return files.ndjson(*(files.patient(**one) for one in said))


def test_the_same_child_of_two_sources_is_one_record_by_name_birth_and_home(load: Load) -> None:
    load("health-demographics", patients({"forename": "Siobhán", "surname": "O'Brien-Murphy"}))
    found = load("pupil-data", files.ctf(files.pupil(forename="Siobhan", surname="Obrien Murphy")))
    assert counts(found) == {"updated": 1}
    assert set(Identifier.objects.values_list("scheme", flat=True)) == {"upn", "nhs_number"}


def test_a_number_and_a_birth_date_are_enough_although_everything_else_changed(load: Load) -> None:
    load("health-demographics", patients({}))
    moved = files.involvement(surname="Kelly", nhs_number=files.nhs_of(1), address_1="3 Fern Bank", postcode="M14 5RG")
    assert counts(load("social-care", files.csv_file(files.SOCIAL_CARE, [moved]))) == {"updated": 1}


def test_a_number_alone_is_not_enough(load: Load) -> None:
    load("health-demographics", patients({}))
    other = files.involvement(forename="Zainab", surname="Hassan", born="2003-02-01", nhs_number=files.nhs_of(1))
    assert counts(load("social-care", files.csv_file(files.SOCIAL_CARE, [other]))) == {"waiting": 1}
    assert Child.objects.count() == 1


def test_numbers_that_contradict_each_other_wait(load: Load) -> None:
    load(
        "health-demographics",
        patients(
            {"number": files.nhs_of(1)},
            {"number": files.nhs_of(2), "forename": "Grace", "surname": "Okafor", "born": "2001-01-01"},
        ),
    )
    load("pupil-data", files.ctf(files.pupil()))
    row = files.involvement(upn=files.upn_of(1), nhs_number=files.nhs_of(2))
    assert counts(load("social-care", files.csv_file(files.SOCIAL_CARE, [row]))) == {"waiting": 1}


def test_a_number_that_agrees_beside_one_that_contradicts_waits(load: Load) -> None:
    load("health-demographics", patients({}))
    load("pupil-data", files.ctf(files.pupil()))
    row = files.involvement(upn=files.upn_of(7), nhs_number=files.nhs_of(1))
    assert counts(load("social-care", files.csv_file(files.SOCIAL_CARE, [row]))) == {"waiting": 1}


def test_the_sources_own_key_with_another_child_behind_it_waits(load: Load) -> None:
    load("health-demographics", patients({}))
    other = {"forename": "Zainab", "surname": "Hassan", "born": "2003-02-01", "as_at": "2009-01-20T00:00:00Z"}
    assert counts(load("health-demographics", patients(other))) == {"waiting": 1}
    assert ChildName.objects.get().surname == "Smith"


TWINS = (
    {"number": files.nhs_of(1), "forename": "Amina", "surname": "Hassan", "gender": "female"},
    {"number": files.nhs_of(2), "forename": "Amira", "surname": "Hassan", "gender": "female"},
)


def test_twins_of_one_delivery_are_two_children(load: Load) -> None:
    """Their numbers say that they are two."""
    assert counts(load("health-demographics", patients(*TWINS))) == {"created": 2}


def test_a_twin_is_never_taken_for_the_other(load: Load) -> None:
    """The second twin waits for a person: no identifier says yet that there are two."""
    load("health-demographics", patients(TWINS[0]))
    pupil = files.pupil(forename="Amira", surname="Hassan", sex="F")
    assert counts(load("pupil-data", files.ctf(pupil))) == {"waiting": 1}


LIAM = {"forename": "Liam", "surname": "Smyth", "gender": "male"}


def recorded_beside_liam(surname: str, load: Load) -> None:
    """Another child who was found to be called Liam too, to be born on his day and to live where he does."""
    elsewhere = {**LIAM, "number": files.nhs_of(2), "surname": "Okafor", "street": "3 Fern Bank", "postcode": "M14 5RG"}
    assert counts(load("health-demographics", patients({**LIAM, "number": files.nhs_of(1)}, elsewhere))) == {
        "created": 2
    }
    moved = {**LIAM, "number": files.nhs_of(2), "surname": surname, "as_at": "2009-01-20T00:00:00Z"}
    assert counts(load("health-demographics", patients(moved))) == {"updated": 1}


def test_a_row_that_agrees_with_one_child_alone_joins_it_whoever_else_is_much_like_it(load: Load) -> None:
    """The other record is of one who spells the name otherwise."""
    recorded_beside_liam("Smith", load)
    assert counts(load("pupil-data", files.ctf(files.pupil(**LIAM_AT_SCHOOL)))) == {"updated": 1}
    assert ChildName.objects.get(child__identifiers__scheme="upn").surname == "Smyth"


def test_a_row_that_agrees_with_two_children_waits(load: Load) -> None:
    recorded_beside_liam("Smyth", load)
    assert counts(load("pupil-data", files.ctf(files.pupil(**LIAM_AT_SCHOOL)))) == {"waiting": 1}


LIAM_AT_SCHOOL = {"forename": "Liam", "surname": "Smyth", "sex": "M"}


def test_two_rows_of_one_delivery_about_one_child_make_one_record(load: Load) -> None:
    """Two keys, as of a pupil at two schools: the second row waits until the first has its record."""
    two = (files.pupil(upn=files.upn_of(1)), files.pupil(upn=files.upn_of(2, "352")))
    delivery = load("pupil-data", files.ctf(*two))
    assert delivery.created == 1
    assert Child.objects.count() == 1


def test_a_temporary_pupil_number_does_not_identify(load: Load) -> None:
    body = files.upn_of(1)[1:-1] + "A"
    temporary = upn.calc_check_digit(body) + body
    load("pupil-data", files.ctf(files.pupil(upn=temporary)))
    other = files.involvement(
        forename="Zainab", surname="Hassan", upn=temporary, address_1="9 Elm Row", postcode="L1 1AA"
    )
    assert counts(load("social-care", files.csv_file(files.SOCIAL_CARE, [other]))) == {"created": 1}


def test_a_closed_record_is_joined_to_nothing(load: Load) -> None:
    """R-REC-7."""
    load("health-demographics", patients({}))
    Child.objects.update(status=Status.CLOSED)
    assert counts(load("pupil-data", files.ctf(files.pupil()))) == {"waiting": 1}
    later = patients({"as_at": "2009-01-20T00:00:00Z", "surname": "Newname"})
    assert counts(load("health-demographics", later)) == {"waiting": 1}


OLD_NUMBER = "<SchoolHistory><School><LEA>341</LEA><Estab>2009</Estab></School></SchoolHistory>"


@pytest.mark.parametrize(
    ("said", "area"),
    [
        ({"postcode": "M14 5RG"}, "352"),
        ({"postcode": "", "urn": "104512"}, "341"),
        ({"postcode": "", "urn": "", "more": OLD_NUMBER}, "341"),
        ({"postcode": "ZZ99 3VZ", "urn": ""}, None),
        ({"postcode": "", "urn": "999999"}, None),
    ],
)  # fmt: skip
def test_the_responsible_authority_follows_from_home_then_school(
    said: dict[str, str], area: str | None, load: Load
) -> None:
    delivery = load("pupil-data", files.ctf(files.pupil(**said)))
    if area is None:
        assert counts(delivery) == {"waiting": 1}
        assert StagedRow.objects.get().reason_code == "no_authority"
    else:
        assert Child.objects.get().responsible_authority.code == area


def test_else_the_authority_that_says_so_is_responsible(load: Load) -> None:
    row = files.involvement(la_code="359", address_1="", town="", postcode="")
    load("social-care", files.csv_file(files.SOCIAL_CARE, [row]))
    assert Child.objects.get().responsible_authority.code == "359"
