"""What facts does a mapping state? A reader that asks for each by name and reports what nobody asked for."""

import difflib
import re
from datetime import date
from urllib.parse import urlsplit

from gongkai.codes import finding
from gongkai.diag import Diagnostic, Place, Span
from gongkai.source import Broken, Entry, Item, Mapping, Node, Scalar, Sequence
from gongkai.text import fold, half_width, shorten

UNKNOWN = "原文未载明"
MAX_TEXT = 2000
MAX_FILE_NAME = 200  # bytes; most file systems hold 255
# Names that Windows cannot store, whatever ending stands behind them.
WINDOWS = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


class Fields:
    """Facts of one mapping; each method returns the fact or None and adds what is wrong to `found`."""

    def __init__(self, mapping: Mapping, found: list[Diagnostic], what: str, *, damaged: bool = False) -> None:
        self._entries = {entry.key.text: entry for entry in mapping.entries}
        self._asked: list[str] = []
        self._missing: dict[str, tuple[str, Span, str, str, str | None]] = {}
        self._damaged = damaged
        self.found = found
        self.span = mapping.span
        self.what = what

    def entry(self, name: str) -> Entry | None:
        """The entry of that name, if written."""
        self._asked.append(name)
        return self._entries.get(name)

    def report(self, code: str, span: Span, message: str, hint: str, table: str | None = None) -> None:
        """Add a finding; `table` is the ordinal of the table it is about, if any."""
        self.found.append(finding(code, span, message, hint, place=Place(table=table)))

    def missing(
        self, name: str, hint: str, code: str = "field-missing", message: str = "", table: str | None = None
    ) -> None:
        """Note that a required fact is missing; `rest` says so, unless a misspelt or unreadable line held it."""
        self._missing[name] = (code, self.span, message or f"{self.what}缺少『{name}』", hint, table)

    def scalar(self, name: str, *, required: str = "") -> Scalar | None:
        """The text of a fact with its place; None if not written, unknown or refused."""
        entry = self.entry(name)
        if entry is None:
            if required:
                self.missing(name, required)
            return None
        if required and isinstance(entry.value, Scalar) and entry.value.text == UNKNOWN:
            self.report("field-value", entry.value.span, f"『{name}』不能写『{UNKNOWN}』", required)
        return self._scalar(entry.value, name)

    def _scalar(self, node: Node, name: str) -> Scalar | None:
        if isinstance(node, Broken):
            return None
        if not isinstance(node, Scalar):
            self.report("field-shape", node.span, f"『{name}』应当只写一段文字", f"请写成『{name}: 内容』。")
            return None
        if not node.text.strip():
            self.report(
                "field-empty",
                node.span,
                f"『{name}』后面没有内容",
                "请填写；原文没有的，请删去这一行。",
            )
            return None
        if len(node.text) > MAX_TEXT:
            self.report(
                "field-value",
                node.span,
                f"『{name}』有 {len(node.text)} 个字，超过 {MAX_TEXT} 个",
                "请缩短；长文字写进正文。",
            )
            return None
        return None if node.text == UNKNOWN else node

    def text(self, name: str, *, required: str = "") -> str | None:
        """The text of a fact."""
        scalar = self.scalar(name, required=required)
        return scalar.text if scalar else None

    def if_filled(self, name: str) -> str | None:
        """The text of a fact that may be left for later: a name with nothing behind it."""
        entry = self._entries.get(name)
        if entry and isinstance(entry.value, Scalar) and not (entry.value.text or entry.value.quoted):
            self._asked.append(name)
            return None
        return self.text(name)

    def choice(self, name: str, options: tuple[str, ...]) -> str | None:
        """A fact that is one of a few words."""
        scalar = self.scalar(name)
        if scalar and scalar.text not in options:
            self.report(
                "field-value",
                scalar.span,
                f"『{name}』写的是『{shorten(scalar.text)}』",
                f"只能写：{'、'.join(options)}。",
            )
            return None
        return scalar.text if scalar else None

    def matching(self, name: str, pattern: str, example: str, *, required: str = "") -> str | None:
        """A fact whose text matches a pattern as a whole."""
        scalar = self.scalar(name, required=required)
        if scalar is None:
            return None
        if not re.fullmatch(pattern, scalar.text, re.ASCII):
            half = half_width(scalar.text)
            hint = (
                f"有全角字符，请写 {half}。" if re.fullmatch(pattern, half, re.ASCII) else f"应当像这样写：{example}。"
            )
            self.report("field-value", scalar.span, f"『{name}』写的是『{shorten(scalar.text)}』", hint)
            return None
        return scalar.text

    def number(self, name: str, example: str = "10") -> int | None:
        """A fact that is a whole number of at most six digits."""
        text = self.matching(name, r"0|[1-9]\d{0,5}", example)
        return int(text) if text else None

    def day(self, name: str, *, required: str = "") -> str | None:
        """A fact that is a date, as YYYY-MM-DD."""
        scalar = self.scalar(name, required=required)
        return self._day(scalar, name) if scalar else None

    def _day(self, scalar: Scalar, name: str) -> str | None:
        hint = "应当像这样写：2024-01-31。"
        parts = re.findall(r"\d+", half_width(scalar.text))
        try:
            if len(parts) == 3:  # noqa: PLR2004 - year, month, day
                day = date(*map(int, parts))
                if day.isoformat() == scalar.text:
                    return scalar.text
                hint = f"请写 {day.isoformat()}。"
        except (ValueError, OverflowError):
            hint = "没有这一天，请检查年、月、日。"
        self.report(
            "field-value",
            scalar.span,
            f"『{name}』写的是『{shorten(scalar.text)}』，不是规定的日期写法",
            hint,
        )
        return None

    def address(self, name: str) -> str | None:
        """A fact that is a web address."""
        scalar = self.scalar(name)
        if scalar and not is_web_address(scalar.text):
            self.report(
                "field-value",
                scalar.span,
                f"『{name}』写的是『{shorten(scalar.text)}』",
                "应当是以 https:// 或 http:// 开头的完整网址，不带用户名和密码。",
            )
            return None
        return scalar.text if scalar else None

    def texts(self, name: str) -> tuple[Scalar, ...]:
        """A fact that is a list of texts; one text alone counts as a list of one."""
        entry = self.entry(name)
        if entry is None or isinstance(entry.value, Broken):
            return ()
        nodes = [item.value for item in entry.value.items] if isinstance(entry.value, Sequence) else [entry.value]
        return tuple(s for s in (self._scalar(node, name) for node in nodes) if s)

    def years(self, name: str) -> tuple[int, ...]:
        """A fact that is a list of years."""
        years = []
        for year in self.texts(name):
            if re.fullmatch(r"[12]\d{3}", year.text, re.ASCII):
                years.append(int(year.text))
            else:
                hint = "请写四位半角数字的年份，例如 [2023, 2024]。"
                self.report("field-value", year.span, f"『{name}』里有『{year.text}』", hint)
        return tuple(years)

    def mappings(self, name: str, example: str) -> tuple["Fields", ...]:
        """A fact that is a list of mappings, each as a reader of its own."""
        entry = self.entry(name)
        if entry is None or isinstance(entry.value, Broken):
            return ()
        if not isinstance(entry.value, Sequence):
            hint = f"请写成『{name}:』，下面每项一行，以『- 』开头，例如『  - {{{example}}}』。"
            self.report("field-shape", entry.value.span, f"『{name}』应当是一个列表", hint)
            return ()
        return tuple(reader for item in entry.value.items if (reader := self._item(item, name, example)))

    def _item(self, item: Item, name: str, example: str) -> "Fields | None":
        if isinstance(item.value, Broken):
            return None
        if not isinstance(item.value, Mapping):
            self.report(
                "field-shape",
                item.value.span,
                f"『{name}』的这一项应当分项写",
                f"请写成『- {{{example}}}』。",
            )
            return None
        return Fields(item.value, self.found, f"『{name}』的这一项", damaged=self._damaged)

    def mapping(self, name: str, example: str) -> "Fields | None":
        """A fact that is itself a mapping, as a reader of its own."""
        entry = self.entry(name)
        if entry is None or isinstance(entry.value, Broken):
            return None
        if not isinstance(entry.value, Mapping):
            self.report(
                "field-shape",
                entry.value.span,
                f"『{name}』应当分项写",
                f"请写成『{name}: {{{example}}}』。",
            )
            return None
        return Fields(entry.value, self.found, f"『{name}』", damaged=self._damaged)

    def rest(self) -> None:
        """Report every entry that was not asked for, and every fact that is missing."""
        for name, entry in self._entries.items():
            if name in self._asked:
                continue
            for meant in alike(name, self._asked):
                self._missing.pop(meant, None)
            if not isinstance(entry.value, Broken):
                hint = similar(name, self._asked) or f"这里可以写：{'、'.join(self._asked)}。"
                self.report("field-unknown", entry.key.span, f"{self.what}没有『{name}』这一项", hint)
        if not self._damaged:
            for missing in self._missing.values():
                self.report(*missing)


