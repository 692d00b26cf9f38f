from registry.models.archive import Archived, Departure, Destroying, Extension, Ground, Release
from registry.models.child import Child, Gender, Provenance, ShieldEvent, SourceRecord, Status
from registry.models.closing import Closing, KeptOut
from registry.models.dispute import Decision, Dispute, SaidBy
from registry.models.hidden import HiddenStatement
from registry.models.index import Name, NameKey, Place, PlaceKey, Postcode, SearchRow
from registry.models.involvement import Caf, ConsentBasis, Group, Involvement, LeadProfessional
from registry.models.led_to import LedTo
from registry.models.matchrow import MatchRow
from registry.models.mesh import Mesh
from registry.models.move import Move, MoveState
from registry.models.override import Ending, Override
from registry.models.particulars import (
    Address,
    AddressKind,
    Attendance,
    Carer,
    ChildName,
    Identifier,
    NameKind,
    PracticeRegistration,
    Returning,
)
from registry.models.reference import EducationalSetting, PostcodeDistrict, Practice, Trust
from registry.models.retraction import Retraction
from registry.models.review import Answer, KeptApart, Merge
from registry.models.source import Item, LegalBasis, Source
from registry.models.start_up import StartUpSigned
from registry.models.visit import Reason, SearchMade, Visit
from registry.models.waiting import Step, WaitingRow, Why
from registry.models.withdrawal import WhoWithdrew, Withdrawal

__all__ = [
    "Address",
    "AddressKind",
    "Answer",
    "Archived",
    "Attendance",
    "Caf",
    "Carer",
    "Child",
    "ChildName",
    "Closing",
    "ConsentBasis",
    "Decision",
    "Departure",
    "Destroying",
    "Dispute",
    "EducationalSetting",
    "Ending",
    "Extension",
    "Gender",
    "Ground",
    "Group",
    "HiddenStatement",
    "Identifier",
    "Involvement",
    "Item",
    "KeptApart",
    "KeptOut",
    "LeadProfessional",
    "LedTo",
    "LegalBasis",
    "MatchRow",
    "Merge",
    "Mesh",
    "Move",
    "MoveState",
    "Name",
    "NameKey",
    "NameKind",
    "Override",
    "Place",
    "PlaceKey",
    "Postcode",
    "PostcodeDistrict",
    "Practice",
    "PracticeRegistration",
    "Provenance",
    "Reason",
    "Release",
    "Retraction",
    "Returning",
    "SaidBy",
    "SearchMade",
    "SearchRow",
    "ShieldEvent",
    "Source",
    "SourceRecord",
    "StartUpSigned",
    "Status",
    "Step",
    "Trust",
    "Visit",
    "WaitingRow",
    "WhoWithdrew",
    "Why",
    "Withdrawal",
]
