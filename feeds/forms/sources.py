"""What is asked of whoever registers a source, changes it, or decides about it? (R-FEED-2)"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms

from accounts.models import Organisation
from contactpoint.pages.fields import (
    Asked,
    CheckboxesField,
    EmailField,
    RadioField,
    SelectField,
    TextareaField,
    TextField,
    WholeNumberField,
)
from feeds.believed import RANKED, ranks_of_others
from feeds.naming import FORMATS, SECTORS
from feeds.registering import Body, Delivers, Particulars
from registry.models import Item, LegalBasis, Source
from registry.record.compute import NOT_RANKED

YES, NO = "yes", "no"
ANOTHER: Final = "Another body"
ERRORS_ALLOWED, JUMP_ALLOWED = Decimal(2), Decimal(5)  # percent, until somebody says otherwise (R-FEED-4)


class PercentField(Asked, forms.DecimalField):
    """0 to 100, with one decimal at most."""

    def __init__(self, **asked: Any) -> None:
        asked.setdefault("widget", forms.TextInput({"inputmode": "decimal"}))
        super().__init__(min_value=0, max_value=100, decimal_places=1, width=4, **asked)

    def messages(self) -> dict[str, str]:
        wrong = f"{self.noun} must be a number of per cent from 0 to 100, like 2 or 2.5"
        return dict.fromkeys(("invalid", "min_value", "max_value", "max_decimal_places", "max_digits"), wrong)


class ParticularsForm(forms.Form):
    """What can be changed without a new trial."""

    name = TextField(
        label="Name of the source",
        missing="Enter the name of the source",
        hint="As a practitioner reads it beside what the source says, like School records",
        max_length=120,
    )
    legal_basis = RadioField(
        label="Legal basis", missing="Select the legal basis", choices=LegalBasis.choices, size="s"
    )
    contact = EmailField(
        label="Whom to write to about its deliveries",
        noun="Email address",
        missing="Enter the email address of a contact",
        hint="An email address at the supplying body",
    )
    every_days = WholeNumberField(
        label="A delivery is expected every (days)",
        noun="Days between deliveries",
        hint="7 for once a week. Leave empty if there is no set time",
        required=False,
        min_value=1,
        max_value=400,
        width=4,
    )
    complete = RadioField(
        label="What is in each delivery?",
        noun="What is in each delivery",
        missing="Select what is in each delivery",
        choices=[(YES, "All its children: who is missing has vanished"), (NO, "Changes only")],
        size="s",
    )
    control_total_required = RadioField(
        label="Must a delivery carry a control total?",
        noun="Whether a delivery must carry a control total",
        missing="Select whether a delivery must carry a control total",
        choices=[(YES, "Yes: a file without one is refused as cut"), (NO, "No: the format has none")],
        size="s",
    )
    review_required = RadioField(
        label="Must a person approve each delivery?",
        noun="Whether a person must approve each delivery",
        missing="Select whether a person must approve each delivery",
        choices=[(YES, "Yes: nothing is applied before"), (NO, "No: only when something is wrong with it")],
        size="s",
    )
    error_share = PercentField(
        label="Rows in error that are allowed (per cent)",
        noun="Rows in error",
        hint="A delivery with more of them stops and waits for a person",
        initial=ERRORS_ALLOWED,
    )
    jump = PercentField(
        label="New or vanished children that are allowed (per cent)",
        noun="New or vanished children",
        hint="A delivery with more of them than its own past gives reason for stops and waits for a person",
        initial=JUMP_ALLOWED,
    )

    @staticmethod
    def of(source: Source) -> dict[str, Any]:
        """The answers as they are now."""
        return {
            **{name: getattr(source, name) for name in ("name", "legal_basis", "contact", "every_days")},
            **{
                name: YES if getattr(source, name) else NO
                for name in ("complete", "control_total_required", "review_required")
            },
            "error_share": percent(source.error_share_allowed),
            "jump": percent(source.jump_allowed),
        }

    def particulars(self) -> Particulars:
        answers = self.cleaned_data
        return Particulars(
            name=answers["name"],
            contact=answers["contact"],
            legal_basis=answers["legal_basis"],
            every_days=answers["every_days"],
            complete=answers["complete"] == YES,
            control_total_required=answers["control_total_required"] == YES,
            review_required=answers["review_required"] == YES,
            error_share_allowed=answers["error_share"] / 100,
            jump_allowed=answers["jump"] / 100,
        )


class DeliversForm(forms.Form):
    """What a source delivers, and where it stands among others; `source` is None for one that is not there yet."""

    format = SelectField(label="Format", missing="Select the format", choices=lambda: list(FORMATS.items()))
    asserts = CheckboxesField(
        label="What may it say?",
        noun="What it may say",
        missing="Select what the source may say",
        hint="Anything else in its deliveries is dropped unread",
        choices=Item.choices,
        size="s",
    )

    def __init__(self, *args: Any, source: Source | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in RANKED if source else ():
            others = ranks_of_others(source, item) if source else []
            self.fields[f"rank_{item}"] = _rank_field(item, others)

    @staticmethod
    def of(source: Source) -> dict[str, Any]:
        """The answers as they are now."""
        ranks = {f"rank_{item}": source.precedence.get(item) for item in RANKED}
        return {"format": source.format, "asserts": source.asserts, **ranks}

    def ranks(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("rank_")]

    def clean_asserts(self) -> list[str]:
        asserts: list[str] = self.cleaned_data["asserts"]
        if not {Item.NAMES, Item.IDENTIFIERS} & set(asserts):
            raise forms.ValidationError("Select names or identifiers: without them no row can be matched")
        return asserts

    def delivers(self) -> Delivers:
        answers = self.cleaned_data
        ranks = {item.value: rank for item in RANKED if (rank := answers.get(f"rank_{item}")) is not None}
        return Delivers(answers["format"], tuple(Item(item) for item in answers["asserts"]), ranks)


class BodyForm(forms.Form):
    """Whose system is it?"""

    body = SelectField(label="Supplying body", choices=(), empty=ANOTHER, required=False)
    body_name = TextField(
        label="If it is not in the list: its name", noun="Name of the supplying body", required=False, max_length=200
    )
    sector = SelectField(
        label="If it is not in the list: its sector",
        noun="Sector of the supplying body",
        choices=list(SECTORS.items()),
        required=False,
    )

    def __init__(self, *args: Any, bodies: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, SelectField)  # noqa: S101 - tells the type
        field.choices = [("", ANOTHER), *((str(one.pk), one.name) for one in bodies)]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not answers.get("body") and "body" in answers:
            for name, missing in (
                ("body_name", "Select a supplying body, or enter the name of another"),
                ("sector", "Select the sector of the supplying body"),
            ):
                if name in answers and not answers[name]:
                    self.add_error(name, missing)
        return answers

    def whose(self) -> Body:
        answers = self.cleaned_data
        known = UUID(answers["body"]) if answers["body"] else None
        return Body(known, answers["body_name"], answers["sector"])


class RegisterSourceForm(BodyForm, DeliversForm, ParticularsForm):
    """Everything at once but the ranks, which have others to stand among once the source is there."""

    field_order = ("name", "body", "body_name", "sector", "legal_basis", "format", "asserts", "contact", "every_days")


class BecauseForm(forms.Form):
    """Why, as the other side reads it."""

    because = TextareaField(
        label="Why", missing="Enter why", hint="Everybody who sees the source reads this. Name no child", max_length=500
    )


def _rank_field(item: Item, others: list[tuple[str, int]]) -> WholeNumberField:
    hint = ", ".join(f"{name} has {rank}" for name, rank in others if rank < NOT_RANKED)
    return WholeNumberField(
        label=str(item.label),
        noun=f"The place for {str(item.label).lower()}",
        hint=hint or "No other source has a place here",
        required=False,
        min_value=1,
        max_value=NOT_RANKED - 1,
        width=3,
    )


def percent(share: Decimal) -> str:
    """2 or 2.5."""
    return f"{(share * 100).normalize():f}"
