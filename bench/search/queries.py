"""What do people ask? Queries of many kinds drawn from the reports, each with its right answer.

    python bench/search/queries.py TRUTH OUT.json --seed 101

The ten kinds of bench/README.md (94 queries), and tables, fields, quoted and excluded words, initials (40 more).
Seed 1 is for tuning; what is reported comes from seeds 101 to 103.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import sentences
from truth import Truth, fold, parts

_LONG = 40  # characters of a paragraph that strings are drawn from
_SELECTIVE = 0.1  # of all documents, at most
_RARE = 3  # documents, at most
_OFFICIAL = re.split(
    " ",
    "12345 保密审查 三审三校 微信公众号 依申请公开 规范性文件 行政复议 政府开放日 行政诉讼 勾稽关系 信息处理费 社会评议 标准化规范化 政务新媒体",
)
_EVERYWHERE = (
    *(
        "公开申请数量",
        "行政机关",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
        "政府信息公开工作年度报告",
        "总体情况",
    ),
    *("法人或其他组织", "补正后申请内容仍不明确", "行政事业性收费", "属于过程性信息", "结转下年度继续办理"),
)
_LABEL = 8  # characters of a label that somebody types
_FIGURE = re.compile(r"\d{1,7}")
_HAN = re.compile("[一-鿿]+")


class Draw:
    """Draws the queries of a seed."""

    def __init__(self, truth: Truth, seed: int) -> None:
        self.truth, self.chance = truth, random.Random(f"queries {seed}")
        self.made: list[dict[str, Any]] = []
        self.bodies = sorted(slug for slug in truth.bodies if truth.of_body.get(slug))

    def add(self, kind: str, query: str, targets: set[int] | None = None) -> bool:
        """Take a query with its answer; False if it was taken before."""
        if any(query == one["query"] for one in self.made):
            return False
        one = {"kind": kind, "query": query, "answer": sorted(self.truth.answer(query))}
        if targets is not None:
            one["targets"] = sorted(targets)
            one["ties"] = {n: self.worth(query, n) for n in one["answer"]}
        self.made.append(one)
        return True

    def worth(self, query: str, number: int) -> str:
        """What the documented order goes by: two documents of equal worth may stand in either order."""
        one = self.truth.documents[number]
        body, year = self.truth.bodies[one["slug"]], str(one["year"])
        names, regions = set(body["names"]), {fold(name) for _, name in body["regions"]}
        asked = [part.text for part in parts(query) if not part.field and not part.excluded]
        told = tier = 0
        for place, text in enumerate(asked):
            glued = re.fullmatch(r"(.+?)(20\d\d)年?度?", text)
            tier += 4 * (text in names or bool(glued and glued[1] in names))
            tier += 2 * (re.sub("年度?$", "", text) == year or bool(glued and glued[2] == year))
            tier += text in regions
            told |= (text[:3] in fold(one["title"])) << place
        return f"{tier} {told}"

    def fill(self, kind: str, count: int, make: Callable[[], str | None]) -> None:
        """As many different queries as asked for; fewer if there are no more."""
        for _ in range(count * 400):
            if not count:
                return
            if query := make():
                count -= self.add(kind, query)

    def body(self, kind: str = "") -> dict[str, Any]:
        """A body, of that kind if one is given: the part of its 编码 before the number."""
        slugs = [slug for slug in self.bodies if f"-{kind}" in slug] or self.bodies
        slug = self.chance.choice(slugs)
        return {"slug": slug, **self.truth.bodies[slug]}

    def some(self, query: str) -> str | None:
        """The query, if it finds anything."""
        return query if self.truth.answer(query) else None

    def number(self) -> int:
        """A document."""
        return self.chance.randrange(len(self.truth.documents))

    def year(self) -> str:
        """A year with a report."""
        return str(self.truth.documents[self.number()]["year"])

    def paragraph(self) -> str:
        """A folded paragraph of some document."""
        return self.chance.choice([block for block in self.truth.blocks(self.number()) if len(block) > _LONG])

    def string(self, sizes: tuple[int, ...], most: int) -> str:
        """As `run`, as long as it takes."""
        while not (found := self.run(sizes, most)):
            pass
        return found

    def run(self, sizes: tuple[int, ...], most: int) -> str | None:
        """Characters that stand side by side somewhere, in few enough documents, cut without regard to words."""
        paragraph, size = self.paragraph(), self.chance.choice(sizes)
        at = self.chance.randrange(len(paragraph) - size)
        found = paragraph[at : at + size]
        return found if _HAN.fullmatch(found) and len(self.truth.holding(found, most + 1)) <= most else None

    def found(self, pattern: str) -> str | None:
        """What matches in some document."""
        everything = [m.group() for block in self.truth.blocks(self.number()) for m in re.finditer(pattern, block)]
        return self.chance.choice(everything) if everything else None


def draw(truth: Truth, seed: int) -> list[dict[str, Any]]:
    """The queries of a seed."""
    d = Draw(truth, seed)
    pick = d.chance.choice
    d.fill("topic", 8, lambda: pick(sentences.TOPICS))
    d.fill("topic", 6, lambda: pick(_OFFICIAL))
    d.fill("agency", 2, lambda: d.body()["name"])
    d.fill("agency", 3, lambda: d.body("t")["short"][0])
    d.fill("agency", 2, lambda: d.body("d")["short"][-1])
    d.fill("agency", 2, lambda: d.body()["regions"][0][1])
    for query, targets in _known(d):
        d.add("known", query, targets)
    d.fill("multi", 3, lambda: f"{pick(sentences.TOPICS)} {pick(sentences.TOPICS)}")
    d.fill("multi", 2, lambda: f"{d.body('t')['short'][0]} {pick(sentences.TOPICS)} {d.year()}")
    d.fill("multi", 1, lambda: f"{pick(_OFFICIAL)}　{pick(sentences.CHANNELS)}")
    d.fill("onechar", 3, lambda: pick("镇乡税廉矿桥茶Ａ％〔"))
    d.fill("onechar", 3, lambda: d.run((1,), len(truth.documents)))
    d.fill("subword", 4, lambda: _middle(d, pick(_EVERYWHERE)))
    d.fill("subword", 4, lambda: _middle(d, pick(sentences.BOILERPLATE)))
    d.fill("subword", 4, lambda: _middle(d, d.body()["name"] + d.year() + "年政府"))
    d.fill("rare", 10, lambda: d.run((3, 4, 5), _RARE))
    most = int(len(truth.documents) * _SELECTIVE)
    d.fill("random", 14, lambda: d.run((2, 2, 3, 3, 4), most))
    for pattern in (
        r"\d+00余[条份人户]",
        r"\d{4}年\d+月\d+日",
        r"\d{5}号",
        r"\d+\.\d%",
        r"[\d.]{5,}万元",
        r"〔\d{4}〕\d+号",
    ):
        d.fill("number", 1, lambda pattern=pattern: d.found(pattern))  # type: ignore[misc]
    d.fill("number", 1, lambda: f"{d.year()}年12月31日")
    d.fill("number", 1, lambda: (d.found(r"\d{3}(?=条)") or "")[:3])
    d.fill("zero", 4, lambda: _nowhere(d))
    d.fill("table", 8, lambda: _of_table(d, most))
    d.fill("table", 4, lambda: _of_table(d, len(truth.documents)))
    d.fill(
        "field", 2, lambda: d.some(f"机关:{pick(('教育局', '财政局', '司法局', '民政局'))} {pick(sentences.TOPICS)}")
    )
    d.fill("field", 2, lambda: d.some(f"年：{d.year()} {pick(sentences.TOPICS)}"))
    d.fill("field", 2, lambda: f"地区:{d.body()['regions'][0][1]} 年:{d.year()}")
    d.fill("field", 2, lambda: f"层级:{pick('市县乡')} {d.string((2,), most)}")
    d.fill("field", 2, lambda: d.some(f"机关:{d.body('t')['short'][0]} 年:{d.year()} {pick(_OFFICIAL)}"))
    d.fill("field", 1, lambda: f"年:{d.year()}")
    d.fill("field", 1, lambda: f"地区:{d.body()['regions'][0][0]} {pick(sentences.TOPICS)}")
    d.fill("quoted", 2, lambda: f'"{d.body("t")["short"][0]}"')
    d.fill("quoted", 2, lambda: f"“{d.string((4, 5, 6), most)}” {d.year()}")
    d.fill("quoted", 2, lambda: f'"{pick(sentences.TOPICS)} {pick(("信息", "方面", "资金"))}"')
    d.fill("excluded", 3, lambda: f"{pick(sentences.TOPICS)} -{pick(sentences.TOPICS)}")
    d.fill("excluded", 2, lambda: f"{d.body('t')['short'][0]} －{d.year()}年")
    d.fill("excluded", 1, lambda: f'{pick(_OFFICIAL)} -"{pick(sentences.TOPICS)}" -{pick(sentences.CHANNELS)}')
    d.fill("initials", 4, lambda: pick([name for name in d.body()["names"] if name.isascii()]))
    return d.made


def _known(d: Draw) -> Iterator[tuple[str, set[int]]]:
    """Somebody looks for the report of one year by one body; any body that bears the name will do."""

    def reports(name: str, year: str) -> set[int]:
        documents = d.truth.documents
        return {n for n in d.truth.named.get(fold(name), ()) if str(documents[n]["year"]) == year}

    def asked(
        count: int, name_of: Callable[[], str | None], glue: str = " ", end: str = ""
    ) -> Iterator[tuple[str, set[int]]]:
        for _ in range(count * 200):
            name = name_of()
            year = d.year()
            query = f"{name}{glue}{year}{end}"
            # A glued name is found where a title begins so; other years bore another name.
            if count and name and (targets := reports(name, year)) and (glue or targets & d.truth.answer(query)):
                yield query, targets
                count -= 1

    yield from asked(4, lambda: d.body("t")["short"][0])
    yield from asked(2, lambda: d.body("d")["short"][-1])
    yield from asked(3, lambda: d.body()["name"])
    yield from asked(3, lambda: pick_or_none(d, d.body()["short"]))
    yield from asked(2, lambda: pick_or_none(d, d.body()["former"]))
    yield from asked(1, lambda: d.body()["name"], "", "年")


def pick_or_none(d: Draw, names: list[str]) -> str | None:
    """One of the names, if there are any."""
    return d.chance.choice(names) if names else None


def _middle(d: Draw, text: str) -> str | None:
    """A part of a text that begins and ends anywhere."""
    size = d.chance.randint(2, 5)
    if len(text) <= size + 1:
        return None
    at = d.chance.randint(1, len(text) - size)
    found = text[at : at + size]
    return found if re.fullmatch(r"[一-鿿\d]+", found) else None


def _nowhere(d: Draw) -> str | None:
    """Words that all occur, glued together as they never do."""
    everywhere = len(d.truth.documents)
    query = d.string((2,), everywhere) + d.string((2, 3), everywhere)
    return None if d.truth.answer(query) else query


def _of_table(d: Draw, most: int) -> str | None:
    """A part of a row's label and a figure of that row."""
    blocks = d.truth.blocks(d.number())
    labels = [
        at for at in range(len(blocks) - 1) if _FIGURE.fullmatch(blocks[at + 1]) and not _FIGURE.fullmatch(blocks[at])
    ]
    at = d.chance.choice(labels)
    end = next((n for n in range(at + 1, len(blocks)) if not _FIGURE.fullmatch(blocks[n])), len(blocks))
    figures = [figure for figure in blocks[at + 1 : end] if len(figure) > 1]
    words = [word for word in _HAN.findall(blocks[at]) if len(word) > 1]
    if not figures or not words:
        return None
    query = f"{d.chance.choice(words)[:_LABEL]} {d.chance.choice(figures)}"
    return query if len(d.truth.answer(query)) <= most else None


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    truth = Truth(asked.truth)
    queries = draw(truth, asked.seed)
    documents = [f"{one['slug']}/{one['year']}" for one in truth.documents]
    asked.out.write_text(
        json.dumps({"seed": asked.seed, "documents": documents, "queries": queries}, ensure_ascii=False)
    )
    kinds: dict[str, int] = {}
    for one in queries:
        kinds[one["kind"]] = kinds.get(one["kind"], 0) + 1
    print(f"{len(queries)} queries: " + ", ".join(f"{kind} {count}" for kind, count in kinds.items()))


if __name__ == "__main__":
    main()
