"""What can be permitted, and from which stage of the organisation on? (R-ORG-1)

A permission is always held in an organisation, so Django keeps them all on Organisation.
"""

from typing import Final

OPERATE: Final = "operate"

PERMISSIONS: Final[tuple[tuple[str, str], ...]] = (
    ("search_children", "Search for a child and open the record with a reason"),
    ("keep_records", "Record involvements and create records"),
    ("override_shield", "Open what a shield hides, under investigation"),
    ("manage_users", "Administer the accounts of the organisation"),
    ("shield_children", "Find the area's own children and shield them"),
    ("manage_data", "Match, correct and supervise feeds"),
    ("review_accesses", "Review who looked at records"),
    ("write_return", "Complete the monthly readiness return"),
    ("sign_return", "Sign off the monthly readiness return"),
    ("decide_readiness", "Review and decide readiness"),
    ("audit_nationally", "See what reviewers did and did not review"),
    (OPERATE, "Run the service, without seeing children"),
)

STAGES: Final = ("preparing", "shielding", "management_team", "early_adopter", "live")
_ALWAYS = frozenset(STAGES)
_SHIELDING = _ALWAYS - {"preparing"}
_TEAM = _SHIELDING - {"shielding"}
_PRACTICE = frozenset({"early_adopter", "live"})

OPEN_AT: Final = {
    "search_children": _PRACTICE,
    "keep_records": _PRACTICE,
    "override_shield": _PRACTICE,
    "shield_children": _SHIELDING,
    "manage_data": _TEAM,
    "review_accesses": _TEAM,
    "manage_users": _ALWAYS,
    "write_return": _ALWAYS,
    "sign_return": _ALWAYS,
    "decide_readiness": _ALWAYS,
    "audit_nationally": _ALWAYS,
    OPERATE: _ALWAYS,
}


def opens(permission: str, *, stage: str) -> bool:
    """Whether an organisation at this stage has this function at all."""
    return stage in OPEN_AT[permission.removeprefix("accounts.")]


def opened_by(stage: str) -> list[str]:
    """In words, what is open at this stage and at none before it."""
    earlier = STAGES[: STAGES.index(stage)]
    names = dict(PERMISSIONS)
    return [
        names[code] for code, stages in OPEN_AT.items() if stage in stages and not any(one in stages for one in earlier)
    ]
