"""How does a program read what was imported? As report.json has the cells, with what was found and done beside them."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from gongkai.archive.importing import Imported, NotImported
from gongkai.diag import Diagnostic
from gongkai.emit.data import record_json
from gongkai.report import editions_of
from gongkai.show.data import record


class Told(NamedTuple):
    """A file as it was named, and what there is to say: what was written of it, and why not, if it was to be."""

    file: str
    one: Imported | NotImported
    findings: Sequence[Diagnostic]
    written: Sequence[str] = ()
    why: str = ""

    @property
    def refused(self) -> str:
        """Why it did not come in; empty if it did."""
        return self.one.why if isinstance(self.one, NotImported) else self.why


def as_json(files: Sequence[Told]) -> str:
    """One JSON object with the key `files`; figures as they were written.

    A byte of a file name that is no character stands as an escape, as Python has it.
    """
    text = '{"files": [\n' + ",\n".join(map(_file, files)) + "\n]}\n"
    return text.encode("utf-8", "backslashreplace").decode()


def _file(told: Told) -> str:
    one = told.one
    head: dict[str, object] = {
        "file": told.file,
        "status": "refused" if told.refused else "ok",
        "机关": None,
        "年度": None,
        "编码": None,
        "版式": None,
    }
    cells: list[str] = []
    repairs = []
    if isinstance(one, Imported):
        report, _ = one.bound
        head |= {
            "机关": one.agency,
            "年度": one.year,
            "编码": one.slug,
            "版式": dict(editions_of(report)) if report else None,
        }
        cells = [] if told.refused else [record_json(cell) for cell in one.records]
        repairs = [{"种类": r.kind, "位置": r.where, "原文": r.found, "改为": r.made, "原因": r.why} for r in one.told]
    if told.refused:
        head["reason"] = told.refused
    rest = {"written": list(told.written), "findings": [record(f) for f in told.findings], "repairs": repairs}
    inner = ",\n".join(cells)
    return f'{_open(head)}, "cells": [{inner}], {_open(rest)[1:]}' + "}"


def _open(value: object) -> str:
    """An object as JSON without its last brace."""
    return json.dumps(value, ensure_ascii=False)[:-1]
