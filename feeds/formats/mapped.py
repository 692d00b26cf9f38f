"""What does a row of a mapped table say of a child? Each cell by the rule of the item it stands for."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from feeds.formats import values
from feeds.formats.mapping import Mapping
from feeds.formats.row import BadValue, Reading, Row
from feeds.formats.social_care_csv import GROUPS, SENSITIVE
from feeds.formats.table import Cells
from feeds.formats.targets import TARGETS, Target
from feeds.reasons import Reason
from registry.assertion import Assertion, CafSaid, CarerSaid, Name, Place, PracticeSaid, ServiceSaid, SettingSaid

LONGEST_KEY = 80
Said = dict[str, Any]  # path -> value
CARERS = ("carer_1", "carer_2", "carer_3")


def row_of(cells: Cells, line: int, mapping: Mapping, reading: Reading, said_at: datetime) -> Row:
    """One row. Raises BadValue, whose field is the header as the supplier writes it."""
    said = {
        path: value
        for header, path, text in _texts(cells, mapping)
        if (value := _value(text, header, path, mapping, reading)) not in ("", None, False)
    }
    key = values.text("/".join(cells[header] for header in mapping.key), mapping.key[0], most=LONGEST_KEY)
    if not key.strip("/ "):
        raise BadValue(Reason.KEY_MISSING, mapping.key[0])
    moment = _moment(cells, mapping, reading, said_at)
    return Row(line, key, moment, _assertion(said), said.get("la_code", ""))


def _texts(cells: Cells, mapping: Mapping) -> Iterator[tuple[str, str, str]]:
    """Header, path and text of everything that the row says; the supplier's own codes as what they mean."""
    for header, path in mapping.columns.items():
        text, codes = cells[header], mapping.codes.get(path)
        if codes and text:
            try:
                text = codes[" ".join(text.split()).casefold()]
            except KeyError as error:
                raise BadValue(Reason.CODE_UNKNOWN, header) from error
        yield header, path, text
    for path, text in mapping.always.items():
        yield path, path, text


def _moment(cells: Cells, mapping: Mapping, reading: Reading, said_at: datetime) -> datetime:
    if not mapping.as_at:
        return said_at
    written = cells[mapping.as_at]
    try:
        return values.instant(_iso(written, mapping.dates), mapping.as_at, now=reading.now)
    except BadValue as error:
        raise BadValue(error.reason, mapping.as_at) from error


@lru_cache(maxsize=50_000)
def _iso(raw: str, formats: tuple[str, ...]) -> str:
    """A date as YYYY-MM-DD, if one of the formats reads it; else as it is."""
    for one in formats:
        try:
            return datetime.strptime(raw.strip(), one).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return raw


def _value(text: str, header: str, path: str, mapping: Mapping, reading: Reading) -> Any:
    target = TARGETS[path]
    if target.kind in DATES:
        return DATES[target.kind](_iso(text, mapping.dates), header, reading.today)
    return RULES[target.kind](text, header, target, reading)


def _birth(text: str, header: str, today: date) -> date:
    return values.birth_day(text, header, today=today)


def _past(text: str, header: str, today: date) -> date | None:
    return values.past_day(text, header, today=today)


def _day(text: str, header: str, today: date) -> date | None:
    return values.day(text, header)


DATES: dict[str, Callable[[str, str, date], date | None]] = {"birth": _birth, "past": _past, "date": _day}


def _names(text: str, header: str, target: Target, reading: Reading) -> tuple[str, str] | None:
    return values.split_forenames(text, header) if text else None


def _coded(text: str, header: str, target: Target, reading: Reading) -> str:
    return values.code(text.lower().replace(" ", "_"), header, {choice: choice for choice in target.choices})


def _gender(text: str, header: str, target: Target, reading: Reading) -> str:
    return text if text in target.choices else values.gender(text, header)


def _school(text: str, header: str, target: Target, reading: Reading) -> str:
    number = text.replace("/", "").replace(" ", "")
    if number and not (number.isascii() and number.isdigit() and len(number) in (5, 6, 7)):
        raise BadValue(Reason.CODE_UNKNOWN, header)
    return number


def _authority(text: str, header: str, target: Target, reading: Reading) -> str:
    return values.authority(text, header, reading) if text else ""


RULES: dict[str, Callable[[str, str, Target, Reading], Any]] = {
    "name": lambda text, header, target, reading: values.name(text, header, most=target.most),
    "text": lambda text, header, target, reading: values.text(text, header, most=target.most),
    "names": _names,
    "gender": _gender,
    "code": _coded,
    "truth": lambda text, header, target, reading: values.truth(text, header),
    "postcode": lambda text, header, target, reading: values.postcode(text, header),
    "uprn": lambda text, header, target, reading: values.property_number(text, header),
    "nhs_number": lambda text, header, target, reading: values.nhs_number(text, header),
    "upn": lambda text, header, target, reading: values.pupil_number(text, header),
    "school": _school,
    "ods": lambda text, header, target, reading: values.text(text, header, most=6).upper(),
    "phone": lambda text, header, target, reading: values.phone(text, header),
    "email": lambda text, header, target, reading: values.email(text, header),
    "authority": _authority,
}


