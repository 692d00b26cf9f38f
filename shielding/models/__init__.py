from shielding.models.broker import Answer, ContactRequest, Passed, ServiceAsked, TurnedAway, Urgency
from shielding.models.investigation import Found, Investigation, InvestigationNote, Kind

__all__ = [
    "Answer",
    "ContactRequest",
    "Found",
    "Investigation",
    "InvestigationNote",
    "Kind",
    "Passed",
    "ServiceAsked",
    "TurnedAway",
    "Urgency",
]
