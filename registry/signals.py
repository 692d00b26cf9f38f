"""What does this app tell the apps above it, inside the transaction of the act?"""

from django.dispatch import Signal

# These children are shielded from now on: sent with `children` (a set), `because`, `source`, `by`, `at`.
shielded = Signal()

# Consent to record a sensitive service was withdrawn: sent with `involvement` (its id), `at`.
consent_withdrawn = Signal()

# The record goes to the archive: sent with `child` (its row), `at`.
archived = Signal()

# The record moved to another authority: sent with `child` (its row), `of`, `to` (authorities), `at`.
moved = Signal()

# The records of these children are being destroyed: sent with `children` (a set), before anything of them is gone.
destroyed = Signal()
