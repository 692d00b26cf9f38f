from shielding.models.broker import Answer, ContactRequest, Passed, ServiceAsked, TurnedAway, Urgency
from shielding.models.deputy import Deputy
from shielding.models.identity import ClosingRequest
from shielding.models.investigation import Found, Investigation, InvestigationNote, Kind
from shielding.models.shield import Entry, Happened, Outcome, Proposal, Shield, What

__all__ = [
    "Answer",
    "ClosingRequest",
    "ContactRequest",
    "Deputy",
    "Entry",
    "Found",
    "Happened",
    "Investigation",
    "InvestigationNote",
    "Kind",
    "Outcome",
    "Passed",
    "Proposal",
    "ServiceAsked",
    "Shield",
    "TurnedAway",
    "Urgency",
    "What",
]
