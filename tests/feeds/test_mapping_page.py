"""Does a person say on screen what the columns of a table are, and see how its rows would be read? (R-FEED-2)"""

import os
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import Workbook
from playwright.sync_api import Browser

from accounts.models import Practitioner
from feeds.formats.mapped_table import Look
from feeds.forms.mapping import MappingForm
from feeds.sample import SampleGone, seal, unseal
from feeds.sources import load_sources
from registry.models import Child, Source
from tests import people
from tests.browser import WIDTHS, check_page, open_page, shoot
from tests.feeds import officers
from tests.feeds.conftest import NOON, load_now, make_world
from tests.feeds.officers import Clock
from tests.feeds.officers import clock as clock
from tests.feeds.test_source_pages import enter

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("PICTURES")
HEADER = "Case no,First name,Last name,Born,Sex,Postcode,Worker,Since,Notes"
JOHN = "YO-1,John,Zqxcanary,14/05/1995,1,L15 3HQ,Mo Ali,03/11/2008,He said that"
GRACE = "YO-2,Grace,Ellis,45/05/1995,2,L15 3HQ,Mo Ali,03/11/2008,"
ANSWERS = {
    "column_0": "local_case",
    "column_1": "name.forename",
    "column_2": "name.surname",
    "column_3": "date_of_birth",
    "column_4": "gender",
    "column_5": "address.postcode",
    "column_6": "service.contact",
    "column_7": "service.from",
    "column_8": "",
    "key": "Case no",
    "as_at": "",
    "date": "%d/%m/%Y",
    "codes_gender": "1 = male\n2 = Female",
    "codes_service.group": "",
    "codes_service.consent_basis": "",
    "always_la_code": "341",
    "always_service.name": "youth offending",
    "always_service.group": "justice",
    "always_service.organisation": "Liverpool YOS",
}


def table(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


@pytest.fixture
def yos(world: None, clock: Clock) -> Source:
    """Liverpool's, with a mapping as the demonstration has it; accredited."""
    load_sources(at=clock.at)
    return Source.objects.get(code="liverpool-youth-offending")


def signed_in(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def sample(client: Client, where: str, content: bytes, name: str = "table.csv") -> str:
    """What the page with the columns carries of the file."""
    page = client.post(where, {"file": SimpleUploadedFile(name, content)}).content.decode()
    found = re.search(r'name="sample" value="([^"]+)"', page)
    assert found, page
    return found[1]


def of(source: Source) -> str:
    return f"/feeds/sources/{source.pk}/mapping"


def test_the_columns_are_found_and_what_was_said_before_is_filled_in(yos: Source) -> None:
    client = signed_in(officers.dot())
    assert "ends the accreditation" in client.get(of(yos)).content.decode()
    answer = client.post(of(yos), {"file": SimpleUploadedFile("yos.csv", table(JOHN))})
    page = answer.content.decode()
    for header in HEADER.split(","):
        assert f"{header} is</label>" in page
    assert '<option value="name.surname" selected>Last name</option>' in page
    assert "1 = male" in page
    assert answer.status_code == 200


def test_the_first_rows_are_shown_as_they_would_be_read_with_the_mistake_in_its_cell(yos: Source) -> None:
    client = signed_in(officers.dot())
    kept = sample(client, of(yos), table(JOHN, GRACE))
    page = client.post(of(yos), {**ANSWERS, "sample": kept, "check": "yes"}).content.decode()
    for read in ("John Zqxcanary", "14 May 1995", "Male", "L15 3HQ", "youth offending, Liverpool YOS, Mo Ali"):
        assert read in page
    assert "Row 3 cannot be read" in page
    assert re.search(r"Born</dt>\s*<dd[^>]*><span[^>]*>45/05/1995</span><span[^>]*>A date is not a real day", page)
    assert "He said that" not in page
    assert Source.objects.get(pk=yos.pk).accredited_at


def test_nothing_of_the_sample_is_stored_and_the_page_carries_it_unreadably(yos: Source) -> None:
    """R-SHIELD-7."""
    client = signed_in(officers.dot())
    kept = sample(client, of(yos), table(JOHN))
    client.post(of(yos), {**ANSWERS, "sample": kept, "check": "yes"})
    client.post(of(yos), {**ANSWERS, "sample": kept, "save": "yes"})
    assert "canary" not in kept
    assert not Child.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM \"{name}\" t WHERE t::text LIKE '%Zqxcanary%'")
            assert cursor.fetchone() == (0,), name


def test_what_is_saved_reads_a_real_delivery_and_ended_the_accreditation(yos: Source, clock: Clock) -> None:
    client = signed_in(officers.dot())
    kept = sample(client, of(yos), table(JOHN))
    answer = client.post(of(yos), {**ANSWERS, "sample": kept, "save": "yes"})
    assert answer["Location"] == f"/feeds/sources/{yos.pk}"
    yos.refresh_from_db()
    assert (yos.accredited_at, yos.described_at) == (None, clock.at)
    assert yos.mapping["columns"]["Sex"] == "gender"
    assert yos.mapping["codes"] == {"gender": {"1": "male", "2": "female"}}
    assert yos.mapping["ignore"] == ["Notes"]
    assert "Worker" in client.get(answer["Location"]).content.decode()
    tried = load_now("liverpool-youth-offending", table(JOHN), at=clock.pass_by(hours=1))
    assert (tried.trial, tried.received, tried.quarantined) == (True, 1, 0)


def test_a_workbook_is_read_too(yos: Source) -> None:
    book, out = Workbook(), BytesIO()
    for row in (HEADER, JOHN):
        book.worksheets[0].append(row.split(","))
    book.save(out)
    client = signed_in(officers.dot())
    kept = sample(client, of(yos), out.getvalue(), "yos.xlsx")
    assert "14 May 1995" in client.post(of(yos), {**ANSWERS, "sample": kept, "check": "yes"}).content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"key": ""}, "Choose the column that identifies a row"),
        ({"column_3": ""}, "Choose the column with the date of birth"),
        ({"column_2": "name.forename"}, "Choose each item for one column only"),
        (
            {"column_0": "", "column_1": "", "column_2": "", "column_3": ""},
            "Choose a column for the first or last name",
        ),
        ({"always_la_code": ""}, "A local case number needs the local authority"),
        ({"codes_gender": "1 = man"}, "Write each code on a line of its own"),
        ({"codes_gender": "male"}, "Write each code on a line of its own"),
        ({"column_0": "nothing.known"}, "Select case no from the list"),
    ],
)
def test_a_mapping_that_will_not_do_is_not_saved(wrong: dict[str, str], told: str, yos: Source) -> None:
    client = signed_in(officers.dot())
    before = yos.mapping
    kept = sample(client, of(yos), table(JOHN))
    answer = client.post(of(yos), {**ANSWERS, **wrong, "sample": kept, "save": "yes"})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Source.objects.get(pk=yos.pk).mapping == before


