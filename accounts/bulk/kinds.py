"""Which kinds of file are there, with which columns, and what is said of them?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from accounts.bulk.cells import AgreementRow, ClearanceRow, NewcomerRow, RowForm, TrainingRow
from accounts.models import BulkKind


@dataclass(frozen=True)
class FileKind:
    """`act` is the button's verb, `thing` what is counted: "Invite 212 people"."""

    code: str
    row: type[RowForm]
    example: Mapping[str, str]
    act: str
    one: str
    many: str
    done: str
    already: str

    @property
    def name(self) -> str:
        return BulkKind(self.code).label

    @property
    def columns(self) -> dict[str, str]:
        """Fields by their labels, in the order of the template."""
        return {str(field.label): name for name, field in self.row.base_fields.items()}

    @property
    def required(self) -> list[str]:
        return [str(field.label) for field in self.row.base_fields.values() if field.required]

    def counted(self, number: int) -> str:
        return f"1 {self.one}" if number == 1 else f"{number:,} {self.many}"


_SOMEBODY: Final = "alex.morgan@example.org"
KINDS: Final = {
    kind.code: kind
    for kind in (
        FileKind(
            BulkKind.INVITE,
            NewcomerRow,
            {
                "email": _SOMEBODY,
                "forename": "Alex",
                "surname": "Morgan",
                "job_title": "Social worker",
                "phone": "01632 960 001",
                "role": "Practitioner",
                "team": "",
                "employer": "",
                "line_manager": "",
            },
            act="Invite",
            one="person",
            many="people",
            done="Invited",
            already="Already a user",
        ),
        FileKind(
            BulkKind.CLEARANCE,
            ClearanceRow,
            {"email": _SOMEBODY, "disclosure_number": "001234567890", "issued_on": "27/03/2008"},
            act="Record",
            one="clearance",
            many="clearances",
            done="Recorded",
            already="Already recorded",
        ),
        FileKind(
            BulkKind.TRAINING,
            TrainingRow,
            {"email": _SOMEBODY, "completed_on": "27/03/2009"},
            act="Record",
            one="training",
            many="trainings",
            done="Recorded",
            already="Already recorded",
        ),
        FileKind(
            BulkKind.AGREEMENT,
            AgreementRow,
            {"email": _SOMEBODY, "signed_on": "27/03/2009"},
            act="Record",
            one="agreement",
            many="agreements",
            done="Recorded",
            already="Already accepted",
        ),
    )
}
