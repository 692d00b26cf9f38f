"""Pat, signed in, where there are a school, a practice and an area."""

import pytest
from django.test import Client

from accounts.models import Practitioner
from tests.registry import children
from tests.registry.pages.states import Scene


@pytest.fixture
def scene(signed_in: Client, pat: Practitioner) -> Scene:
    children.surroundings()
    return Scene(pat, signed_in)
