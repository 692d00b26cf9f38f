"""What do practitioners in the tests do for a child?"""

from datetime import date

from registry.involving import Consent, Work
from registry.models import ConsentBasis, Group

NURSING = Work(Group.HEALTH, "School nursing", "School nurse", "0151 496 0055", "nurse@example.org", date(2025, 9, 1))
COUNSELLING = Work(
    Group.HEALTH,
    "Drug counselling",
    "Counsellor",
    "0151 496 0066",
    "",
    date(2025, 9, 1),
    consent=Consent(ConsentBasis.CHILD, date(2025, 9, 1), "John himself"),
)
