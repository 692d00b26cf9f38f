"""The library of guidance on its pages: signed out, as a reader, and as who sees who has read (R-LARA-8)."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from readiness import missed_words, returning
from readiness.guidance.documents import Document
from readiness.guidance.library import read_library
from readiness.models import GuidanceRead, MissedWord
from tests import people
from tests.readiness.returns import derby, director, lead

pytestmark = pytest.mark.django_db
PUBLIC = [one for one in read_library() if one.public]
CLOSED = [one for one in read_library() if not one.public]
TEAMS = "shielding-teams"


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def signed_in(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def officer() -> Practitioner:
    return people.person("Sam", "shielding_officer", where=derby())


def name(document: Document) -> str:
    return f"{document.slug} {document.version}"


def addresses(document: Document) -> list[str]:
    versions = reverse("view_guidance_version", args=[document.slug, document.version])
    return [versions, reverse("guidance_versions", args=[document.slug])]


@pytest.mark.parametrize("document", PUBLIC, ids=name)
def test_every_public_document_is_read_signed_out(document: Document) -> None:
    for where in addresses(document):
        assert document.title in text(Client().get(where, follow=True))


@pytest.mark.parametrize("document", CLOSED, ids=name)
def test_what_is_not_public_leads_to_the_sign_in_page_just_as_what_is_not_there(document: Document) -> None:
    for where in (*addresses(document), reverse("view_guidance", args=["nothing"])):
        response = Client().get(where)
        assert response["Location"] == f"{reverse('account_login')}?next={where}"
    assert signed_in(officer()).get(reverse("view_guidance", args=["nothing"])).status_code == 404


def test_the_library_names_what_is_public_and_to_whom_it_must_be_said() -> None:
    page = text(Client().get(reverse("guidance")))
    assert "What is shielding, and how do I ask for it?" in page
    assert "How does a shielding team work?" not in page
    assert "must read" not in page
    assert "Sign in to read it" in page
    page = text(signed_in(officer()).get(reverse("guidance")))
    assert "There is 1 document here that you must read" in page
    assert "How does a shielding team work?" in page


def test_it_is_read_said_and_shown() -> None:
    """The button is gone, and the page says when."""
    client = signed_in(officer())
    page = text(client.get(reverse("view_guidance", args=[TEAMS])))
    assert "You must read this, and have not read it yet." in page
    said = text(client.post(reverse("read_guidance", args=[TEAMS, 2]), follow=True))
    assert "It is recorded that you have read this version" in said
    assert "You read this version on" in said
    assert "I have read this version" not in said
    assert GuidanceRead.objects.get().version == 2


def test_who_pressed_the_button_of_an_old_page_is_shown_the_new_version() -> None:
    said = text(signed_in(officer()).post(reverse("read_guidance", args=[TEAMS, 1]), follow=True))
    assert "A newer version is in force" in said
    assert not GuidanceRead.objects.exists()


def test_what_changed_since_the_last_reading_is_one_press_away() -> None:
    sam = officer()
    GuidanceRead.objects.create(practitioner=sam, slug=TEAMS, version=1, read_at=timezone.now())
    where = reverse("compare_guidance", args=[TEAMS, 1, 2])
    client = signed_in(sam)
    assert where in text(client.get(reverse("view_guidance", args=[TEAMS])))
    assert "Changed since you last read it, and must be read again" in text(client.get(reverse("guidance")))


def test_differences_are_said_in_words_too() -> None:
    page = text(Client().get(reverse("compare_guidance", args=["clearance", 1, 2])))
    assert '<span class="govuk-visually-hidden">Added: </span>Nobody records anything about themselves.' in page
    assert '<del><span class="govuk-visually-hidden">Taken out: </span>early:' in page
    assert "<li>Who needs it?</li>" in page


def test_an_earlier_version_says_that_it_is_one_and_is_not_said_to_be_read() -> None:
    page = text(signed_in(officer()).get(reverse("view_guidance_version", args=[TEAMS, 1])))
    assert "This is an earlier version. Version 2 is in force." in page
    assert "I have read this version" not in page


def search(client: Client, words: str, *, status: int = 200) -> str:
    response = client.post(reverse("search_guidance"), {"words": words})
    assert response.status_code == status
    return unescape(response.content.decode())


def test_a_search_leads_to_the_section_that_answers() -> None:
    page = search(Client(), "shielding urgent")
    assert f"{reverse('view_guidance', args=['shielding'])}#urgent" in page


def test_a_search_finds_no_word_of_what_the_reader_may_not_read() -> None:
    assert "Nothing was found" in search(Client(), "deputies")
    assert "1 document found" in search(signed_in(officer()), "deputies")


def test_what_is_mistyped_is_offered_as_it_was_meant() -> None:
    page = search(Client(), "sheilding")
    assert "Nothing was found for “sheilding”" in page
    assert 'name="words" value="shielding"' in page


def test_an_empty_search_says_what_to_enter() -> None:
    assert "Enter what you look for" in search(Client(), " ", status=422)


def test_a_search_in_vain_is_counted_of_people_we_know_alone_and_without_who_they_are() -> None:
    search(Client(), "unicorn")
    assert not MissedWord.objects.exists()
    client = signed_in(officer())
    for words in ("unicorn 12 rainbow", "deputies unicorn"):
        search(client, words)
    assert [(one.word, one.times) for one in MissedWord.objects.order_by("word")] == [("rainbow", 1), ("unicorn", 1)]


def test_the_national_team_reads_what_was_looked_for_and_nobody_else() -> None:
    for _ in range(3):
        missed_words.count(["unicorn"], at=timezone.now())
    nat = people.person("Nat", "national_team", where=people.national_team())
    assert "unicorn: 3 times" in text(signed_in(nat).get(reverse("missing_guidance")))
    assert reverse("missing_guidance") in text(signed_in(nat).get(reverse("guidance")))
    client = signed_in(officer())
    assert client.get(reverse("missing_guidance")).status_code == 403
    assert reverse("missing_guidance") not in text(client.get(reverse("guidance")))


def test_a_director_sees_counts_and_the_names_of_those_who_have_not_read() -> None:
    now = timezone.now()
    sam, dan = officer(), director(at=now)
    client = signed_in(dan)
    assert reverse("guidance_readers") in text(client.get(reverse("guidance")))
    assert "0 of 2 have read it" in text(client.get(reverse("guidance_readers")))
    page = text(client.get(reverse("guidance_unread", args=[TEAMS])))
    assert "2 people." in page
    assert sam.name in page
    assert signed_in(sam).get(reverse("guidance_readers")).status_code == 403


def test_guidance_is_in_the_footer_of_every_page() -> None:
    link = f'href="{reverse("guidance")}"'
    assert link in text(Client().get(reverse("account_login")))
    assert link in text(signed_in(officer()).get(reverse("shielding_home")))


@pytest.mark.parametrize(
    ("role", "page", "link"),
    [
        ("practitioner", "find_child", "practitioners#find"),
        ("shielding_officer", "shielding_home", "shielding-teams#first"),
        ("data_officer", "feeds", "feeds#rows"),
        ("readiness_lead", "list_returns", "project#return"),
    ],
)
def test_a_page_leads_to_its_own_section_and_the_section_back_to_the_page(role: str, page: str, link: str) -> None:
    client = signed_in(people.person("Pat", role))
    assert f"/guidance/documents/{link}" in text(client.get(reverse(page)))
    where = reverse("view_guidance", args=[link.partition("#")[0]])
    back = client.get(where, headers={"referer": f"http://testserver{reverse(page)}?page=2"})
    assert f'<a href="{reverse(page)}" class="govuk-back-link">' in text(back)


@pytest.mark.parametrize(
    "referer", ["", "http://evil.example/search", "http://testserver//evil.example/", "http://testserver/guidance"]
)
def test_the_way_back_leads_to_a_page_of_ours_or_to_the_library(referer: str) -> None:
    page = text(Client().get(reverse("view_guidance", args=["feeds"]), headers={"referer": referer}))
    assert f'<a href="{reverse("guidance")}" class="govuk-back-link">' in page


def test_a_page_that_is_refused_or_not_there_explains_nothing() -> None:
    client = signed_in(people.social_worker())
    refused = client.get(reverse("shielding_home"))
    assert refused.status_code == 404
    assert b"About shielding" not in refused.content


def test_a_question_and_a_check_lead_to_the_guidance_that_serves_them() -> None:
    rita = lead(at=timezone.now())
    client = signed_in(rita)
    one = returning.begin(by=rita, at=timezone.now())
    shielding, project = (reverse("view_guidance", args=[slug]) for slug in (TEAMS, "project"))
    assert shielding in text(client.get(reverse("answer_question", args=[one.pk, "SHI3"])))
    assert shielding not in text(client.get(reverse("answer_question", args=[one.pk, "GOV1"])))
    page = text(client.get(reverse("readiness_framework")))
    assert f'Guidance for RA10: <a class="govuk-link" href="{project}">' in page
    assert f'Guidance for GOV1: <a class="govuk-link" href="{project}">' in page


def test_an_answer_of_a_lapsed_person_explains_nothing() -> None:
    client = signed_in(people.social_worker(lacks="clearance"))
    refused = client.get(reverse("find_child"))
    assert refused.status_code == 403
    assert b"About finding a child" not in refused.content
