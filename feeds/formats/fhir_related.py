"""Who does the health service say cares for a patient? FHIR R4 RelatedPersons (docs/feeds/pds.md).

They name the patient by NHS number alone: the row finds its child by that number, or waits for a person.
"""

from dataclasses import replace

from feeds.formats import raw as kept
from feeds.formats import values
from feeds.formats.fhir_patient import NHS_NUMBER, as_at
from feeds.formats.fhir_people import period, phone, relationship, whole_name, written
from feeds.formats.row import LONGEST_LIST, BadRow, BadValue, Raw, Reading, Row
from feeds.formats.strict_json import Json, an_object, objects, text
from feeds.reasons import Reason
from registry.assertion import Assertion, CarerSaid

READ = frozenset(
    ("resourceType", "id", "patient", "active", "period", "name", "relationship", "telecom", "address", "meta")
)
CELLS = kept.paths(
    """
    resourceType patient.identifier.system patient.identifier.value patient.reference active period.start period.end
    name.use name.given name.family relationship.coding.code telecom.system telecom.value telecom.period.end
    address.use address.line address.postalCode address.period.start address.period.end
    """,
    separator=".",
)


def related_again(raw: Raw, line: int, reading: Reading) -> Row | BadRow:
    """The related persons of one patient, of whom a person put one right."""
    try:
        cells = {where: text for where, text in raw.items() if where != kept.AS_AT}
        found = objects(kept.to_json(cells), "related")
        return _related([_truth(one) for one in found], line, reading, raw, ())
    except BadValue as error:
        return BadRow(line, error.reason, error.field, raw=raw)


def _truth(one: Json) -> Json:
    return one | {"active": str(one.get("active", "true")).lower() != "false"}


def read_related(people: list[Json], line: int, reading: Reading, cells: Raw) -> Row | BadRow:
    """One row for all who are related to one patient. `cells`: what else has to be kept of a row to put right."""
    dropped = tuple(
        dict.fromkeys(name[:60] for one in people for name in one if name not in READ and name.isprintable())
    )
    try:
        return _related(people, line, reading, cells, dropped)
    except BadValue as error:
        said = kept.of_json({"related": people}, replace(CELLS, ends=frozenset(f"related.{end}" for end in CELLS.ends)))
        return BadRow(line, error.reason, error.field, dropped, kept.raw_cells((cells | dict(said)).items()))


def patient_of(person: Json) -> str:
    """The NHS number of the patient, as written there. Raises BadValue."""
    patient = an_object(person, "patient")
    identifier = an_object(patient, "identifier")
    if text(identifier, "system") in ("", NHS_NUMBER) and (number := text(identifier, "value")):
        return number
    return text(patient, "reference").rpartition("/")[2]


def _related(people: list[Json], line: int, reading: Reading, cells: Raw, dropped: tuple[str, ...]) -> Row:
    if not people or len(people) > LONGEST_LIST:
        raise BadValue(Reason.JSON_SHAPE, "RelatedPerson")
    number = values.nhs_number(patient_of(people[0]), "patient")
    if not number:
        raise BadValue(Reason.KEY_MISSING, "patient")
    carers = tuple(_carer(one, reading) for one in people if _is_related_now(one, reading))
    named = tuple(carer for carer in carers if carer.name)
    if carers and not named:  # who is only a reference to another record has no name here
        raise BadValue(Reason.NAME_EMPTY, "name")
    assertion = Assertion(carers=named, identifiers={"nhs_number": (number,)})
    return Row(line, f"{number}/related", as_at(cells, reading), assertion, dropped=dropped)


def _is_related_now(person: Json, reading: Reading) -> bool:
    _, end = period(person, "RelatedPerson")
    return person.get("active", True) is not False and not (end and end < reading.today)


def _carer(person: Json, reading: Reading) -> CarerSaid:
    names = objects(person, "name")
    usual = next((one for one in names if text(one, "use") == "usual"), names[0] if names else {})
    homes = [one for one in objects(person, "address") if text(one, "use") in ("", "home")]
    address = ", ".join(part for part in written(homes[0]) if part) if homes else ""
    return CarerSaid(
        whole_name(usual),
        relationship(person),
        phone=phone(person, reading),
        address=values.text(address, "address", most=300),
    )
