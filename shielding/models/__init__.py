from shielding.models.deputy import Deputy
from shielding.models.investigation import Found, Investigation, InvestigationNote, Kind
from shielding.models.shield import Entry, Happened, Outcome, Proposal, Shield, What

__all__ = [
    "Deputy",
    "Entry",
    "Found",
    "Happened",
    "Investigation",
    "InvestigationNote",
    "Kind",
    "Outcome",
    "Proposal",
    "Shield",
    "What",
]
