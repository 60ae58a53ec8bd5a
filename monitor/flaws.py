"""What is wrong with a file or an answer that cannot be taken: a word each, which every reader hears in theirs."""

from __future__ import annotations

from enum import StrEnum


class Flaw(StrEnum):
    # of any file
    ABSENT = "absent"
    NOT_A_FILE = "not a file"
    CLOSED_TO_US = "closed to us"
    EMPTY = "empty"
    TOO_BIG = "too big"
    PDF = "pdf"
    PICTURE = "picture"
    WEB_PAGE = "web page"
    NO_TABLE = "no table"
    FATAL = "fatal"  # it ended siaga more than once
    # of texts
    CUT = "cut"
    DAMAGED_TEXT = "damaged text"
    NOT_UTF8 = "not utf-8"
    OPEN_QUOTE = "open quote"
    # of workbooks
    PASSWORD = "password"  # noqa: S105 - no secret, its name
    DAMAGED = "damaged"
    XLSB = "xlsb"
    TOO_LARGE = "too large"
    BOMB = "bomb"
    ENTITIES = "entities"
    NO_SHEET = "no sheet"
    # of tables
    TOO_WIDE = "too wide"
    TOO_LONG = "too long"
    NO_TICKETS = "no tickets"
    NO_DATES = "no dates"
    NO_FIGURES = "no figures"
    BOTH_ORDERS = "both orders"  # of day and month
    EITHER_ORDER = "either order"
    NO_ROW = "no row"  # that can be taken
    NO_DATE = "no date"  # of an empty list
    # of answers
    BIG_ANSWER = "big answer"
    LOGIN = "login"
    BROKEN_ANSWER = "broken answer"
    NO_LIST = "no list"
    DOCUMENT_TYPE = "document type"
