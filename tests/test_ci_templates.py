"""Do the files in ci/ run the check that we have? Their commands are parsed, and the hook works in a repository."""

import os
import random
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gongkai.cli import _parser
from support import AGENCY, BODY, ROOT, SITE, as_object, balanced, text_of

CI = ROOT / "ci"
HOOK = CI / "pre-commit"
PIPELINES = ("github/check.yml", "gitlab/.gitlab-ci.yml", "gitee/check.yml")
README = (CI / "README.md").read_text(encoding="utf-8")
GIT = shutil.which("git") or "git"


def pipeline(name: str) -> dict:
    return yaml.safe_load((CI / name).read_text(encoding="utf-8"))


def commands(name: str) -> list[str]:
    """The shell commands of a pipeline in order."""
    given = pipeline(name)
    if name.startswith("github"):
        return [step["run"] for step in given["jobs"]["check"]["steps"] if "run" in step]
    if name.startswith("gitlab"):
        return given["检查年报"]["script"]
    return [command for stage in given["stages"] for step in stage["steps"] for command in step["commands"]]


# --- pipelines, read as data -----------------------------------------------------------------------


def test_every_file_is_known_to_the_readme_and_to_these_tests():
    files = sorted(p.relative_to(CI).as_posix() for p in CI.rglob("*") if p.is_file())

    assert files == sorted(["README.md", "pre-commit", *PIPELINES])
    assert set(re.findall(r"^\| .+? \| `(.+?)` \| .+ \|$", README, re.MULTILINE)) == {
        "pre-commit",
        "../.pre-commit-hooks.yaml",
        *PIPELINES,
    }


@pytest.mark.parametrize("name", PIPELINES)
def test_a_pipeline_runs_commands_that_we_have_and_ends_with_the_check(name):
    for command in commands(name):
        run, _, excuse = command.partition(" || ")
        line, _, _ = run.partition(" > ")
        python, script, *arguments = shlex.split(line)
        assert (python, script) == ("python3", "build.py")
        assert (ROOT / script).is_file()
        assert _parser().parse_args(arguments).run.__module__ == "gongkai.commands.check"
        assert excuse in {"", "test $? -eq 1"}
    assert "||" not in commands(name)[-1]  # what fails it must be able to fail


@pytest.mark.parametrize(("status", "goes_on"), [(0, True), (1, True), (2, False)], ids=["clean", "errors", "fault"])
def test_what_is_written_first_lets_errors_wait_but_no_fault(status, goes_on):
    excuses = {command.partition(" || ")[2] for name in PIPELINES for command in commands(name)} - {""}

    assert excuses
    for excuse in excuses:
        done = subprocess.run(["/bin/sh", "-ec", f"(exit {status}) || {excuse}"], check=False)
        assert (done.returncode == 0) is goes_on


@pytest.mark.parametrize("name", PIPELINES[:2])
def test_what_a_pipeline_hands_on_is_what_it_has_written(name):
    written = {m for command in commands(name) for m in re.findall(r"(?:--html| >) (\S+)", command)}
    text = (CI / name).read_text(encoding="utf-8")
    handed_on = set(
        re.findall(r"(?:sarif_file: |path: |codequality: |      - )([\w.-]+\.(?:html|sarif|json))$", text, re.MULTILINE)
    )

    assert len(written) == 2
    assert handed_on == written


def test_github_gets_annotations_and_sarif_and_no_more_rights_than_that_takes():
    given = pipeline("github/check.yml")
    steps = given["jobs"]["check"]["steps"]

    assert given["permissions"] == {"contents": "read"}
    assert given["jobs"]["check"]["permissions"] == {"contents": "read", "security-events": "write"}
    assert [step["uses"].split("@")[0] for step in steps if "uses" in step] == [
        "actions/checkout",
        "actions/setup-python",
        "github/codeql-action/upload-sarif",
        "actions/upload-artifact",
    ]
    assert "--format github" in steps[-1]["run"]
    assert set(given[True]) == {"push", "pull_request"}  # YAML 1.1 reads `on` as true


