"""The pages of a file about many people: narrow, wide, without JavaScript, closed to others (ux 2(e), R-USER-5)."""

import csv
import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from playwright.sync_api import Browser, Page

from accounts.bulk import sending, table
from accounts.forms.bulk import UploadForm
from accounts.models import Bulk, Practitioner, RowState
from contactpoint.jobs import queue
from tests import people
from tests.accounts.files import Cells, checked, csv_file, newcomer, sent, states
from tests.accounts.signing_in import last_event
from tests.browser import NARROW, WIDE, WIDTHS, check_page, open_page, shoot

PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def ada(db: None) -> Practitioner:
    return people.person("Ada", "account_administrator")


@pytest.fixture
def signed_in(client: Client, ada: Practitioner) -> Client:
    people.sign_in(client, ada)
    people.prove(client, ada)
    return client


def upload(client: Client, content: bytes, name: str = "people.csv", kind: str = "invite") -> Any:
    return client.post(f"/people/bulk/{kind}", {"file": SimpleUploadedFile(name, content)})


def work() -> None:
    queue.run_due(at=timezone.now())


def test_a_file_goes_from_the_upload_to_the_invitations(signed_in: Client) -> None:
    where = upload(signed_in, csv_file("invite", [newcomer(1), newcomer(2, email="two")]))["Location"]
    assert "0 of 2 rows checked" in signed_in.get(where).content.decode()
    assert signed_in.get(f"{where}/progress").json() == {
        "over": False, "words": "0 of 2 rows checked", "done": 0, "total": 2,
    }  # fmt: skip
    work()
    assert signed_in.get(f"{where}/progress").json() == {"over": True}
    page = signed_in.get(where).content.decode()
    assert "Nothing sent yet" in page
    assert "Invite 1 person" in page
    assert "Row 3: enter an email address in the correct format, like name@example.com" in page
    row = Bulk.objects.get().rows.get(line=3)
    form = signed_in.post(f"{where}/rows/{row.pk}", newcomer(2, email="three"))
    assert form.status_code == 422
    assert signed_in.post(f"{where}/rows/{row.pk}", newcomer(2))["Location"] == where
    assert "Invite 2 people" in signed_in.get(where).content.decode()
    assert signed_in.post(f"{where}/send")["Location"] == where
    assert "0 of 2 people invited" in signed_in.get(where).content.decode()
    work()
    page = signed_in.get(where).content.decode()
    assert "2 people invited" in page
    assert "Nobody has been told yet" in page
    assert signed_in.post(f"{where}/undo")["Location"] == where
    work()
    assert "Undone: no letter was sent" in signed_in.get(where).content.decode()


def test_the_same_file_is_known_again(signed_in: Client, ada: Practitioner) -> None:
    sent("invite", [newcomer(1)], by=ada, at=timezone.now())
    where = upload(signed_in, csv_file("invite", [newcomer(1)]))["Location"]
    work()
    page = signed_in.get(where).content.decode()
    assert "The same file was uploaded before" in page
    assert "Already a user 1" in page
    assert "Invite 1" not in page


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "people.csv", "The selected file is empty"),
        (b"a,b", "people.pdf", "The selected file must be a CSV or XLSX"),
        (b"Name\nAda\n", "people.csv", "Right now it has one column, called “Name”"),
        (b"x" * (table.BYTES + 1), "people.csv", "The selected file must be smaller than 5MB"),
    ],
)
def test_a_file_that_will_not_do_says_so_at_once(signed_in: Client, content: bytes, name: str, why: str) -> None:
    answer = upload(signed_in, content, name)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Bulk.objects.exists()


def test_no_file_is_a_mistake_too() -> None:
    assert UploadForm({}, MultiValueDict()).errors["file"] == ["Select a file"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["invite", "clearance", "training", "agreement"])
def test_a_template_is_filled_in_and_comes_back(signed_in: Client, kind: str, ending: str) -> None:
    template = signed_in.get(f"/people/bulk/{kind}/template.{ending}")
    assert template["Content-Disposition"] == f'attachment; filename="{kind}-template.{ending}"'
    assert upload(signed_in, template.content, f"t.{ending}", kind).status_code == 302
    work()
    state = RowState.READY if kind == "invite" else RowState.FIX  # nobody has the example's address
    assert states(Bulk.objects.get()) == {2: state}


