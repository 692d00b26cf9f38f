"""What does a school's management system say of its pupils? DfE's Common Transfer File (docs/feeds/ctf.md)."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import BinaryIO

from lxml import etree

from feeds.formats import raw as kept
from feeds.formats import values
from feeds.formats.row import LONGEST_LIST, BadRow, BadValue, FeedError, Raw, Read, Reading, Row
from feeds.formats.xml import Element, below_header, child_text, children, line_of
from feeds.reasons import Reason
from registry.assertion import Assertion, CarerSaid, Name, Place, SettingSaid

MADE_AT = "Header/DateTime"  # beside the elements of a pupil: when the file says that it was made
READ = kept.paths("""
    UPN Surname Forename DOB Sex Gender
    BasicDetails/FormerUPN BasicDetails/PreferredSurname BasicDetails/FormerSurname BasicDetails/PreferredForename
    BasicDetails/MiddleNames
    Address/BS7666Address/SAON Address/BS7666Address/PAON Address/BS7666Address/Street Address/BS7666Address/Locality
    Address/BS7666Address/Town Address/BS7666Address/PostTown
    Address/AddressLines/AddressLine1 Address/AddressLines/AddressLine2 Address/AddressLines/AddressLine3
    Address/AddressLines/AddressLine4 Address/AddressLines/AddressLine5 Address/PostCode
    Contacts/Contact/Order Contacts/Contact/Forename Contacts/Contact/Surname Contacts/Contact/Relationship
    Contacts/Contact/Responsibility Contacts/Contact/Phones/Phone/PhoneNo Contacts/Contact/Address/AddressAsPupil
    Contacts/Contact/Address/BS7666Address/SAON Contacts/Contact/Address/BS7666Address/PAON
    Contacts/Contact/Address/BS7666Address/Street Contacts/Contact/Address/BS7666Address/Locality
    Contacts/Contact/Address/BS7666Address/Town Contacts/Contact/Address/BS7666Address/PostTown
    Contacts/Contact/Address/AddressLines/AddressLine1 Contacts/Contact/Address/AddressLines/AddressLine2
    Contacts/Contact/Address/AddressLines/AddressLine3 Contacts/Contact/Address/AddressLines/AddressLine4
    Contacts/Contact/Address/AddressLines/AddressLine5 Contacts/Contact/Address/PostCode
    SchoolHistory/School/URN SchoolHistory/School/LEA SchoolHistory/School/Estab SchoolHistory/School/EntryDate
    SchoolHistory/School/LeavingDate
