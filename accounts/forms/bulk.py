"""Which file does somebody upload?"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.bulk import table
from contactpoint.pages.fields import FileField


class UploadForm(forms.Form):
    file = FileField(
        label="File",
        missing="Select a file",
        hint=f"A CSV or XLSX made from the template, with {table.ROWS:,} rows or fewer and smaller than "
        f"{table.BYTES // 1_000_000}MB",
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > table.BYTES:
            raise ValidationError(f"The selected file must be smaller than {table.BYTES // 1_000_000}MB")
        return file
