"""Which guidance helps with what the assessment asks? (R-LARA-8)"""

from typing import Any

from django import template
from django.utils import timezone

from readiness.framework import Check, Question, Theme
from readiness.guidance.library import shelf

register = template.Library()


@register.inclusion_tag("readiness/guidance_links.html")
def guidance_for(asked: Question | Theme | Check) -> dict[str, Any]:
    """Links for somebody who is signed in, as whoever reads the assessment is; nothing where nothing helps."""
    return {"documents": shelf(signed_in=True, on=timezone.localdate()).serving(asked), "code": asked.code}
