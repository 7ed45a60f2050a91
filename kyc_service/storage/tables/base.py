"""What the tables are written with: one `metadata`, and short words for columns and rules."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
)

from kyc_service.storage.columns import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)
Json = JSON(none_as_null=True)


def text(name: str, *, null: bool = False) -> Column[str]:
    """Make a column of text."""
    return Column(name, String, nullable=null)


def number(name: str) -> Column[int]:
    """Make a column of whole numbers."""
    return Column(name, Integer, nullable=False)


def instant(name: str, *, null: bool = False) -> Column[Any]:
    """Make a column of instants."""
    return Column(name, Instant, nullable=null)


def json(name: str, *, null: bool = False) -> Column[Any]:
    """Make a column of JSON."""
    return Column(name, Json, nullable=null)


def blob(name: str, *, null: bool = False) -> Column[bytes]:
    """Make a column of bytes."""
    return Column(name, LargeBinary, nullable=null)


def owner() -> Column[str]:
    """Make the column of the tenant, first in the primary key."""
    return Column("tenant_id", String, ForeignKey("tenants.id"), primary_key=True)


def key(name: str = "id") -> Column[str]:
    """Make a column of the primary key."""
    return Column(name, String, primary_key=True)


def points(column: str, table: str, *, erased_with: bool = False) -> ForeignKeyConstraint:
    """Make a foreign key within the tenant; `erased_with` says that the row goes with what it points at."""
    rule = "CASCADE" if erased_with else None
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=rule)


def one_of(column: str, kind: type[StrEnum]) -> CheckConstraint:
    """Make the rule that a column holds a member of an enumeration, or nothing."""
    values = ", ".join(f"'{member.value}'" for member in kind)
    return CheckConstraint(f"{column} IN ({values})", name=column)
