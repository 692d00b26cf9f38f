"""What is asked of those who let somebody back in, and of the person who comes back?"""

from typing import Any

from django import forms

from accounts.models import WhatIsLost, WhyLost
from contactpoint.pages.fields import ConfirmField, RadioField


class AskWayBackForm(forms.Form):
    what = RadioField(label="What is lost?", choices=WhatIsLost.choices, missing="Select what is lost", size="m")
    because = RadioField(label="What happened?", choices=WhyLost.choices, missing="Select what happened", size="m")

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"] = ConfirmField(
            label=f"I know that it is {name}: I rang back on a number that we hold, or we have met",
            missing=f"Confirm that you know it is {name}",
        )


class ConfirmWayBackForm(forms.Form):
    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"] = ConfirmField(
            label=f"I have spoken to {name} myself, or to the person who asks, and I agree",
            missing=f"Confirm that you have spoken to {name} or to the person who asks",
        )
