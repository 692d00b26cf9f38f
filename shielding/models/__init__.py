from shielding.models.investigation import Found, Investigation, InvestigationNote, Kind

__all__ = ["Found", "Investigation", "InvestigationNote", "Kind"]