""")
RELATIONSHIPS = {
    "PAM": "Mother", "PAF": "Father", "STM": "Step mother", "STF": "Step father", "FOM": "Foster mother",
    "FOF": "Foster father", "CAR": "Carer", "FAM": "Other family member", "REL": "Other relative",
    "CHM": "Childminder", "SWR": "Social worker", "OTH": "Other",
}  # fmt: skip


def read(stream: BinaryIO, reading: Reading) -> Iterator[Read]:
    """Rows, then the end. Raises FeedError."""
    header, row = partial(_made_at, reading=reading), partial(_read_pupil, reading=reading)
    return below_header(stream, root="CTfile", unit="Pupil", header=header, row=row)


def _made_at(header: Element, reading: Reading) -> datetime:
    try:
        return values.instant(child_text(header, "DateTime"), "DateTime", now=reading.now)
    except BadValue as error:
        raise FeedError(Reason.NO_DATE) from error


def again(raw: Raw, line: int, reading: Reading) -> Row | BadRow:
    """One pupil whom a person put right."""
    try:
        made_at = values.instant(raw.get(MADE_AT, ""), MADE_AT, now=reading.now)
        pupil = kept.to_element({where: text for where, text in raw.items() if where != MADE_AT}, "Pupil")
        return _pupil(pupil, line, made_at, reading, ())
    except BadValue as error:
        return BadRow(line, error.reason, error.field, raw=raw)


def _read_pupil(pupil: Element, made_at: datetime, reading: Reading) -> Row | BadRow:
    line = line_of(pupil)
    dropped = kept.unread(pupil, READ)
    try:
        return _pupil(pupil, line, made_at, reading, dropped)
    except BadValue as error:
        cells = {MADE_AT: made_at.isoformat()} | dict(kept.of_element(pupil, READ))
        return BadRow(line, error.reason, error.field, dropped, kept.raw_cells(cells.items()))


def _pupil(pupil: Element, line: int, made_at: datetime, reading: Reading, dropped: tuple[str, ...]) -> Row:
    number = values.pupil_number(child_text(pupil, "UPN"), "UPN")
    if not number:
        raise BadValue(Reason.KEY_MISSING, "UPN")
    details = next(children(pupil, "BasicDetails"), etree.Element("BasicDetails"))
    former = values.pupil_number(child_text(details, "FormerUPN"), "FormerUPN")
    numbers = {"upn": number, "former_upn": former}
    assertion = Assertion(
        names=tuple(_names(pupil, details)),
        date_of_birth=values.birth_day(child_text(pupil, "DOB"), "DOB", today=reading.today),
        gender=values.gender(child_text(pupil, "Sex") or child_text(pupil, "Gender"), "Sex"),
        addresses=_addresses(pupil),
        carers=tuple(_carers(pupil)),
        settings=tuple(_settings(pupil, today=reading.today)),
        identifiers={scheme: (value,) for scheme, value in numbers.items() if value},
    )
    return Row(line, number, made_at, assertion, dropped=dropped)


def _names(pupil: Element, details: Element) -> Iterator[Name]:
    forename = values.name(child_text(pupil, "Forename"), "Forename")
    surname = values.name(child_text(pupil, "Surname"), "Surname")
    middle = values.name(child_text(details, "MiddleNames"), "MiddleNames", most=150)
    if not (forename or surname):
        raise BadValue(Reason.NAME_EMPTY, "Surname")
    yield Name("current", forename, middle, surname)
    used = values.name(child_text(details, "PreferredForename"), "PreferredForename")
    used_surname = values.name(child_text(details, "PreferredSurname"), "PreferredSurname")
    if (used or forename, used_surname or surname) != (forename, surname):
        yield Name("also_used", used or forename, "", used_surname or surname)
    if former := values.name(child_text(details, "FormerSurname"), "FormerSurname"):
        yield Name("former", forename, middle, former)


def _addresses(pupil: Element) -> tuple[Place, ...]:
    address = next(children(pupil, "Address"), None)
    lines, town, postcode = _address(address) if address is not None else ("", "", "")
    return (Place("current", lines, town, postcode),) if lines or postcode else ()


def _address(address: Element) -> tuple[str, str, str]:
    """Lines, town and postcode; a number stands on one line with its street."""
    postcode = values.postcode(child_text(address, "PostCode"), "PostCode")
    for block in children(address, "BS7666Address"):
        said = {
            part: values.name(child_text(block, part), part)
            for part in ("SAON", "PAON", "Street", "Locality", "Town", "PostTown")
        }
        street = " ".join(part for part in (said["PAON"], said["Street"]) if part)
        lines = _joined(said["SAON"], street, said["Locality"])
        return lines, said["Town"] or said["PostTown"], postcode
    for block in children(address, "AddressLines"):
        names = (f"AddressLine{number}" for number in range(1, 6))
        return _joined(*(values.name(child_text(block, name), name) for name in names)), "", postcode
    return "", "", postcode


def _joined(*parts: str) -> str:
    joined = ", ".join(part for part in parts if part)
    return values.text(joined, "Address", most=250)


def _carers(pupil: Element) -> Iterator[CarerSaid]:
    contacts = [contact for block in children(pupil, "Contacts") for contact in children(block, "Contact")]
    if len(contacts) > LONGEST_LIST:
        raise BadValue(Reason.VALUE_TOO_LONG, "Contacts")
    for contact in sorted(contacts, key=lambda contact: child_text(contact, "Order").zfill(4)):
        parts = (values.name(child_text(contact, part), part, most=74) for part in ("Forename", "Surname"))
        if whole := " ".join(part for part in parts if part):
            yield CarerSaid(
                whole,
                values.code(child_text(contact, "Relationship"), "Relationship", RELATIONSHIPS),
                values.truth(child_text(contact, "Responsibility"), "Responsibility"),
                _phone(contact),
                _carer_address(contact),
            )


def _phone(contact: Element) -> str:
    for phones in children(contact, "Phones"):
        for phone in children(phones, "Phone"):
            if said := values.phone(child_text(phone, "PhoneNo"), "PhoneNo"):
                return said
    return ""


def _carer_address(contact: Element) -> str:
    """Empty: as the child."""
    for address in children(contact, "Address"):
        if not values.truth(child_text(address, "AddressAsPupil"), "AddressAsPupil"):
            return values.text(", ".join(part for part in _address(address) if part), "Address", most=300)
    return ""


def _settings(pupil: Element, *, today: date) -> Iterator[SettingSaid]:
    """Schools now and before. Where the URN is absent, the seven digits of the DfE number stand in its place."""
    schools = [school for block in children(pupil, "SchoolHistory") for school in children(block, "School")]
    if len(schools) > LONGEST_LIST:
        raise BadValue(Reason.VALUE_TOO_LONG, "SchoolHistory")
    for school in schools:
        number = child_text(school, "URN") or child_text(school, "LEA") + child_text(school, "Estab")
        if not (number.isascii() and number.isdigit() and len(number) in (5, 6, 7)):
            raise BadValue(Reason.CODE_UNKNOWN, "URN")
        entered = values.past_day(child_text(school, "EntryDate"), "EntryDate", today=today)
        left = values.day(child_text(school, "LeavingDate"), "LeavingDate")
        values.in_order(entered, left, "LeavingDate")
        yield SettingSaid("at_setting", number, entered, left)
