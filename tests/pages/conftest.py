"""The gallery, and the browser that looks at it."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from tests.pages.site import GALLERY, gallery


@pytest.fixture
def visitor() -> Iterator[Client]:
    with override_settings(**GALLERY):
        yield Client()


@pytest.fixture
def site() -> Iterator[str]:
    with gallery() as address:
        yield address
