"""How does a program read what was imported? As report.json has the cells, with what was found and done beside them."""

import json
from collections.abc import Sequence

from gongkai.archive.importing import Imported, NotImported
from gongkai.diag import Diagnostic
from gongkai.emit.data import record_json
from gongkai.report import editions_of
from gongkai.show.data import record

Told = tuple[str, Imported | NotImported, Sequence[Diagnostic]]  # the file as it was named, and what there is to say


def as_json(files: Sequence[Told]) -> str:
    """One JSON object with the key `files`; figures as they were written."""
    return '{"files": [\n' + ",\n".join(_file(*one) for one in files) + "\n]}\n"


def _file(name: str, one: Imported | NotImported, findings: Sequence[Diagnostic]) -> str:
    head: dict[str, object] = {
        "file": name,
        "status": one.status,
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
        cells = [record_json(cell) for cell in one.records]
        repairs = [
            {"种类": r.kind, "位置": r.where, "原文": r.found, "改为": r.made, "原因": r.why} for r in one.repairs
        ]
    else:
        head["reason"] = one.why
    rest = {"findings": [record(f) for f in findings], "repairs": repairs}
    inner = ",\n".join(cells)
    return f'{_open(head)}, "cells": [{inner}], {_open(rest)[1:]}' + "}"


def _open(value: object) -> str:
    """An object as JSON without its last brace."""
    return json.dumps(value, ensure_ascii=False)[:-1]
