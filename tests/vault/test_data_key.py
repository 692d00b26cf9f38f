"""Is what was written under a key gone for good when the key's row is? (R-AUDIT-6)"""

import pytest

from contactpoint.vault import box
from contactpoint.vault.models import DataKey
from tests.vault import rings
from tests.vault.conftest import Turn

PLACE = "audit_event.words|1"

pytestmark = pytest.mark.django_db


def test_what_was_written_under_a_key_opens_with_it_as_it_is_kept() -> None:
    (made,) = DataKey.make_many(1)
    kept = made.seal("asked by the school", place=PLACE)
    assert DataKey.objects.get(pk=made.pk).unseal(memoryview(kept), place=PLACE) == "asked by the school"


def test_it_opens_in_its_own_place_only() -> None:
    (key,) = DataKey.make_many(1)
    with pytest.raises(box.CannotOpen):
        key.unseal(key.seal("asked by the school", place=PLACE), place="audit_event.words|2")


def test_no_other_key_opens_what_was_written_under_one_that_died() -> None:
    dying, other = DataKey.make_many(2)
    kept = dying.seal("asked by the school", place=PLACE)
    dying.delete()
    with pytest.raises(box.CannotOpen):
        other.unseal(kept, place=PLACE)
    with pytest.raises(box.CannotOpen):
        box.unseal(kept, place=PLACE)


def test_a_wrapped_key_copied_into_another_row_does_not_open() -> None:
    one, other = DataKey.make_many(2)
    DataKey.objects.filter(pk=other.pk).update(wrapped=bytes(one.wrapped))
    with pytest.raises(box.CannotOpen):
        DataKey.objects.get(pk=other.pk).seal("asked by the school", place=PLACE)


def test_a_purpose_has_one_key() -> None:
    assert DataKey.named("words:2026-11") == DataKey.named("words:2026-11")
    assert DataKey.named("words:2026-11") != DataKey.named("words:2026-12")


def test_a_data_key_survives_the_rotation_of_the_ring(turn: Turn) -> None:
    (key,) = DataKey.make_many(1)
    kept = key.seal("asked by the school", place=PLACE)
    turn(rings.ROTATED)
    assert DataKey.objects.get(pk=key.pk).unseal(kept, place=PLACE) == "asked by the school"
    turn(rings.OLD_GONE)
    with pytest.raises(box.CannotOpen):
        DataKey.objects.get(pk=key.pk).unseal(kept, place=PLACE)