def test_the_report_names_every_row_and_calculates_nothing(signed_in: Client, ada: Practitioner) -> None:
    bulk = sent("invite", [newcomer(1), newcomer(2, email="=cmd|'/C calc'!A0")], by=ada, at=timezone.now())
    content = signed_in.get(f"/people/bulk/file/{bulk.pk}/report.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert rows[1] == ["2", "new.1@example.org", "Invited", ""]
    assert rows[2][:3] == ["3", "'=cmd|'/C calc'!A0", "Need fixing"]
    assert last_event("bulk.downloaded").facts == {"bulk": str(bulk.pk)}


def test_sending_and_downloading_ask_who_it_is_again(client: Client, ada: Practitioner) -> None:
    """SEC-14."""
    bulk = checked("invite", [newcomer(1)], by=ada, at=timezone.now())
    people.sign_in(client, ada)
    for answer in (client.post(f"/people/bulk/file/{bulk.pk}/send"), client.get(_report(bulk))):
        assert answer["Location"].startswith("/prove/")
    assert states(bulk) == {2: RowState.READY}
    people.prove(client, ada)
    assert client.get(f"/people/bulk/file/{bulk.pk}/send")["Location"] == f"/people/bulk/file/{bulk.pk}"


def _report(bulk: Bulk) -> str:
    return f"/people/bulk/file/{bulk.pk}/report.csv"


def test_others_find_no_file_here(ada: Practitioner) -> None:
    bulk = checked("invite", [newcomer(1, email="x")], by=ada, at=timezone.now())
    row, base = bulk.rows.get(), f"/people/bulk/file/{bulk.pk}"
    mona = people.person("Mona", "account_administrator", where=people.manchester())
    read = ["", "/progress", "/report.csv", f"/rows/{row.pk}"]
    sent_to = ["/send", "/go-on", "/undo", f"/rows/{row.pk}"]
    for who, status in ((people.social_worker(), 403), (mona, 404)):
        client = Client()
        people.sign_in(client, who)
        people.prove(client, who)
        assert [client.get(base + page).status_code for page in read] == [status] * 4
        assert [client.post(base + page, newcomer(1)).status_code for page in sent_to] == [status] * 4
    assert "people.csv" not in client.get("/people/bulk").content.decode()


def test_a_row_of_another_file_is_not_found(signed_in: Client, ada: Practitioner) -> None:
    one, two = (checked("invite", [newcomer(1, email="x")], by=ada, at=timezone.now()) for _ in range(2))
    assert signed_in.get(f"/people/bulk/file/{one.pk}/rows/{two.rows.get().pk}").status_code == 404


def test_what_was_typed_comes_back_as_text(signed_in: Client) -> None:
    where = upload(signed_in, csv_file("invite", [newcomer(1, email="<script>x", surname="<b>")]), "<i>.csv")[
        "Location"
    ]
    work()
    page = signed_in.get(where).content.decode()
    assert "&lt;script&gt;x" in page
    assert not [tag for tag in ("<script>x", "<b>", "<i>") if tag in page]


def look(page: Page, name: str) -> None:
    check_page(page)
    if PICTURES:
        shoot(page, Path(PICTURES) / f"{name}-{(page.viewport_size or {'width': 0})['width']}.png")


def sign_in_browser(page: Page, url: str, who: Practitioner) -> None:
    client = Client()
    people.sign_in(client, who)
    people.prove(client, who)
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": url} for name, cookie in client.cookies.items()]
    )


def work_and_look(page: Page) -> None:
    work()
    page.get_by_role("link", name="See how far it is now").click()


def put_right(page: Page) -> None:
    """The row that has two mistakes."""
    page.get_by_label("Email address", exact=True).fill("new.61@example.org")
    page.get_by_role("button", name="Check this row").click()
    page.get_by_role("link", name="Role must be one of").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Practitioner")
    page.get_by_role("button", name="Check this row").click()


