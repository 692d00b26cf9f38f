"""What would a thief of the servers' disk, or of any backup, read of a child who came hidden? (SEC-47, R-SHIELD-7)

Tables, indexes, the write-ahead log, logs and the broker's files are looked through byte by byte. What was open once
stays in older backups; a child who was hidden from the first load on stands in none.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.installation import Installation, installation
from dev.stack import account
from tests.feeds import files

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]
HIDDEN = {"nhs_number": files.nhs_of(9), "address_1": "9 Zqxwick Bank", "town": "Zqxtown", "postcode": "L18 9QX"}
GRACE = {"forename": "Grace", "surname": "Okafor", "born": "2016-03-14", "gender": "female"}
# Where the health service does not say where a hidden child lives, the source's own area is responsible.
OF_LIVERPOOL = (
    "from accounts.models import Organisation; from registry.models import Source;"
    "area = Organisation.objects.get(name='Liverpool');"
    "Source.objects.filter(code='health-demographics').update(area=area)"
)
OPENLY = {"number": files.nhs_of(1), "street": "7 Openly Lane"}


def test_no_byte_of_a_child_who_came_hidden_lies_in_the_clear() -> None:
    with installation(durable=True) as here:
        here.manage("shell", "-c", OF_LIVERPOOL)
        health = files.ndjson(files.patient(**GRACE, number=HIDDEN["nhs_number"], restricted=True))
        load(here, "health-demographics", health)
        load(here, "health-demographics", files.ndjson(files.patient(**OPENLY, born="2015-05-14")))
        case = files.involvement(**{**GRACE, "gender": "F"}, **HIDDEN)
        load(here, "social-care", files.csv_file(files.SOCIAL_CARE, [case]))
        sealed = here.query("SELECT count(*) FROM registry_hiddenstatement")[0][0]

        found = standing(here, {*HIDDEN.values(), *OPENLY.values()})

    assert sealed == 2, "both rows stand on a hidden record"
    assert found & {*HIDDEN.values()} == set()
    assert found == {*OPENLY.values()}, "the look sees what lies open"


def load(here: Installation, source: str, content: bytes) -> None:
    here.folder.mkdir(exist_ok=True)
    path = here.folder / "delivery"
    path.write_bytes(content)
    here.manage("load_feed", source, str(path))
    path.unlink()


def standing(here: Installation, values: set[str]) -> set[str]:
    """Which of these stand in any file of the servers, in one writing or another."""
    wanted = {value: {writing.encode() for writing in writings(value)} for value in values}
    found = set()
    for path in everything(here):
        content = path.read_bytes()
        found |= {value for value, bare in wanted.items() if any(one in content for one in bare)}
    return found


def writings(value: str) -> set[str]:
    forms = {value, value.replace(" ", "")}
    return forms | {form.lower() for form in forms} | {form.upper() for form in forms}


def everything(here: Installation) -> Iterator[Path]:
    for folder in (here.place.data(account.for_servers()), here.place.state):
        yield from (path for path in folder.rglob("*") if path.is_file())
