"""What does this app tell the apps above it, inside the transaction of the act? They know what somebody leaves."""

from django.dispatch import Signal

# Somebody leaves this organisation: sent with `practitioner`, `hand_over_to` (a colleague or None), `by`, `at`.
leaving = Signal()
# What would pass on? Sent with `practitioner`, `at`; each receiver answers with PassingOn, which name no child.
asking_what_passes_on = Signal()
# An e-mail could not be delivered for good: sent with `message`, `at`.
given_up = Signal()
