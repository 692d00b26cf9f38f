"""Whom must nobody find? Zora, whose hidden values stand nowhere else: a trace of one is a leak (SEC-8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from accounts.models import Practitioner
from registry.assertion import Assertion, CafSaid, CarerSaid, Name, Place, PracticeSaid, ServiceSaid, SettingSaid
from registry.involving import Work, flag_caf, record_involvement
from registry.models import Child, EducationalSetting, Group, Item, Move, Practice
from tests import people
from tests.registry import children
from tests.registry.disputes import reported
from tests.registry.matching import waiting

ZORA: Final = Assertion(
    names=(Name("current", "Zora", "Quill", "Xanthe"), Name("former", "Zora", "", "Zqxwickborne")),
    date_of_birth=date(2016, 5, 17),
    gender="female",
    addresses=(
        Place("current", "14 Zqxwickfern Bank", "Zqxwicktown", "L18 9QX"),
        Place("former", "3 Zqxwickold Lane", "Zqxwicktown", "L18 9QZ"),
    ),
    carers=(CarerSaid("Mabel Xanthe", "zqxwickaunt", True, "07700 900987", "14 Zqxwickfern Bank, Zqxwicktown"),),
    settings=(SettingSaid("at_setting", "100999", date(2022, 9, 5)),),
    practice=PracticeSaid("Z98765", date(2018, 1, 9)),
    services=(
        ServiceSaid(
            "social_care",
            "Zqxwick family support",
            date(2025, 2, 3),
            "Zqxwick council",
            contact_name="Zqxwick Worker",
            role="Zqxwick role",
            phone="0151 496 0987",
            email="zqxwick.worker@example.org",
            lead=True,
        ),
        ServiceSaid(
            "health",
            "Zqxwick drug service",
            date(2025, 5, 1),
            "Zqxwick bridge",
            contact_name="Zqxwick Counsellor",
            phone="0151 496 0986",
            sensitive=True,
            consent_basis="child",
            consent_on=date(2025, 5, 1),
        ),
    ),
    caf=CafSaid(date(2025, 2, 20), "Zqxwick Holder"),
    identifiers={"upn": ("Z341299917001",), "nhs_number": ("9990000875",)},
)
OFFICER: Final = "shielding_officer"
# What nobody but the shielding officers of Liverpool may see; "zqxwick" is in every word made up for her. Telephone
# numbers are whole: six digits of one stand by chance in the microseconds of a page, about once in a hundred sweeps.
CANARIES: Final = (
    "zqxwick",
    "L18 9QX",
    "L189QX",
    "L18 9QZ",
    "7700 900987",
    "7700900987",
    "151 496 0987",
    "1514960987",
    "151 496 0986",
    "1514960986",
    "Z341299917001",
    "9990000875",
)
SCHOOL, PRACTICE = (
    "Mereside School",
    "Mereside Surgery",
)  # reference data: their names are public, that she goes there is not


@dataclass(frozen=True)
class World:
    """Zora, shielded; Pat, who worked with her before; and a row of a delivery that resembles her."""

    zora: UUID
    pat: Practitioner
    row: UUID
    number: str
    dispute: UUID | None = None  # Pat's report of her address, from before
    move: UUID | None = None  # a source gave an address of hers in another area
    closing: UUID | None = None  # what was asked for, where her record closed for a new identity


def places() -> None:
    children.surroundings()
    EducationalSetting.objects.get_or_create(
        urn="100999", defaults={"dfe_number": "3412999", "name": SCHOOL, "authority": people.liverpool()}
    )
    Practice.objects.get_or_create(ods_code="Z98765", defaults={"name": PRACTICE})


def world(*, at: datetime) -> World:
    places()
    pat = people.social_worker()
    zora = children.child(ZORA, at=at, key="zqxwick-key")
    work = Work(
        Group.SOCIAL_CARE, "Zqxwick mentoring", "Zqxwick mentor", "0151 496 0985", "pat@example.org", date(2025, 6, 2)
    )
    record_involvement(zora, work, by=pat, at=at)
    flag_caf(zora, completed_on=date(2025, 7, 1), holder="Zqxwick Holder", by=pat, at=at)
    dispute = reported(zora, Item.ADDRESSES, by=pat, at=at, value="Zqxwickfern")
    children.shield(zora, at=at)
    move = moving(Child.objects.get(pk=zora), at=at)
    row = waiting(ZORA, near=[zora], at=at, for_shielding=True)
    return World(zora, pat, row, Child.objects.get(pk=zora).number, dispute, move)


def moving(zora: Child, *, at: datetime) -> UUID:
    to, of = people.manchester(), people.liverpool()
    made = Move.objects.create(child=zora, of=of, to=to, proposed_at=at, place=b"1" * 16, words_key=zora.words_key)
    return made.pk


def traces(text: str) -> set[str]:
    """Which canaries sing in this text."""
    lower = text.casefold()
    return {canary for canary in CANARIES if canary.casefold() in lower}
