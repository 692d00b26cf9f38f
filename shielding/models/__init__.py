from shielding.models.broker import Answer, ContactRequest, Passed, ServiceAsked, TurnedAway, Urgency
from shielding.models.deputy import Deputy
from shielding.models.identity import ClosingRequest
from shielding.models.investigation import Found, Investigation, InvestigationNote, Kind
from shielding.models.shield import Entry, Happened, Outcome, Proposal, Shield, What
from shielding.models.start_up import Correspondence, Heard, ListedChild, Partner, SignOff, Sort

__all__ = [
    "Answer",
    "ClosingRequest",
    "ContactRequest",
    "Correspondence",
    "Deputy",
    "Entry",
    "Found",
    "Happened",
    "Heard",
    "Investigation",
    "InvestigationNote",
    "Kind",
    "ListedChild",
    "Outcome",
    "Partner",
    "Passed",
    "Proposal",
    "ServiceAsked",
    "Shield",
    "SignOff",
    "Sort",
    "TurnedAway",
    "Urgency",
    "What",
]
