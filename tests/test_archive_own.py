"""Does what `gongkai export` wrote come back as it was, from the workbook and from the document?"""

import pytest

from gongkai.archive.containers import read
from gongkai.archive.importing import Asked, imported
from gongkai.build import load
from gongkai.office.document import document
from gongkai.office.workbook import template, workbook
from support import CONTENT, forms

FACTS = ("title", "published", "publisher", "scope", "index_number", "document_number")
LISTS = {
    "corrections": ("date", "what", "why"),
    "attachments": ("file", "name"),
    "acceptances": ("rule", "position", "reason", "years"),
    "answers": ("position", "category", "reason"),
}


@pytest.fixture(scope="module")
def demo():
    return load(CONTENT, forms()).portal


def told(report):
    """All that a workbook is to keep of a report."""
    return {
        "cells": [
            [(f.table.edition, f.absent), [(key, c.state, c.number, c.raw) for key, c in f.cells.items()]]
            for f in report.filings
        ],
        "facts": [getattr(report, name) for name in FACTS],
        "origin": report.origin.parts,
        "summary": report.summary,
        "lists": {
            name: [[getattr(one, part) for part in parts] for one in getattr(report, name)]
            for name, parts in LISTS.items()
        },
        "prose": [(s.heading, "\n".join(s.source.lines).strip("\n")) for s in report.prose.sections],
        "before": "\n".join(report.prose.source.lines).strip("\n"),
    }


def test_every_other_report_of_the_demo_comes_back_from_its_workbook(demo):
    for (slug, _), report in sorted(demo.reports.items())[::2]:  # bench/office.py takes hundreds
        one = imported(workbook(report, demo.by_slug[slug]), "x.xlsx", forms(), read)

        assert (one.status, one.slug, one.year, one.repairs) == ("ok", slug, report.year, ())
        assert told(one.bound[0]) == told(report)


def test_every_figure_of_the_others_comes_back_from_their_documents(demo):
    for (slug, year), report in sorted(demo.reports.items())[1::2]:
        one = imported(document(report, demo.by_slug[slug]), "x.docx", forms(), read, Asked(year=year))

        for filing, other in zip(report.filings, one.bound[0].filings, strict=True):
            if not filing.absent:
                assert other.table.edition == filing.table.edition, (slug, year)
                assert {k: (c.state, c.number) for k, c in other.cells.items()} == {
                    k: (c.state, c.number) for k, c in filing.cells.items()
                }, (slug, year)


def test_an_empty_template_comes_in_with_every_cell_open_but_what_last_year_hands_on(demo):
    agency = demo.by_slug["suqian"]
    one = imported(template(demo, agency, 2025, forms().for_year(2025)), "x.xlsx", forms(), read)
    states = {key: (state, number) for key, (state, number, _) in one.cells.items()}

    assert (one.slug, one.year) == ("suqian", 2025)
    assert states["三", "二、上年结转政府信息公开申请数量", "自然人"] == ("数", "118")
    assert states["三", "一、本年新收政府信息公开申请数量", "自然人"] == ("待核", None)
    assert states["二", "第二十条第（一）项／规章", "现行有效件数"] == ("待核", None)
