"""The command line as an editor and as a program meets it."""

import json
import os
import random
import subprocess
import sys

import pytest

from gongkai.cli import main
from support import AGENCY, BODY, CONTENT, ROOT, SITE, as_object, balanced, text_of

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *arguments],
        capture_output=True,
        env={**ENVIRONMENT, **environment},
        cwd=ROOT,
        check=False,
    )


@pytest.fixture
def faulty(tmp_path):
    folder = tmp_path / "content" / "ceshi"
    folder.mkdir(parents=True)
    (tmp_path / "content" / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "agency.yaml").write_text(AGENCY, encoding="utf-8")
    report = text_of(as_object(balanced("2021", random.Random(1)), "2021", 2023)) + BODY
    line = next(line for line in report.split("\n") if line.startswith("  行政复议:"))
    (folder / "2023.md").write_text(report.replace(line, "  行政复议:         [1, 2, 3, 4, 11]"), encoding="utf-8")
    return tmp_path / "content"


def test_json_has_the_fixed_keys_in_order(faulty, capsys):
    assert main(["check", "--content", str(faulty), "--format", "json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    (found,) = printed["findings"]

    assert list(printed) == ["findings"]
    assert list(found) == [
        "code",
        "level",
        "file",
        "line",
        "column",
        "机关",
        "年度",
        "表",
        "行",
        "列",
        "message",
        "hint",
        "related",
    ]
    assert {k: found[k] for k in ("code", "level", "file", "机关", "年度", "表", "行", "列")} == {
        "code": "review-total",
        "level": "error",
        "file": "ceshi/2023.md",
        "机关": "ceshi",
        "年度": 2023,
        "表": "四",
        "行": "",
        "列": "行政复议／总计",
    }
    assert found["message"] == "『四／行政复议／总计』写的是 11，各项相加是 10（1+2+3+4），多 1"
    assert [list(r) for r in found["related"]] == [["file", "line", "column", "message"]] * 4


def test_a_line_of_the_text_report_can_be_jumped_to(faulty, capsys):
    assert main(["check", "--content", str(faulty)]) == 1
    said = capsys.readouterr()
    written = "  行政复议:         [1, 2, 3, 4, 11]"
    line = (faulty / "ceshi" / "2023.md").read_text(encoding="utf-8").split("\n").index(written) + 1

    assert said.out.startswith(
        f"错误[review-total] ceshi/2023.md:{line}:{written.index('11') + 1}\n  表四，行政复议／总计\n"
    )
    assert f"  {line} | {written}\n     | {' ' * 33}^^\n" in said.out  # a Chinese character takes two columns
    assert "改法：" in said.out
    assert said.err == "检查了 1 份年报。共 1 个错误。\n"


@pytest.mark.parametrize(
    ("paths", "status"),
    [
        (["jiangsu"], 0),
        (["content/jiangsu/hongze/2023.md"], 0),
        (["jiangsu/hongze/2023.md"], 0),
        ([str(CONTENT)], 0),
        (["."], 0),
    ],
)
def test_check_shows_only_what_was_asked_for(paths, status):
    done = run("check", "--format", "json", *paths)
    found = json.loads(done.stdout)["findings"]

    assert done.returncode == status
    assert found
    if paths not in (["."], [str(CONTENT)]):
        assert all(f["file"].startswith("jiangsu/") for f in found)


def test_the_hint_of_an_error_can_be_copied_to_accept_it(faulty, capsys):
    main(["check", "--content", str(faulty), "--format", "json"])
    hint = json.loads(capsys.readouterr().out)["findings"][0]["hint"]
    line = hint[hint.index("- {") :].replace("…", "原表如此")
    report = faulty / "ceshi" / "2023.md"
    report.write_text(
        report.read_text(encoding="utf-8").replace("年度: 2023", f"年度: 2023\n说明:\n  {line}"), encoding="utf-8"
    )

    assert main(["check", "--content", str(faulty), "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["level"], found["hint"]) == ("note", "已说明：原表如此")

    report.write_text(report.read_text(encoding="utf-8").replace("11]", "10]"), encoding="utf-8")
    assert main(["check", "--content", str(faulty), "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["code"], found["level"]) == ("acceptance-unused", "warning")


@pytest.mark.parametrize("rule", ["number", "year-differs", "table-missing", "raw-html", "keine"])
def test_structure_and_identity_are_never_accepted(faulty, capsys, rule):
    report = faulty / "ceshi" / "2023.md"
    entry = f"说明:\n  - {{规则: {rule}, 位置: 四, 理由: 无}}"
    report.write_text(
        report.read_text(encoding="utf-8").replace("年度: 2023", f"年度: 2023\n{entry}"), encoding="utf-8"
    )

    assert main(["check", "--content", str(faulty), "--format", "json"]) == 1
    assert "acceptance-refused" in {f["code"] for f in json.loads(capsys.readouterr().out)["findings"]}


def test_help_imports_nothing_heavy():
    code = "import sys; from gongkai.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=ENVIRONMENT, check=True, encoding="utf-8"
    )

    assert "check" in done.stdout
    assert not {"yaml", "jinja2", "markdown_it", "json", "gongkai.form", "gongkai.portal"} & set(done.stderr.split())


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "--format", "json"], ["build", "--out", "{tmp}/site"], ["--help"]]
)
def test_a_chinese_windows_console_shows_everything(arguments, tmp_path):
    arguments = [a.replace("{tmp}", str(tmp_path)) for a in arguments]
    done = run(*arguments, PYTHONIOENCODING="cp936", PYTHONUTF8="0")

    assert done.returncode == 0
    encoding = "utf-8" if "json" in arguments else "cp936"
    assert "\\u" not in done.stdout.decode(encoding) + done.stderr.decode("cp936")


def test_a_path_that_is_not_there_is_no_success():
    done = run("check", "content/jiangsu/suqian/2O23.md")

    assert done.returncode == 2
    assert "里没有『content/jiangsu/suqian/2O23.md』" in done.stderr.decode()


def test_faults_of_ours_end_with_2_and_one_sentence(tmp_path):
    done = run("check", "--content", str(tmp_path / "nowhere"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("没有内容文件夹")

    (tmp_path / "templates").mkdir()
    done = run("build", "--templates", str(tmp_path / "templates"), "--out", str(tmp_path / "site"))
    assert done.returncode == 2
    assert "模板" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_template_that_asks_for_what_is_not_there_is_named(tmp_path):
    import shutil

    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    page = tmp_path / "templates" / "home.html"
    page.write_text(
        page.read_text(encoding="utf-8") + "\n{% block x %}{{ page.nowhere }}{% endblock %}", encoding="utf-8"
    )
    page.write_text(
        page.read_text(encoding="utf-8").replace("{{ page.title }}", "{{ page.nowhere }}"), encoding="utf-8"
    )
    done = run("build", "--templates", str(tmp_path / "templates"), "--out", str(tmp_path / "site"))

    assert done.returncode == 2
    assert "home.html" in done.stderr.decode()
    assert not (tmp_path / "site").exists()


def test_the_forms_that_are_named_are_the_ones_that_are_read(tmp_path):
    import shutil

    missing = run("check", "--forms", str(tmp_path / "nowhere"))
    assert (missing.returncode, "没有格式的数据文件夹" in missing.stderr.decode()) == (2, True)
    (tmp_path / "forms").mkdir()
    shutil.copy(ROOT / "src/gongkai/forms/2019.yaml", tmp_path / "forms")
    only_2019 = run("check", "--forms", str(tmp_path / "forms"))
    assert only_2019.returncode == 1  # 版式 names an edition that is not there
    assert "2021" in only_2019.stdout.decode()


def test_import_prints_what_it_wrote(tmp_path):
    file = tmp_path / "report.json"
    file.write_text(
        json.dumps(as_object(balanced("2021", random.Random(1)), "2021", 2023), ensure_ascii=False), encoding="utf-8"
    )
    done = run("import", str(file), "--into", str(tmp_path / "content"))

    assert done.returncode == 0
    assert [line.rsplit("/", 1)[-1] for line in done.stdout.decode().split()] == ["agency.yaml", "2023.md"]
    file.write_text("{}", encoding="utf-8")
    done = run("import", str(file), "--into", str(tmp_path / "content"))
    assert done.returncode == 1
    assert "import-refused" in done.stderr.decode()


def test_a_program_without_its_texts_is_not_run():
    found = subprocess.run(
        [sys.executable, "-OO", "-m", "gongkai", "--version"], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout) == (2, "")
    assert "请不要用 python -OO" in found.stderr


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["biuld"], "没有『biuld』这个命令；是不是 build？可以写的有 new、check、"),
        ([], "还缺：命令。"),
        (["build", "--jbos", "2"], "不认识 --jbos 2。"),
        (["build", "--to"], "不认识 --to。"),
        (["publish", "--to"], "--to 后面要写内容。"),
        (["check", "--format", "foo"], "--format 不能写『foo』；可以写的有 text、json、"),
        (["it's"], "没有『it's』这个命令；可以写的有 new、"),
        (["build", "--fresh=1"], "--fresh 后面不写内容。"),
        (["build", "甲\n乙"], "不认识 甲"),
        (["build", "--jobs", "x"], "--jobs 应当是 1 到 61 的整数。"),
    ],
)
def test_arguments_that_are_wrong_are_told_of_in_chinese(line, expected, capsys):
    with pytest.raises(SystemExit) as end:
        main(line)
    told = capsys.readouterr().err.partition("参数不对：")[2]
    assert end.value.code == 2
    assert told.startswith(expected), told
    assert "argument" not in told
    assert told.endswith("--help\n")


def test_whoever_reads_no_more_is_told_nothing():
    command = [sys.executable, "-m", "gongkai", "explain"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 2


def test_what_may_not_be_read_is_no_fault_of_ours(monkeypatch, capsys):
    def run(fault):
        monkeypatch.setattr("gongkai.commands.check.run", raising(fault))
        return main(["check"])

    def raising(fault):
        def run(_):
            raise fault

        return run

    assert run(PermissionError(13, "Permission denied", "content")) == 2
    assert capsys.readouterr().err == "没有权限：content。请检查这个文件或者文件夹的权限，再运行一次。\n"
