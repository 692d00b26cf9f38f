"""What does a FHIR R4 Patient of the health service say of a child? (docs/feeds/pds.md)"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from feeds.formats import raw as kept
from feeds.formats import values
from feeds.formats.fhir_people import period, phone, relationship, whole_name, written
from feeds.formats.row import BadRow, BadValue, Raw, Reading, Row
from feeds.formats.strict_json import Json, an_object, objects, text, texts
from feeds.reasons import Reason
from registry.assertion import Assertion, CarerSaid, Name, Place, PracticeSaid

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
VERIFIED = "01"
READ = frozenset(
    (
        "resourceType", "id", "identifier", "meta", "name", "gender", "birthDate", "deceasedDateTime", "address",
        "telecom", "generalPractitioner", "contact",
    )
)  # fmt: skip
GENDERS = {"male": "male", "female": "female", "other": "not_specified", "unknown": "not_specified"}
RESTRICTED = {"U": False, "R": True, "V": True}
OPEN = kept.paths(
    """
    resourceType id identifier.system identifier.value identifier.extension.valueCodeableConcept.coding.code
    meta.lastUpdated meta.security.code name.use name.given name.family gender birthDate deceasedDateTime
    """,
    separator=".",
)
WHEREABOUTS = kept.paths(
    """
    address.use address.line address.postalCode address.period.start address.period.end
    telecom.system telecom.value telecom.period.end
    generalPractitioner.identifier.value generalPractitioner.identifier.period.start
    contact.name.given contact.name.family contact.relationship.coding.code contact.telecom.system
    contact.telecom.value contact.telecom.period.end
    """,
    separator=".",
)


def patient_again(raw: Raw, line: int, reading: Reading) -> Row | BadRow:
    """One patient whom a person put right."""
    try:
        cells = {where: text for where, text in raw.items() if where != kept.AS_AT}
        return _patient(kept.to_json(cells), line, reading, as_at(raw, reading), ())
    except BadValue as error:
        return BadRow(line, error.reason, error.field, raw=raw)


def as_at(raw: Raw, reading: Reading) -> datetime:
    """How old the file said that it was. Raises BadValue."""
    return values.instant(raw[kept.AS_AT], kept.AS_AT, now=reading.now) if raw.get(kept.AS_AT) else reading.said_at


def read_patient(patient: Json, line: int, reading: Reading, said_at: datetime) -> Row | BadRow:
    """`said_at`: how old the record is, when it does not say so itself."""
    dropped = tuple(name[:60] for name in patient if name not in READ and name.isprintable())
    try:
        return _patient(patient, line, reading, said_at, dropped)
    except BadValue as error:
        return BadRow(line, error.reason, error.field, dropped, _cells(patient, said_at))


def _cells(patient: Json, said_at: datetime) -> Raw:
    """Where a child is stays unkept unless the record says that nobody protects the child (R-SHIELD-9)."""
    cells = {kept.AS_AT: said_at.isoformat()} | dict(kept.of_json(patient, OPEN))
    marks = {text for where, text in cells.items() if where.startswith("meta.security")}
    if marks == {"U"}:
        cells |= dict(kept.of_json(patient, WHEREABOUTS))
    return kept.raw_cells(cells.items())


def _patient(patient: Json, line: int, reading: Reading, said_at: datetime, dropped: tuple[str, ...]) -> Row:
    key = values.nhs_number(text(patient, "id"), "id")
    if not key:
        raise BadValue(Reason.KEY_MISSING, "id")
    meta = an_object(patient, "meta")
    restricted = _restricted(meta)
    died = text(patient, "deceasedDateTime")[:10]
    assertion = Assertion(
        names=tuple(_names(patient)),
        date_of_birth=values.birth_day(text(patient, "birthDate"), "birthDate", today=reading.today),
        gender=values.code(text(patient, "gender"), "gender", GENDERS),
        date_of_death=values.past_day(died, "deceasedDateTime", today=reading.today),
        identifiers={"nhs_number": (key,)} if _is_verified(patient, key) else {},
        restricted=restricted,
        **({} if restricted else _whereabouts(patient, reading)),
    )
    values.in_order(assertion.date_of_birth, assertion.date_of_death, "deceasedDateTime")
    updated = text(meta, "lastUpdated")
    moment = values.instant(updated, "meta.lastUpdated", now=reading.now) if updated else said_at
    return Row(line, key, moment, assertion, dropped=dropped)


def _restricted(meta: Json) -> bool:
    """Whether somebody protects this child. A record that does not say so cannot be taken for open (R-SHIELD-9)."""
    marks = objects(meta, "security")
    if not marks:
        raise BadValue(Reason.CODE_UNKNOWN, "meta.security")
    try:
        meant = {RESTRICTED[text(mark, "code")] for mark in marks}
    except KeyError as error:
        raise BadValue(Reason.CODE_UNKNOWN, "meta.security") from error
    return True in meant


def _is_verified(patient: Json, key: str) -> bool:
    """Only a number that was verified identifies (status 01); one that is not the record's own is a mistake."""
    for identifier in objects(patient, "identifier"):
        if text(identifier, "system") != NHS_NUMBER:
            continue
        if values.nhs_number(text(identifier, "value"), "identifier") != key:
            raise BadValue(Reason.ID_CHECKDIGIT, "identifier")
        codings = [
            coding
            for extension in objects(identifier, "extension")
            for coding in objects(an_object(extension, "valueCodeableConcept"), "coding")
        ]
        return any(text(coding, "code") == VERIFIED for coding in codings)
    return False


