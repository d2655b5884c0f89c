"""What is shown now, and what changes it? The last good site, or the page that says what is to be mended."""

import gc
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from gongkai.build import Loaded, address_of
from gongkai.diag import Diagnostic, has_errors, in_order
from gongkai.emit.frame import Frame
from gongkai.files import FileFault, read_file
from gongkai.folders import read_templates, read_tree, reader
from gongkai.form import Forms
from gongkai.gather import gather
from gongkai.memory import Recent
from gongkai.serve.edit import edited
from gongkai.serve.overlay import Fault, of_errors, of_fault, of_template
from gongkai.serve.site import OWN, Answer, Site, as_page, path_of, type_of
from gongkai.serve.watch import Watch
from gongkai.show.words import summary
from gongkai.source import MAX_BYTES, Tree
from gongkai.theme import TemplateFault, Theme

GLANCE = 0.015  # seconds between two looks at the folders of what is shown and of what was saved last
LOOK = 0.1  # seconds between two looks at everything, at least
IDLE = 5  # times as long while no page is open
SHARE = 10  # looking takes at most one part in so many of a processor
CALM = 1.0  # seconds without a save until everything is judged again
REMEMBERED = 4  # folders in which something was saved last
READING = Fault("正在读内容", "内容还没有读完，请稍等。")


class Folders(NamedTuple):
    """From where the preview reads."""

    content: Path
    templates: Path


class Parts(NamedTuple):
    """Files of the preview's own: the page before the others, its style, the script that asks for changes."""

    template: str
    style: bytes
    script: bytes


class Shown(NamedTuple):
    """What visitors are answered from: the last good site, and the page that stands before its pages."""

    number: int
    site: Site | None
    overlay: bytes | None


class Superseded(Exception):
    """What is being read is not what stands there any more."""


