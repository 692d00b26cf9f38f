"""What does the health service know of a patient's demographics? FHIR R4 Patients, one a line (docs/feeds/pds.md)."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from feeds.formats import values
from feeds.formats.lines import lines
from feeds.formats.row import LONGEST_LIST, BadRow, BadValue, End, FeedError, Read, Reading, Row
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
ROLES = {"MTH": "Mother", "FTH": "Father", "STPMTH": "Step mother", "STPFTH": "Step father", "GUARD": "Guardian"}
RESTRICTED = {"U": False, "R": True, "V": True}
Json = dict[str, Any]


def read(stream: BinaryIO, reading: Reading) -> Iterator[Read]:
    """Rows, then the end with its control total. Raises FeedError."""
    count, total = 0, None
    for number, line in enumerate(lines(stream), start=1):
        if not line.strip():
            continue
        if total is not None:
            raise FeedError(Reason.TOTAL_WRONG, line=number)
        resource = _resource(line)
        if isinstance(resource, dict) and resource.get("resourceType") == "Parameters":
            total = _total(resource, number)
            continue
        _refuse_another_format(resource, count, number)
        count += 1
        yield BadRow(number, resource) if isinstance(resource, Reason) else _read_patient(resource, number, reading)
    yield End(count, total)


def _refuse_another_format(resource: Json | Reason, count: int, number: int) -> None:
    """A first line that is no resource at all says that this is another kind of file."""
    if count == 0 and (
        resource is Reason.JSON_BROKEN or (isinstance(resource, dict) and "resourceType" not in resource)
    ):
        raise FeedError(Reason.WRONG_FORMAT, line=number)


def _resource(line: str) -> Json | Reason:
    """The object of a line, or why it is none. A key given twice could unshield: it is refused (SEC-29)."""
    try:
        found = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except BadValue as error:
        return error.reason
    except (ValueError, RecursionError):
        return Reason.JSON_BROKEN
    return found if isinstance(found, dict) else Reason.JSON_BROKEN


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadValue(Reason.DUP_KEY)
    return found


def _no_number(constant: str) -> NoReturn:
    raise BadValue(Reason.JSON_BROKEN)


def _total(resource: Json, number: int) -> int:
    try:
        for parameter in _list(resource, "parameter"):
            if parameter.get("name") == "total" and type(parameter.get("valueInteger")) is int:
                return int(parameter["valueInteger"])
    except BadValue as error:
        raise FeedError(Reason.TOTAL_WRONG, line=number) from error
    raise FeedError(Reason.TOTAL_WRONG, line=number)


def _read_patient(patient: Json, line: int, reading: Reading) -> Row | BadRow:
    dropped = tuple(name[:60] for name in patient if name not in READ and name.isprintable())
    try:
        return _patient(patient, line, reading, dropped)
    except BadValue as error:
        return BadRow(line, error.reason, error.field, dropped)


def _patient(patient: Json, line: int, reading: Reading, dropped: tuple[str, ...]) -> Row:
    if patient.get("resourceType") != "Patient":
        raise BadValue(Reason.CODE_UNKNOWN, "resourceType")
    key = values.nhs_number(_text(patient, "id"), "id")
    if not key:
        raise BadValue(Reason.KEY_MISSING, "id")
    meta = _object(patient, "meta")
    restricted = _restricted(meta)
    died = _text(patient, "deceasedDateTime")[:10]
    assertion = Assertion(
        names=tuple(_names(patient)),
        date_of_birth=values.birth_day(_text(patient, "birthDate"), "birthDate", today=reading.today),
        gender=values.code(_text(patient, "gender"), "gender", GENDERS),
        date_of_death=values.past_day(died, "deceasedDateTime", today=reading.today),
        identifiers={"nhs_number": (key,)} if _is_verified(patient, key) else {},
        restricted=restricted,
        **({} if restricted else _whereabouts(patient, reading)),
    )
    values.in_order(assertion.date_of_birth, assertion.date_of_death, "deceasedDateTime")
    return Row(line, key, values.instant(_text(meta, "lastUpdated"), "meta.lastUpdated", now=reading.now), assertion,
               dropped=dropped)  # fmt: skip


def _restricted(meta: Json) -> bool:
    """Whether somebody protects this child. A record that does not say so cannot be taken for open (R-SHIELD-9)."""
    marks = _list(meta, "security")
    if not marks:
        raise BadValue(Reason.CODE_UNKNOWN, "meta.security")
    try:
        meant = {RESTRICTED[_text(mark, "code")] for mark in marks}
    except KeyError as error:
        raise BadValue(Reason.CODE_UNKNOWN, "meta.security") from error
    return True in meant


def _is_verified(patient: Json, key: str) -> bool:
    """Only a number that was verified identifies (status 01); one that is not the record's own is a mistake."""
    for identifier in _list(patient, "identifier"):
        if _text(identifier, "system") != NHS_NUMBER:
            continue
        if values.nhs_number(_text(identifier, "value"), "identifier") != key:
            raise BadValue(Reason.ID_CHECKDIGIT, "identifier")
        codings = [
            coding
            for extension in _list(identifier, "extension")
            for coding in _list(_object(extension, "valueCodeableConcept"), "coding")
        ]
        return any(_text(coding, "code") == VERIFIED for coding in codings)
    return False


