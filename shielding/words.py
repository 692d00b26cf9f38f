"""In which words does a page say why a record is hidden, and who asked for it? For shielding officers alone."""

from typing import Final

from django.db import models

from registry.creation import ADDED_HIDDEN
from registry.expecting import NAMED

REQUESTED: Final = "requested"
HOUSEHOLD: Final = "household"
OWN_WAYS: Final = frozenset({REQUESTED, HOUSEHOLD})  # put on by an officer here, who writes its history too
CLOSING_ASKED: Final = "closing_asked"
LIFTED: Final = "lifted_by_two"
CHOSEN: Final = "visible_names_chosen"

BECAUSE: Final = {
    REQUESTED: "Somebody asked for it",
    HOUSEHOLD: "The record of somebody near to this child is hidden",
    CLOSING_ASKED: "Somebody asked for the record to close",
    ADDED_HIDDEN: "An officer added the record hidden",
    "restricted_by_source": "A source marks this child as one to hide",
    "resembles_restricted": "A source marks a child as one to hide, and this may be that child",
    "expected": "A child of this description was to be hidden before there was a record",
    NAMED: "An officer entered a child who must be hidden, and this may be that child",
    "merged_with_shielded": "Another record of this child, which is part of this one now, was hidden",
}


class Asker(models.TextChoices):
    """Who can ask for a shield: anybody (R-SHIELD-4)."""

    PARENT = "parent", "A parent or carer"
    CHILD = "child", "The child"
    PRACTITIONER = "practitioner", "A practitioner"
    REFUGE = "refuge", "A refuge"
    POLICE = "police", "The police"
    OTHER = "other", "Somebody else"


def because_in_words(code: str) -> str:
    """Shields put on by other ways to come read at least like something."""
    return BECAUSE.get(code, "It was hidden automatically")
