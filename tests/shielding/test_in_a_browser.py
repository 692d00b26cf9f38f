"""The pages about overrides in a browser: accessible, narrow and wide, quiet (ux.md 6, goals 5 and 14)."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import Practitioner
from registry import disclosure
from shielding.investigating import Step, explain, take_step
from shielding.models import Investigation
from tests import people
from tests.browser import NARROW, WIDE, check_page, open_page, shoot
from tests.registry.pages.states import Scene, shielded, url
from tests.registry.pages.test_in_a_browser import enter
from tests.shielding.overriding import WHY, override

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")


def before(name: str) -> Callable[[Scene], str]:
    """Olga, before she opens the record."""
    return lambda olgas: url(name, shielded(olgas))


def whole(olgas: Scene) -> str:
    child = shielded(olgas)
    disclosure.override(child, because=WHY, viewer=olgas.who, at=timezone.now())
    return url("view_child", child)


def to_explain(olgas: Scene) -> str:
    row, shona = override(shielded(olgas), olgas.who, timezone.now()), officer()
    take_step(row.pk, Step.ASK, words="Which case is it?", by=shona, at=timezone.now())
    return url("explain_override", row.pk)


OLGAS: dict[str, Callable[[Scene], str]] = {
    "brief record": before("view_child"),
    "warning": before("open_under_override"),
    "words": before("override_reason"),
    "whole record": whole,
    "explain": to_explain,
}


def looked() -> Investigation:
    olga = people.override_holder()
    scene = Scene(olga, Client())
    row = override(shielded(scene), olga, timezone.now())
    disclosure.open_record(row.override.child_id, viewer=olga, at=timezone.now())
    return row


def officers_record(shonas: Scene) -> str:
    return url("view_child", shielded(shonas))


def one_in_list(shonas: Scene) -> str:
    looked()
    return url("investigations")


def in_progress(shonas: Scene) -> str:
    row, at = looked(), timezone.now()
    take_step(row.pk, Step.ASK, words="Which case is it?", by=shonas.who, at=at)
    explain(row.pk, words="Case 12 of tonight", by=row.practitioner, at=at)
    return url("view_investigation", row.pk)


def closed(shonas: Scene) -> str:
    row = looked()
    take_step(row.pk, Step.NOT_JUSTIFIED, words="No case, no call", by=shonas.who, at=timezone.now())
    return url("view_investigation", row.pk)


def closed_in_list(shonas: Scene) -> str:
    closed(shonas)
    return url("investigations")


OFFICERS: dict[str, Callable[[Scene], str]] = {
    "officer record": officers_record,
    "no investigation": lambda shonas: url("investigations"),
    "investigations": one_in_list,
    "investigations closed": closed_in_list,
    "investigation": lambda shonas: url("view_investigation", looked().pk),
    "investigation in progress": in_progress,
    "investigation closed": closed,
}
EVERY = {**OLGAS, **OFFICERS}
SAMPLE = ("warning", "whole record", "investigation")
WRONG = ("words", "explain", "investigation")


def officer() -> Practitioner:
    return people.person("Shona", "shielding_officer", job_title="Shielding officer")


def look(name: str, live_server: Any, browser: Browser, *, wrong: bool = False) -> None:
    who = people.override_holder() if name in OLGAS else officer()
    scene = Scene(who, Client())
    people.sign_in(scene.client, who)
    people.prove(scene.client, who)
    where = EVERY[name](scene)
    for width in (NARROW, WIDE):
        with open_page(browser, width=width) as page:
            enter(page, scene, live_server.url)
            answer = page.goto(live_server.url + where)
            assert answer is not None
            assert answer.status == 200
            if wrong:
                page.locator("main form button[type=submit]").click()
                page.locator(".govuk-error-summary").wait_for()
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"{name.replace(' ', '-')}{'-wrong' if wrong else ''}-{width}.png")


@pytest.mark.parametrize("name", SAMPLE)
def test_a_page_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in EVERY if name not in SAMPLE])
def test_every_page_in_every_state_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser)


@pytest.mark.long
@pytest.mark.parametrize("name", WRONG)
def test_every_form_with_mistakes_is_accessible(name: str, live_server: Any, browser: Browser) -> None:
    look(name, live_server, browser, wrong=True)
