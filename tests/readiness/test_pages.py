"""Who reads what the assessment asks, and does the page say it? (R-LARA-1, R-LARA-2)"""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from accounts.models import Kind, Organisation
from tests import people
from tests.browser import WIDTHS, check_page, open_page, shoot
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

WHERE = "readiness_framework"
PICTURES = os.environ.get("PICTURES")


def page(role: str, **more: Any) -> str:
    client = Client()
    people.sign_in(client, people.person("Rita", role, **more))
    response = client.get(reverse(WHERE))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["readiness_lead", "director"])
def test_an_area_reads_its_ten_checks_and_what_each_theme_needs(role: str) -> None:
    found = page(role, where=people.organisation("Derby", "831"))
    assert "RA10: Ready to grant access" in found
    assert "Needs 75% in RA6 to RA7, 80% in RA8, 85% in RA9, 90% in RA10." in found
    assert "SHI2: Were all who know of children at risk asked which to shield?" in found


@pytest.mark.django_db
def test_an_early_adopter_has_nine_checks() -> None:
    area = people.organisation("Derby", "831")
    Organisation.objects.filter(pk=area.pk).update(track="early_adopter")
    found = page("readiness_lead", where=Organisation.objects.get(pk=area.pk))
    assert "RA9: Ready for first users" in found
    assert "RA10" not in found


@pytest.mark.django_db
def test_a_national_partner_is_asked_nothing_about_shielding() -> None:
    area = people.organisation("Derby", "831")
    Organisation.objects.filter(pk=area.pk).update(kind=Kind.NATIONAL_PARTNER, code="KIDS")
    found = page("readiness_lead", where=Organisation.objects.get(pk=area.pk))
    assert "SHI2" not in found
    assert "GOV1" in found


@pytest.mark.django_db
def test_a_practitioner_is_refused() -> None:
    client = Client()
    people.sign_in(client, people.social_worker())
    assert client.get(reverse(WHERE)).status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_accessible(width: int, browser: Browser, live_server: Any) -> None:
    rita, client = people.person("Rita", "readiness_lead", where=people.organisation("Derby", "831")), Client()
    people.sign_in(client, rita)
    with open_page(browser, width=width) as opened:
        enter(opened, Scene(rita, client), live_server.url)
        opened.goto(live_server.url + reverse(WHERE))
        check_page(opened)
        if PICTURES:
            shoot(opened, Path(PICTURES) / f"readiness-framework-{width}.png")
