"""Which controls does the design system have that Django does not?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from contactpoint.pages.dates import PartialDate

BOXES = ("day", "month", "year")
WIDTHS = {"day": 2, "month": 4, "year": 4}  # a month may be a word


class DateBoxes(forms.MultiWidget):
    """Three boxes for a date, each marked when the mistake is in it."""

    template_name = "django/forms/widgets/date_boxes.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            box: forms.TextInput({"class": f"govuk-input--width-{WIDTHS[box]}"}) for box in BOXES
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | PartialDate | None) -> list[Any]:
        if value is None:
            return [None, None, None]
        return [value.day, value.month, value.year]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = dict(attrs or {})
        wrong = attrs.pop("boxes-in-error", ())
        context = super().get_context(name, value, attrs)
        for box, subwidget in zip(BOXES, context["widget"]["subwidgets"], strict=True):
            subwidget["label"] = box.capitalize()
            subwidget["wrong"] = box in wrong
            subwidget["attrs"]["id"] = f"{attrs['id']}_{box}"
        return context


class HintedChoices(forms.RadioSelect):
    """Radios whose answers may each carry a hint."""

    hints: Mapping[str, str] = {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        hint = self.hints.get(str(option["value"]))
        if hint and (id_ := option["attrs"].get("id")):
            option["hint"], option["hint_id"] = hint, f"{id_}_hint"
            option["attrs"]["aria-describedby"] = f"{id_}_hint"
        return option


class HintedCheckboxes(HintedChoices, forms.CheckboxSelectMultiple):
    """Checkboxes whose answers may each carry a hint."""


class RevealablePassword(forms.PasswordInput):
    """A password that can be shown while it is typed."""


class CountedTextarea(forms.Textarea):
    """A text area that says how many characters are left."""

    def __init__(self, *, limit: int | None, rows: int = 5) -> None:
        self.limit = limit
        super().__init__({"rows": rows})
