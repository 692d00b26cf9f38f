"""Does every page travel with a policy that lets nothing in, and leave nothing behind?"""

from pathlib import Path

import pytest
from django.conf import settings
from django.http import Http404
from django.test import Client, RequestFactory

from contactpoint.pages.policy import CONTENT_SECURITY_POLICY
from contactpoint.pages.refusal import not_found
from tests.pages.reading import read, text

ROOT = Path(__file__).resolve().parent.parent.parent
EVERY = ["/", "/wrong", "/refused", "/nothing", "/signed-out"]


def directives(visitor: Client, address: str) -> dict[str, str]:
    parts = visitor.get(address)["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts)


@pytest.mark.parametrize("address", EVERY)
def test_the_policy_allows_files_of_our_own_and_nothing_else(visitor: Client, address: str) -> None:
    """No page may run, load or send what we did not write."""
    allowed = directives(visitor, address)
    assert allowed["default-src"] == allowed["frame-ancestors"] == allowed["base-uri"] == "'none'"
    assert set(allowed.values()) == {"'self'", "'none'"}


def test_the_installation_sends_this_policy_and_renders_these_fields() -> None:
    assert settings.CONTENT_SECURITY_POLICY is CONTENT_SECURITY_POLICY
    assert settings.FORM_RENDERER == "contactpoint.pages.bound.DesignSystem"
    assert settings.STATIC_URL == "/static/", "500.html and 503.html name their files in full"
    order = settings.MIDDLEWARE
    first = "whitenoise.middleware.WhiteNoiseMiddleware", "contactpoint.pages.headers.HeadersMiddleware"
    assert order.index(first[0]) < order.index(first[1]) < order.index("csp.middleware.CSPMiddleware")


def test_the_policy_has_no_unsafe_word_and_no_wildcard() -> None:
    sources = [source for sources in CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for source in sources]
    assert not [source for source in sources if "unsafe" in source or "*" in source or "data:" in source]


@pytest.mark.parametrize("address", EVERY)
def test_no_page_is_ever_kept(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "noindex" in answer["X-Robots-Tag"]


def test_sign_out_clears_what_the_browser_kept(visitor: Client) -> None:
    assert visitor.get("/signed-out")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in visitor.get("/")


def test_a_refusal_says_who_can_help(visitor: Client) -> None:
    answer = visitor.get("/refused")
    assert answer.status_code == 403
    page = read(visitor, "/refused")
    assert text(page.xpath("//h1")[0]) == "You cannot do this"
    assert "Only a shielding officer is able to lift a shield." in text(page)
    assert page.xpath("//main//a/@href") == ["tel:+441134960123", "mailto:contactpoint@leeds.example.org"]


def test_missing_and_not_allowed_to_know_read_the_same(visitor: Client) -> None:
    """R-SHIELD-2: the page that hides a record is the page of an address that never was."""
    request = RequestFactory().get("/children/1")
    hidden = not_found(request, Http404("shielded"))
    assert hidden.status_code == 404
    assert hidden.content == not_found(request).content == visitor.get("/nothing").content
    assert b"shielded" not in hidden.content


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_last_pages_need_no_program(name: str) -> None:
    """When the program is broken, these still show: no template tags, and only files that exist."""
    page = (ROOT / "templates" / name).read_text("utf-8")
    assert "{%" not in page
    assert "{{" not in page
    own = [part.split('"')[0] for part in page.split('href="/static/')[1:]]
    assert len(own) == 3
    for path in own:
        assert path.startswith("vendor/") or (ROOT / "static" / path).is_file()
