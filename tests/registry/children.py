"""Whom do the tests look for? John Smith of Liverpool, known to his school, his practice and a social worker."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from accounts.models import Organisation
from registry.assertion import (
    Assertion,
    CafSaid,
    CarerSaid,
    Name,
    Place,
    PracticeSaid,
    ServiceSaid,
    SettingSaid,
    but,
)
from registry.models import EducationalSetting, Item, PostcodeDistrict, Practice, ShieldEvent, Source
from registry.models.source import BY_HAND, CORRECTED
from registry.record import Decision, apply_assertions, rebuild
from tests import people

SCHOOL_NUMBER, PRACTICE_NUMBER, SOCIAL_NUMBER = "0151 496 0011", "0151 496 0022", "0151 496 0033"
HIDDEN = (
    "Fern Bank",
    "L18 5TE",
    "Mossley Hill",
    "Sefton Park",
    "Mo Ali",
    "4960011",
    "Z9999",
    "9990000018",
    "School records",
)

JOHN = Assertion(
    names=(Name("current", "John", "Peter", "Smith"), Name("former", "John", "", "Okafor")),
    date_of_birth=date(2017, 3, 4),
    gender="male",
    addresses=(Place("current", "14 Fern Bank", "Liverpool", "L18 5TE"),),
    carers=(CarerSaid("Ann Smith", "mother", True, "07700 900123"),),
    settings=(SettingSaid("at_setting", "100001", date(2022, 9, 5)),),
    practice=PracticeSaid("Z99991", date(2018, 1, 9)),
    services=(
        ServiceSaid(
            "social_care",
            "Children’s social care",
            date(2025, 2, 3),
            "Liverpool City Council",
            contact_name="Mo Ali",
            role="Social worker",
            phone=SOCIAL_NUMBER,
            email="mo.ali@example.org",
            lead=True,
        ),
    ),
    caf=CafSaid(date(2025, 2, 20), "Mo Ali"),
    identifiers={"upn": ("Z999999999991",), "nhs_number": ("9990000018",)},
)
SENSITIVE = ServiceSaid(
    "health",
    "Young people’s drug service",
    date(2025, 5, 1),
    "The Bridge",
    contact_name="Kit Moss",
    role="Counsellor",
    phone="0151 496 0044",
    sensitive=True,
    consent_basis="child",
    consent_on=date(2025, 5, 1),
    lead=True,
)


def surroundings() -> None:
    """The school, the practice and the district that records stand on, and the source of what is entered by hand."""
    area = people.liverpool()
    EducationalSetting.objects.get_or_create(
        urn="100001",
        defaults={
            "dfe_number": "3412001",
            "name": "Mossley Hill School",
            "postcode": "L18 1AA",
            "phone": SCHOOL_NUMBER,
            "authority": area,
        },
    )
    Practice.objects.get_or_create(
        ods_code="Z99991",
        defaults={
            "name": "Sefton Park Surgery",
            "address": "1 Park Road",
            "postcode": "L17 1AA",
            "phone": PRACTICE_NUMBER,
        },
    )
    PostcodeDistrict.objects.get_or_create(district="L18", defaults={"authority": area})
    source(BY_HAND, "Entered by a practitioner")
    source(CORRECTED, "Corrected by the local authority")


def source(code: str = "schools", name: str = "School records") -> Source:
    made, _ = Source.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "body": people.liverpool(),
            "legal_basis": "required",
            "format": "ctf",
            "asserts": Item.values,
        },
    )
    return made


def child(said: Assertion = JOHN, *, at: datetime, area: Organisation | None = None, key: str = "") -> UUID:
    """A child whom a source speaks of, as deliveries make them."""
    surroundings()
    key = key or str(uuid4())
    where = (area or people.liverpool()).pk
    apply_assertions([Decision(key, said, at - timedelta(days=2), None, where)], source=source(), at=at)
    return source().records.get(key=key).child_id


def john(*, at: datetime, **instead: Any) -> UUID:
    """John Smith, or somebody like him but for what is given."""
    return child(but(JOHN, **instead), at=at)


def shield(who: UUID, *, at: datetime) -> None:
    ShieldEvent.objects.create(child_id=who, shielded=True, at=at, because="test", by=people.social_worker())
    rebuild([who])
