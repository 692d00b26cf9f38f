"""Shona is signed in, a shielding officer of Liverpool."""

import pytest
from django.test import Client

from accounts.models import Practitioner
from tests import people
from tests.registry import children
from tests.registry.conftest import no_second_look as no_second_look
from tests.shielding.pages.states import Team


@pytest.fixture
def team(client: Client, shona: Practitioner, simon: Practitioner) -> Team:
    children.surroundings()
    people.sign_in(client, shona)
    return Team(shona, client)
