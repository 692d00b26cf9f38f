"""Which answers can a form offer about a child? The vocabulary, without the tables of the record."""

from registry.models import (
    AddressKind,
    ConsentBasis,
    Ending,
    Gender,
    Ground,
    Group,
    NameKind,
    Reason,
    Returning,
    Step,
    WhoWithdrew,
)

__all__ = [
    "AddressKind",
    "ConsentBasis",
    "Ending",
    "Gender",
    "Ground",
    "Group",
    "NameKind",
    "Reason",
    "Returning",
    "Step",
    "WhoWithdrew",
]