def _names(patient: Json) -> Iterator[Name]:
    said = {use: [n for n in _list(patient, "name") if _text(n, "use") == use] for use in ("usual", "nickname", "old")}
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
    given = [values.name(part, "name.given") for part in _texts(said, "given")]
    middle = values.name(" ".join(given[1:]), "name.given", most=150)
    return Name(kind, given[0] if given else "", middle, values.name(_text(said, "family"), "name.family"))


def _whereabouts(patient: Json, reading: Reading) -> dict[str, Any]:
    """Where the child is and who cares: what a restricted record never tells."""
    return {
        "addresses": tuple(_addresses(patient)),
        "carers": tuple(_carers(patient)),
        "practice": _practice(patient, reading),
    }


def _addresses(patient: Json) -> Iterator[Place]:
    now = 0
    for said in _list(patient, "address"):
        if _text(said, "use") != "home":
            continue
        written = [values.name(line, "address.line") for line in _texts(said, "line")]
        lines, town = ", ".join(written[:-1]) or "".join(written), written[-1] if len(written) > 1 else ""
        postcode = values.postcode(_text(said, "postalCode"), "address.postalCode")
        period = _object(said, "period")
        start, end = (values.day(_text(period, part), f"address.period.{part}") for part in ("start", "end"))
        values.in_order(start, end, "address.period")
        now += end is None
        if now > 1:
            raise BadValue(Reason.JSON_SHAPE, "address")
        if lines or postcode:
            kind = "former" if end else "current"
            yield Place(kind, values.text(lines, "address", most=250), town, postcode, from_date=start, to_date=end)


def _carers(patient: Json) -> Iterator[CarerSaid]:
    """A carer without a telephone of the own is reached by the family's."""
    family = _phone(patient)
    for contact in _list(patient, "contact"):
        name = _object(contact, "name")
        parts = [values.name(part, "contact.name") for part in (*_texts(name, "given"), _text(name, "family"))]
        if whole := values.text(" ".join(part for part in parts if part), "contact.name", most=150):
            yield CarerSaid(whole, _relationship(contact), phone=_phone(contact) or family)


def _relationship(contact: Json) -> str:
    codings = (coding for kind in _list(contact, "relationship") for coding in _list(kind, "coding"))
    first = next(codings, None)
    return values.code(_text(first, "code"), "contact.relationship", ROLES) if first else ""


def _phone(said: Json) -> str:
    reached = (one for one in _list(said, "telecom") if _text(one, "system") == "phone")
    return next((values.phone(_text(one, "value"), "telecom") for one in reached), "")


def _practice(patient: Json, reading: Reading) -> PracticeSaid | None:
    for practice in _list(patient, "generalPractitioner")[:1]:
        identifier = _object(practice, "identifier")
        code = values.text(_text(identifier, "value"), "generalPractitioner", most=6).upper()
        start = _text(_object(identifier, "period"), "start")
        return PracticeSaid(code, values.past_day(start, "generalPractitioner", today=reading.today)) if code else None
    return None


def _text(holder: Json, name: str) -> str:
    """A text of that name, empty when absent. Another kind of value is an error of the row."""
    found = holder.get(name, "")
    if not isinstance(found, str):
        raise BadValue(Reason.JSON_SHAPE, name)
    return values.text(found, name)


def _object(holder: Json, name: str) -> Json:
    found = holder.get(name, {})
    if not isinstance(found, dict):
        raise BadValue(Reason.JSON_SHAPE, name)
    return found


def _list(holder: Json, name: str) -> list[Json]:
    found = holder.get(name, [])
    if not isinstance(found, list) or len(found) > LONGEST_LIST or not all(isinstance(one, dict) for one in found):
        raise BadValue(Reason.JSON_SHAPE, name)
    return found


def _texts(holder: Json, name: str) -> list[str]:
    found = holder.get(name, [])
    if not isinstance(found, list) or len(found) > LONGEST_LIST or not all(isinstance(one, str) for one in found):
        raise BadValue(Reason.JSON_SHAPE, name)
    return [values.text(one, name) for one in found]
