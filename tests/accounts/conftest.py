"""The clock, and a password hash that does not slow the tests down."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.accounts.coming_home import home as home


class Clock:
    """Nine in the morning of 3 June 2009, in London; stands still until it is moved."""

    def __init__(self) -> None:
        self.set("2009-06-03T08:00:00+00:00")

    def pass_by(self, **time: Any) -> None:
        self.at += timedelta(**time)

    def set(self, moment: str) -> None:
        self.at = datetime.fromisoformat(moment)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    now: Callable[[], datetime] = lambda: made.at  # noqa: E731
    monkeypatch.setattr(timezone, "now", now)
    return made


@pytest.fixture(autouse=True)
def quick_hashing(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