class Texts(Mapping[str, bytes]):
    """The texts of a content folder; before each is read, something is asked that may stop the reading."""

    def __init__(self, texts: Mapping[str, bytes], ask: Callable[[], None]) -> None:
        self._texts, self._ask = texts, ask

    def __getitem__(self, path: str) -> bytes:
        self._ask()
        return self._texts[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Desk:
    """The preview of a content folder. `look` and `judge` are called in turn, `answer` from any thread."""

    def __init__(self, folders: Folders, forms: Forms, parts: Parts, say: Callable[[str], None]) -> None:
        self._folders, self._forms, self._parts, self._say = folders, forms, parts, say
        self._memory = Recent()  # of what did not change since it was read
        self._news = threading.Condition()
        self._showing = threading.RLock()
        self._open: Counter[str] = Counter()
        self._late: list[str] = []  # folders in which something was saved, the last one last
        self._whole_look = 0.0  # when everything is looked at next
        self._style = b""
        self._theme: Theme | None = None
        self._fault: Fault | None = None  # of the folders
        self._loaded: Loaded | None = None
        self._edits = 0  # how many changes of the content were seen
        self._due: float | None = 0.0  # when everything is judged
        self._content, self._templates = Watch(folders.content), Watch(folders.templates)
        self._shown = Shown(0, None, None)
        self._read_templates()
        self._show()

    # --- what is asked ---

    def answer(self, target: str) -> Answer:
        """What stands at the target of a request."""
        path = path_of(target)
        shown = self._shown
        if path is None:
            path = "-"  # stands nowhere
        if path.startswith(OWN):
            return self._own(path.removeprefix(OWN))
        try:
            if shown.site and (file := shown.site.file(path)):
                return file
            if shown.overlay is not None:
                return as_page(shown.overlay, HTTPStatus.INTERNAL_SERVER_ERROR)
            if shown.site:
                return shown.site.page(path)
            fault = READING
        except TemplateFault as met:
            fault = of_template(met)
        except Exception as met:  # noqa: BLE001 - an editor never sees a traceback
            fault = _own_fault(met)
        return as_page(of_fault(fault, self._parts.template), HTTPStatus.INTERNAL_SERVER_ERROR)

    def _own(self, name: str) -> Answer:
        files = {"reload.js": self._parts.script, "overlay.css": self._parts.style, "site.css": self._style}
        status = HTTPStatus.OK if name in files else HTTPStatus.NOT_FOUND
        return Answer(status, type_of(name), files.get(name, b""))

    def changed(self, target: str, digest: str, patience: float) -> bool:
        """Whether a page became another one than that of the digest, within so many seconds."""
        until = time.monotonic() + patience
        with self._opened(target):
            while True:
                number = self._shown.number
                if self.answer(target).digest != digest:
                    return True
                with self._news:
                    left = until - time.monotonic()
                    if left <= 0 or not self._is_news(number, left):
                        return False

    def _is_news(self, number: int, patience: float) -> bool:
        return self._news.wait_for(lambda: self._shown.number != number, patience)

    @contextmanager
    def _opened(self, target: str) -> Iterator[None]:
        path = path_of(target) or ""
        with self._news:
            self._open[path] += 1
        try:
            yield
        finally:
            with self._news:
                self._open[path] -= 1
                self._open += Counter()  # without those that nobody looks at

    # --- what changes ---

    def run(self) -> None:
        """Look and judge until interrupted; judging goes on beside the looking."""
        threading.Thread(target=self._judge_for_ever, daemon=True).start()
        while True:
            time.sleep(GLANCE if self._open else GLANCE * IDLE)
            self.look()

    def _judge_for_ever(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._due is not None, 60)
                wait = None if self._due is None else self._due - time.monotonic()
            if wait is None:
                continue
            if wait > 0:
                time.sleep(wait)
            else:
                self.judge()

    def look(self, *, whole: bool = False) -> None:
        """Take in what was saved; all is looked at now and then, or if that is asked for."""
        began = time.monotonic()
        if whole or began >= self._whole_look:
            content, templates = self._content.look(), self._templates.look()
            took = time.monotonic() - began
            self._whole_look = began + max(LOOK, took * SHARE) * (1 if self._open else IDLE)
        else:
            content, templates = self._content.glance(self._near()), frozenset[str]()
        if templates:
            self._read_templates()
            self._show()
            self._say(f"模板改了：{_named(templates)}。")
        if content:
            self._take_in(content)

    def _near(self) -> set[str]:
        """The folders where the next save is likely to happen."""
        site = self._shown.site
        with self._news:
            paths = list(self._open)
        reports = [report for path in paths if site for report in site.report_at(path)]
        return {_folder(report.file) for report in reports} | {*self._late}

    def _take_in(self, paths: frozenset[str]) -> None:
        """Show reports that were saved at once; anything else once everything has been read again."""
        folders = [*dict.fromkeys(_folder(path) for path in sorted(paths))]
        self._late = [*(old for old in self._late if old not in folders), *folders][-REMEMBERED:]
        saved = {path: read_if_file(self._folders.content / path) for path in sorted(paths)}
        held = self._loaded.tree.texts if self._loaded else {}
        if all(data is not None and data == held.get(path) for path, data in saved.items()):
            return
        with self._news:
            self._edits += 1  # what is being judged stops, and leaves us the processor
        quick = self._quick(saved)
        with self._news:
            self._due = time.monotonic() + (CALM if quick else 0)
            self._loaded = quick or self._loaded
            self._news.notify_all()
        if quick:
            self._show()
            self._say(f"{_named(paths)} 存盘了：{_said(quick.findings)}")
        else:
            self._say(f"{_named(paths)} 有变化，正在全部重新检查。")

    def _quick(self, saved: Mapping[str, bytes | None]) -> Loaded | None:
        texts = {path: data for path, data in saved.items() if data is not None}
        if self._loaded is None or self._fault or len(texts) < len(saved):
            return None
        try:
            return edited(self._loaded, self._forms, texts, self._memory)
        except Exception as met:  # noqa: BLE001 - an editor never sees a traceback
            self._say(_own_fault(met).message)
            return None

    def judge(self) -> None:
        """Read and judge everything; what was saved meanwhile makes it void."""
        with self._news:
            edits, self._due = self._edits, None
        fault, loaded = None, None
        try:
            loaded = self._read(edits)
        except Superseded:
            return
        except FileFault as met:
            fault = Fault("内容读不了", str(met))
        except Exception as met:  # noqa: BLE001 - an editor never sees a traceback
            fault = _own_fault(met)
        with self._news:
            if edits != self._edits:
                return
            before = self._loaded
            self._fault, self._loaded = fault, loaded or before
        self._show()
        gc.freeze()  # thousands of reports that stay: looking for garbage among them would hold up a save
        if loaded and (before is None or loaded.findings != before.findings):
            self._say(f"全部检查了一遍：{_said(loaded.findings)}")
        elif fault:
            self._say(fault.message)

    def _read(self, edits: int) -> Loaded:
        """The content as it is now; Superseded as soon as something was saved meanwhile."""

        def refuse_late() -> None:
            if self._edits != edits:
                raise Superseded

        tree, found = read_tree(self._folders.content)
        portal, more = gather(Tree(Texts(tree.texts, refuse_late), tree.others), self._forms, self._memory)
        self._memory.forget()
        return Loaded(tree, portal, in_order([*found, *more]))

    def _read_templates(self) -> None:
        self._theme_fault: Fault | None = None
        try:
            files = read_templates(self._folders.templates)
            self._theme = Theme(files)
            self._style = files.get("assets/site.css", self._style)
        except TemplateFault as met:
            self._theme_fault = of_template(met)
        except (FileFault, OSError) as met:
            self._theme_fault = Fault("模板读不了", str(met))

    def _show(self) -> None:
        """Answer from what was read last, if it is good; else say what is wrong with it."""
        with self._showing:
            site, overlay = self._shown.site, None
            try:
                found = self._good_or_not()
            except TemplateFault as met:
                found = of_template(met)
            except Exception as met:  # noqa: BLE001 - an editor never sees a traceback
                found = _own_fault(met)
            if isinstance(found, Site):
                site = found
            else:
                overlay = of_fault(found, self._parts.template) if isinstance(found, Fault) else found
            with self._news:
                self._shown = Shown(self._shown.number + 1, site, overlay)
                self._news.notify_all()

    def _good_or_not(self) -> Site | Fault | bytes:
        """The site if it is good; else what is wrong, or the page that says so."""
        loaded, theme = self._loaded, self._theme
        if fault := self._fault or self._theme_fault:
            return fault
        if loaded is None or theme is None:
            return READING
        if has_errors(loaded.findings):
            return of_errors(loaded.findings, loaded.tree.texts, loaded.portal, self._parts.template)
        frame = Frame(loaded.portal, theme, address_of(loaded, None))
        return Site(frame, loaded.findings, reader(self._folders.content))

    @property
    def findings(self) -> Sequence[Diagnostic]:
        """What is said about the content."""
        return self._loaded.findings if self._loaded else ()


def read_if_file(path: Path) -> bytes | None:
    """The bytes of a text of the content; None if it is none, or is not there."""
    try:
        return read_file(path, MAX_BYTES + 1) if path.suffix in {".md", ".yaml"} else None
    except OSError:
        return None


def _own_fault(met: Exception) -> Fault:
    message = f"gongkai 自身出错了（{type(met).__name__}: {met}）。这不是您的内容的问题，请把这句话告诉维护者。"
    return Fault("预览出错了", message)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _named(paths: frozenset[str]) -> str:
    first, *rest = sorted(paths)
    return f"{first} 等 {len(rest) + 1} 个文件" if rest else first


def _said(findings: Sequence[Diagnostic]) -> str:
    return summary(findings) + ("改好错误以前，网页上显示错误。" if has_errors(findings) else "")
