"""Bodies of requests, read whole and with care: form, multipart, JSON, query."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage

from bot.sandbox.params import Params, Upload, decoded
from bot.sandbox.refusals import bad_request, refused

MAX_BODY_BYTES = 51 * 1024 * 1024
_JSON = "application/json"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def read_params(request: web.Request) -> Params:
    """The parameters of a Bot API call. Raises Refused."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == _JSON:
            values |= await read_object(request)
        elif request.content_type in _FORMS:
            fields, uploads = await read_form(request)
            values |= fields
    except web.HTTPRequestEntityTooLarge as error:
        raise refused(413) from error
    except (ValueError, LookupError) as error:  # LookupError: a charset nobody knows
        raise bad_request("can't parse the request's body") from error
    return Params(values, uploads)


async def read_object(request: web.Request) -> dict[str, Any]:
    """A JSON object from the body. Raises ValueError, also when the body is too large to take."""
    value = decoded((await request.read()).decode("utf-8"))
    if not isinstance(value, dict):
        raise ValueError("the body must be a JSON object")
    return value


async def read_form(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """Fields and files of a form. Raises ValueError for what is none."""
    fields: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    try:
        form = await request.post()
    except BadHttpMessage as error:  # a part with a broken header
        raise ValueError("the form is broken") from error
    for name, value in form.items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            fields[name] = value if isinstance(value, str) else bytes(value).decode("utf-8")
    return fields, uploads
