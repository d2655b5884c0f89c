"""`gongkai serve`: how does the site look while its texts are written?"""

import argparse
import re
import sys
import threading
from pathlib import Path
from typing import Any

from gongkai.commands.common import FAULT, HERE, OK, command, load_forms, say, templates_of, with_templates

PORT = 8000
TURN = 0.001  # seconds until another thread may go on: a save does not wait for what is judged beside it


def add(commands: Any) -> None:
    """The command and its arguments."""
    serve = command(commands, "serve", "预览：边写边看，存盘以后网页自己刷新", run)
    with_templates(serve)
    what = f"端口，占用了就用后面空着的（缺省：{PORT}）"
    serve.options.add_argument("--port", type=port, default=PORT, metavar="端口", help=what)


def port(text: str) -> int:
    """A port that needs no privilege."""
    if not re.fullmatch(r"[0-9]{4,5}", text) or not 1024 <= int(text) <= 65535:  # noqa: PLR2004 - the ports there are
        raise argparse.ArgumentTypeError("应当是 1024 至 65535 的整数")
    return int(text)


def _refuse(content: Path, templates: Path) -> None:
    """FileFault if there is nothing to read."""
    from gongkai.files import FileFault

    for folder, what in ((content, "内容"), (templates, "模板")):
        if not folder.is_dir():
            message = f"没有{what}文件夹 {folder}"
            raise FileFault(message)


def run(options: argparse.Namespace) -> int:
    """Show the site on this computer until it is interrupted."""
    from gongkai.files import read_file
    from gongkai.serve.desk import Desk, Folders, Parts
    from gongkai.serve.server import TRIES, opened

    templates = templates_of(options)
    template, style, script = (
        read_file(HERE / "serve" / name) for name in ("overlay.html", "overlay.css", "reload.js")
    )
    _refuse(options.content, templates)
    sys.setswitchinterval(TURN)
    try:
        forms = load_forms(options)
        desk = Desk(Folders(options.content, templates), forms, Parts(template.decode(), style, script), say)
        server = opened(desk, options.port, say)
        if server is None:
            say(f"端口 {options.port} 和后面的 {TRIES - 1} 个都占用着；请用 --port 另写一个。")
            return FAULT
        with server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            print(f"请用浏览器打开 http://127.0.0.1:{server.port}/ ，只有本机能看。", flush=True)
            say("改了内容或者模板，存盘，网页自己刷新；按 Ctrl+C 结束。正在读内容……")
            desk.run()
    except KeyboardInterrupt:
        say("预览结束了。")
    return OK
