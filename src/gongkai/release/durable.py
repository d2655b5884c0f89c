"""How does a change of the disk outlast a power cut? Bytes first, then names, and no name before its bytes."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

LEFT_OVER = ".new-"  # what a step that did not end leaves behind begins so


def settle(path: Path) -> None:
    """Have a file or a folder written to the disk itself; OSError if it could not be."""
    folder = path.is_dir()
    if folder and os.name == "nt":  # pragma: no cover - Windows settles folders by itself
        return
    handle = os.open(path, os.O_RDONLY if folder or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle_tree(root: Path) -> None:
    """Have everything below a folder, and the folder, written to the disk itself."""
    if hasattr(os, "sync"):
        os.sync()  # all at once; what follows then only asks file by file whether it went well
    for folder, _, files in os.walk(root, topdown=False):
        for name in files:
            settle(Path(folder, name))
        settle(Path(folder))


def put_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file beside its place and move it there; the folder is not settled yet."""
    new = path.with_name(LEFT_OVER + path.name)
    new.unlink(missing_ok=True)
    new.write_bytes(data)
    new.chmod(mode)
    settle(new)
    new.replace(path)


def put_link(path: Path, leads_to: str) -> None:
    """Make a symlink beside its place and move it there: at no time is there none."""
    new = path.with_name(LEFT_OVER + path.name)
    new.unlink(missing_ok=True)
    new.symlink_to(leads_to, target_is_directory=True)  # Windows asks
    new.replace(path)


def put_away(folder: Path) -> None:
    """Remove a folder: under another name first, so that half of it never stands under its own."""
    gone = folder.with_name(LEFT_OVER + "gone-" + folder.name)
    folder.rename(gone)
    shutil.rmtree(gone)


def clear_left_over(folder: Path) -> None:
    """Remove what killed steps left in a folder; what cannot be removed is left, it is in nobody's way."""
    for left in folder.glob(LEFT_OVER + "*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                left.unlink()
