"""What all tables share: names of constraints, and columns that many have."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def id_() -> Column[str]:
    """Return the key of a table whose rows are known by an id."""
    return Column("id", String(40), primary_key=True)


def to(name: str, target: str, *, nullable: bool = False, key: bool = False) -> Column[str]:
    """Return a column that points to another table's row."""
    return Column(name, String(80), ForeignKey(target), nullable=nullable, primary_key=key)


def at(name: str, *, nullable: bool = False) -> Column[str]:
    """Return a column that holds a time."""
    return Column(name, String(27), nullable=nullable)


def version() -> Column[int]:
    """Return a column that counts the changes of a row."""
    return Column("version", Integer, nullable=False, default=1)
