"""Roles: the table in the docs, and duties that are kept apart (R-USER-3)."""

from pathlib import Path

from accounts.permissions import OPEN_AT, PERMISSIONS
from accounts.roles import ROLES
from dev.roles_table import table

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_table_of_roles_in_the_docs_is_what_the_program_does() -> None:
    assert (DOCS / "roles.md").read_text("utf-8") == table(), "run: python -m dev.roles_table > docs/roles.md"


def test_every_permission_has_its_stages_and_somebody_who_holds_it() -> None:
    names = {name for name, _ in PERMISSIONS}
    assert names == set(OPEN_AT) == {permission for role in ROLES.values() for permission in role.permissions}


def test_who_manages_users_or_runs_the_service_sees_no_children() -> None:
    blind = {"manage_users", "operate", "decide_readiness", "write_return", "sign_return", "audit_nationally"}
    assert not [role.code for role in ROLES.values() if role.sees_children and blind & set(role.permissions)]
