"""What was found of a report in a file, ready to be written down?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gongkai.form import CellKey, Table

Texts = Mapping[CellKey, str | None]  # what to write into each cell; None for a total that is left out


@dataclass(frozen=True, slots=True)
class Found:
    """A report as far as a file states it; what it does not state is not there.

    `facts` and `listings` have the names of the front matter. A table without texts is absent from the source.
    """

    facts: Mapping[str, str]
    tables: Mapping[Table, Texts | None]
    prose: str
    listings: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)  # 正文性质 and the like, not asked of other files
    asks: bool = False  # whether the file leaves it to people to say who copied and who checked it
