"""Which phrases do reports have in common? The preset dictionary of their texts ends with them."""

from pathlib import Path


def phrases() -> str:
    """The phrases of phrases.txt, without its comments."""
    lines = Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8").splitlines()
    return "".join(line for line in lines if not line.startswith("#"))
