"""How do the words of a report lie in the database? Under the key of the child's record (R-REC-6, R-SHIELD-7)."""

import json
from dataclasses import asdict, dataclass

from registry.models import Dispute, Identifier


@dataclass(frozen=True)
class Words:
    """Everything of a report that says something of the child. `source` and `said`: what a source says instead."""

    label: str = ""
    value: str = ""
    should: str = ""
    how: str = ""
    phone: str = ""
    source: str = ""
    said: str = ""


def seal_words(row: Dispute, words: Words) -> None:
    """Under the key of the child's record; does not save."""
    row.words = row.words_key.seal(json.dumps(asdict(words)), place=f"registry_dispute.words|{row.pk}")


def words_of(row: Dispute) -> Words:
    return Words(**json.loads(row.words_key.unseal(row.words, place=f"registry_dispute.words|{row.pk}")))


def scheme_of(words: Words) -> str:
    """Of which series the number is: by its label, or by what a source says instead (registry.record.pins)."""
    if words.said:
        return words.said.partition(" ")[0]
    return next(code for code, label in Identifier.Scheme.choices if label == words.label)


def seal_because(row: Dispute, because: str) -> bytes:
    return row.words_key.seal(because, place=f"registry_dispute.because|{row.pk}")


def because_of(row: Dispute) -> str:
    if row.because is None:
        return ""
    return row.words_key.unseal(row.because, place=f"registry_dispute.because|{row.pk}")
