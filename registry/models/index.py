"""What does search look in? Narrow rows of integers, and the dictionaries that turn words into them.

Written by `registry.index` and read by `registry.search`, both in sets. Nothing here is the record: every row can be
made again from it. The row of a shielded child has no postcode, street or school, so a search by one of these
cannot meet it (R-SHIELD-2), and its names add to no count.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Name(models.Model):
    """One word or joined name in normal form. The empty name stands for none, and its counts are those of all rows."""

    id = models.AutoField(primary_key=True)
    norm = models.CharField(max_length=60, unique=True)
    forename_count = models.IntegerField(default=0)
    surname_count = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.norm


class NameKey(models.Model):
    """A key that a name is filed under: itself, itself less a letter, its sound (registry.names.keys).

    Written with its name by the one statement after that which made it, and dropped before it, under the lock of the
    index: seven checks of a foreign key for each new name would find nothing. A key without a name would find nobody.
    """

    pk = models.CompositePrimaryKey("key", "name_id")
    key = models.IntegerField()
    name = models.ForeignKey(Name, models.CASCADE, db_index=False, db_constraint=False, related_name="+")

    def __str__(self) -> str:
        return str(self.key)


class Postcode(models.Model):
    """A postcode without its space, and the parts of it that a user may know."""

    id = models.AutoField(primary_key=True)
    postcode = models.CharField(max_length=8, unique=True)
    sector = models.CharField(max_length=6)
    district = models.CharField(max_length=5)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sector"], name="postcode_sector"),
            models.Index(fields=["district"], name="postcode_district"),
        ]

    def __str__(self) -> str:
        return self.postcode


class Place(models.Model):
    """A street or a school by its name in normal form, whatever town it is in."""

    class Kind(models.TextChoices):
        STREET = "street", "Street"
        SCHOOL = "school", "School"

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=6, choices=Kind)
    norm = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["norm", "kind"], name="a_place_once")]

    def __str__(self) -> str:
        return self.norm


class PlaceKey(models.Model):
    """A key of one of the words that a place is called by."""

    pk = models.CompositePrimaryKey("key", "place_id")
    key = models.IntegerField()
    place = models.ForeignKey(Place, models.CASCADE, db_index=False, db_constraint=False, related_name="+")

    def __str__(self) -> str:
        return str(self.key)


_FACTS = ["child_id", "birth_date", "gender", "kind", "confirmed", "postcode", "street", "school"]


def _covering(name: str, *fields: str, condition: Q | None = None) -> models.Index:
    """An index from which the candidates are read without a look at the table."""
    include = [field for field in ["forename", "surname", *_FACTS] if field not in fields]
    return models.Index(fields=fields, include=include, condition=condition, name=name)


class SearchRow(models.Model):
    """One way in which one child can be found: a forename, a surname, and the narrow facts beside them.

    The dictionaries are kept by `registry.index` under one lock, so no foreign key is checked for each row.
    """

    pk = models.CompositePrimaryKey("child_id", "forename_id", "surname_id")
    child_id = models.UUIDField()
    forename = models.ForeignKey(Name, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    surname = models.ForeignKey(Name, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    kind = models.SmallIntegerField()  # registry.index.RowKind
    birth_date = models.DateField(null=True)
    gender = models.CharField(max_length=1)  # f, m, n
    confirmed = models.BooleanField(default=True)  # R-SEARCH-5
    postcode = models.ForeignKey(
        Postcode, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    street = models.ForeignKey(
        Place, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    school = models.ForeignKey(
        Place, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [
            _covering("search_full_name", "surname", "forename"),
            _covering("search_surname_birth", "surname", "birth_date"),
            _covering("search_forename_birth", "forename", "birth_date"),
            _covering("search_postcode", "postcode", condition=Q(postcode__isnull=False)),
            models.Index(fields=["street", "surname"], name="search_street", condition=Q(street__isnull=False)),
            models.Index(fields=["school", "surname"], name="search_school", condition=Q(school__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.child_id)
