"""The columns that many tables have, and the one collection of all tables."""

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


def id_column() -> Column[str]:
    """Return the column of a row's own id."""
    return Column("id", String(40), primary_key=True)


def to_column(name: str, target: str, *, nullable: bool = False, key: bool = False) -> Column[str]:
    """Return a column that refers to another table's."""
    return Column(name, String(80), ForeignKey(target), nullable=nullable, primary_key=key)


def at_column(name: str, *, nullable: bool = False) -> Column[str]:
    """Return the column of a time."""
    return Column(name, String(27), nullable=nullable)


def version_column() -> Column[int]:
    """Return the column of a version, which counts from 1."""
    return Column("version", Integer, nullable=False, default=1)