def alike(name: str, known: list[str]) -> list[str]:
    """The known names, at most two, that a wrong one may stand for."""
    folded = {fold(k): k for k in known}
    close = difflib.get_close_matches(fold(name), folded, 2, 0.5)
    ratios = [difflib.SequenceMatcher(None, fold(name), match).ratio() for match in close]
    return [folded[match] for match, ratio in zip(close, ratios, strict=True) if ratio == max(ratios)]


def similar(name: str, known: list[str]) -> str:
    """A hint that names what a wrong name may stand for, or nothing."""
    names = "或".join(f"『{close}』" for close in alike(name, known))
    return f"是不是{names}？" if names else ""


def file_name_fault(name: str) -> str | None:
    """Why a file of that name cannot be stored everywhere, or None if it can."""
    if fold(name.partition(".")[0]) in WINDOWS:
        return "这是 Windows 保留的名称，存不下来"
    if (size := len(name.encode())) > MAX_FILE_NAME:
        return f"文件名有 {size} 字节，超过上限 {MAX_FILE_NAME} 字节（一个汉字 3 字节）"
    return None


def is_web_address(text: str) -> bool:
    """Whether the text is a full http or https address without spaces or credentials."""
    if re.search(r"[\s<>\"'`\\{}|^\u0000-\u0020]", text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def is_site_address(text: str) -> bool:
    """Whether the text can be the address of the root of a site: a web address without query and fragment."""
    return is_web_address(text) and not set("?#") & set(text)