def _assertion(said: Said) -> Assertion:
    if said.get("withdrawn"):
        return Assertion(withdrawn=True)
    authority = said.get("la_code", "")
    numbers = {
        "nhs_number": said.get("nhs_number"),
        "upn": said.get("upn"),
        "former_upn": said.get("former_upn"),
        "birth_registration": said.get("birth_registration"),
        "local_case": f"{authority}/{said['local_case']}" if authority and "local_case" in said else None,
    }
    identifiers: dict[str, tuple[str, ...]] = {scheme: (number,) for scheme, number in numbers.items() if number}
    names = tuple(_all_names(said))
    if not (names or identifiers):
        raise BadValue(Reason.NAME_EMPTY)
    values.in_order(said.get("date_of_birth"), said.get("date_of_death"), "date_of_death")
    return Assertion(
        names=names,
        date_of_birth=said.get("date_of_birth"),
        gender=said.get("gender", ""),
        date_of_death=said.get("date_of_death"),
        addresses=tuple(_address(said)),
        carers=tuple(_carers(said)),
        settings=tuple(_settings(said)),
        practice=PracticeSaid(said["practice.ods_code"], said.get("practice.from"))
        if "practice.ods_code" in said
        else None,
        services=tuple(_services(said)),
        caf=_caf(said),
        identifiers=identifiers,
        restricted=said.get("restricted", False),
    )


def _all_names(said: Said) -> Iterator[Name]:
    together, more = said.get("name.forenames", ("", ""))
    forename: str = said.get("name.forename", together)
    middle: str = said.get("name.middle_names", more)
    surname: str = said.get("name.surname", "")
    if not (forename or surname):
        return
    yield Name("current", forename, middle, surname)
    used, used_surname = said.get("also_used.forename", forename), said.get("also_used.surname", surname)
    if (used, used_surname) != (forename, surname):
        yield Name("also_used", used, "", used_surname)
    former: str = said.get("former.surname", "")
    if former:
        yield Name("former", forename, middle, former)


def _address(said: Said) -> Iterator[Place]:
    lines = ", ".join(said[f"address.line_{n}"] for n in range(1, 6) if f"address.line_{n}" in said)
    postcode = said.get("address.postcode", "")
    if lines or postcode:
        written = values.text(lines, "address", most=250)
        town, uprn = said.get("address.town", ""), said.get("address.uprn", "")
        yield Place("current", written, town, postcode, uprn, said.get("address.from"))


def _carers(said: Said) -> Iterator[CarerSaid]:
    for who in CARERS:
        parts = (said.get(f"{who}.{part}", "") for part in ("name", "forename", "surname"))
        if whole := values.text(" ".join(part for part in parts if part), who, most=150):
            yield CarerSaid(
                whole,
                said.get(f"{who}.relationship", ""),
                said.get(f"{who}.responsibility", False),
                said.get(f"{who}.phone", ""),
            )


def _settings(said: Said) -> Iterator[SettingSaid]:
    if number := said.get("school.number"):
        started, ended = said.get("school.from"), said.get("school.to")
        values.in_order(started, ended, "school.to")
        yield SettingSaid("at_setting", number, started, ended)


def _services(said: Said) -> Iterator[ServiceSaid]:
    """The service of the row, if it names one: a column of services may be empty for some children."""
    name, started = said.get("service.name", ""), said.get("service.from")
    if not name:
        return
    if started is None:
        raise BadValue(Reason.DATE_INVALID, "service.from")
    basis, consent_on = said.get("service.consent_basis", ""), said.get("service.consent_on")
    sensitive = said.get("service.sensitive", False) or name.lower() in SENSITIVE
    if sensitive and not (basis and consent_on):
        raise BadValue(Reason.SENSITIVE_NO_CONSENT)
    values.in_order(started, said.get("service.to"), "service.to")
    yield ServiceSaid(
        group=said.get("service.group") or GROUPS.get(name.lower(), "other"),
        service=name,
        organisation_name=said.get("service.organisation", ""),
        started_on=started,
        ended_on=said.get("service.to"),
        sensitive=sensitive,
        consent_basis=basis,
        consent_on=consent_on,
        lead=said.get("service.lead", False),
        **{wanted: said.get(f"service.{part}", "") for wanted, part in CONTACT.items()},
    )


CONTACT = {"contact_name": "contact", "role": "role", "phone": "phone", "email": "email"}


def _caf(said: Said) -> CafSaid | None:
    completed, holder = said.get("caf.completed_on"), said.get("caf.holder", "")
    if bool(completed) != bool(holder):
        raise BadValue(Reason.DATE_INVALID, "caf.completed_on")
    return CafSaid(completed, holder) if completed else None
