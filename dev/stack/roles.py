"""How do the database roles of ContactPoint come to a server, and under which addresses does each log in?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection

from dev.stack.errors import StackError
from dev.stack.secret import password

SCRIPTS = Path(__file__).resolve().parent.parent / "roles"
DATABASE = "contactpoint"
VARIABLES = {
    "DATABASE_URL": "contactpoint_app",
    "DATABASE_OWNER_URL": "contactpoint_owner",
    "DATABASE_TEST_URL": "contactpoint_test",
}
TAKE_TURNS = 20090126  # any number, the same for all: two launches against one server wait for each other


def provision(admin_url: str, secret: bytes) -> dict[str, str]:
    """Make or renew the roles in the database that the address names, and say how each logs in.

    Passwords follow from the administrator's own, so that every checkout that works with one server finds the same.
    """
    seed = unquote(urlsplit(admin_url).password or "").encode() or secret
    with connected(admin_url) as admin, admin.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TAKE_TURNS])
        cursor.execute(script("roles"))
        cursor.execute(script("tests"))
        for role in VARIABLES.values():
            cursor.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password(seed, role)))
            )
        cursor.execute("SET ROLE contactpoint_owner")
        cursor.execute(script("privileges"))
    return {name: _as_role(admin_url, role, password(seed, role)) for name, role in VARIABLES.items()}


def script(name: str) -> str:
    return (SCRIPTS / f"{name}.sql").read_text("utf-8")


def create_database(admin_url: str) -> str:
    """The address of ContactPoint's own database on that server, made if it is missing."""
    with connected(admin_url) as admin, admin.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TAKE_TURNS])
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            named = sql.Identifier(DATABASE)
            cursor.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(named))
    return urlunsplit(urlsplit(admin_url)._replace(path=f"/{DATABASE}"))


def can_provision(url: str) -> bool:
    with connected(url) as session, session.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    return bool(row and row[0])


@contextmanager
def connected(url: str) -> Iterator[connection]:
    """A session where every statement stands for itself, closed at the end."""
    try:
        session = psycopg2.connect(url, connect_timeout=10)
    except psycopg2.OperationalError as error:
        raise StackError(f"The database of DATABASE_URL does not answer: {error}") from error
    session.autocommit = True
    try:
        yield session
    finally:
        session.close()


def _as_role(url: str, role: str, secret: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{quote(secret)}@{host}"))


def database_identity(url: str) -> str:
    """The same for as long as it is the same database: not after it was made anew, nor after an address moved."""
    with connected(url) as session, session.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT system_identifier FROM pg_control_system()), oid FROM pg_database"
            " WHERE datname = current_database()"
        )
        system, database = cursor.fetchone() or (0, 0)
    return f"{system}.{database}"
