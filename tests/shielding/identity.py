"""How do two officers close a record in tests, and who was the child before and after?"""

from datetime import date, datetime
from uuid import UUID, uuid4

from accounts.models import Practitioner
from registry.assertion import Assertion, CarerSaid, Name, Place
from registry.confirming import confirm_hidden
from registry.creation import create_hidden
from registry.models import Child
from shielding import identities
from tests.registry import children

WHY = "Adopted; I have seen the order"
NEW = Assertion(
    names=(Name("current", "John", "", "Merriweather"),),
    date_of_birth=date(2017, 3, 4),  # a child may keep a first name and a birthday
    gender="male",
    addresses=(Place("current", "2 Harbour View", "Bootle", "L20 1AA"),),
    carers=(CarerSaid("Rose Merriweather", "mother", True, "07700 900456"),),
)


def ask(child: UUID, *, by: Practitioner, at: datetime) -> UUID:
    return identities.ask_to_close(Child.objects.get(pk=child).number, because=WHY, by=by, at=at)


def closed(child: UUID, one: Practitioner, other: Practitioner, *, at: datetime) -> UUID:
    """The request by which two officers closed the record."""
    asked = ask(child, by=one, at=at)
    identities.answer(asked, agrees=True, by=other, at=at)
    return asked


def begun(one: Practitioner, other: Practitioner, *, at: datetime, said: Assertion = NEW) -> UUID:
    """The new record, added by one officer and confirmed by the other."""
    children.surroundings()
    child = create_hidden(said, key=uuid4(), by=one, at=at)
    confirm_hidden(child, by=other, at=at)
    return child
