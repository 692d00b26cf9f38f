"""Who administers in the tests, and how do they go about it?"""

from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts import stepup
from accounts.joining import Newcomer
from accounts.models import Practitioner
from tests import people


def three_administrators() -> Practitioner:
    """Ada, and two more: an act against one of them leaves two."""
    for name in ("Abe", "Abi"):
        people.person(name, "account_administrator")
    return people.person("Ada", "account_administrator")


def sign_in_with_fresh_factor(client: Client, who: Practitioner) -> None:
    people.sign_in(client, who)
    session: Any = client.session
    session[stepup.PROVED] = {"by": str(who.pk), "at": timezone.now().timestamp()}
    session.save()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code, answer.get("Location"))
    return answer.content.decode()


def act(client: Client, address: str, **answers: Any) -> str:
    """Does it, and answers with the page that is shown after it."""
    answer = client.post(address, answers)
    assert answer.status_code == 303, answer.content.decode()[:4000]
    return page(client, answer["Location"])


def newcomer(**more: Any) -> Newcomer:
    new = {"email": "wilma@example.org", "forename": "Wilma", "surname": "Worker", "job_title": "Social worker"}
    return Newcomer(**{**new, "role": "practitioner", "organisation": people.liverpool().pk, **more})


def state(who: Practitioner) -> str:
    return str(Practitioner.objects.get(pk=who.pk).account_state)


def when(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
