"""The tables, as SQLAlchemy's Core knows them. `docs/decisions/storage-types.md` tells why these types."""

from storage.tables.columns import metadata
from storage.tables.complaints import complaints, facts
from storage.tables.cutoffs import frozen_months, settings, settings_in_force
from storage.tables.imports import imports, staging
from storage.tables.outbox import attempts, destinations, moved_chats, notices
from storage.tables.people import invitations, notes, people, slots
from storage.tables.polls import polls
from storage.tables.scores import official_scores

__all__ = [
    "attempts",
    "complaints",
    "destinations",
    "facts",
    "frozen_months",
    "imports",
    "invitations",
    "metadata",
    "moved_chats",
    "notes",
    "notices",
    "official_scores",
    "people",
    "polls",
    "settings",
    "settings_in_force",
    "slots",
    "staging",
]
