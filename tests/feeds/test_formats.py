"""Is each format read as its page says, and what it may not hold dropped unread? (R-FEED-8)"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from feeds.formats.every import FORMATS
from feeds.formats.row import BadRow, End, FeedError, Read, Reading, Row
from feeds.reasons import Reason
from registry.assertion import Assertion, Name, Place, SettingSaid
from tests.feeds import files
from tests.feeds.test_mapped_tables import MAPPING

READING = Reading(date(2009, 1, 26), datetime(2009, 1, 26, 12, tzinfo=UTC), mapping=MAPPING)


def read(code: str, content: bytes) -> list[Read]:
    return list(_read(code, content))


def _read(code: str, content: bytes) -> Iterator[Read]:
    return FORMATS[code].read(BytesIO(content), READING)


def only_row(code: str, content: bytes) -> Row:
    first, _ = read(code, content)
    assert isinstance(first, Row)
    return first


def only_bad(code: str, content: bytes) -> BadRow:
    first, _ = read(code, content)
    assert isinstance(first, BadRow), first
    return first


def test_a_pupil_is_read_by_element_name() -> None:
    row = only_row("ctf", files.ctf(files.pupil(more="<SENhistory><SEN/></SENhistory>")))
    assert row.key == files.upn_of(1)
    assert row.as_at == datetime(2009, 1, 20, 6, tzinfo=UTC)
    assert row.assertion == Assertion(
        names=(Name("current", "John", "", "Smith"),),
        date_of_birth=date(2000, 5, 14),
        gender="male",
        addresses=(Place("current", "14 Larkspur Rise", "Liverpool", "L15 3HQ"),),
        settings=(SettingSaid("at_setting", "104512", date(2004, 9, 6)),),
        identifiers={"upn": (files.upn_of(1),)},
    )
    assert row.dropped == ("SENhistory",)


def test_a_restricted_patient_brings_no_place_even_if_the_file_holds_one() -> None:
    open_one = files.patient()
    hidden = open_one | {"meta": {"lastUpdated": "2009-01-10T00:00:00Z", "security": [{"code": "R"}]}}
    row = only_row("pds", files.ndjson(hidden))
    assert row.assertion.restricted
    assert (row.assertion.addresses, row.assertion.carers, row.assertion.practice) == ((), (), None)
    assert only_row("pds", files.ndjson(open_one)).assertion.practice is not None


def test_a_patient_who_is_neither_open_nor_restricted_is_not_taken_for_open() -> None:
    unmarked = files.patient() | {"meta": {"lastUpdated": "2009-01-10T00:00:00Z"}}
    assert only_bad("pds", files.ndjson(unmarked)).code is Reason.CODE_UNKNOWN


def test_an_unverified_nhs_number_does_not_identify() -> None:
    assert only_row("pds", files.ndjson(files.patient(status="02"))).assertion.identifiers == {}


def test_a_birth_brings_its_parents() -> None:
    row = only_row("births", files.csv_file(files.BIRTHS, [files.birth(7, forenames="John Paul")]))
    assert row.assertion.names == (Name("current", "John", "Paul", "Smith"),)
    assert [(c.name, c.relationship, c.parental_responsibility) for c in row.assertion.carers] == [
        ("Karen Smith", "Mother", True)
    ]


def test_unknown_columns_are_dropped_unread_and_named() -> None:
    content = files.csv_file(f"{files.BIRTHS},birth_weight", [files.birth(7) + ",3.2 kg\x00"])
    row = only_row("births", content)
    assert row.dropped == ("birth_weight",)


def test_an_involvement_of_a_sensitive_service_needs_its_basis() -> None:
    """R-INV-2."""
    without = files.involvement(service="sexual health")
    assert only_bad("social-care", files.csv_file(files.SOCIAL_CARE, [without])).code is Reason.SENSITIVE_NO_CONSENT
    given = files.involvement(service="sexual health", basis="child", consent_on="2008-11-03")
    row = only_row("social-care", files.csv_file(files.SOCIAL_CARE, [given]))
    assert row.assertion.services[0].sensitive


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"birth_date": "2009-02-01"}, Reason.DOB_FUTURE),
        ({"birth_date": "1984-01-26"}, Reason.DOB_OVER_25),
        ({"birth_date": "14/05/2000"}, Reason.DATE_INVALID),
        ({"birth_date": ""}, Reason.DOB_MISSING),
        ({"registered_on": "2000-05-01"}, Reason.DATE_ORDER),
        ({"sex": "X"}, Reason.GENDER_UNKNOWN),
        ({"forenames": "", "surname": ""}, Reason.NAME_EMPTY),
        ({"surname": "Smi\u202eth"}, Reason.NAME_BIDI),
        ({"surname": "\u0405mith"}, Reason.NAME_MIXED_SCRIPT),
        ({"surname": "Smi\x00th"}, Reason.CONTROL_CHARACTER),
        ({"surname": "S" * 101}, Reason.VALUE_TOO_LONG),
        ({"surname": "S" * 5000}, Reason.VALUE_TOO_LONG),
        ({"postcode": "L15 3H"}, Reason.POSTCODE_INVALID),
        ({"nhs_number": "0000000000"}, Reason.ID_CHECKDIGIT),
        ({"nhs_number": "9990010002"}, Reason.ID_CHECKDIGIT),
        ({"nhs_number": "１２３４５６７８９０"}, Reason.ID_CHECKDIGIT),
    ],
)
def test_a_wrong_value_has_its_reason_and_shows_no_value(said: dict[str, str], reason: Reason) -> None:
    """SEC-26."""
    bad = only_bad("births", files.csv_file(files.BIRTHS, [files.birth(7, **said)]))
    assert bad.code is reason
    assert bad.line == 2
    value = next(iter(said.values()))
    assert not value or value not in bad.sentence


def test_every_reason_says_what_to_do() -> None:
    assert all(reason.words.endswith(".") and len(reason.words) > 20 for reason in Reason)


def test_a_pupil_number_of_a_newer_authority_is_good() -> None:
    """python-stdnum's own list of authorities ends in 2011."""
    row = only_row("ctf", files.ctf(files.pupil(upn=files.upn_of(3, "838"))))
    assert row.key == files.upn_of(3, "838")


