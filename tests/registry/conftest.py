"""The people and the child that most tests of the record are about."""

from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Practitioner
from tests import people
from tests.registry import children


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def pat(db: None) -> Practitioner:
    """A social worker in Liverpool."""
    return people.social_worker()


@pytest.fixture
def john(db: None, now: datetime) -> UUID:
    return children.john(at=now)


@pytest.fixture
def signed_in(client: Client, pat: Practitioner) -> Client:
    people.sign_in(client, pat)
    return client