def test_gitlab_keeps_its_report_when_the_check_fails():
    job = pipeline("gitlab/.gitlab-ci.yml")["检查年报"]

    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["reports"] == {"codequality": "check.json"}
    assert "--format gitlab" in job["script"][0]


def test_the_python_of_each_pipeline_is_new_enough():
    import build

    versions = [
        re.findall(r"(?:python-version: \"|image: python:|pythonVersion: ')(3\.\d+)", text)
        for text in ((CI / name).read_text(encoding="utf-8") for name in PIPELINES)
    ]
    for (version,) in versions:
        assert tuple(map(int, version.split("."))) >= build.OLDEST_PYTHON


def test_pre_commit_finds_the_hook():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (used,) = [yaml.safe_load(block) for block in re.findall("```yaml\n(.*?)```", README, re.DOTALL)]

    assert (ROOT / hook["entry"]) == HOOK
    assert (hook["language"], hook["pass_filenames"]) == ("script", False)
    assert used["repos"][0]["hooks"][0]["id"] == hook["id"]


# --- the hook --------------------------------------------------------------------------------------

REPORT = text_of(as_object(balanced("2021", random.Random(1)), "2021", 2023)) + BODY
WRONG = re.sub(r"(?m)^(  行政处罚: +).*$", r"\g<1>1,286", REPORT)
STUB = f"""import subprocess, sys
sys.exit(subprocess.call([{sys.executable!r}, "-m", "gongkai", *sys.argv[1:]]))
"""
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))} | {
    "PYTHONPATH": str(ROOT / "src"),
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "x",
    "GIT_AUTHOR_EMAIL": "x@example.org",
    "GIT_COMMITTER_NAME": "x",
    "GIT_COMMITTER_EMAIL": "x@example.org",
}


class Repository:
    """A repository whose hooks are ours and whose build.py runs the gongkai that is tested."""

    def __init__(self, root: Path, content: str = "content") -> None:
        self.root = root
        self.content = root / content
        self.put("ceshi/2023.md", REPORT)
        self.put("ceshi/agency.yaml", AGENCY)
        self.put("site.yaml", SITE)
        (root / "build.py").write_text(STUB, encoding="utf-8")
        (root / "ci").mkdir()
        shutil.copy(HOOK, root / "ci")
        self.git("init", "-q")
        self.git("config", "core.hooksPath", "ci")

    def put(self, name: str, text: str) -> None:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def git(self, *arguments: str, cwd: Path | None = None, **environment: str) -> tuple[int, str]:
        done = subprocess.run(
            [GIT, *arguments],
            cwd=cwd or self.root,
            env=ENVIRONMENT | environment,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        return done.returncode, done.stdout + done.stderr

    def commit(self, **environment: str) -> tuple[int, str]:
        return self.git("commit", "-q", "-m", "x", **environment)

    def commits(self) -> int:
        return self.git("log", "--format=%h")[1].count("\n") if self.git("rev-parse", "HEAD")[0] == 0 else 0


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path)


def test_the_hook_can_be_run():
    assert os.access(HOOK, os.X_OK)
    assert HOOK.read_bytes().startswith(b"#!/bin/sh\n")


def test_a_commit_without_errors_passes(repository):
    repository.git("add", "-A")
    status, said = repository.commit()

    assert (status, repository.commits()) == (0, 1)
    assert "检查了 1 份年报。" in said


def test_a_commit_with_an_error_is_stopped_with_the_way_out(repository):
    repository.git("add", "-A")
    repository.put("ceshi/2023.md", WRONG.replace("发布日期: 2024-01-20\n", ""))
    repository.git("add", "-A")
    status, said = repository.commit()

    assert (status != 0, repository.commits()) == (True, 0)
    assert "错误[thousands-comma] ceshi/2023.md:" in said
    assert "改法：请写 1286。" in said
    assert "有错误，没有提交。" in said
    assert "git commit --no-verify" in said
    assert "published-unknown" not in said  # only what stops the commit is listed
    assert repository.git("commit", "-q", "-m", "x", "--no-verify")[0] == 0