def test_numbers_alone_need_no_date_of_birth(yos: Source) -> None:
    numbers = {"column_1": "", "column_2": "", "column_3": ""}
    form = MappingForm({**ANSWERS, **numbers}, look=Look(HEADER.split(",")))
    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The selected file is empty"),
        (b"PK\x03\x04 no workbook", "This is not a file of the format"),
        (b"a" * 5_000_001, "The selected file must be smaller than 5MB"),
    ],
)
def test_a_file_that_cannot_be_a_table_is_said_to_be_none(content: bytes, told: str, yos: Source) -> None:
    answer = signed_in(officers.dot()).post(of(yos), {"file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_the_rows_are_sealed_for_one_person_one_source_and_an_hour(yos: Source, clock: Clock) -> None:
    dot, dan, births = officers.dot(), officers.dot("Dan"), Source.objects.get(code="births")
    look = Look(["Case no"], rows=[{"Case no": "YO-1"}])
    sealed = seal(look, source=yos, by=dot, at=clock.at)
    assert unseal(sealed, source=yos, by=dot, at=clock.at + timedelta(minutes=59)) == look
    for source, by, at in (
        (yos, dan, clock.at),
        (births, dot, clock.at),
        (yos, dot, clock.at + timedelta(minutes=61)),
    ):
        with pytest.raises(SampleGone):
            unseal(sealed, source=source, by=by, at=at)
    answer = signed_in(dot).post(of(yos), {**ANSWERS, "sample": "no sample", "save": "yes"})
    assert answer.status_code == 422
    assert "Select the file again" in answer.content.decode()


def test_what_is_not_the_sources_to_say_is_named(yos: Source, clock: Clock) -> None:
    Source.objects.filter(pk=yos.pk).update(asserts=["names", "birth_date", "identifiers"])
    client = signed_in(officers.dot())
    kept = sample(client, of(yos), table(JOHN))
    page = client.post(of(yos), {**ANSWERS, "sample": kept, "check": "yes"}).content.decode()
    assert "may not say it: Gender, Addresses, Services involved" in page


def test_an_operator_sees_which_items_a_row_says_and_no_child(yos: Source, clock: Clock) -> None:
    Source.objects.filter(pk=yos.pk).update(area=None)
    client = signed_in(officers.opal())
    kept = sample(client, of(yos), table(JOHN, GRACE))
    page = client.post(of(yos), {**ANSWERS, "sample": kept, "check": "yes"}).content.decode()
    assert "Row 2 as it would be read" in page
    assert "Date of birth" in page
    for hidden in ("Zqxcanary", "14 May 1995", "45/05/1995", "L15"):
        assert hidden not in page


def test_only_who_looks_after_a_source_says_what_its_columns_are_and_only_of_a_table(yos: Source) -> None:
    births = Source.objects.get(code="births")
    assert signed_in(officers.opal()).get(of(yos)).status_code == 403
    assert signed_in(officers.mia()).get(of(yos)).status_code == 404
    assert signed_in(officers.opal()).get(of(births)).status_code == 404


def test_a_column_too_long_for_the_page_is_cut_and_the_control_total_is_no_row(yos: Source, clock: Clock) -> None:
    client = signed_in(officers.dot())
    kept = sample(client, of(yos), table(JOHN.replace("He said", "x" * 5000), "#END,1,,,,,,,"))
    dot = Practitioner.objects.get(forename="Dot")
    look = unseal(kept, source=yos, by=dot, at=clock.at)
    assert [len(row["Notes"]) for row in look.rows] == [200]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_accessible_and_works_without_javascript(
    width: int, live_server: Any, browser: Browser, tmp_path: Path
) -> None:
    make_world()
    load_sources(at=NOON)
    yos, client = Source.objects.get(code="liverpool-youth-offending"), signed_in(officers.dot())
    file = tmp_path / "yos.csv"
    file.write_bytes(table(JOHN.replace("1995", "2010"), GRACE.replace("1995", "2010")))
    for javascript in (True, False):
        with open_page(browser, width=width, javascript=javascript) as page:
            enter(page, client, live_server.url)
            page.goto(live_server.url + of(yos))
            page.get_by_label("A file as the supplier sends it").set_input_files(file)
            page.get_by_role("button", name="Continue").click()
            page.get_by_label("How are dates written?").select_option("%d/%m/%Y")
            page.get_by_role("button", name="Check the first rows").click()
            page.get_by_role("heading", name="Row 3 cannot be read").wait_for()
            if javascript:
                check_page(page)
                if PICTURES:
                    shoot(page, Path(PICTURES) / f"mapping-{width}.png")
