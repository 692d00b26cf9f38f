"""Which answers can a form offer about a child? The vocabulary, without the tables of the record."""

from registry.models import (
    AddressKind,
    Attendance,
    ConsentBasis,
    Ending,
    Gender,
    Ground,
    Group,
    Identifier,
    Item,
    NameKind,
    Reason,
    Returning,
    SaidBy,
    Step,
    WhoWithdrew,
)

Scheme = Identifier.Scheme
Statement = Attendance.Statement

__all__ = [
    "AddressKind",
    "ConsentBasis",
    "Ending",
    "Gender",
    "Ground",
    "Group",
    "Item",
    "NameKind",
    "Reason",
    "Returning",
    "SaidBy",
    "Scheme",
    "Statement",
    "Step",
    "WhoWithdrew",
]
