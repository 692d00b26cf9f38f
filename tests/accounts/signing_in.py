"""How does a test go through the pages of signing in?"""

from typing import Any

from django.test import Client

from accounts.models import Practitioner
from audit.models import Event
from tests import people


def give_password(client: Client, who: Practitioner, password: str = people.PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in", {"login": who.email, "password": password}, **more)


def give_code(client: Client, code: str) -> Any:
    return client.post("/sign-in/code", {"code": code})


def sign_in_by_pages(client: Client, who: Practitioner) -> Any:
    give_password(client, who)
    return give_code(client, people.code(who))


def is_signed_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


def verbs(who: Practitioner | None = None) -> list[str]:
    """What the log says, oldest first."""
    events = Event.objects.order_by("id")
    return list((events.filter(actor=who.pk) if who else events).values_list("verb", flat=True))


def last_event(verb: str) -> Event:
    return Event.objects.filter(verb=verb).latest("id")
