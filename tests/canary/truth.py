"""What does the machine know? Of whom each statement speaks, who is hidden, and who sits at which browser. (SEC-4)"""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from traceback import format_exc
from typing import Any, ClassVar, Final
from unittest.mock import patch
from uuid import UUID

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from registry import statements
from registry.models import Child, Status
from tests import people
from tests.canary.invented import Invented, Nursery
from tests.canary.offices import Browser

OPEN: Final = (Status.OPEN, Status.UNCONFIRMED)


@dataclass
class Office:
    """The browsers of everybody who acts, and of those who only look."""

    pat: Browser
    paula: Browser
    vera: Browser
    olga: Browser
    opal: Browser
    wendy: Browser  # a shielding officer of Wigan, where no child lives
    data: list[Browser]  # two of Liverpool, two of Manchester
    shielding: list[Browser]

    @classmethod
    def opened(cls) -> "Office":
        def one(name: str, role: str, where: Any = None, **more: Any) -> Browser:
            return Browser(people.person(name, role, where=where, **more))

        away = people.manchester()
        return cls(
            pat=one("Pat", "practitioner"),
            paula=one("Paula", "practitioner"),
            vera=one("Vera", "practitioner"),
            olga=one("Olga", "override"),
            opal=Browser(people.operator()),
            wendy=one("Wendy", "shielding_officer", people.organisation("Wigan", "359")),
            data=[one("Dora", "data_officer"), one("Dan", "data_officer"),
                  one("Mia", "data_officer", away), one("Max", "data_officer", away)],
            shielding=[one("Shona", "shielding_officer"), one("Simon", "shielding_officer"),
                       one("Mark", "shielding_officer", away), one("Mona", "shielding_officer", away)],
        )  # fmt: skip

    def sign_in(self) -> None:
        for browser in (self.pat, self.paula, self.vera, self.olga, self.opal, self.wendy, *self.data, *self.shielding):
            browser.sign_in()

    def lookers(self) -> list[Browser]:
        """Who must see nothing of a child hidden in Liverpool or Manchester."""
        return [self.vera, self.wendy, self.data[0], self.data[2]]


@dataclass
class Joined:
    """A merge as the machine remembers it."""

    hidden_before: set[int]
    shielded_since: bool = False


@dataclass
class Model:
    """The truth."""

    hidden: set[int] = field(default_factory=set)  # numbers of the children
    shielded: set[UUID] = field(default_factory=set)  # records
    of_key: dict[str, int] = field(default_factory=dict)  # part of a key -> child
    of_statement: dict[UUID, int] = field(default_factory=dict)
    joined: dict[UUID, Joined] = field(default_factory=dict)  # by merge
    typed: set[str] = field(default_factory=set)
    lifting: bool = False


class Truth(RuleBasedStateMachine):
    """What every part of the machine asks. Each example is taken back at its end."""

    ran: ClassVar[Counter[str]] = Counter()  # steps by rule, of all examples together
    failed: ClassVar[list[str]] = []  # of each example of which a step, or the last look, did not end well: how

    office: ClassVar[Office]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        # The same steps make the same ids, in the same order: otherwise no example could be repeated.
        self.stack.enter_context(patch("os.urandom", Random(2009).randbytes))
        self.office.sign_in()
        self.pat, self.paula = self.office.pat, self.office.paula
        self.nursery = Nursery()
        self.model = Model()
        self.day = 0
        self.steps = 0
        self.taken: list[str] = []
        self.overrides = 0
        self.sound = False  # while a step is taken, and after one that failed

    def look_everywhere(self) -> None:
        """What lies at rest, and every page: tests.canary.watching."""
        raise NotImplementedError

    def teardown(self) -> None:
        """What failed is kept: Hypothesis tries it again, and may then blame its own book-keeping instead."""
        try:
            if self.sound:
                self.look_everywhere()
            elif self.steps:
                Truth.failed.append(self._how())
        except Exception:
            Truth.failed.append(self._how())
            raise
        finally:
            transaction.set_rollback(True)
            self.stack.close()

    def _records(self) -> dict[UUID, set[int]]:
        """By record, of whom it speaks now."""
        records = {pk: set[int]() for pk in Child.objects.order_by("made_at", "pk").values_list("pk", flat=True)}
        for kept in statements.of(records, withdrawn=True):
            if not kept.key.startswith("moved:"):
                self.model.of_statement[kept.id] = self._child_of_key(kept.key)
            if kept.withdrawn_at is None:
                records[kept.child].add(self.model.of_statement[kept.id])
        return records

    def _whose(self, record: UUID) -> list[Invented]:
        """The children of whom the record speaks, or spoke before all of it was taken back.

        What is entered on a record that speaks of two says nothing about one of them alone.
        """
        about = self._records().get(record)
        about = about or {self.model.of_statement[kept.id] for kept in statements.of([record], withdrawn=True)}
        return [self._child(number) for number in sorted(about)]

    def _child_of_key(self, key: str) -> int:
        return next(number for part, number in self.model.of_key.items() if part in key)

    def _hidden_records(self) -> list[UUID]:
        return [record for record, about in self._records().items() if about & self.model.hidden]

    def _open_record(self, which: int) -> UUID | None:
        records = [record for record in self._records() if self._status(record) == Status.OPEN]
        return records[which % len(records)] if records else None

    def _status(self, record: UUID) -> str:
        return str(Child.objects.values_list("status", flat=True).get(pk=record))

    def _child(self, who: int) -> Invented:
        return self.nursery.children[who % len(self.nursery.children)]

    def _how(self) -> str:
        return f"{' '.join(self.taken)}\n{format_exc()}"

    def _step(self, name: str) -> None:
        self.steps += 1
        self.taken.append(name)
        self.sound = False
        Truth.ran[name] += 1