def test_a_pupil_number_with_another_check_letter_is_not_taken() -> None:
    right = files.upn_of(1)
    wrong = ("A" if right[0] != "A" else "B") + right[1:]
    assert only_bad("ctf", files.ctf(files.pupil(upn=wrong))).code is Reason.ID_CHECKDIGIT


def test_a_school_without_a_urn_is_named_by_its_dfe_number() -> None:
    history = "<SchoolHistory><School><LEA>341</LEA><Estab>2009</Estab></School></SchoolHistory>"
    row = only_row("ctf", files.ctf(files.pupil(urn="", more=history)))
    assert row.assertion.settings[0].urn == "3412009"


@pytest.mark.parametrize("code", FORMATS)
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04\x14\x00\x00\x00zip", b"hello,world\n1,2\n", b"\xff\xfeh\x00i\x00"]
)
def test_another_kind_of_file_is_refused_as_a_whole(code: str, content: bytes) -> None:
    with pytest.raises(FeedError) as refused:
        read(code, content)
    assert refused.value.reason in (
        Reason.EMPTY, Reason.WRONG_FORMAT, Reason.ENC_INVALID, Reason.XML_BROKEN,
        Reason.MAPPING_COLUMNS,
    )  # fmt: skip


def test_a_byte_order_mark_is_let_pass() -> None:
    content = b"\xef\xbb\xbf" + files.csv_file(files.BIRTHS, [files.birth(7)])
    assert only_row("births", content).key == "B2000-0000007"


def test_the_end_carries_the_control_total() -> None:
    assert read("births", files.csv_file(files.BIRTHS, [], total=5)) == [End(0, 5)]
    assert read("pds", files.ndjson(total=5)) == [End(0, 5)]
    assert read("ctf", files.ctf()) == [End(0)]
