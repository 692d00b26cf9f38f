"""What can be done to the values of one column alike, now and whenever the source sends them again? (R-FEED-4)"""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from contactpoint.vault import box
from contactpoint.vault.tokens import token
from feeds.models import FixRule, RuleKind, StagedRow
from feeds.quarantine.care import rule_in_care
from feeds.quarantine.content import Cells, wrong_cells
from registry.models import Source

WITH_VALUE = (RuleKind.NOT_SAID, RuleKind.REPLACE)
DAY_FIRST = re.compile(r"\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{4})(?:[ T]+00:00(?::00)?)?\s*")
MARKS = re.compile(r"[\s.,;:_/\\\-'\"()]+")


class RuleThere(Exception):
    """There is a rule for this already."""

    def __init__(self) -> None:
        super().__init__("There is a rule for this value already: switch that one off first")


@dataclass(frozen=True)
class Rule:
    """What is done with the values of one column. `becomes` is for REPLACE."""

    column: str
    kind: RuleKind
    value: str = ""
    becomes: str = ""

    def of(self, text: str) -> str:
        """The value that stands for this one."""
        if self.kind in WITH_VALUE:
            same = " ".join(text.split()).casefold() == self.value.casefold()
            return self.becomes if same else text
        return MENDS[self.kind](text)

    def mend(self, row: StagedRow, cells: Cells) -> Cells:
        """The cells with what is wrong in this column put right; the same ones where there is nothing to do."""
        if row.field != self.column:
            return cells
        there = [where for where in wrong_cells(row, cells) if where in cells]
        return cells | {where: self.of(cells[where]) for where in there}


def _day_first(text: str) -> str:
    found = DAY_FIRST.fullmatch(text)
    if found is None:
        return text
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text


def _visible(text: str) -> str:
    """Without marks of format and control, and without what stands for a letter that was damaged on the way."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cc") and letter != "\ufffd")


def _tidy(text: str) -> str:
    return MARKS.sub("", text).upper()


def _nothing(text: str) -> str:
    return ""


MENDS: Final[dict[RuleKind, Callable[[str], str]]] = {
    RuleKind.DAY_FIRST: _day_first,
    RuleKind.TIDY: _tidy,
    RuleKind.VISIBLE: _visible,
    RuleKind.LEAVE_OUT: _nothing,
}


def rules_of(source: Source) -> list[tuple[FixRule, Rule]]:
    """Those in force, the oldest first."""
    return [(kept, opened(kept)) for kept in FixRule.objects.filter(source=source, ended_at=None).order_by("made_at")]


def opened(kept: FixRule) -> Rule:
    value, becomes = json.loads(box.unseal(kept.sealed, place=rule_place(kept)))
    return Rule(kept.column, RuleKind(kept.kind), value, becomes)


def keep(rule: Rule, *, source: Source, by: Practitioner, at: datetime) -> FixRule:
    """Remembers it for what the source sends from now on, inside the caller's transaction. Raises RuleThere."""
    kept = FixRule(source=source, column=rule.column, kind=rule.kind, made_by=by, made_at=at)
    kept.sealed = box.seal(json.dumps([rule.value, rule.becomes]), place=rule_place(kept))
    what = f"value|{rule.value.casefold()}" if rule.kind in WITH_VALUE else rule.kind
    kept.value_token = token(what, purpose="feeds.rule")
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError as error:
        raise RuleThere from error
    facts = {"rule": str(kept.pk), "column": rule.column, "kind": rule.kind}
    record("feed.rule_made", at=at, actor=actor(by), source=source.code, facts=facts)
    return kept


def end_rule(rule: UUID, *, by: Practitioner, at: datetime) -> FixRule:
    """What it has put right stays so. Raises NotYours."""
    with transaction.atomic():
        kept = rule_in_care(rule, by=by, at=at)
        if FixRule.objects.filter(pk=rule, ended_at=None).update(ended_at=at, ended_by=by):
            record("feed.rule_ended", at=at, actor=actor(by), source=kept.source.code, facts={"rule": str(rule)})
        return kept


def rule_place(rule: FixRule) -> str:
    """What the values of a rule are bound to."""
    return f"feeds_fixrule.sealed|{rule.pk}"
