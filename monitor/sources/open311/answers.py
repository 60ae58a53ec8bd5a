"""An answer of a GeoReport server, JSON or XML -> its service requests, as one kind of object.

XML never becomes a tree: each request is read as it comes, its plain elements become texts, and document types and
entities are refused.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from monitor.errors import BadInput
from monitor.flaws import Flaw
from monitor.sources.web.json_bodies import loads

_LISTS = ("service_requests", "requests", "request")
_REQUEST, _FIELD, _ATTRIBUTE = 2, 3, 4  # depths: <service_requests><request><extended_attributes><ward>


def read_json(content: bytes) -> list[Any]:
    """The list of requests. Raises ValueError for what is no whole JSON, BadInput for another document."""
    body = loads(content)
    for name in _LISTS:
        if isinstance(body, dict) and isinstance(body.get(name), list):
            body = body[name]
    if not isinstance(body, list) or _are_errors(body):
        raise BadInput(_no_list("JSON"), Flaw.NO_LIST)
    return body


def read_xml(content: bytes) -> list[Any]:
    """The same of XML. Raises BadInput for document types and entities too: no honest answer has them."""
    requests = _Requests()
    parser = DefusedXMLParser(target=requests, forbid_dtd=True)
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException:
        raise BadInput(
            "The Open311 server answers with XML that declares a document type, perhaps a web page: refused.",
            Flaw.DOCUMENT_TYPE,
        ) from None
    except (ParseError, LookupError) as error:  # broken, or of an encoding that there is not
        raise ValueError(str(error)) from None
    if requests.root != "service_requests":
        raise BadInput(_no_list("XML"), Flaw.NO_LIST)
    return requests.found


class _Requests:
    """What a parser tells its events to."""

    def __init__(self) -> None:
        self.root = ""
        self.found: list[dict[str, Any]] = []
        self._depth = 0
        self._text: list[str] = []
        self._inner: dict[str, Any] = {}
        self._is_plain = True

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self.root = _local(tag)
        elif self._depth == _REQUEST:
            self.found.append({})
        elif self._depth == _FIELD:
            self._text, self._inner, self._is_plain = [], {}, True
        else:
            self._text, self._is_plain = [], self._depth == _ATTRIBUTE

    def data(self, text: str) -> None:
        if self._depth in (_FIELD, _ATTRIBUTE):
            self._text.append(text)

    def end(self, tag: str) -> None:
        """The first of several counts. Of what is nested one level is read, and no text beside it."""
        text = "".join(self._text).strip() or None
        if self._depth == _FIELD:
            self.found[-1].setdefault(_local(tag), self._inner or text)
        elif self._depth == _ATTRIBUTE:
            self._inner.setdefault(_local(tag), text if self._is_plain else None)
        self._depth -= 1

    def close(self) -> None:
        """Nothing is left to do."""


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _are_errors(body: list[Any]) -> bool:
    """GeoReport's errors are a list too: of code and description."""
    return bool(body) and all(
        isinstance(item, dict) and "code" in item and "service_request_id" not in item for item in body
    )


def _no_list(form: str) -> str:
    return f"The Open311 server answers with {form} that is no list of service requests: check crm.open311.url."
