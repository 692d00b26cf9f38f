"""Which answers can a form offer about a child? The vocabulary, without the tables of the record."""

from registry.models import ConsentBasis, Gender, Group, Reason

__all__ = ["ConsentBasis", "Gender", "Group", "Reason"]
