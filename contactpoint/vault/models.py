"""Keys that can die: what is written under one can never be read again once its row is gone (R-AUDIT-6)."""

import os
import uuid
from typing import ClassVar, Self

import pgtrigger
from django.db import connection, models
from django.utils import timezone

from contactpoint.vault import box, keys


class DataKey(models.Model):
    """A key wrapped by the ring. Delete the row, and everything written under it is gone, copies of it included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=80, null=True)  # noqa: DJ001 - several keys have none
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose"], condition=models.Q(purpose__isnull=False), name="one_key_of_a_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"data key {self.id}"

    @classmethod
    def make_many(cls, count: int) -> list[Self]:
        """New keys, one for each record that has words of its own."""
        return list(cls.objects.filter(pk__in=cls.make_ids(count)))

    @classmethod
    def make_ids(cls, count: int) -> list[uuid.UUID]:
        """The same for whoever needs to know their names alone: thousands at once, in one statement."""
        ids = [uuid.uuid4() for _ in range(count)]
        sealed = [cls._sealed(one).hex() for one in ids]
        with connection.cursor() as cursor:
            cursor.execute(_MAKE, [timezone.now(), [one.hex for one in ids], sealed])
        return ids

    @classmethod
    def named(cls, purpose: str) -> Self:
        """The one key of that purpose (a day's searches, say), made when first asked for; safe for two at once."""
        if found := cls.objects.filter(purpose=purpose).first():
            return found
        cls.objects.bulk_create([cls._unsaved(purpose)], ignore_conflicts=True)
        return cls.objects.get(purpose=purpose)

    @classmethod
    def _unsaved(cls, purpose: str | None) -> Self:
        row = cls(purpose=purpose)
        row.wrapped = cls._sealed(row.id)
        return row

    @classmethod
    def _sealed(cls, one: uuid.UUID) -> bytes:
        return box.seal(os.urandom(keys.KEY_BYTES).hex(), place=cls._place(one))

    @staticmethod
    def _place(one: uuid.UUID) -> str:
        return f"vault_datakey.wrapped|{one}"

    def sealing_place(self) -> str:
        return self._place(self.id)

    def opened(self) -> bytes:
        """The key itself, for whoever seals many values at once (contactpoint.vault.box). Raises box.CannotOpen."""
        return bytes.fromhex(box.unseal(self.wrapped, place=self.sealing_place()))

    def seal(self, text: str, *, place: str) -> bytes:
        return box.encrypt(text.encode(), key=self.opened(), place=place)

    def unseal(self, kept: bytes | memoryview, *, place: str) -> str:
        """Raises box.CannotOpen."""
        return box.decrypt(bytes(kept), key=self.opened(), place=place).decode()


_MAKE = """
    INSERT INTO vault_datakey (id, wrapped, made_at)
    SELECT id::uuid, decode(wrapped, 'hex'), %s FROM unnest(%s::text[], %s::text[]) AS made (id, wrapped)
"""


class Installation(models.Model):
    """What this database is for: the live registry, its practice area, a demonstration. Written once (R-USER-6)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    purpose = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="one_purpose")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="purpose_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.purpose
