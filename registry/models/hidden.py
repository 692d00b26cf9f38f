"""How do the values of a shielded child lie in the database? Sealed, and in no index (R-SHIELD-7)."""

import json
from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import QuerySet

from contactpoint.vault import box
from contactpoint.vault.models import DataKey
from registry.models.child import Child


class HiddenStatement(models.Model):
    """What a source said of a child, while the child is shielded: a SourceRecord moves here under the same id."""

    id = models.UUIDField(primary_key=True, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="hidden_statements")
    key_token = models.BinaryField()  # of source and key: comparable and unreadable
    source_token = models.BinaryField()  # of the source, for counting
    withdrawn = models.BooleanField(default=False)
    content_key = models.ForeignKey(DataKey, models.PROTECT, db_index=False, related_name="+")
    sealed = models.BinaryField()  # registry.statements

    class Meta:
        indexes: ClassVar = [models.Index(fields=["source_token"], name="hidden_of_source")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key_token"], name="one_hidden_statement_for_each_key")
        ]

    def __str__(self) -> str:
        return f"hidden {self.pk}"


class Sealable(models.Model):
    """A row that people entered, some of whose columns are sealed while the child is shielded.

    Read as an instance it has them in clear.
    """

    SEALED: ClassVar[dict[str, Any]]  # field -> what the column holds instead

    sealed = models.BinaryField(null=True)

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any) -> Self:
        one = super().from_db(db, field_names, values, **more)
        if "sealed" in field_names and one.sealed:
            for field, value in zip(cls._sealed_fields(), one._opened(), strict=True):
                setattr(one, field.attname, field.to_python(value))
        return one

    @classmethod
    def _sealed_fields(cls) -> "list[models.Field[Any, Any]]":
        return [field for name in cls.SEALED for field in cls._meta.concrete_fields if field.name == name]

    def _opened(self) -> list[Any]:
        values: list[Any] = json.loads(box.unseal(self.sealed or b"", place=self.sealing_place()))
        return values

    def sealing_place(self) -> str:
        return f"{self._meta.db_table}.sealed|{self.pk}"

    def seal(self) -> None:
        """Leaves this instance as its row is to be written; does not save."""
        values = [getattr(self, field.attname) for field in self._sealed_fields()]
        self.sealed = box.seal(json.dumps(values, cls=DjangoJSONEncoder), place=self.sealing_place())
        for field, instead in zip(self._sealed_fields(), self.SEALED.values(), strict=True):
            setattr(self, field.attname, instead)

    def write(self, *, under_seal: bool, **how: Any) -> None:
        """Saves the row, sealed or as it is; the instance has its values in clear afterwards."""
        clear = {field.attname: getattr(self, field.attname) for field in self._sealed_fields()}
        if under_seal:
            self.seal()
        self.save(**how)
        for name, value in clear.items():
            setattr(self, name, value)

    def change(self, **values: Any) -> None:
        """Writes these fields alone, under seal where the row lies so. The caller has locked the record."""
        for name, value in values.items():
            setattr(self, name, value)
        also = (*self.SEALED, "sealed") if self.sealed else ()
        self.write(under_seal=bool(self.sealed), update_fields={*values, *also})

    @classmethod
    def seal_rows(cls, rows: QuerySet[Self]) -> None:
        found = list(rows.filter(sealed=None))
        for row in found:
            row.seal()
        cls._default_manager.bulk_update(found, [*cls.SEALED, "sealed"])

    @classmethod
    def open_rows(cls, rows: QuerySet[Self]) -> None:
        """The instances have in clear what their columns get back."""
        found = list(rows.exclude(sealed=None))
        for row in found:
            row.sealed = None
        cls._default_manager.bulk_update(found, [*cls.SEALED, "sealed"])
