"""What do the rows and columns of the form mean? Every edition explained for readers, newest first."""

from collections.abc import Iterator

from gongkai.emit import places
from gongkai.emit.frame import SITE_NAMES, Frame, column_metas
from gongkai.emit.values import FormEdition, FormPage, FormTable, Term
from gongkai.form import Edition, Forms, Node, Table


def form_page(frame: Frame) -> FormPage:
    """The page that explains the form."""
    forms = frame.portal.forms
    name = SITE_NAMES[places.FORM]
    return frame.page(
        FormPage,
        "政府信息公开工作年度报告的表格是什么意思",
        places.FORM,
        ((name, None),),
        metas=column_metas(name, "年度报告各章、各表、各行各列的意思，以及新旧格式的不同"),
        editions=tuple(_edition(edition, forms) for edition in reversed(forms.editions)),
    )


def _edition(edition: Edition, forms: Forms) -> FormEdition:
    later = next((e for e in forms.editions if e.start > edition.start), None)
    years = f"{edition.start}至{later.start - 1}年度" if later else f"{edition.start}年度起"
    return FormEdition(
        edition.id,
        edition.name,
        edition.authority,
        years,
        edition.explain,
        tuple(Term(c.heading, 0, c.explain, "") for c in edition.chapters),
        tuple(_table(table, edition, forms) for table in edition.tables),
    )


def _table(table: Table, edition: Edition, forms: Forms) -> FormTable:
    former = forms.get(edition.former) if edition.former else None
    same = former is not None and any(t.id == table.id and t.shape == table.shape for t in former.tables)
    explain = f"{table.explain}本表与{former.name}相同。" if former and same else table.explain
    fate = former.name if former and not same else ""
    return FormTable(
        places.form_anchor(edition.id, table.id),
        f"{table.ordinal}、{table.title}",
        explain,
        tuple(_terms(table, fate, columns=True)),
        tuple(_terms(table, fate, columns=False)),
        tuple(identity.name for identity in table.identities),
    )


def _terms(table: Table, former: str, *, columns: bool) -> Iterator[Term]:
    """The columns or the rows of a table, block by block, each group before its parts."""
    for block in table.blocks:
        level = 0
        if block.label:
            yield Term(block.label, 0, block.explain, "")
            level = 1
        for node in block.columns if columns else block.rows:
            yield from _nodes(node, level, former, columns=columns)


def _nodes(node: Node, level: int, former: str, *, columns: bool) -> Iterator[Term]:
    if node.label and not node.spanning:
        fate = "" if columns or not former else f"延续{former}的同一项" if node.continues else f"{former}没有相同的一项"
        yield Term(node.label, level, node.explain, fate)
        level += 1
    for part in node.parts:
        yield from _nodes(part, level, former, columns=columns)
