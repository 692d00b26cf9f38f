"""The menu shows what this person may use, and nothing to anybody else (ux 1.3)."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page")


urlpatterns = [
    path("find", page, name="find_child"),
    path("mine", page, name="my_children"),
    path("", include("accounts.urls")),
]


def menu(client: Client) -> str:
    return client.get("/account").content.decode().partition("<main")[0]


def test_a_practitioner_finds_children_and_the_way_out(client: Client) -> None:
    pat = people.social_worker()
    people.sign_in(client, pat)
    shown = menu(client)
    for words in ('href="/find"', "Find a child", 'href="/mine"', "My children", pat.name, 'action="/sign-out"'):
        assert words in shown, words


def test_an_administrator_is_shown_no_way_to_children(client: Client) -> None:
    people.sign_in(client, people.person("Ada", "account_administrator"))
    assert "Find a child" not in menu(client)
    assert "Sign out" in menu(client)


def test_somebody_who_has_lapsed_is_shown_no_menu_of_pages(client: Client) -> None:
    people.sign_in(client, people.social_worker(lacks="training"))
    assert "Find a child" not in menu(client)


def test_a_visitor_is_shown_no_menu(client: Client) -> None:
    shown = client.get("/sign-in").content.decode().partition("<main")[0]
    assert "Find a child" not in shown
    assert "Sign out" not in shown
