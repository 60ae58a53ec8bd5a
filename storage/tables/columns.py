"""What all tables share: the metadata with its names, and the types of their columns."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Dialect, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def storable(text: str) -> str:
    """The text without what a database cannot hold: NUL is dropped, half a surrogate pair becomes U+FFFD."""
    text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class StorableText(TypeDecorator[str]):
    """Text from outside: PostgreSQL refuses NUL, and both refuse half a surrogate pair.

    `by_bytes`: compared and ordered by its bytes on both databases, whatever locale PostgreSQL was created with.
    """

    impl = Text
    cache_ok = True

    def __init__(self, *, by_bytes: bool = False) -> None:
        super().__init__()
        self.by_bytes = by_bytes

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        collation = "C" if self.by_bytes and dialect.name == "postgresql" else None
        return Text(collation=collation)  # as it is: a "type descriptor" would make it VARCHAR

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else storable(value)


Key = StorableText(by_bytes=True)
Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only INTEGER keys


def id_column() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)
