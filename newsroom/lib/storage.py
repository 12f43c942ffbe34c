"""Files on a disk, written so that none is ever half there."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage

UNFINISHED = ".part"


class WholeFileStorage(FileSystemStorage):
    """Django's storage, but a file has its name only once all of it is on the disk.

    A full disk or a killed process leaves nothing under a name that a row could refer to.
    """

    def _save(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).chmod(self.file_permissions_mode or 0o644)
            Path(unfinished).replace(path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()  # if it is empty
            raise
        _sync_folder(path.parent)
        return name.replace("\\", "/")

    def delete(self, name):
        """Delete the file, and its folder if nothing else is in it."""
        super().delete(name)
        folder = Path(self.path(name)).parent
        if folder != Path(self.location):
            with suppress(OSError):
                folder.rmdir()


def _sync_folder(folder):
    """Put the new name itself on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
