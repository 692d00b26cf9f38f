"""Which service of an authority works with a child? One CSV row an involvement (docs/feeds/social-care.md)."""

from collections.abc import Iterator
from typing import Final

from feeds.formats import values
from feeds.formats.row import BadValue, Reading, Row
from feeds.formats.table import Cells, addresses, current_name, table_format
from feeds.reasons import Reason
from registry.assertion import Assertion, CafSaid, Name, ServiceSaid

REQUIRED = frozenset(
    ("la_code", "local_case_number", "as_at", "forename", "surname", "date_of_birth", "service", "involved_from")
)
KNOWN = REQUIRED | {
    "upn", "nhs_number", "former_surname", "gender", "address_1", "address_2", "town", "postcode", "organisation",
    "worker_name", "worker_role", "worker_phone", "worker_email", "involved_to", "lead_professional",
    "caf_completed_on", "caf_holder", "consent_basis", "consent_on", "purge",
}  # fmt: skip
GROUPS = {
    "social care": "social_care",
    "youth offending": "justice",
    "educational psychology": "education",
    "education welfare": "education",
    "health visiting": "health",
    "school nursing": "health",
    "connexions": "other",
    "child and adolescent mental health": "health",
    "substance misuse": "health",
    "sexual health": "health",
}
SENSITIVE = frozenset(("child and adolescent mental health", "substance misuse", "sexual health"))  # R-INV-2
CONSENT = {basis: basis for basis in ("child", "parent", "significant_harm")}


def _row(cells: Cells, line: int, reading: Reading) -> Row:
    authority = values.authority(cells["la_code"], "la_code", reading)
    case = values.own_key(cells["local_case_number"], "local_case_number", most=24)
    as_at = values.stated_day(cells["as_at"], "as_at", today=reading.today)
    service = _service(cells, reading)
    assertion = Assertion(
        names=tuple(_names(cells)),
        date_of_birth=values.birth_day(cells["date_of_birth"], "date_of_birth", today=reading.today),
        gender=values.gender(cells.get("gender", ""), "gender"),
        addresses=addresses(cells),
        services=(service,),
        caf=_caf(cells, reading),
        identifiers=_identifiers(cells, f"{authority}/{case}"),
    )
    key = f"{authority}/{case}/{service.service.lower()}/{service.started_on:%Y%m%d}"
    taken_back = values.truth(cells.get("purge", ""), "purge")
    return Row(
        line, key, values.start_of(as_at), Assertion(withdrawn=True) if taken_back else assertion, authority=authority
    )


def _names(cells: Cells) -> Iterator[Name]:
    name = current_name(cells, "forename")
    yield name
    if former := values.name(cells.get("former_surname", ""), "former_surname"):
        yield Name("former", name.forename, name.middle_names, former)


def _identifiers(cells: Cells, case: str) -> dict[str, tuple[str, ...]]:
    said = {
        "local_case": case,
        "upn": values.pupil_number(cells.get("upn", ""), "upn"),
        "nhs_number": values.nhs_number(cells.get("nhs_number", ""), "nhs_number"),
    }
    return {scheme: (value,) for scheme, value in said.items() if value}


def _service(cells: Cells, reading: Reading) -> ServiceSaid:
    name = cells["service"].lower()
    if name not in GROUPS:
        raise BadValue(Reason.CODE_UNKNOWN, "service")
    basis = values.code(cells.get("consent_basis", ""), "consent_basis", CONSENT)
    consent_on = values.past_day(cells.get("consent_on", ""), "consent_on", today=reading.today)
    sensitive = name in SENSITIVE
    if sensitive and not (basis and consent_on):
        raise BadValue(Reason.SENSITIVE_NO_CONSENT)
    started = values.stated_day(cells["involved_from"], "involved_from", today=reading.today)
    ended = values.day(cells.get("involved_to", ""), "involved_to")
    values.in_order(started, ended, "involved_to")
    return ServiceSaid(
        group=GROUPS[name],
        service=name[:1].upper() + name[1:],
        organisation_name=values.name(cells.get("organisation", ""), "organisation", most=200),
        started_on=started,
        contact_name=values.name(cells.get("worker_name", ""), "worker_name", most=150),
        role=values.name(cells.get("worker_role", ""), "worker_role"),
        phone=values.phone(cells.get("worker_phone", ""), "worker_phone"),
        email=values.email(cells.get("worker_email", ""), "worker_email"),
        ended_on=ended,
        sensitive=sensitive,
        consent_basis=basis,
        consent_on=consent_on,
        lead=values.truth(cells.get("lead_professional", ""), "lead_professional"),
    )


def _caf(cells: Cells, reading: Reading) -> CafSaid | None:
    """That an assessment exists and who holds it; never its content (Schedule 1 item 12)."""
    completed = values.past_day(cells.get("caf_completed_on", ""), "caf_completed_on", today=reading.today)
    holder = values.name(cells.get("caf_holder", ""), "caf_holder", most=200)
    if bool(completed) != bool(holder):
        raise BadValue(Reason.DATE_INVALID, "caf_completed_on")
    return CafSaid(completed, holder) if completed else None


FORMAT: Final = table_format(_row, required=REQUIRED, known=KNOWN)