def _names(patient: Json) -> Iterator[Name]:
    said = {use: [n for n in objects(patient, "name") if text(n, "use") == use] for use in ("usual", "nickname", "old")}
    if not said["usual"]:
        raise BadValue(Reason.NAME_EMPTY, "name")
    usual = _name("current", said["usual"][0])
    if not (usual.forename or usual.surname):
        raise BadValue(Reason.NAME_EMPTY, "name")
    yield usual
    for nickname in said["nickname"]:
        used = _name("also_used", nickname)
        if used.forename or used.surname:
            yield Name("also_used", used.forename or usual.forename, "", used.surname or usual.surname)
    for old in said["old"]:
        former = _name("former", old)
        if former.forename or former.surname:
            yield former


def _name(kind: str, said: Json) -> Name:
    given = [values.name(part, "name.given") for part in texts(said, "given")]
    middle = values.name(" ".join(given[1:]), "name.given", most=150)
    return Name(kind, given[0] if given else "", middle, values.name(text(said, "family"), "name.family"))


def _whereabouts(patient: Json, reading: Reading) -> dict[str, Any]:
    """Where the child is and who cares: what a restricted record never tells."""
    return {
        "addresses": tuple(_addresses(patient, reading)),
        "carers": tuple(_carers(patient, reading)),
        "practice": _practice(patient, reading),
    }


def _addresses(patient: Json, reading: Reading) -> Iterator[Place]:
    now = 0
    for said in objects(patient, "address"):
        if text(said, "use") != "home":
            continue
        lines, town, postcode = written(said)
        start, end = period(said, "address")
        former = end is not None and end <= reading.today
        now += not former
        if now > 1:
            raise BadValue(Reason.JSON_SHAPE, "address")
        if lines or postcode:
            kind = "former" if former else "current"
            yield Place(kind, lines, town, postcode, from_date=start, to_date=end if former else None)


def _carers(patient: Json, reading: Reading) -> Iterator[CarerSaid]:
    """A carer without a telephone of the own is reached by the family's."""
    family = phone(patient, reading)
    for contact in objects(patient, "contact"):
        if whole := whole_name(an_object(contact, "name")):
            yield CarerSaid(whole, relationship(contact), phone=phone(contact, reading) or family)


def _practice(patient: Json, reading: Reading) -> PracticeSaid | None:
    for practice in objects(patient, "generalPractitioner")[:1]:
        identifier = an_object(practice, "identifier")
        code = values.text(text(identifier, "value"), "generalPractitioner", most=6).upper()
        start = text(an_object(identifier, "period"), "start")
        return PracticeSaid(code, values.past_day(start, "generalPractitioner", today=reading.today)) if code else None
    return None
