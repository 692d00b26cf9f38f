"""Which file is evidence? (R-LARA-3)"""

from django import forms

from contactpoint.pages.fields import FileField
from readiness.evidence import LARGEST
from readiness.sniffing import NAMES, SORTS


class EvidenceForm(forms.Form):
    file = FileField(
        label="File",
        missing="Select a file that shows that the answer is true",
        hint=f"A {NAMES}, {LARGEST // 1_000_000}MB or smaller. It must hold nothing about any child.",
        widget=forms.FileInput({"accept": ",".join(f".{ending}" for ending in SORTS)}),
    )
