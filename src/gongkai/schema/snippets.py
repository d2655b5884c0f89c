"""What does an editor program write for an editor? A part of a blank file, with a stop for the cursor in every cell."""

from collections.abc import Iterator
from itertools import count

from gongkai.schema.parts import Schema
from gongkai.source import Mapping, Node, Scalar, Sequence


def snippet(label: str, blank: Node) -> Schema:
    """What an editor program proposes under a label: a part of a blank file."""
    return {"label": label, "body": _body(blank, count(1))}


def _body(node: Node, stops: Iterator[int]) -> object:
    """A node of a blank file as a snippet: a stop for the cursor in every cell; `^` marks what is taken as it is."""
    if isinstance(node, Scalar):
        return f"^{_stop(node, stops)}"
    if isinstance(node, Sequence):
        return "^[" + ", ".join(_stop(item.value, stops) for item in node.items) + "]"
    if isinstance(node, Mapping) and node.flow:
        return "^{" + ", ".join(f"{e.key.text}: {_stop(e.value, stops)}" for e in node.entries) + "}"
    if isinstance(node, Mapping):
        return {entry.key.text: _body(entry.value, stops) for entry in node.entries}
    return ""


def _stop(node: Node, stops: Iterator[int]) -> str:
    return f"${{{next(stops)}:{node.text}}}" if isinstance(node, Scalar) else ""
