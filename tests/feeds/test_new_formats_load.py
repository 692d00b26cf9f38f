"""Do deliveries of the newer formats, good and hostile, come to a good end through the whole pipeline? (R-FEED-7)"""

import gzip
from typing import Any

import pytest

from accounts.models import Organisation
from feeds.models import StagedRow
from feeds.reasons import Reason
from registry.models import Child, Item, LegalBasis, Source
from tests.feeds import files
from tests.feeds.conftest import NOON, Load, counts
from tests.feeds.test_mapped_tables import MAPPING, csv, line

LAUGHS = '<!DOCTYPE Message [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


def source(code: str, *asserts: str, mapping: Any = None) -> str:
    Source.objects.create(
        code=f"new-{code}",
        name=code,
        body=Organisation.objects.get(code="341"),
        legal_basis=LegalBasis.PERMITTED,
        format=code,
        asserts=asserts or Item.values,
        control_total_required=False,
        accredited_at=NOON,
        mapping=mapping or {},
    )
    return f"new-{code}"


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("immunisations", files.csv_file(files.IMMUNISATIONS, [files.immunisation(1)])),
        ("table", csv()),
        ("table", gzip.compress(csv())),
        ("table", csv().decode().encode("utf-16")),
    ],
)
def test_a_delivery_makes_a_record(load: Load, code: str, content: bytes) -> None:
    delivery = load(source(code, mapping=MAPPING if code == "table" else None), content)
    assert counts(delivery) == {"created": 1}, delivery.stopped_because
    assert Child.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "content", "reason"),
    [
        ("cin", LAUGHS.encode() + files.cin(files.child_in_need()), Reason.XML_DTD),
        ("cin", files.cin(files.child_in_need())[:-40], Reason.XML_BROKEN),
        ("deaths", b"a,b\n1,2\n", Reason.WRONG_FORMAT),
        ("immunisations", b"PK\x03\x04 no archive", Reason.ARCHIVE_BROKEN),
        ("table", csv().replace(b"UPN", b"Number", 1), Reason.MAPPING_COLUMNS),
    ],
)
def test_a_hostile_delivery_is_refused_whole_and_says_why(
    load: Load, code: str, content: bytes, reason: Reason
) -> None:
    delivery = load(source(code, mapping=MAPPING if code == "table" else None), content)
    assert (delivery.state, delivery.stopped_because) == ("refused", reason)
    assert counts(delivery) == {}
    assert not Child.objects.exists()


def test_a_table_without_a_mapping_is_refused(load: Load) -> None:
    assert load(source("table"), csv()).stopped_because == Reason.MAPPING_MISSING


def test_an_unborn_child_is_refused_and_an_unknown_authority_waits_to_be_put_right(load: Load) -> None:
    unborn = files.child_in_need(
        case="A", born="", more="<ExpectedPersonBirthDate>2009-05-01</ExpectedPersonBirthDate>"
    )
    code = source("cin")
    Source.objects.filter(code=code).update(error_share_allowed=1)
    assert counts(load(code, files.cin(unborn))) == {"refused": 1}
    elsewhere = load(code, files.cin(files.child_in_need(), authority="999"))
    assert counts(elsewhere) == {"quarantined": 1}
    assert StagedRow.objects.get(delivery=elsewhere).reason_code == Reason.LA_UNKNOWN


def test_a_formula_is_stored_as_the_text_that_it_is(load: Load) -> None:
    """SEC-32: it is guarded where it goes out."""
    delivery = load(source("table", mapping=MAPPING), csv(line(surname="=HYPERLINK(1)")))
    assert counts(delivery) == {"created": 1}
