"""A search that uses a hidden kind of value answers as if no shielded child were there: the same bytes from the same
statements (R-SHIELD-2, SEC-5, SEC-6)."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Practitioner
from registry.assertion import Name, but
from tests import people
from tests.canary import world
from tests.registry import children

pytestmark = pytest.mark.django_db
ASKED: Final[dict[str, dict[str, str]]] = {
    "postcode": {"surname": "Xanthe", "postcode": "L18 9QX"},
    "part of it": {"surname": "Xanthe", "postcode": "L18"},
    "postcode, name misspelt": {"forename": "Zorra", "surname": "Xanth", "postcode": "L18 9QX"},
    "former postcode": {"surname": "Xanthe", "postcode": "L18 9QZ"},
    "street": {"surname": "Xanthe", "street": "Zqxwickfern Bank"},
    "street and day": {"forename": "Zora", "born_day": "17", "born_month": "5", "born_year": "2016", "street": "Fern"},
    "school": {"surname": "Xanthe", "school": world.SCHOOL},
    "school and age": {"forename": "Zora", "age": "9-11", "school": "Mereside"},
    "everything": {
        "forename": "Zora", "surname": "Xanthe", "born_year": "2016", "postcode": "L18 9QX",
        "street": "Zqxwickfern Bank", "school": world.SCHOOL, "gender": "female",
    },
    "former name": {"forename": "Zora", "surname": "Zqxwickborne", "born_year": "2016"},
    "name of a carer": {"forename": "Mabel", "surname": "Xanthe", "born_year": "2016", "postcode": "L18 9QX"},
}  # fmt: skip
# What differs between two answers to the same question: references, tokens, moments.
VARIES: Final = re.compile(
    r"\d{1,2}:\d\d|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|"
    r'"17\d{8}"|csrfmiddlewaretoken" value="\w+"|nonce-[\w=+/-]+|'
    r"""'\\x[0-9a-f]+'|(?<="session_key" = ')\w+|(?<=SAVEPOINT ")\w+"""
)


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def asked(who: Practitioner, question: dict[str, str]) -> tuple[str, list[str]]:
    """The page, and the statements to the database, of one search."""
    client = Client()
    people.sign_in(client, who)
    with transaction.atomic():
        sent = client.post("/search", question)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            page = client.get(sent["Location"])
        transaction.set_rollback(True)
    assert page.status_code == 200
    kept = [VARIES.sub("…", one["sql"]) for one in statements.captured_queries if "django_session" not in one["sql"]]
    return VARIES.sub("…", f"{sorted(page.headers.items())}\n{page.content.decode()}"), kept


@pytest.fixture
def others(db: None) -> None:
    """Two children of the same names in the same street, whom everybody may find."""
    world.places()
    for forename, year in (("Zora", 2009), ("Zara", 2012)):
        said = but(world.ZORA, names=(Name("current", forename, "", "Xanthe"),), services=(), caf=None, identifiers={})
        children.child(but(said, date_of_birth=date(year, 3, 2)), at=timezone.now())


def without_her_and_with(who: Practitioner, question: dict[str, str], at: datetime) -> Iterator[tuple[str, list[str]]]:
    asked(who, question)  # what is remembered for a few minutes is remembered from here on
    yield asked(who, question)
    world.world(at=at)
    yield asked(who, question)


@pytest.mark.parametrize("who", ["practitioner", "override"])
@pytest.mark.parametrize("about", ASKED)
def test_a_hidden_kind_of_value_finds_her_no_more_than_if_she_were_not_there(about: str, who: str, others: Any) -> None:
    viewer = people.person("Vera", who)

    (page, statements), (page_with, statements_with) = without_her_and_with(viewer, ASKED[about], timezone.now())

    assert page_with == page
    assert statements_with == statements


def test_what_everybody_may_see_of_her_finds_her(others: Any) -> None:
    """Else the test above would say nothing."""
    viewer = people.social_worker()
    question = {"forename": "Zora", "surname": "Xanthe", "born_year": "2016"}

    (page, _), (page_with, _) = without_her_and_with(viewer, question, timezone.now())

    assert "Zora Quill Xanthe" not in page
    assert "Zora Quill Xanthe" in page_with
