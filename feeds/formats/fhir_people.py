"""What does FHIR say of any person: name, address, telephone, relationship, and since when?"""

from datetime import date

from feeds.formats import values
from feeds.formats.row import Reading
from feeds.formats.strict_json import Json, an_object, objects, text, texts

ROLES = {
    "MTH": "Mother", "FTH": "Father", "NMTH": "Mother", "NFTH": "Father", "STPMTH": "Step mother",
    "STPFTH": "Step father", "GUARD": "Guardian", "Guardian": "Guardian", "PRN": "Parent", "PRNFOST": "Foster parent",
    "STPPRN": "Step parent", "GRPRN": "Grandparent", "SIS": "Sister", "BRO": "Brother", "FAMMEMB": "Family member",
    "Carer": "Carer", "C": "Emergency contact",
}  # fmt: skip
# Of the health service's own list: true, and no answer to who cares for the child.
SAYS_LITTLE = (
    "Agent", "Personal", "N", "U", "SPS", "DOMPART", "CHILD", "ONESELF", "PolygamousPartner", "Dependant",
    "NonDependant", "ProxyContact", "ProxyCommunication", "ProxyContactCommunication", "NotSpecified",
)  # fmt: skip
KNOWN_ROLES = dict.fromkeys(SAYS_LITTLE, "") | ROLES


def whole_name(said: Json) -> str:
    parts = [values.name(part, "name") for part in (*texts(said, "given"), text(said, "family"))]
    return values.text(" ".join(part for part in parts if part), "name", most=150)


def relationship(said: Json) -> str:
    """The first code that says who the person is to the child."""
    codes = [text(coding, "code") for kind in objects(said, "relationship") for coding in objects(kind, "coding")]
    meant = [values.code(code, "relationship", KNOWN_ROLES) for code in codes]
    return next((one for one in meant if one), "")


def phone(said: Json, reading: Reading) -> str:
    """The first telephone that is still in use."""
    for one in objects(said, "telecom"):
        _, end = period(one, "telecom")
        if text(one, "system") == "phone" and not (end and end < reading.today):
            return values.phone(text(one, "value"), "telecom")
    return ""


def period(said: Json, field: str) -> tuple[date | None, date | None]:
    found = an_object(said, "period")
    start, end = (values.day(text(found, part)[:10], f"{field}.period.{part}") for part in ("start", "end"))
    values.in_order(start, end, f"{field}.period")
    return start, end


def written(address: Json) -> tuple[str, str, str]:
    """Lines, town and postcode: the last of several lines is the town."""
    said = [line for line in (values.name(line, "address.line") for line in texts(address, "line")) if line]
    lines, town = ", ".join(said[:-1]) or "".join(said), said[-1] if len(said) > 1 else ""
    return (
        values.text(lines, "address", most=250),
        town,
        values.postcode(text(address, "postalCode"), "address.postalCode"),
    )
