"""`gongkai quality`: what has the supervising office to ask, on pages and as tables that stay in the office?"""

import argparse
from pathlib import Path
from typing import Any

from gongkai.commands import crew
from gongkai.commands.common import OK, command, folder, refuse_templates, say, templates_of, with_templates

SITE = Path("site")  # where `build` puts the public site unless told otherwise


def add(commands: Any) -> None:
    """The command and its arguments."""
    quality = command(commands, "quality", "写出内部用的质量页和表格：谁未报、谁晚报、哪里要核对", run)
    folder(quality, "--out", "quality", "质量页放在哪里，不能在网站里")
    with_templates(quality)
    what = "年报网站根目录的完整网址，质量页里的年报链接到那里（缺省：site.yaml 里的『网址』）"
    quality.options.add_argument("--base-url", metavar="网址", help=what)
    crew.add(quality)


def run(options: argparse.Namespace) -> int:
    """Write the quality pages; OK also if the content has errors, for then they are wanted most."""
    from gongkai.build import publish_quality
    from gongkai.files import FileFault, real
    from gongkai.show import summary

    if real(options.out) == real(SITE):
        message = f"{options.out} 是 build 放公开网站的文件夹，质量页不能放在那里；请用 --out 指定另一个文件夹。"
        raise FileFault(message)
    templates = templates_of(options)
    refuse_templates(options.out, templates)
    loaded = crew.load_content(options)
    count = publish_quality(loaded, options.content, templates, options.out, options.base_url)
    say(summary(loaded.findings))
    print(f"质量页已写好：{len(loaded.portal.agencies)} 个机关，{len(loaded.portal.reports)} 份年报，{count} 个文件。")
    print(f"请用浏览器打开 {options.out / 'index.html'}")
    return OK
