"""Refusing a request that is too large before anything of it is stored."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class UploadTooLarge(RequestDataTooBig):
    """The request announces more than `settings.MAX_UPLOAD_REQUEST_SIZE`; answered with 413 by `views.bad_request`."""


class RequestLimitHandler(FileUploadHandler):
    """The first of `settings.FILE_UPLOAD_HANDLERS`: looks at the announced length, and passes everything on.

    A file that is a little too large still reaches its form, which says so beside the field.
    """

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None) -> None:  # noqa: N803
        if content_length > settings.MAX_UPLOAD_REQUEST_SIZE:
            raise UploadTooLarge(f"An upload of {content_length} bytes was refused.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
