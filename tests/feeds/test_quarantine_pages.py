"""The pages of the quarantine: by cause, row by row, by rule, by spreadsheet; closed to others (ux 2(g), R-FEED-4)."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Practitioner
from audit.models import Event
from feeds.models import Delivery, FixRule, Replay, RowState, StagedRow
from feeds.quarantine.causes import Scope
from feeds.reasons import Reason
from feeds.views.quarantine_scope import address
from registry.models import ChildName, Source
from tests import people
from tests.feeds.conftest import counts
from tests.feeds.officers import nat
from tests.feeds.quarantined import again, birth, check_counts, delivered, in_quarantine, work
from tests.feeds.test_quarantine_sheet import cells, with_cell, xlsx

WHOLE = str(reverse("quarantine"))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def bad() -> Delivery:
    return delivered(birth(1), *(birth(n, nhs_number="UNK") for n in range(2, 6)), birth(6, birth_date="14/05/2004"))


def cause(delivery: Delivery, reason: Reason = Reason.ID_CHECKDIGIT, field: str = "nhs_number") -> Scope:
    return Scope(delivery.source, delivery, reason, field)


def read(client: Client, where: str) -> str:
    answer = client.get(where, follow=True)
    assert answer.status_code == 200, (where, answer.status_code)
    return " ".join(answer.content.decode().split())


def test_the_quarantine_is_read_from_the_source_to_the_row(page: Client, bad: Delivery) -> None:
    assert "Birth registrations" in read(page, WHOLE)
    whole = read(page, reverse("quarantine_of_delivery", args=[bad.pk]))
    assert "5 rows could not be read" in whole
    assert whole.index("An identifier is not a real one") < whole.index("A date is not a real day")
    one = read(page, address("quarantine_cause", cause(bad)))
    assert "4 rows" in one
    assert "The rows looked at all hold the same value" in one
    assert "UNK" not in whole + one  # values are on the page of a row alone
    assert "Line 3" in one


def test_a_cell_is_put_right_on_the_page_of_its_row(page: Client, bad: Delivery) -> None:
    row = StagedRow.objects.get(delivery=bad, field="birth_date")
    where = reverse("fix_row", args=[row.pk])
    seen = read(page, where)
    assert 'value="14/05/2004"' in seen
    assert "A date is not a real day written as year-month-day. Put it right" in seen
    wrong = page.post(where, {"cell-0": "15/05/2004"})
    assert wrong.status_code == 422
    assert 'value="15/05/2004"' in wrong.content.decode()
    right = page.post(where, {"cell-0": "2004-05-14"}, follow=True)
    assert "The row on line 7 can be read now. It is being taken in" in right.content.decode()
    assert counts(again(bad)) == {"created": 2, "quarantined": 4}
    assert Event.objects.filter(verb="feed.row_looked_at").count() == 3


def test_any_cell_of_a_row_can_be_typed_again(page: Client, bad: Delivery) -> None:
    row = StagedRow.objects.get(delivery=bad, field="birth_date")
    where = f"{reverse('fix_row', args=[row.pk])}?all=1"
    shown = page.get(where).context["form"].names
    typed = {shown["birth_date"]: "2004-05-14", shown["surname"]: "Corrected"}
    assert page.post(where, typed).status_code == 302
    again(bad)
    assert ChildName.objects.filter(surname="Corrected").exists()


def test_a_row_with_a_cell_too_many_says_which(page: Client) -> None:
    row = in_quarantine(delivered(birth(1), birth(2) + ",too many"))
    where = reverse("fix_row", args=[row.pk])
    assert "extra 1" in read(page, where)
    assert page.post(where, {"cell-0": ""}).status_code == 302


def test_rows_that_contradict_each_other_are_chosen_from(page: Client) -> None:
    delivery = delivered(birth(1, surname="Smith"), birth(1, surname="Jones"))
    where = reverse("fix_row", args=[delivery.rows.order_by("number")[1].pk])
    assert "Jones" in read(page, where)
    assert page.post(where).status_code == 302
    assert counts(again(delivery)) == {"created": 1, "quarantined": 1}


def test_what_a_restricted_row_says_is_not_shown(page: Client) -> None:
    """R-SHIELD-7."""
    delivery = delivered(birth(1, surname="Smith"), birth(1, surname="Jones"))
    delivery.rows.update(restricted=True)
    seen = read(page, reverse("fix_row", args=[delivery.rows.order_by("number")[1].pk]))
    assert "Jones" not in seen
    assert "What the row says is not shown" in seen


def test_a_row_is_given_up_with_a_reason(page: Client, bad: Delivery) -> None:
    row = StagedRow.objects.get(delivery=bad, field="birth_date")
    where = reverse("give_up_row", args=[row.pk])
    assert "Enter why they are not wanted" in page.post(where).content.decode()
    assert page.post(where, {"because": "A test row"}).status_code == 302
    check_counts(bad)
    assert bad.refused == 1


def test_a_rule_is_previewed_then_done_then_listed_and_switched_off(page: Client, bad: Delivery) -> None:
    where = address("fix_by_rule", cause(bad))
    assert "Enter the value" in page.post(where, {"kind": "not_said"}).content.decode()
    told = {"kind": "not_said", "value": "unk"}
    preview = " ".join(page.post(where, told).content.decode().split())
    assert "It changes 4 of 4 rows. All of them could then be read." in preview
    assert not Replay.objects.exists()
    result = page.post(where, {**told, "confirm": "yes"})["Location"]
    assert "0 of 4 rows looked at" in read(page, result)
    work()
    assert "4 of 4 rows left the quarantine" in read(page, result)
    assert "Made a new record: 4" in read(page, result)
    again_told = page.post(where, {**told, "confirm": "yes"})
    assert "There is a rule for this value already" in again_told.content.decode()
    rules = reverse("fix_rules", args=[bad.source_id])
    assert "Treat one value as not said" in read(page, rules)
    kept = FixRule.objects.get()
    assert page.post(reverse("end_fix_rule", args=[kept.pk])).status_code == 302
    assert "Switched off" in read(page, rules)


def test_a_cause_is_read_again_and_what_stayed_is_said(page: Client, bad: Delivery) -> None:
    result = page.post(address("read_again", cause(bad)))["Location"]
    work()
    assert "0 of 4 rows left the quarantine" in read(page, result)
    assert "4 rows: An identifier is not a real one" in read(page, result)
    work()
    nothing = page.post(address("read_again", cause(bad, Reason.DATE_FUTURE, "birth_date")))
    assert nothing.status_code == 409


def test_a_cause_is_given_up(page: Client, bad: Delivery) -> None:
    result = page.post(address("give_up_cause", cause(bad)), {"because": "Sent again"})["Location"]
    work()
    assert "4 of 4 rows left the quarantine" in read(page, result)
    check_counts(bad)


def test_a_spreadsheet_is_taken_after_a_proof_and_comes_back(page: Client, opal: Practitioner, bad: Delivery) -> None:
    """SEC-14: it holds personal data."""
    where = address("quarantine_xlsx", cause(bad))
    assert page.get(where)["Location"].startswith("/prove/")
    assert not Event.objects.filter(verb="feed.quarantine_downloaded").exists()
    people.prove(page, opal)
    lines = cells(page.get(where).content)
    upload = reverse("upload_corrections", args=[bad.source_id])
    nothing = page.post(upload, {"file": SimpleUploadedFile("rows.xlsx", xlsx(lines))})
    assert "The selected file changes nothing" in nothing.content.decode()
    with_cell(lines, 1, "nhs_number", "")
    made = page.post(upload, {"file": SimpleUploadedFile("rows.xlsx", xlsx(lines))})["Location"]
    assert "The file changes 1 row in quarantine. 1 of them could then be read." in read(page, made)
    assert page.post(f"{made}/confirm").status_code == 302
    work()
    assert "1 of 1 row left the quarantine" in read(page, made)


def test_the_supplier_gets_a_list_without_values(page: Client, bad: Delivery) -> None:
    told = page.get(reverse("corrections_csv", args=[bad.pk])).content.decode("utf-8-sig")
    assert told.splitlines()[0] == "Line,Column,What was wrong,What was done,Columns changed"
    assert "Not done yet: correct it in your system" in told
    assert "UNK" not in told
    assert len(told.splitlines()) == 6


def test_others_find_nothing_here(client: Client, bad: Delivery) -> None:
    """R-SHIELD-2 in spirit: somebody else's reads like what is not there."""
    Source.objects.filter(code="births").update(area=people.liverpool())
    dora = people.person("Dora", "data_officer", where=people.manchester())
    people.sign_in(client, dora)
    people.prove(client, dora)
    row = StagedRow.objects.filter(state=RowState.QUARANTINED)[0].pk
    source, delivery = bad.source_id, bad.pk
    looked_at = [
        *(reverse(name, args=[source]) for name in ("quarantine_of_source", "quarantine_cause", "fix_by_rule")),
        *(reverse(name, args=[source]) for name in ("fix_rules", "quarantine_xlsx", "upload_corrections")),
        *(reverse(name, args=[delivery]) for name in ("quarantine_of_delivery", "corrections_csv")),
        *(reverse(name, args=[row]) for name in ("fix_row", "give_up_row")),
    ]
    assert {client.get(where).status_code for where in looked_at} == {404}
    sent = [reverse("fix_row", args=[row]), reverse("give_up_row", args=[row]), reverse("read_again", args=[source])]
    assert {client.post(where, {"because": "x"}).status_code for where in sent} == {404}
    assert "Birth registrations" not in client.get(WHOLE).content.decode()


