"""What does this app tell the apps above it, inside the transaction of the act?"""

from django.dispatch import Signal

# Consent to record a sensitive service was withdrawn: sent with `involvement` (its id), `at`.
consent_withdrawn = Signal()
