"""Which children do the deliveries of these tests bring? As many as asked for, none like another."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from tests.feeds import files
from tests.feeds.conftest import NOON

FORENAMES = ("Oliver", "Grace", "Harry", "Amina", "Yusuf", "Kayleigh", "Daniel", "Sophie", "Patrick", "Zainab")
SURNAMES = (
    "Smith",
    "Okafor",
    "Rimmer",
    "Hassan",
    "Whitfield",
    "Brzezicki",
    "Nguyen",
    "Macdonald",
    "Ellis",
    "Thwaite",
    "Quinn",
)


def one(number: int) -> dict[str, Any]:
    """A child like no other of these."""
    born = NOON.date() - timedelta(days=400 + number * 1009 % 2600)
    return {"forename": FORENAMES[number % 10], "surname": SURNAMES[number % 11], "born": born.isoformat()}


def home(number: int) -> dict[str, str]:
    """Where that child lives, and no other of these."""
    sector, unit = number % 9 + 1, "ABDEFGHJLNPQRSTUWXYZ"[number // 9 % 20]
    return {"street": f"{number + 1} Larkspur Rise", "postcode": f"L15 {sector}H{unit}"}


def written_home(number: int) -> dict[str, str]:
    """The same in the columns of a table."""
    place = home(number)
    return {"address_1": place["street"], "postcode": place["postcode"]}


def born(number: int) -> str:
    """That child's birth."""
    said = one(number)
    return files.birth(
        number,
        forenames=said["forename"],
        surname=said["surname"],
        birth_date=said["born"],
        registered_on="2008-02-01",
        **written_home(number),
    )


FORMATS: dict[str, Callable[[int], bytes]] = {
    "pupil-data": lambda many: files.ctf(*(files.pupil(**one(n), **home(n), upn=files.upn_of(n)) for n in range(many))),
    "health-demographics": lambda many: files.ndjson(
        *(files.patient(**one(n), **home(n), number=files.nhs_of(n)) for n in range(many))
    ),
    "births": lambda many: files.csv_file(files.BIRTHS, map(born, range(many))),
    "social-care": lambda many: files.csv_file(
        files.SOCIAL_CARE, [files.involvement(**one(n), **written_home(n), case=f"LIV-{n:06d}") for n in range(many)]
    ),
}


def digest() -> str:
    """Everything that the registry holds of children."""
    tables = (
        "registry_child",
        "registry_childname",
        "registry_address",
        "registry_identifier",
        "registry_sourcerecord",
    )
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t")
            found.append(str(cursor.fetchone()[0]))
    return "".join(found)
