"""Which folder on which machine is meant? As rsync and scp write it, or as an address with `ssh://`."""

import re
from typing import NamedTuple

from gongkai.files import FileFault

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"  # of a user or a machine: never an option
_PATH = r"/[\w.+/-]*"  # letters of any script, and nothing that a shell reads as something else
# One letter is a drive.
_SHORT = re.compile(rf"(?![A-Za-z]:)(?:({_NAME})@)?({_NAME}):({_PATH})")
_LONG = re.compile(rf"ssh://(?:({_NAME})@)?({_NAME}|\[[0-9A-Fa-f:.]+\])(?::([0-9]{{1,5}}))?({_PATH})")
_ELSEWHERE = re.compile(r"[^/\\]{2,}?:")


class Place(NamedTuple):
    """A folder on another machine."""

    user: str | None
    host: str  # in brackets if it is an address of IPv6
    port: str | None
    path: str

    def __str__(self) -> str:
        """As it is shown, and as rsync and scp take it."""
        return f"{self.login(self.host)}:{self.path}"

    def login(self, host: str) -> str:
        """The machine and who logs in to it."""
        return f"{self.user}@{host}" if self.user else host


def is_path(text: str) -> bool:
    """Whether a text is the path of a folder on another machine, and nothing else to a shell there."""
    return bool(re.fullmatch(_PATH, text))


def place_in(text: str) -> Place | None:
    """The place on another machine that a target names, None if it is one here; FileFault if it cannot be either."""
    if long := _LONG.fullmatch(text):
        return Place(*long.groups())
    if (short := _SHORT.fullmatch(text)) and not short[3].startswith("//"):
        return Place(short[1], short[2], None, short[3])
    if _ELSEWHERE.match(text):
        raise FileFault(
            f"『{text}』不能用作目标：另一台机器上的文件夹写作 用户名@主机:/路径，或者 ssh://用户名@主机:端口/路径，"
            "路径从 / 写起，里面只能有文字、数字和 . _ + - /。"
        )
    return None
