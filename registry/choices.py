"""Which answers can a form offer about a child? The vocabulary, without the tables of the record."""

from registry.models import (
    AddressKind,
    Attendance,
    ConsentBasis,
    Ending,
    Gender,
    Group,
    Item,
    NameKind,
    Reason,
    SaidBy,
    Step,
    WhoWithdrew,
)

Statement = Attendance.Statement

__all__ = [
    "AddressKind",
    "ConsentBasis",
    "Ending",
    "Gender",
    "Group",
    "Item",
    "NameKind",
    "Reason",
    "SaidBy",
    "Statement",
    "Step",
    "WhoWithdrew",
]
