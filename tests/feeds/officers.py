"""Who looks after sources in these tests? Dot of Liverpool, Mia of Manchester; Opal operates, Nat decides."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notice, Practitioner
from tests import people
from tests.feeds.conftest import NOON


class Clock:
    """Noon of 26 January 2009; stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOON

    def pass_by(self, **time: Any) -> datetime:
        self.at += timedelta(**time)
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.at)
    return made


def dot(name: str = "Dot") -> Practitioner:
    return people.person(name, "data_officer", job_title="Data officer")


def mia() -> Practitioner:
    return people.person("Mia", "data_officer", job_title="Data officer", where=people.manchester())


def nat(name: str = "Nat") -> Practitioner:
    return people.person(name, "national_team", job_title="Reviewer", where=people.national_team())


def opal() -> Practitioner:
    return people.operator()


def told(who: Practitioner) -> list[str]:
    return list(Notice.objects.filter(practitioner=who).order_by("at", "id").values_list("kind", flat=True))
