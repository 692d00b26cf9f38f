"""The people and the child that most tests of the record are about."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Practitioner
from registry import risk
from registry.models import Child
from tests import people
from tests.registry import children
from tests.registry.matching import TWICE


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def pat(db: None) -> Practitioner:
    """A social worker in Liverpool."""
    return people.social_worker()


@pytest.fixture
def tara(db: None) -> Practitioner:
    """A teacher in Liverpool."""
    return people.teacher()


@pytest.fixture
def john(db: None, now: datetime) -> UUID:
    return children.john(at=now)


@pytest.fixture
def signed_in(client: Client, pat: Practitioner) -> Client:
    people.sign_in(client, pat)
    return client


@pytest.fixture
def dora(db: None) -> Practitioner:
    """A data officer of Liverpool."""
    return people.person("Dora", "data_officer")


@pytest.fixture
def dan(db: None) -> Practitioner:
    """Her colleague."""
    return people.person("Dan", "data_officer")


@pytest.fixture
def no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """One in twenty decisions goes to a second person, chosen by ids, and those are random in tests."""
    monkeypatch.setattr(risk, "SECOND_LOOKS", 0)


@pytest.fixture
def twice(now: datetime) -> tuple[UUID, UUID]:
    """John, and the record that another system made of him."""
    older, newer = children.john(at=now), children.child(TWICE, at=now, key="again")
    Child.objects.filter(pk=older).update(made_at=now - timedelta(days=300))
    return older, newer