def test_what_is_committed_is_checked_and_not_what_lies_about(repository):
    repository.git("add", "-A")
    repository.put("ceshi/2023.md", WRONG)  # not added
    assert repository.commit()[0] == 0

    repository.git("add", "-A")
    repository.put("ceshi/2023.md", REPORT)  # mended, but not added
    assert repository.commit()[0] != 0
    repository.git("add", "-A")
    (repository.root / "x.txt").write_text("x")
    repository.git("add", "-A")
    assert repository.commit()[0] == 0
    assert repository.commits() == 2


def test_a_commit_that_leaves_the_content_alone_is_not_checked(repository):
    repository.git("add", "-A")
    repository.put("ceshi/2023.md", WRONG)
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "x", "--no-verify")
    (repository.root / "readme.txt").write_text("x")
    repository.git("add", "-A")
    status, said = repository.commit()

    assert (status, said) == (0, "")


def test_a_file_taken_away_is_checked_too(repository):
    repository.git("add", "-A")
    repository.commit()
    repository.git("rm", "-q", "content/ceshi/agency.yaml")
    status, said = repository.commit()

    assert status != 0
    assert "agency-missing" in said


def test_names_in_chinese_and_with_blanks_are_taken(tmp_path):
    repository = Repository(tmp_path / "一个 仓库", "内 容")
    repository.put("ceshi/2023.md", WRONG)
    repository.git("add", "-A")

    assert "thousands-comma" in repository.commit(GONGKAI_CONTENT="内 容")[1]
    assert repository.commits() == 0
    assert repository.commit()[0] == 0  # there is no folder `content`: nothing of ours


def test_a_check_that_cannot_be_made_stops_the_commit(repository):
    (repository.root / "build.py").write_text("import sys; sys.exit(2)")
    repository.git("add", "-A")
    status, said = repository.commit()
    assert (status != 0, "没有检查成" in said) == (True, True)

    (repository.root / "build.py").unlink()
    status, said = repository.commit()
    assert (status != 0, "没有 build.py" in said) == (True, True)
    assert repository.commits() == 0


def test_the_hook_works_from_the_hooks_folder_and_from_below(repository):
    repository.git("config", "--unset", "core.hooksPath")
    (repository.root / ".git" / "hooks").mkdir(exist_ok=True)
    shutil.copy(HOOK, repository.root / ".git" / "hooks" / "pre-commit")
    repository.put("ceshi/2023.md", WRONG)
    repository.git("add", "-A")
    status, said = repository.git("commit", "-q", "-m", "x", cwd=repository.content)

    assert status != 0
    assert "thousands-comma" in said


def test_the_tool_pre_commit_runs_it_from_another_repository(repository, tmp_path_factory):
    ours = tmp_path_factory.mktemp("ours")
    (ours / "ci").mkdir()
    shutil.copy(HOOK, ours / "ci")
    (ours / "build.py").write_text(STUB, encoding="utf-8")
    (repository.root / "build.py").unlink()
    repository.put("ceshi/2023.md", WRONG)
    repository.git("add", "-A")

    def run() -> tuple[int, str]:
        done = subprocess.run(
            [ours / "ci" / "pre-commit", "content"],
            cwd=repository.root,
            env=ENVIRONMENT | {"PRE_COMMIT": "1"},
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        return done.returncode, done.stderr

    assert run()[0] == 1
    repository.git("commit", "-q", "-m", "x", "--no-verify")
    assert run()[0] == 1  # asked of all files, with nothing new to commit
    repository.put("ceshi/2023.md", REPORT)
    repository.git("add", "-A")
    status, said = run()
    assert (status, "检查了 1 份年报。" in said) == (0, True)


def test_nothing_is_left_behind(repository, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tmp")
    for report in (REPORT, WRONG):
        repository.put("ceshi/2023.md", report)
        repository.git("add", "-A")
        repository.commit(TMPDIR=str(folder))

    assert repository.commits() == 1
    assert list(folder.iterdir()) == []
    assert repository.git("status", "--porcelain")[1] == "M  content/ceshi/2023.md\n"
