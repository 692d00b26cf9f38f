"""The pages of requests for what is held: true, refused to others, alike whatever is hidden (R-AUDIT-4)"""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from oversight.subject_access.models import AccessRequest, Kind
from registry.number import shown
from tests import people
from tests.oversight.access import decide_all, dora, items, number_of, shona, taken, work
from tests.oversight.access_family import Family
from tests.registry import children

pytestmark = pytest.mark.django_db
ABOUT_ONE = (
    "access_request",
    "access_identity",
    "preview_access",
    "review_access",
    "agree_access",
    "send_back_access",
    "access_record",
)
SENT_ALONE = ("retry_access", "end_access_request", "pass_on_access")
FORM = {
    "received_on_day": 2,
    "received_on_month": 3,
    "received_on_year": 2026,
    "asker": "parent",
    "name": "Ann Smith",
    "reach": "Collects it",
    "identity": "Passport",
    "authority": "Birth certificate",
    "can_decide": "no",
    "judged_by": "Mo Ali",
    "judged_on_day": 1,
    "judged_on_month": 3,
    "judged_on_year": 2026,
}


def signed_in(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def main_of(answer: Any) -> str:
    """The page itself, without the token of its form."""
    page = text(answer).partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def john() -> UUID:
    return children.john(at=timezone.now() - timedelta(days=5))


def statuses(client: Client, request: UUID) -> set[int]:
    """Of every page about this request, and of everything that can be sent to it."""
    read = [client.get(reverse(name, args=[request])).status_code for name in ABOUT_ONE]
    sent = [client.post(reverse(name, args=[request])).status_code for name in (*ABOUT_ONE[1:2], *SENT_ALONE)]
    item = client.get(reverse("access_item", args=[request])).status_code
    return {*read, *sent, item, client.post(reverse("access_file", args=[request, "whole"])).status_code}


def test_a_request_is_taken_in_on_a_page_with_sentences_about_what_is_missing() -> None:
    child, client = john(), signed_in(dora())
    nothing = client.post(reverse("ask_access"), {})
    assert nothing.status_code == 422
    for words in ("Enter the date the request arrived", "Select who asks", "Enter the name of who asks"):
        assert words in text(nothing), words
    for wrong, words in (
        ({"can_decide": "yes"}, "Select whether the child has agreed"),
        ({"can_decide": "yes", "agreed": "yes"}, "Enter to whom the child said so, and when"),
        ({"asker": "child"}, "A child who cannot decide asks through somebody with parental responsibility"),
        ({"authority": ""}, "Enter what shows that they may ask for this child"),
        ({"number": ""}, "or the name of the child if you found no record"),
    ):
        answer = client.post(reverse("ask_access"), {**FORM, "number": number_of(child), **wrong})
        assert (answer.status_code, words in text(answer)) == (422, True), words
    made = client.post(reverse("ask_access"), {**FORM, "number": shown(number_of(child))})
    row = AccessRequest.objects.get()
    assert (made.status_code, made.headers["Location"]) == (303, reverse("access_request", args=[row.pk]))
    page = text(client.get(made.headers["Location"]))
    for words in ("Being collected", "11 April 2026", "Overdue", "Passport", "Cannot decide, judged by Mo Ali"):
        assert words in page, words


def test_a_hidden_child_and_a_number_of_nobody_read_the_same() -> None:
    """R-SHIELD-2"""
    child, client = john(), signed_in(dora())
    other = number_of(children.john(at=timezone.now()))
    children.shield(child, at=timezone.now())
    pages = []
    for number in (number_of(child), "9999999999", number_of(john_of_manchester())):
        answer = client.post(reverse("ask_access"), {**FORM, "number": number})
        assert answer.status_code == 422
        pages.append(main_of(answer).replace(number, ""))
    assert pages[0] == pages[1] == pages[2]
    assert client.post(reverse("ask_access"), {**FORM, "number": other}).status_code == 303


def john_of_manchester() -> UUID:
    return children.child(at=timezone.now(), area=people.manchester())


def test_every_page_is_404_in_another_area_and_for_a_hidden_child_and_403_for_who_answers_none() -> None:
    at, child = timezone.now(), john()
    row = taken(child, by=dora(), at=at)
    away = signed_in(people.person("Mona", "data_officer", where=people.manchester()))
    away_officer = signed_in(people.person("Mia", "shielding_officer", where=people.manchester()))
    assert (statuses(away, row.pk), statuses(away_officer, row.pk)) == ({404}, {404})
    practitioner = statuses(signed_in(people.social_worker()), row.pk)
    assert practitioner == {403, 404}  # the pages of shielding officers are not there
    own = signed_in(dora())
    assert own.get(reverse("access_request", args=[row.pk])).status_code == 200
    children.shield(child, at=at)
    assert statuses(own, row.pk) == statuses(own, uuid4()) == {404}
    assert shown(row.child_number) not in text(own.get(reverse("access_requests")))
    assert signed_in(shona()).get(reverse("access_request", args=[row.pk])).status_code == 200


def test_no_page_of_a_data_officer_differs_because_of_a_sensitive_service_or_a_hidden_sister() -> None:
    """R-INV-2, R-SHIELD-8"""
    client, found = signed_in(dora()), []
    for key, there in (("one", True), ("two", False)):
        family = Family(key=key, sensitive=there, sister=there)
        row = taken(family.child, by=dora(), at=family.at, agreed=True)
        page = main_of(client.get(reverse("review_access", args=[row.pk])))
        for item in sorted(items(row), key=lambda item: -len(str(item.pk))):
            page = page.replace(str(item.pk), "")
        found.append(page.replace(str(row.pk), "").replace(shown(family.number), ""))
    assert found[0] == found[1]


def test_an_officer_decides_passes_on_and_agrees_on_pages_and_downloads_are_in_the_log() -> None:
    at, first, second = timezone.now(), shona(), shona("Sian")
    row = taken(john(), by=first, at=at)
    client, other = signed_in(first), signed_in(second)
    decide_all(row, by=first, at=at)
    item = reverse("access_item", args=[next(one.pk for one in items(row) if one.kind == Kind.THIRD_PARTY)])
    wrong = client.post(item, {"decision": "leave_out"})
    assert (wrong.status_code, "Select why the law lets you leave it out" in text(wrong)) == (422, True)
    assert client.post(item, {"decision": "leave_out", "exemption": "other_person"}).status_code == 303
    client.post(reverse("pass_on_access", args=[row.pk]))
    where = reverse("agree_access", args=[row.pk])
    assert "because you passed this on yourself" in text(client.get(where))
    assert other.post(where, {}).status_code == 422
    assert other.post(where, {"confirmed": "on"}).status_code == 303
    work(at=at)
    page = text(other.get(reverse("access_request", args=[row.pk])))
    assert "The answer in large print" in page
    pdf = other.post(reverse("access_file", args=[row.pk, "whole"]))
    table = other.post(reverse("access_file", args=[row.pk, "table"]))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert table["Content-Disposition"] == 'attachment; filename="answer.csv"'
    assert other.post(reverse("access_file", args=[row.pk, "else"])).status_code == 404
    assert other.get(reverse("access_file", args=[row.pk, "whole"])).status_code == 405
