"""The measurement of a file about many people does what it measures, and leaves nobody behind."""

import pytest

from accounts.models import Bulk, Message, Practitioner
from bench import invitations

pytestmark = pytest.mark.django_db


def test_it_invites_whoever_can_be_invited_once_and_takes_it_all_back() -> None:
    said: list[str] = []
    found = invitations.measure(rows=60, say=said.append)
    assert (found["rows"], found["invited"], found["to_fix"]) == (60, 54, 6)
    assert found["invited_by_the_same_file_again"] == 0
    assert found["preview_ratio"] > 0
    assert found["sent_ratio"] > 0
    assert said == ["60 rows checked"]
    assert [model.objects.count() for model in (Practitioner, Bulk, Message)] == [0, 0, 0]
