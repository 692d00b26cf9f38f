"""Which e-mails are there, what may each be told beforehand, and what does it say? Never anything of a child."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.template import Context, Engine

from accounts.facts import Declared, read
from accounts.models import Message


@dataclass(frozen=True)
class Letter:
    """What templates/accounts/mail/<name>.txt may use beside `address` and, when it is to a person, `person` and
    `organisation`.
    """

    facts: Declared = field(default_factory=dict)  # kept in the outbox
    made: frozenset[str] = frozenset()  # made by its context function when it is sent, so kept nowhere


LETTERS: Final[dict[str, Letter]] = {
    "invited": Letter(made=frozenset({"link"})),
    "way_back": Letter(facts={"way_back": int}, made=frozenset({"link"})),
    "news": Letter(),
    "digest": Letter(facts={"notices": int, "involvements": int, "seal": int}, made=frozenset({"sealed"})),
    "clearance_ends": Letter(facts={"ends_on": date}),
    "clearances_end": Letter(facts={"people": int}),
    "override": Letter(facts={"reference": int}),  # to whoever must know at once (shielding.investigating)
    # To the contact of a source (feeds.telling)
    "feed_report": Letter(facts={"delivery": UUID}, made=frozenset({"source", "body", "report"})),
    "feed_corrections": Letter(facts={"source": UUID}, made=frozenset({"name", "body"})),
}
ALWAYS: Final = frozenset({"person", "organisation", "address"})

Made = Callable[[Message], Mapping[str, Any]]
_made: dict[str, Made] = {}


class NotMade(Exception):
    """A letter whose context function is missing, or makes something else than the letter declares."""


def context(template: str) -> Callable[[Made], Made]:
    """Names the function that makes what stands in no table (a link with a secret) when this letter is sent."""

    def register(made: Made) -> Made:
        _made[template] = made
        return made

    return register


@dataclass(frozen=True)
class Written:
    subject: str
    body: str


def write(message: Message) -> Written:
    """The letter as it is sent: its first line is the subject. Raises NotMade."""
    context = Context(_context(message), autoescape=False)  # plain text
    text = Engine.get_default().get_template(f"accounts/mail/{message.template}.txt").render(context)
    subject, _, body = text.partition("\n")
    return Written(subject.strip(), body.strip() + "\n")


def _context(message: Message) -> dict[str, Any]:
    letter, person = LETTERS[message.template], message.practitioner
    made = _made[message.template](message) if message.template in _made else {}
    if made.keys() != letter.made:
        raise NotMade(message.template)
    known = {"person": person.name, "organisation": person.organisation.name} if person else {}
    return {**known, "address": settings.PUBLIC_URL, **read(letter.facts, message.facts), **made}
