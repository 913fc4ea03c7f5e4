"""Stops writing an upload to disk once it is larger than allowed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class LimitUploadHandler(FileUploadHandler):
    """Passes on one block more than is allowed and swallows the rest.

    So the form sees a file that is too large and says so, with all that was typed beside it, while the
    disk holds no more than the limit.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.of_file = self.in_all = 0

    def new_file(self, *args: Any, **options: Any) -> None:
        """Count from zero for the next file."""
        super().new_file(*args, **options)
        self.of_file = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The block, or None (which nobody gets) when there was too much already."""
        if self.of_file > settings.UPLOAD_BYTES or self.in_all > settings.UPLOAD_BYTES_IN_ALL:
            return None
        self.of_file += len(raw_data)
        self.in_all += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The file is made by the handlers that follow."""
