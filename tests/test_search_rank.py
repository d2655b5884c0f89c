"""Do rank.py and rank.js say the same? Both are held to tests/search/rank.json; the JavaScript side by tests/js/rank.test.js."""

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from gongkai.search.rank import idf, score, split_year, tier

HERE = Path(__file__).parent
CASES = json.loads((HERE / "search" / "rank.json").read_text("utf-8"))
ASK = """
const { engine: { parts } } = require("./support.js");
const cases = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(({ texts, year, names, regions, documents, told }) => {
  const worth = parts.tier(texts, year, (text) => names.includes(text), (text) => regions.includes(text));
  return [worth, parts.score(worth, told.map(([df, title]) => [parts.idf(documents, df), title]))];
})));
"""


@pytest.mark.parametrize(("text", "before", "year"), CASES["split"])
def test_a_year_at_the_end_of_a_part_is_told_apart(text, before, year):
    assert split_year(text) == (before, year)


@pytest.mark.parametrize("case", CASES["tier"], ids=lambda case: " ".join(case["parts"]))
def test_names_years_and_regions_are_worth_what_the_cases_say(case):
    assert tier(case["parts"], case["year"], case["names"], case["regions"]) == case["worth"]


@pytest.mark.parametrize("case", CASES["score"], ids=lambda case: str(case["score"]))
def test_the_score_is_that_of_the_cases(case):
    told = [(idf(case["documents"], df), title) for df, title in case["parts"]]
    assert score(case["worth"], told) == pytest.approx(case["score"], abs=1e-9, rel=0)


def test_both_sides_agree_on_anything():
    node = shutil.which("node")
    if not node:
        pytest.fail("没有找到 node，请用 python3 build.py test 运行测试。", pytrace=False)
    dice = random.Random(5)
    words = ["后河镇", "卫辉市", "hhz", "2023", "2023年", "公开", "", "1", "年度", "2022年度"]

    def some(most):
        return ["".join(dice.choices(words, k=dice.randint(1, 3))) for _ in range(dice.randint(0, most))]

    cases = [
        {
            "texts": some(4),
            "year": dice.choice([2022, 2023]),
            "names": [*some(6), "后河镇"],
            "regions": [*some(6), "卫辉市"],
            "documents": (documents := dice.randint(1, 60000)),
            "told": [[dice.randint(1, documents), dice.random() < 0.5] for _ in range(dice.randint(0, 12))],
        }
        for _ in range(2000)
    ]
    done = subprocess.run(
        [node, "-e", ASK], input=json.dumps(cases), cwd=HERE / "js", capture_output=True, encoding="utf-8", check=True
    )
    for case, (worth, scored) in zip(cases, json.loads(done.stdout), strict=True):
        assert tier(case["texts"], case["year"], case["names"], case["regions"]) == worth, case
        told = [(idf(case["documents"], df), title) for df, title in case["told"]]
        assert score(worth, told) == pytest.approx(scored, abs=1e-9, rel=0), case
