"""How is a draft written? As canonical text: values in one column, quotation marks only where needed.

`dump(parse(x)) == x` for files that `dump` wrote; comments stay where they stood.
"""

from collections.abc import Iterator

from gongkai.scan import plain
from gongkai.source import FENCE, Broken, Draft, Mapping, Node, Scalar, Sequence
from gongkai.text import pad, width


def dump(draft: Draft) -> str:
    """The draft as a canonical report file."""
    return "\n".join([FENCE, *_lines(draft.front, 0), *draft.tail, FENCE, draft.body])


def dump_record(draft: Draft) -> str:
    """The draft as a canonical record: front matter without `---` lines."""
    return "\n".join([*_lines(draft.front, 0), *(draft.tail or ("",))])


def _lines(mapping: Mapping, indent: int) -> Iterator[str]:
    # Under the top level the values stand in one column, so that a table reads as a table.
    inline = [width(e.key.text) for e in mapping.entries if _is_inline(e.value)]
    column = max(inline, default=0) + 2 if indent else 0
    for entry in mapping.entries:
        yield from (_indented(line, indent) for line in entry.before)
        head = " " * indent + entry.key.text + ":"
        behind = f"  {entry.comment}" if entry.comment else ""
        if _is_inline(entry.value):
            value = _inline(entry.value)
            filled = pad(head, max(indent + column, width(head) + 1)) if value else head
            yield filled + value + behind
        else:
            yield head + behind
            yield from _children(entry.value, indent + 2)


def _children(node: Node, indent: int) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield from _lines(node, indent)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from (_indented(line, indent) for line in item.before)
            behind = f"  {item.comment}" if item.comment else ""
            if _is_inline(item.value):
                yield " " * indent + "- " + _inline(item.value, "- %s") + behind
            else:
                first, *rest = _children(item.value, indent + 2)
                yield " " * indent + "- " + first.lstrip(" ")
                yield from rest


def _indented(line: str, indent: int) -> str:
    return " " * indent + line if line else ""


def _is_inline(node: Node) -> bool:
    return (
        isinstance(node, Scalar | Broken)
        or node.flow
        or not (node.entries if isinstance(node, Mapping) else node.items)
    )


def _inline(node: Node, frame: str = "k: %s") -> str:
    if isinstance(node, Scalar):
        return _scalar(node, frame)
    if isinstance(node, Broken):
        message = "a draft with unreadable parts cannot be written"
        raise TypeError(message)
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{e.key.text}: {_inline(e.value, 'k: {k: %s}')}" for e in node.entries) + "}"
    return "[" + ", ".join(_inline(item.value, "k: [%s]") for item in node.items) + "]"


def _scalar(node: Scalar, frame: str) -> str:
    if (not node.text and not node.quoted) or plain(node.text, frame):
        return node.text
    return '"' + node.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
