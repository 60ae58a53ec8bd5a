"""Telegram's HTML, read by ourselves where tdjson is not installed.

The dialect is not HTML: tags nest strictly, `</>` closes the innermost, an unknown `&name;` stays as written, a
lone `<` is an error, `<tg-time>` is not taken. Where the two can be compared,
tests prove that text, entities and verdict equal tdjson's.
"""

from __future__ import annotations

import re

from bot.sandbox.marks import KINDS, Entity, MarkupError, Tag, add_mark, in_order

_CLASSES = {"span": "tg-", "code": "language-"}  # classes that count; others are passed over
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACES = " \t\r\n\0\v"
_END = "\0"
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>[a-zA-Z]+))")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_LONGEST_REFERENCE = 10  # characters of a numeric reference before its semicolon


def utf16_length(text: str) -> int:
    """Length as Telegram counts offsets."""
    return len(text) + sum(character > "\uffff" for character in text)


def parse_html(markup: str) -> tuple[str, list[Entity]]:
    """Plain text and entities (Bot API shape, offsets in UTF-16 units). Raises MarkupError."""
    return _Reader(markup).read()


class _Reader:
    def __init__(self, markup: str) -> None:
        self.source = markup + _END
        self.length = len(markup)
        self.position = 0
        self.offset = 0
        self.pieces: list[str] = []
        self.open: list[Tag] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.position < self.length:
            character = self.source[self.position]
            if character == "<":
                self._read_tag()
            elif character == "&":
                self._take(self._reference())
            else:
                self._take(character)
                self.position += 1
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return _whole("".join(self.pieces)), in_order(self.entities)

    def _take(self, piece: str) -> None:
        self.pieces.append(piece)
        self.offset += utf16_length(piece)

    def _reference(self) -> str:
        """The character meant by `&...` here, else the ampersand itself; moves on."""
        found = _REFERENCE.match(self.source, self.position)
        meant = _referred(found) if found else None
        if found is None or meant is None:
            self.position += 1
            return "&"
        self.position = found.end()
        if self.source[self.position] == ";":
            self.position += 1
        return meant

    def _read_tag(self) -> None:
        begin = self.position
        self.position += 1
        if self.source[self.position] == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _word(self, stops: str) -> str:
        begin = self.position
        while self.source[self.position] not in stops:
            self.position += 1
        return self.source[begin : self.position]

    def _skip_spaces(self) -> str:
        """Moves past blanks and tells the character there."""
        while self.position < self.length and self.source[self.position] in _SPACES:
            self.position += 1
        return self.source[self.position]

    def _start_tag(self, begin: int) -> None:
        name = _lower(self._word(_SPACES + ">"))
        if self.source[self.position] == _END:
            raise MarkupError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if name not in KINDS:
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {self._bytes(begin)}')
        tag = Tag(name, self.offset, len(self.pieces))
        while self._skip_spaces() != ">":
            self._attribute(tag, begin)
        self.position += 1
        if name == "span" and tag.attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.open.append(tag)

    def _attribute(self, tag: Tag, begin: int) -> None:
        name = self._word(_SPACES + "=>/\"'")
        if not name:
            raise MarkupError(f'Empty attribute name in the tag "{tag.name}" at byte offset {self._bytes(begin)}')
        unclosed = MarkupError(f'Unclosed start tag "{tag.name}" at byte offset {self._bytes(begin)}')
        character = self._skip_spaces()
        if character == _END:
            raise unclosed
        if character != "=":
            if (tag.name, name) == ("blockquote", "expandable"):
                tag.attributes[name] = ""
            return
        self.position += 1
        character = self._skip_spaces()
        if character == _END:
            raise unclosed
        value = self._quoted(character) if character in "\"'" else self._token()
        if self.source[self.position] == _END:
            raise MarkupError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        wanted = _CLASSES.get(tag.name, "") if name == "class" else ""
        if value.startswith(wanted):
            tag.attributes[name] = value

    def _quoted(self, quote: str) -> str:
        self.position += 1
        value: list[str] = []
        while (character := self.source[self.position]) not in (quote, _END):
            if character == "&":
                value.append(self._reference())
            else:
                value.append(character)
                self.position += 1
        if character == quote:
            self.position += 1
        return "".join(value)

    def _token(self) -> str:
        begin = self.position
        found = _NAME_TOKEN.match(self.source, begin)
        self.position = found.end() if found else begin
        if self.source[self.position] not in _SPACES + ">":
            raise MarkupError(f"Unexpected end of name token at byte offset {self._bytes(begin)}")
        return _lower(self.source[begin : self.position])

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise MarkupError(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        self.position += 1
        name = _lower(self._word(_SPACES + ">"))
        if self._skip_spaces() != ">":
            raise MarkupError(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.position += 1
        tag = self.open.pop()
        if name and name != tag.name:
            found = f'expected "</{tag.name}>", found "</{name}>"'
            raise MarkupError(f"Unmatched end tag at byte offset {self._bytes(begin)}, {found}")
        if self.offset > tag.at:
            text = "".join(self.pieces[tag.piece :]) if tag.name == "a" else ""
            add_mark(self.entities, tag, self.offset - tag.at, text)

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))


def _whole(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise MarkupError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return text


def _lower(name: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in name)


def _referred(found: re.Match[str]) -> str | None:
    if found["name"]:
        return _NAMED.get(found["name"])
    if found.end() - found.start() >= _LONGEST_REFERENCE:
        return None
    code = int(found["hex"], 16) if found["hex"] else int(found["dec"])
    return chr(code) if 0 < code < 0x10FFFF else None
