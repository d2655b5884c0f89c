"""In which forms are findings shown? For an editor as text and as a page, for programs as each of them reads it."""

from collections.abc import Callable, Mapping, Sequence

from gongkai.diag import Diagnostic
from gongkai.show.data import as_json
from gongkai.show.github import as_github
from gongkai.show.gitlab import as_gitlab
from gongkai.show.page import as_page
from gongkai.show.sarif import as_sarif
from gongkai.show.text import as_text, overview
from gongkai.show.words import LEVELS, summary

__all__ = ["FORMATS", "LEVELS", "as_json", "as_page", "as_text", "summary"]

# By the name that `--format` gives them: from findings in order, the files they are about, and the prefix
# that leads from the root of the repository to the content folder.
FORMATS: dict[str, Callable[[Sequence[Diagnostic], Mapping[str, bytes], str], str]] = {
    "text": lambda findings, files, _: as_text(findings, files) + overview(findings),
    "json": lambda findings, _, __: as_json(findings),
    "sarif": lambda findings, _, prefix: as_sarif(findings, prefix),
    "github": lambda findings, _, prefix: as_github(findings, prefix),
    "gitlab": lambda findings, _, prefix: as_gitlab(findings, prefix),
}
