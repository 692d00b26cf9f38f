"""Which letter does an organisation get about a decision? PDF/UA, so that a screen reader reads it too (R-LARA-4)."""

from pathlib import Path
from typing import Any, Final

from contactpoint.pages.dates import day_in_words
from contactpoint.pages.pdf_out import pdf
from readiness.models import Decision, DecisionKind, Outcome

SOURCE: Final = Path(__file__).with_name("letters") / "decision.typ"
APPEAL: Final = (
    "The person who signs your returns can appeal once, on the page of this decision. Somebody answers who took no "
    "part in it."
)


def letter_about(decision: Decision) -> bytes:
    """The PDF, dated as the decision; before it is decided a draft that says so."""
    return pdf(SOURCE.read_bytes(), name="letter", words=words_of(decision))


def words_of(decision: Decision) -> dict[str, Any]:
    """Everything the letter says."""
    by = decision.decided_by or decision.recommended_by
    return {
        "to": decision.organisation.name,
        "date": day_in_words(decision.decided_at) if decision.decided_at else "Draft: not decided yet",
        "title": title(decision),
        "paragraphs": [words for words in _paragraphs(decision) if words],
        "conditions": [f"{one.words}, by {day_in_words(one.due_on)}" for one in decision.conditions.all()],
        "figures": [
            [
                one["check"],
                f"{one['percent']}%",
                f"{one['threshold']}%",
                "Yes" if one["met"] else "No",
                one.get("judged", "–"),
            ]
            for one in decision.figures
        ],
        "appeal": APPEAL if decision.is_against else "",
        "signed": by.name,
    }


def title(decision: Decision) -> str:
    to = decision.get_to_stage_display().lower()
    if decision.kind == DecisionKind.WITHDRAW:
        return f"{decision.organisation.name} goes back to {to}"
    stays = "does not move" if decision.outcome == Outcome.REFUSED else "moves"
    return f"{decision.organisation.name} {stays} on to {to}"


def _paragraphs(decision: Decision) -> tuple[str, ...]:
    opens = {
        DecisionKind.WITHDRAW: "What the later stages opened is closed from now on.",
        DecisionKind.ADVANCE: "What this stage opens is open from now on.",
    }
    stage = f"The stage was {decision.get_from_stage_display().lower()}."
    opened = "" if decision.outcome == Outcome.REFUSED else opens[DecisionKind(decision.kind)]
    reason = f"Why: {decision.decided_because or decision.because}"
    figures = (
        f"It was decided against {'what was judged' if decision.met else 'the figures'}: {decision.against_because}"
        if decision.against_because
        else ""
    )
    return stage, opened, reason, figures
