"""How do the answers about a new child read before they are saved?"""

from typing import Any

from contactpoint.pages.components import Row
from contactpoint.pages.dates import day_in_words
from registry.choices import Gender, Group
from registry.creation import WhyNoSource
from registry.forms.create import CARERS


def answer_rows(answers: dict[str, Any]) -> list[Row]:
    """What was answered; a question left empty is left out."""
    rows = (
        ("Name", _joined(answers, "forename", "middle_names", "surname")),
        ("Name also used", _joined(answers, "other_forename", "other_surname")),
        ("Date of birth", day_in_words(answers["born"]) if answers["born"] else ""),
        ("Age", "" if answers["born"] or answers["age"] is None else f"About {answers['age']}"),
        ("Gender", str(Gender(answers["gender"]).label)),
        ("Address", _address(answers)),
        *((f"Parent or carer {n}", _carer(answers, carer)) for n, carer in enumerate(CARERS, 1)),
        ("Why no other service holds this child", str(WhyNoSource(answers["why"]).label)),
        ("Your involvement", _involvement(answers)),
    )
    return [Row(key, value) for key, value in rows if value]


def _joined(answers: dict[str, Any], *boxes: str, by: str = " ") -> str:
    return by.join(answers[box] for box in boxes if answers[box])


def _address(answers: dict[str, Any]) -> str:
    return _joined(answers, "lines", "town", "postcode", by=", ") or "No address is known"


def _carer(answers: dict[str, Any], carer: str) -> str:
    responsible = "has parental responsibility" if answers[f"{carer}_responsible"] else ""
    parts = [answers[f"{carer}_{box}"] for box in ("name", "relationship", "phone")]
    return ", ".join(part for part in (*parts, responsible) if part)


def _involvement(answers: dict[str, Any]) -> str:
    return f"{answers['service']} ({Group(answers['group']).label})" if answers["involved"] else ""
