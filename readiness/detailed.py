"""How do the pages show what goes with the answers: risks, dates, who is assigned, when it is due? (R-LARA-3)"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from accounts.models import Practitioner
from contactpoint.pages.components import Table
from contactpoint.pages.dates import day_in_words, month_in_words
from readiness.assigning import assigned, themes_of
from readiness.carrying_over import can_carry_over
from readiness.lateness import due_on, is_past_due
from readiness.models import Return, Risk
from readiness.models.returned import GIVEN
from readiness.planning import checks_to_plan, planned
from readiness.risks import risks_of


def details(one: Return, *, on: date) -> dict[str, Any]:
    """For the template readiness/return_details.html, of whoever reads a return."""
    risks = risks_of(one)
    last = can_carry_over(one)
    return {
        "due": due_in_words(one.month, one, on=on),
        "risks": _risk_table(risks) if risks else None,
        "risk_rows": risks,
        "planned": list(_plans(one, on=on)),
        "carry_from": month_in_words(last.month) if last else "",
    }


def due_in_words(month: date, one: Return | None, *, on: date) -> str:
    """Nothing once it is signed."""
    if one is not None and one.state in GIVEN:
        return ""
    due = day_in_words(due_on(month))
    return f"Late: it was due on {due}" if is_past_due(month, on=on) else f"Due on {due}"


def titles_assigned(one: Return, *, to: Practitioner) -> list[str]:
    """The parts that this person is to answer."""
    people = assigned(one)
    return [theme.title for theme in themes_of(one) if people.get(theme.code) == to]


def _plans(one: Return, *, on: date) -> Iterator[str]:
    """A sentence for each check that is not met."""
    days = planned(one)
    for check in checks_to_plan(one):
        day = days.get(check.number)
        if day is None:
            yield f"{check.code}, {check.title}: no date is planned"
        else:
            yield f"{check.code}, {check.title}: {day_in_words(day)}" + (", which is past" if day < on else "")


def _risk_table(risks: list[Risk]) -> Table:
    return Table(
        caption="Risks",
        columns=("What could go wrong", "Likelihood", "Impact", "Who looks after it", "What is done about it"),
        rows=[
            (risk.what, risk.get_likelihood_display(), risk.get_impact_display(), risk.owner, risk.action)
            for risk in risks
        ],
    )
