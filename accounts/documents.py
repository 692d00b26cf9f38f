"""Which versions of the user agreement and the security operating procedures are in force?

A new version is accepted again by everybody before they go on (R-USER-1).
"""

from typing import Final

from accounts.models import Document

CURRENT: Final = {Document.USER_AGREEMENT: "2009-01", Document.SECURITY_PROCEDURES: "2009-01"}
