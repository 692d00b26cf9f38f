"""What is asked of somebody who brings a delivery, or decides about one?"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from contactpoint.pages.fields import FileField, RadioField, TextareaField
from registry.models import Source

CHECK, LOAD = "check", "load"
MEGABYTE = 1_000_000


def largest() -> str:
    return f"{settings.LARGEST_UPLOAD // MEGABYTE:,}MB"


class UploadForm(forms.Form):
    source = RadioField(
        label="Which source is it from?", size="s", noun="Source", missing="Select which source it is from"
    )
    file = FileField(label="File", size="s", missing="Select a file")
    what = RadioField(
        label="What do you want to do?",
        size="s",
        missing="Select what you want to do",
        choices=[(CHECK, "Check without applying"), (LOAD, "Load it")],
        hints={
            CHECK: "You see what would become of every row. Nothing changes",
            LOAD: "Rows that can be read are applied, unless too many cannot",
        },
    )

    def __init__(self, *sent: Any, sources: list[Source]) -> None:
        super().__init__(*sent)
        self.sources = {str(source.pk): source for source in sources}
        asked = self.fields["source"]
        asked.choices = [(key, source.name) for key, source in self.sources.items()]  # type: ignore[attr-defined]
        only_tried = [key for key, source in self.sources.items() if source.accredited_at is None]
        asked.widget.hints = dict.fromkeys(only_tried, "Not accredited: can only be checked")
        self.fields["file"].help_text = f"Smaller than {largest()}. It is kept encrypted"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size >= settings.LARGEST_UPLOAD:
            raise ValidationError(f"The selected file must be smaller than {largest()}")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        source = self.sources.get(cleaned.get("source", ""))
        if source and cleaned.get("what") == LOAD and source.accredited_at is None:
            self.add_error("what", f"{source.name} is not accredited: select check without applying")
        return cleaned

    @property
    def chosen(self) -> Source:
        return self.sources[self.cleaned_data["source"]]


class BecauseForm(forms.Form):
    because = TextareaField(
        label="Why", missing="Enter why", hint="It stays in the log under your name. Name no child", max_length=500
    )
