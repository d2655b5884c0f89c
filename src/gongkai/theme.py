"""How does a page value become HTML? The templates of a folder, strict and escaped."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from gongkai.memory import origin_of
from gongkai.output import ASSETS, MARK, Output

if TYPE_CHECKING:
    from jinja2 import Environment

REMEMBERED = 1 << 14  # what a macro said, the last asked for: most cells of most tables are alike


class TemplateFault(Exception):
    """A template cannot be read or used: message with file and line."""


@dataclass(frozen=True)
class Theme:
    """Templates and assets by their path; TemplateFault if a template is no text."""

    files: Mapping[str, bytes]

    def __post_init__(self) -> None:
        self._environment  # noqa: B018 - a faulty template is told of at once

    def __getstate__(self) -> dict[str, Any]:
        """The files, and nothing that is made from them."""
        return {"files": self.files}

    def digest(self, template: str) -> bytes:
        """Of all that a page of a template is drawn with: the template, those it names and those they name, and the assets."""
        known = self._digests.get(template)
        if known is None:
            drawn = self._named_by(template)
            paths = sorted(path for path in self.files if path in drawn or not _is_template(path))
            known = self._digests[template] = origin_of(*(part for path in paths for part in (path, self.files[path])))
        return known

    @cached_property
    def _digests(self) -> dict[str, bytes]:
        return {}

    def _named_by(self, template: str) -> set[str]:
        """A template and all that it draws on; every template where one makes up the name of another, or is faulty."""
        from jinja2 import TemplateSyntaxError, meta

        named, left = {template}, [template]
        while left:
            try:
                tree = self._environment.parse(self.files.get(left.pop(), b"").decode())
            except TemplateSyntaxError:  # told when it is used
                return {*self.files}
            for name in meta.find_referenced_templates(tree):
                if name is None:
                    return {*self.files}
                if name not in named:
                    named.add(name)
                    left.append(name)
        return named

    @cached_property
    def _hashed(self) -> Mapping[str, str]:
        """The published path of each asset."""
        return {path: _hashed_name(path, data) for path, data in self.files.items() if path.startswith(ASSETS)}

    @cached_property
    def _environment(self) -> "Environment":
        from jinja2 import Environment, FunctionLoader, StrictUndefined

        try:
            texts = {p: d.decode() for p, d in self.files.items() if _is_template(p)}
        except UnicodeDecodeError as fault:
            message = "有一个模板不是 UTF-8 编码"
            raise TemplateFault(message) from fault
        environment = Environment(
            loader=FunctionLoader(lambda name: (texts[name], name, None) if name in texts else None),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.globals["remembered"] = lru_cache(REMEMBERED)
        return environment

    def asset(self, name: str) -> str:
        """The path below the site root of an asset: its name carries a digest of its content."""
        try:
            return self._hashed[ASSETS + name]
        except KeyError:
            message = f"模板文件夹里没有 {ASSETS}{name}"
            raise TemplateFault(message) from None

    def assets(self) -> list[Output]:
        """Every asset as it is published."""
        return [Output(name, self.files[path]) for path, name in sorted(self._hashed.items())]

    def render(self, template: str, page: object) -> bytes:
        """The page as HTML; TemplateFault with file and line if the template is faulty."""
        try:
            html = self._environment.get_template(template).render(page=page).encode()
        except Exception as fault:  # whatever a template of somebody's does wrong
            line = getattr(fault, "lineno", None)
            met = (line and getattr(fault, "name", None)) or template  # other faults have names of other things
            where = f"{met}:{line}" if line else met
            message = f"模板 {where} 有问题：{type(fault).__name__} {fault}"
            raise TemplateFault(message) from fault
        if MARK not in html[:4096]:
            message = f'模板 {template} 的开头少了一行：{MARK.decode()} …">，没有它就认不出自己生成的网站'
            raise TemplateFault(message)
        return html


def _is_template(path: str) -> bool:
    return PurePosixPath(path).suffix == ".html"


def _hashed_name(path: str, data: bytes) -> str:
    pure = PurePosixPath(path)
    return str(pure.with_name(f"{pure.stem}.{hashlib.sha256(data).hexdigest()[:10]}{pure.suffix}"))
