"""The pages of keeping and of the archive: consent, departure, reading with a reason, releases (R-REC-3, R-REC-5)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Practitioner
from registry.models import Child, Extension, Release, Status
from tests import people
from tests.registry.pages.keeping_states import CONSENTED, WHY, Keepers
from tests.registry.pages.states import url

pytestmark = pytest.mark.django_db
Browser = Callable[[Practitioner], Client]


@pytest.fixture
def keepers() -> Keepers:
    return Keepers()


def browser_of(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    people.prove(client, who)
    return client


def number(child: UUID) -> str:
    return Child.objects.get(pk=child).number


def text(client: Client, name: str, *about: UUID) -> str:
    return client.get(url(name, *about)).content.decode()


def test_consent_is_recorded_and_withdrawn(keepers: Keepers) -> None:
    child, page = keepers.aged(18), browser_of(keepers.dora)
    found = page.post(reverse("find_kept"), {"number": number(child)})
    assert found.headers["Location"] == url("view_kept", child)
    assert "Reached the age" not in text(page, "view_kept", child)
    assert "reached the age up to which children are included" in text(page, "view_kept", child)
    page.post(url("record_consent", child), CONSENTED)
    shown = text(page, "view_kept", child)
    assert "A care leaver" in shown
    assert "John himself" in shown
    assert "reached the age up to which consent can include somebody" in shown
    answer = page.post(url("withdraw_extension", child), {"on_day": "30", "on_month": "6", "on_year": "2026"})
    assert answer.status_code == 303
    assert "In the archive since" in text(page, "view_kept", child)
    assert Child.objects.get(pk=child).status == Status.ARCHIVED


def test_consent_without_its_particulars_is_not_recorded(keepers: Keepers) -> None:
    child = keepers.aged(18)
    answer = browser_of(keepers.dora).post(url("record_consent", child), {**CONSENTED, "told": "", "seen_by": ""})
    assert answer.status_code == 422
    assert not Extension.objects.exists()


def test_that_a_child_left_is_recorded_and_taken_back(keepers: Keepers) -> None:
    child, page = keepers.aged(9), browser_of(keepers.dora)
    left = {"on_day": "1", "on_month": "9", "on_year": "2020", "returning": "not_intended"}
    page.post(url("leave_england", child), left)
    assert "In the archive since" in text(page, "view_kept", child)
    assert "Left England on 1 September 2020" in text(page, "view_kept", child)
    page.post(url("return_to_england", child))
    assert "Nothing says that the child has left England" in text(page, "view_kept", child)
    assert Child.objects.get(pk=child).status == Status.OPEN


def test_a_number_of_nobody_here_reads_like_one_that_is_none(keepers: Keepers) -> None:
    mia = people.person("Mia", "data_officer", where=people.manchester())
    answers = {
        browser_of(mia)
        .post(reverse("find_kept"), {"number": typed})
        .content.decode()
        .count("No record of your authority")
        for typed in (number(keepers.aged(9)), "0000000000")
    }
    assert len(answers) == 1
    assert answers != {0}


def test_an_archived_record_is_read_with_a_reason(keepers: Keepers) -> None:
    child, page = keepers.archived(), browser_of(keepers.dora)
    assert "John Peter Smith" in text(page, "archived_records")
    assert "Fern Bank" not in text(page, "read_archived", child)
    assert page.post(url("read_archived", child), {"because": ""}).status_code == 422
    shown = page.post(url("read_archived", child), {"because": "He asks what was held"}).content.decode()
    assert "14 Fern Bank" in shown
    assert "Mossley Hill School" in shown
    assert page.get(url("view_child", child)).status_code in (403, 404)


def test_a_release_from_the_asking_to_the_one_reading(keepers: Keepers) -> None:
    child = keepers.long_archived()
    dora, opal, otto = (browser_of(who) for who in (keepers.dora, keepers.opal, keepers.otto))
    asked = {"number": number(child), "ground": "section_47", "because": WHY}
    dora.post(reverse("ask_release"), asked)
    release = Release.objects.get().pk
    for page in (opal, otto):
        shown = text(page, "view_release", release)
        assert WHY in shown
        assert "Smith" not in shown
        assert number(child)[:3] not in shown.split("</main>")[0].split("<main")[1]
        assert page.post(url("view_release", release), {"answer": "yes"}).status_code == 303
    assert "You can read the record once" in text(dora, "view_release", release)
    assert "14 Fern Bank" in dora.post(url("read_release", release)).content.decode()
    assert dora.post(url("read_release", release)).status_code == 404
    assert "You can read" not in text(dora, "view_release", release)


def test_a_release_that_is_not_needed_is_not_asked(keepers: Keepers) -> None:
    child, page = keepers.archived(), browser_of(keepers.dora)
    asked = {"number": number(child), "ground": "section_47", "because": WHY}
    answer = page.post(reverse("ask_release"), asked)
    assert answer.status_code == 422
    assert "no release is needed yet" in answer.content.decode()


def test_without_a_fresh_proof_nothing_is_answered_or_read(keepers: Keepers) -> None:
    """SEC-14."""
    release, page = keepers.released(), Client()
    people.sign_in(page, keepers.dora)
    assert page.post(url("read_release", release)).status_code == 302
    assert Release.objects.get().read_at is None


def test_practitioners_and_managers_find_no_page(keepers: Keepers) -> None:
    child, release = keepers.long_archived(), keepers.asked()
    for role in ("practitioner", "account_administrator", "auditor", "director"):
        page = browser_of(people.person("Nobody", role))
        for name in ("find_kept", "archived_records", "archive_releases", "ask_release"):
            assert page.get(reverse(name)).status_code == 403, (role, name)
        for name, about in (("view_kept", child), ("read_archived", child), ("view_release", release)):
            assert page.get(url(name, about)).status_code == 403, (role, name)