def downloaded(page: Page, link: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return Path(download.value.path()).read_text("utf-8-sig")


def rows_of_each_kind() -> list[Cells]:
    """60 that are ready, three to fix, and one who is a user already."""
    people.organisation("Duty team", "T1", kind="team", parent=people.liverpool())
    rows = [*(newcomer(n) for n in range(60)), newcomer(61, email="sixty.one", role="Teacher")]
    return [*rows, newcomer(62, team="Duty"), newcomer(63, email=people.social_worker().email), newcomer(1)]


def choose(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Check the file").click()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("width", "javascript"),
    [
        (NARROW, True),
        pytest.param(WIDE, True, marks=pytest.mark.long),
        pytest.param(WIDE, False, marks=pytest.mark.long),
    ],
)
def test_a_csv_round_trip_in_the_browser(live_server: Any, browser: Browser, width: int, javascript: bool) -> None:
    ada = people.person("Ada", "account_administrator")
    see = look if javascript else lambda page, name: None
    with open_page(browser, width=width, javascript=javascript) as page:
        sign_in_browser(page, live_server.url, ada)
        page.goto(f"{live_server.url}/people/bulk")
        see(page, "bulk-empty")
        page.get_by_role("link", name="Invite people").click()
        see(page, "bulk-upload")
        page.get_by_role("button", name="Check the file").click()
        assert page.get_by_role("link", name="Select a file").is_visible()
        see(page, "bulk-upload-nothing")
        choose(page, "wrong.csv", b"Name\nAda\n")
        see(page, "bulk-upload-wrong")
        choose(page, "people.csv", csv_file("invite", rows_of_each_kind()))
        assert page.get_by_text("0 of 64 rows checked").first.is_visible()
        see(page, "bulk-checking")
        work_and_look(page)
        see(page, "bulk-preview")
        page.get_by_role("link", name="Ready 60").click()
        page.get_by_role("link", name="Next rows").click()
        see(page, "bulk-preview-ready")
        page.get_by_role("link", name="Need fixing 3").click()
        page.get_by_role("link", name="Change row 62").click()
        see(page, "bulk-row")
        put_right(page)
        page.get_by_role("button", name="Invite 61 people").click()
        see(page, "bulk-sending")
        work_and_look(page)
        assert page.get_by_role("heading", name="61 people invited").is_visible()
        see(page, "bulk-sent")
        assert "new.61@example.org,Invited" in downloaded(page, "Download what becomes of every row")
        page.get_by_role("button", name="Undo").click()
        see(page, "bulk-undoing")
        work_and_look(page)
        see(page, "bulk-undone")
        page.goto(f"{live_server.url}/people/bulk")
        see(page, "bulk")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_renewals_and_a_file_that_has_stopped(live_server: Any, browser: Browser, width: int) -> None:
    ada, abe = (people.person(name, "account_administrator") for name in ("Ada", "Abe"))
    pat = people.social_worker(lacks="clearance")
    today = timezone.localdate()
    rows = [
        {"email": pat.email, "disclosure_number": "900000000001", "issued_on": f"{today:%d/%m/%Y}"},
        {"email": "nobody@example.org", "disclosure_number": "12", "issued_on": "yesterday"},
        {"email": abe.email, "disclosure_number": "900000000002", "issued_on": f"{today:%d/%m/%Y}"},
    ]
    bulk = checked("clearance", rows, by=ada, at=timezone.now())
    with open_page(browser, width=width) as page:
        sign_in_browser(page, live_server.url, abe)
        page.goto(f"{live_server.url}/people/bulk/file/{bulk.pk}")
        look(page, "renewals-preview")
        sending.send(bulk.pk, by=ada, at=timezone.now())
        ada.clearances.all().delete()
        work()
        page.reload()
        assert page.get_by_role("heading", name="This file has stopped").is_visible()
        look(page, "renewals-stopped")
        page.get_by_role("button", name="Go on with the rest").click()
        work()
        page.reload()
        assert page.get_by_role("heading", name="1 clearance recorded").is_visible()
        assert page.get_by_role("link", name="Not allowed by your role 1").is_visible()
        look(page, "renewals-sent")
