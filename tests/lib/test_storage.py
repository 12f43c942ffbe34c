import errno
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from newsroom.lib.storage import WholeFileStorage


@pytest.fixture
def storage(tmp_path):
    return WholeFileStorage(location=tmp_path)


def test_a_file_has_its_name_once_it_is_whole(storage, tmp_path):
    assert storage.save("a/b/c.txt", ContentFile(b"whole")) == "a/b/c.txt"
    assert (tmp_path / "a/b/c.txt").read_bytes() == b"whole"
    assert (tmp_path / "a/b/c.txt").stat().st_mode & 0o777 == 0o644
    assert storage.listdir("a/b") == ([], ["c.txt"])


def test_one_that_cannot_be_written_leaves_nothing(storage, tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.save("a/c.txt", ContentFile(b"half"))
    assert not (tmp_path / "a").exists()


def test_nothing_is_written_over(storage):
    storage.save("c.txt", ContentFile(b"one"))
    assert storage.save("c.txt", ContentFile(b"two")) != "c.txt"
    assert Path(storage.path("c.txt")).read_bytes() == b"one"


def test_a_folder_goes_with_its_last_file(storage, tmp_path):
    for name in ("a/one.txt", "a/two.txt"):
        storage.save(name, ContentFile(b"x"))
    storage.delete("a/one.txt")
    assert (tmp_path / "a").exists()
    storage.delete("a/two.txt")
    assert not (tmp_path / "a").exists()
    assert tmp_path.exists()
