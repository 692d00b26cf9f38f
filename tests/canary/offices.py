"""What do people do on the pages about children, each in the own browser? As they do it: open, answer, press."""

import re
from html import unescape
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse, reverse_lazy

from accounts.models import Practitioner
from registry.models import Merge, WaitingRow
from shielding.models import Proposal
from tests import people

SEEN: Final = re.compile(r'name="seen" value="([^"]*)"')
SAME: Final = re.compile(r'value="same:([0-9a-f-]{36})"')
LEAD: Final = re.compile(
    r'value="([0-9a-f-]{36})"[^>]*name="involvement"|name="involvement"[^>]*value="([0-9a-f-]{36})"'
)
GOING: Final = re.compile(r'name="going"[^>]* value="([0-9a-f-]{36})"|value="([0-9a-f-]{36})"[^>]* name="going"')
WHY: Final = "As the papers say"
SENT_ON: Final = 303


SIGN_IN: Final = reverse_lazy("account_login")


class Browser:
    """One person's, who is signed in: anew for each example, for nobody stays so for ever."""

    def __init__(self, who: Practitioner) -> None:
        self.who, self.client = who, Client()

    def sign_in(self) -> None:
        people.sign_in(self.client, self.who)

    def get(self, name: str, *about: Any) -> HttpResponse:
        return self._well(self.client.get(reverse(name, args=about)))  # type: ignore[arg-type]

    def post(self, name: str, /, *about: Any, **said: Any) -> HttpResponse:
        return self._well(self.client.post(reverse(name, args=about), said))  # type: ignore[arg-type]

    def _well(self, answer: HttpResponse) -> HttpResponse:
        assert answer.status_code < 500, answer.content.decode()
        assert not answer.headers.get("Location", "").startswith(str(SIGN_IN)), "who is signed out tries nothing"
        return answer

    def give_reason(self, child: UUID) -> bool:
        """Whether there is such a child for this person."""
        return self.post("state_reason", child, reason="providing_service").status_code == SENT_ON

    def record(self, child: UUID) -> str:
        """What this person sees of it; nothing where it is not there."""
        if not self.give_reason(child):
            return text_of(self.get("state_reason", child))
        return text_of(self.get("view_child", child))

    def search(self, **words: str) -> tuple[UUID, str]:
        """The search, and the page of what it found."""
        sent = self.post("find_child", **words)
        assert sent.status_code == SENT_ON, (sent.status_code, sent.headers, sent.content.decode())
        search = UUID(sent["Location"].rsplit("/", 1)[1])
        return search, text_of(self.get("found_children", search))


def text_of(answer: HttpResponse) -> str:
    return f"{answer.headers}\n{answer.content.decode()}"


def seen_on(page: str) -> str:
    found = SEEN.search(page)
    return unescape(found[1]) if found else ""


def offered(page: str) -> list[UUID]:
    """With which records a row is compared."""
    return [UUID(one) for one in SAME.findall(page)]


def going_offered(page: str) -> set[UUID]:
    return {UUID(one or other) for one, other in GOING.findall(page)}


def decide_row(browser: Browser, row: UUID, answer: str, *, authority: str = "") -> None:
    """One person's answer, from the row's page to the button."""
    page = browser.get("review_match", row)
    if page.status_code != 200:
        return
    said = {"answer": answer, "because": WHY, "authority": authority, "seen": seen_on(text_of(page))}
    if browser.post("review_match", row, **said).status_code == SENT_ON:
        browser.post("confirm_match", row)


def say_one_child(browser: Browser, one: UUID, other: UUID) -> None:
    """One person's answer that two records are one child's."""
    page = browser.get("compare_records", one, other)
    if page.status_code != 200:
        return
    said = {"answer": "same", "because": WHY, "seen": seen_on(text_of(page))}
    if browser.post("compare_records", one, other, **said).status_code == SENT_ON:
        browser.post("confirm_merge", one, other)


def hide(browser: Browser, child: UUID, *, why: str) -> None:
    """An officer hides the record at once, as somebody asks for it."""
    browser.post("ask_shield", child, asker="parent", name="Ann Smith", reach="07700 900123", why=why, evidence=why)


def confirm_shield(browser: Browser, shield: UUID) -> None:
    page = browser.get("confirm_shield", shield)
    browser.post("confirm_shield", shield, answer="yes", seen=seen_on(text_of(page)))


def lift(one: Browser, other: Browser, shield: UUID) -> None:
    """One officer asks, the other agrees."""
    page = one.get("ask_to_lift", shield)
    one.post("ask_to_lift", shield, because=WHY, seen=seen_on(text_of(page)))
    proposal = Proposal.objects.get(shield=shield, outcome="").pk
    page = other.get("decide_proposal", proposal)
    other.post("decide_proposal", proposal, answer="yes", seen=seen_on(text_of(page)))


def undo_merge(browser: Browser, merge: UUID, *, going: set[UUID]) -> None:
    page = browser.get("undo_merge", merge)
    if page.status_code != 200:
        return
    leaving = [str(one) for one in going_offered(text_of(page)) & going]
    browser.post("undo_merge", merge, because=WHY, going=leaving)


def merged(one: UUID, other: UUID) -> bool:
    both = [one, other]
    return Merge.objects.filter(kept__in=both, closed__in=both, at__isnull=False, undone_at=None).exists()


def waits(row: UUID) -> bool:
    return WaitingRow.objects.filter(pk=row, ended_at=None).exists()


def override(browser: Browser, child: UUID) -> str:
    """The hidden part, under investigation."""
    browser.give_reason(child)
    people.prove(browser.client, browser.who)
    browser.post("override_reason", child, because=WHY, understood="on")
    return text_of(browser.get("view_child", child))
