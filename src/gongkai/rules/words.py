"""How do rules put things? Phrases that several of them share."""

from decimal import Decimal


def more_or_less(difference: int | Decimal) -> str:
    """多 3 or 少 3."""
    return f"{'多' if difference > 0 else '少'} {abs(difference)}"


def listed(names: list[str], most: int = 5) -> str:
    """The first few of a list, and how many there are."""
    return "、".join(names) if len(names) <= most else f"{'、'.join(names[:most])}等 {len(names)} 个"
