"""What do the tests of shields ask for, and how is one put on, confirmed and lifted?"""

from datetime import datetime
from uuid import UUID

from accounts.models import Practitioner
from registry.search.birth import Birth
from registry.search.candidates import candidates
from registry.search.criteria import Criteria
from shielding import asking, deciding, entries
from shielding.asking import Request
from shielding.models import Proposal, Shield
from tests.registry import children

REQUEST = Request(
    "parent", "Ann Smith", "07700 900123", "His father has found us twice and hurt him", "A court order of May"
)
TYPED = ("Ann Smith", "07700 900123", "found us twice", "court order")  # may be read by the shielding team alone
BORN = children.JOHN.date_of_birth


def hidden(child: UUID, *, by: Practitioner, at: datetime) -> Shield:
    return asking.ask(child, REQUEST, by=by, at=at)[0]


def seen(shield: Shield) -> int:
    """That the page was shown just now."""
    return entries.newest(shield)


def confirmed(child: UUID, *, by: Practitioner, second: Practitioner, at: datetime) -> Shield:
    shield = hidden(child, by=by, at=at)
    deciding.confirm(shield.pk, seen=seen(shield), by=second, at=at)
    shield.refresh_from_db()
    return shield


def lift_asked(shield: Shield, *, by: Practitioner, at: datetime) -> Proposal:
    return deciding.ask_to_lift(shield.pk, because="They have moved away", seen=seen(shield), by=by, at=at)


def found(*, surname: str, forename: str = "") -> set[UUID]:
    """Whom everybody finds by these names and John's date of birth."""
    assert BORN
    sought = Criteria(forename=forename, surname=surname, birth=Birth(BORN, BORN))
    return {one.child_id for one in candidates(sought).candidates}