def test_a_delivery_of_another_source_is_not_reached_through_ones_own(page: Client, bad: Delivery) -> None:
    other = Source.objects.get(code="social-care")
    assert page.get(address("quarantine_of_source", Scope(other, bad))).status_code == 404
    for told in ("reason=nonsense", "delivery=nonsense"):
        assert page.get(f"{reverse('quarantine_cause', args=[bad.source_id])}?{told}").status_code == 404


@pytest.mark.parametrize("who", [people.social_worker, nat])  # Nat decides about sources, and looks after none
def test_who_looks_after_no_feed_is_refused(client: Client, bad: Delivery, who: Callable[[], Practitioner]) -> None:
    people.sign_in(client, who())
    assert client.get(WHOLE).status_code == 403


def test_a_thousand_rows_take_no_more_questions_than_one(page: Client) -> None:
    """Issue 4: every page works at 1,000 quarantined rows."""

    def asked(delivery: Delivery) -> list[int]:
        found = []
        chosen = cause(delivery)
        pages = (WHOLE, address("quarantine_of_source", Scope(delivery.source, delivery)))
        for where in (*pages, address("quarantine_cause", chosen)):
            page.get(where)
            with CaptureQueriesContext(connection) as queries:
                assert page.get(where).status_code == 200
            found.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            told = page.post(address("fix_by_rule", chosen), {"kind": "not_said", "value": "UNK"})
        assert "could then be read" in told.content.decode()
        return [*found, len(queries)]

    few = asked(delivered(birth(1, nhs_number="UNK"), birth(2)))
    many = delivered(*(birth(n, nhs_number="UNK") for n in range(1000)))
    assert asked(many) == few
    last = page.get(f"{address('quarantine_cause', cause(many))}&page=40").content.decode()
    assert "Line 1001" in last
    assert "Next rows" not in last
