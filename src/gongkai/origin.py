"""Whence does a report come, who copied it out, and who checked it? 来源 of a report."""

from typing import NamedTuple

from gongkai.diag import Span
from gongkai.fields import Fields
from gongkai.source import Mapping

SOURCE_KINDS = ("网页", "Word 文件", "Excel 文件", "PDF 文件", "扫描件", "纸质", "文字", "其他")  # 形式
KIND, TRANSCRIBED, CHECKED = "形式", "转录", "核对"
PARTS = ("地址", "说明", KIND, TRANSCRIBED, CHECKED)


class Origin(NamedTuple):
    """What a report says of its source; what it does not say is None. `span` is where 来源 was written."""

    address: str | None = None
    note: str | None = None
    kind: str | None = None
    transcribed: str | None = None
    checked: str | None = None
    span: Span | None = None

    @property
    def parts(self) -> dict[str, str | None]:
        """All of it by the names that an editor writes."""
        texts = (self.address, self.note, self.kind, self.transcribed, self.checked)
        return dict(zip(PARTS, texts, strict=True))

    @property
    def copied(self) -> bool:
        """Whether the report is a copy of something: one that was written here from the first says none of this."""
        return bool(self.kind or self.transcribed or self.checked)

    @property
    def unchecked(self) -> bool:
        """Whether it is a copy that nobody has compared with its source."""
        return self.copied and not self.checked


def read_origin(fields: Fields) -> Origin:
    """来源 as the file states it: `来源: 网址` or `来源: {地址: 网址, 说明: …, 形式: …, 转录: …, 核对: …}`."""
    entry = fields.entry("来源")
    if entry is None:
        return Origin()
    if not isinstance(entry.value, Mapping):
        return Origin(fields.address("来源"), span=entry.value.span)
    inner = Fields(entry.value, fields.found, "『来源』")
    origin = Origin(
        address=inner.address("地址"),
        note=inner.text("说明"),
        kind=inner.choice(KIND, SOURCE_KINDS),
        transcribed=inner.if_filled(TRANSCRIBED),
        checked=inner.if_filled(CHECKED),
        span=entry.key.span,
    )
    inner.rest()
    return origin
