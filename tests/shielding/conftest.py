"""Who shields in these tests? Shona and Simon are shielding officers of Liverpool, Mark of Manchester."""

from datetime import datetime
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import Practitioner
from tests import people
from tests.accounts.conftest import clock as clock
from tests.registry import children


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def shona(db: None) -> Practitioner:
    return people.person("Shona", "shielding_officer", job_title="Shielding officer")


@pytest.fixture
def simon(db: None) -> Practitioner:
    """Her colleague."""
    return people.person("Simon", "shielding_officer", job_title="Shielding officer")


@pytest.fixture
def mark(db: None) -> Practitioner:
    return people.person("Mark", "shielding_officer", job_title="Shielding officer", where=people.manchester())


@pytest.fixture
def pat(db: None) -> Practitioner:
    """A social worker in Liverpool."""
    return people.social_worker()


@pytest.fixture
def olga(db: None) -> Practitioner:
    """A police officer in Liverpool, who may override."""
    return people.override_holder()


@pytest.fixture
def john(db: None, now: datetime) -> UUID:
    return children.john(at=now)
