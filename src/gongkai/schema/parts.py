"""How is a fact written in JSON Schema? A text, a number, a choice, a list: with what an editor reads about it.

`errorMessage`, `defaultSnippets`, `deprecationMessage`, `doNotSuggest` and `enumDescriptions` are no words of
draft-07; VS Code and yaml-language-server know them, others pass them over.
"""

from collections.abc import Iterator
from typing import Any

from gongkai.fields import MAX_TEXT, UNKNOWN

Schema = dict[str, Any]

# Patterns are written so that ECMAScript and Python read them alike: no \d, no \w, no named groups.
DAYS = (  # those that every year has
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])"
)
DATE = f"(?!0000)[0-9]{{4}}-(?:{DAYS}|02-29)"
_NO_ADDRESS = r"""\s<>"'`\\{}|^"""  # what stands in no address
_HOST = f"[Hh][Tt][Tt][Pp][Ss]?://[^{_NO_ADDRESS}/?#@:][^{_NO_ADDRESS}/?#@]*"
_ADDRESS = f"{_HOST}(?:[/?#][^{_NO_ADDRESS}]*)?"
SITE_ADDRESS = f"{_HOST}(?:/[^{_NO_ADDRESS}?#]*)?"
_YEAR = "[12][0-9]{3}"
_NUMBER = "0|[1-9][0-9]{0,5}"


def object_of(properties: dict[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    """Facts by their names, and no others."""
    needed = {"required": list(required)} if required else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **needed}


def list_of(title: str, description: str, item: Schema) -> Schema:
    """Any number of one thing."""
    hint = f"『{title}』是一个列表，每项一行，以“- ”开头。"
    return {"title": title, "description": description, "type": "array", "items": item, "errorMessage": hint}


def text(
    title: str, description: str = "", *, required: bool = False, refused: tuple[str, ...] = (), blank: bool = False
) -> Schema:
    """One text; YAML may take it for a number. `blank` if the name may stand with nothing behind it."""
    no = "|".join((UNKNOWN, *refused)) if required else ""
    hint = "不能空着。请填写。" if required else "不能空着。请填写；没有的，请删去这一行。"
    return {
        "title": title,
        **({"description": description} if description else {}),
        "type": ["string", "number", *(["null"] if blank else [])],
        "maxLength": MAX_TEXT,
        "pattern": rf"^(?!(?:{no})$)[\s\S]*\S" if no else r"\S",
        "errorMessage": f"『{title}』写一段文字，{'还没有的，冒号后面留空。' if blank else hint}",
    }


def texts(title: str, description: str) -> Schema:
    """One text or a list of them."""
    return text(title, description) | {"type": ["array", "string", "number"], "items": text(title)}


def matching(  # noqa: PLR0913 - a fact that has a pattern has that many parts
    title: str,
    description: str,
    pattern: str,
    example: str,
    more: Schema | None = None,
    *,
    required: bool = False,
) -> Schema:
    """One text of a certain shape; `more` says what else YAML may take it for."""
    return {
        "title": title,
        "description": f"{description}例如 {example}。",
        "type": "string",
        **(more or {}),
        "pattern": f"^(?:{pattern})$" if required else f"^(?:{pattern}|{UNKNOWN})$",
        "errorMessage": f"『{title}』应当像这样写：{example}。",
    }


def digits(title: str, description: str, lengths: tuple[int, ...], example: str, *, required: bool = False) -> Schema:
    """A code of so many digits; YAML may take it for a number."""
    ranges = [{"minimum": 10 ** (n - 1), "maximum": 10**n - 1} for n in lengths]
    more = {"type": ["string", "integer"], **({"anyOf": ranges} if len(ranges) > 1 else ranges[0])}
    pattern = "|".join(f"[0-9]{{{n}}}" for n in lengths)
    return matching(title, description, pattern, example, more, required=required)


def number(title: str, description: str, example: str) -> Schema:
    """A whole number of up to six digits."""
    limits = {"type": ["string", "integer"], "minimum": 0, "maximum": 999_999}
    return matching(title, description, _NUMBER, example, limits)


def years(title: str, description: str) -> Schema:
    """One year or a list of them."""
    limits = {"type": ["string", "integer"], "minimum": 1000, "maximum": 2999}
    year = matching("年度", "四位半角数字。", _YEAR, "2023", limits)
    return {**year, "title": title, "description": description, "type": ["array", *year["type"]], "items": year}


def address(title: str, description: str, pattern: str = _ADDRESS) -> Schema:
    """One address on the web; `pattern` may ask for one of another shape."""
    hint = f"『{title}』应当是以 https:// 或 http:// 开头的完整网址，不带空格、用户名和密码。"
    return {
        "title": title,
        "description": description,
        "type": "string",
        "pattern": f"^(?:{pattern}|{UNKNOWN})$",
        "errorMessage": hint,
    }


def choice(title: str, description: str, words: tuple[str, ...], meanings: tuple[str, ...] = ()) -> Schema:
    """One of a few words, and what each of them means."""
    about = {"enumDescriptions": list(meanings)} if meanings else {}
    hint = f"『{title}』只能写：{'、'.join(words)}。"
    return {"title": title, "description": description, "enum": list(words), **about, "errorMessage": hint}


def one_of(names: tuple[str, ...], missing: str) -> Schema:
    """That a thing is written under one of its names, and what to say if it is not."""
    ways = [{"required": [name], "errorMessage": missing} for name in names]
    return {"anyOf": ways} if len(ways) > 1 else ways[0]


def not_twice(names: tuple[str, ...]) -> Iterator[Schema]:
    """That a thing is not written under two of its names."""
    twice = f"『{names[0]}』写了两次，请删去其中一行。"
    for at, name in enumerate(names[1:], 1):
        yield {"dependencies": {name: {"properties": dict.fromkeys(names[:at], False), "errorMessage": twice}}}
