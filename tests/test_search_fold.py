"""What the search takes for the same: one file of cases for both languages, and Python and JavaScript agree on the rest."""

import itertools
import json
import re
import shutil
import subprocess
import time
import unicodedata
import zlib
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.search import fold as module
from gongkai.search.fold import fold, fold_lines, pairs, variants
from support import ROOT

SEARCH = ROOT / "src" / "gongkai" / "search"
SCRIPT = (SEARCH / "fold.js").read_text(encoding="utf-8")
TABLE = (SEARCH / "variants.txt").read_text(encoding="utf-8").splitlines()
CASES = json.loads((ROOT / "tests" / "search" / "fold.json").read_text(encoding="utf-8"))

FOLD_ALL = """
const fs = require("fs"), [script, folder] = process.argv.slice(1);
require(script);
const own = globalThis.gongkaiSearch.parts;
own.setVariants(fs.readFileSync(folder + "/variants.bin"));
const texts = JSON.parse(fs.readFileSync(folder + "/texts.json", "utf8"));
fs.writeFileSync(folder + "/folded.json", JSON.stringify(texts.map(own.fold)));
"""


def node(*arguments):
    """Node's exit, nothing said on either side."""
    program = shutil.which("node")
    if not program:
        pytest.fail("没有找到 node，请用 python3 build.py test 运行测试。", pytrace=False)
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def in_javascript(texts, folder):
    """The texts as the browser folds them."""
    (folder / "variants.bin").write_bytes(variants())
    (folder / "texts.json").write_text(json.dumps(texts), encoding="ascii")
    node("-e", FOLD_ALL, SEARCH / "fold.js", folder)
    return json.loads((folder / "folded.json").read_text(encoding="utf-8"))


def points(ranges):
    """The code points of one of the lists."""
    bounds = [[int(point, 16) for point in part.split("-")] for part in ranges.split()]
    return {point for bound in bounds for point in range(bound[0], bound[-1] + 1)}


STAYS, GONE, BLANK = (points(ranges) for ranges in (module.STAYS, module.GONE, module.BLANK))
TO = dict(line for line in TABLE if not line.startswith("#"))


def slowly(text):
    """The same by the letter of the description, one step after the other."""
    text = "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text if ord(c) not in GONE)
    runs = [(stays, "".join(run)) for stays, run in itertools.groupby(text, lambda c: ord(c) in STAYS)]
    text = "".join(run if stays else "".join(c.lower() for c in normalize("NFKC", run)) for stays, run in runs)
    text = "".join(" " if ord(c) in BLANK else TO.get(c, c) for c in text)
    kept = ""
    words = [word for word in text.split(" ") if word]
    for word in words:
        if kept and re.fullmatch("[a-z0-9]{2}", kept[-1] + word[0]):
            kept += " "
        kept += word
    return kept


def whole(text):
    """The text as both languages can hold it: halves that stand together are one character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


# Letters and blanks often, so that they meet; and of everything that is folded in some way, some.
ALPHABETS = [
    *["aAbZ09  \t\u3000年政府、，（）“Σσς"] * 3,
    "éÉeJjİqůガカｶﾞﾊﾟか゛ﬁ㎡①½…⁄℃Ω\u212a\u0958\u0344\u1e9b",
    "\u0300\u0301\u0307\u030c\u0323\u0327\u0334\u0345\u093c\u3099\u309a\u09be\u09d7\u0b57\u0f71\u0f72\u20d0\u1d165",
    "\u1100\u1112\u1161\u1175\u11a7\u11a8\u11c2\uac00\uac01가ㄱㅏㅇ\uffa1\uffc2\u0dcf\u0dd9\u09c7",
    "".join(map(chr, sorted(GONE | BLANK))) + "\u00a0\u2003\u202f\u205f\u180e\u200c",
    "⺠⻔⼈⾒說學國後乾干著\uf900\ufa12\U0002f800\U0002f804𠮷😀𝐀𐐀𞤀\ud800\udbff\udc00\ud842\udfb7\ufffd",
    "㋿Ა\ua7ba\u2c2f\u1acf\u1df6\u1dfa\u08d3\U00011935\U00011930\U00010570\U0001fbf0\U0001e030\u0ebb",
]
TEXTS = st.text(st.sampled_from("".join(ALPHABETS)) | st.characters(), max_size=14).map(whole)


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{case['why']}" for n, case in enumerate(CASES)])
def test_a_case_folds_as_the_file_says(case):
    assert fold(case["in"]) == case["out"]


def test_no_case_is_asked_twice():
    assert len({case["in"] for case in CASES}) == len(CASES)


def test_javascript_by_itself():
    node(ROOT / "tests" / "js" / "fold.test.js")


def test_any_text_folds_as_described_and_in_javascript_alike(tmp_path):
    texts = []

    @settings(max_examples=300)
    @given(TEXTS)
    def described(text):
        texts.append(text)
        assert fold(text) == slowly(text)

    described()
    assert in_javascript(texts, tmp_path) == list(map(fold, texts))


@settings(max_examples=100)
@given(st.lists(TEXTS, max_size=4).map("\n".join))
def test_a_text_of_many_lines_is_its_lines(text):
    assert fold_lines(text) == "\n".join(map(slowly, text.split("\n")))


def test_every_character_folds_as_described_and_in_javascript_alike(tmp_path):
    """Each between letters, where blanks show and marks join. Above are only the compatibility ideographs."""
    starts = [*range(0, 0x20000, 32), *range(0x2F800, 0x2FA20, 32)]
    texts = ["".join(f"a{chr(point)}" for point in range(n, n + 32)) + "a" for n in starts]

    folded = list(map(fold, texts))

    assert [text for text, found in zip(texts, folded, strict=True) if found != slowly(text)] == []
    assert in_javascript(texts, tmp_path) == folded
    module._alone.cache_clear()
    module._settled.cache_clear()


def test_the_planes_above_have_nothing_to_fold():
    """Python's side; JavaScript's is in fold.test.js."""
    above = "".join(map(chr, [*range(0x20000, 0x2F800), *range(0x2FA20, 0x110000)]))

    assert normalize("NFKC", above).lower() == above
    assert max(STAYS | GONE | BLANK | set(map(ord, TO))) < 0x20000


def test_a_character_that_may_join_the_one_before_is_never_folded_alone():
    alike = set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))  # vowels and finals: by arithmetic, not by table
    for point in range(0x30000):
        parts = unicodedata.decomposition(chr(point)).split()
        if len(parts) == 2 and "<" not in parts[0] and normalize("NFC", chr(point)) == chr(point):
            alike.add(int(parts[1], 16))
    (ranges,) = re.findall('const ALONE = "(.*)"', SCRIPT)
    apart, alone_in_javascript = STAYS | GONE, points(ranges)
    joining = 0
    for point in [*range(0x30000), *range(0xE0000, 0xE0200)]:
        first = normalize("NFKD", chr(point))[0]
        if point not in apart and (unicodedata.combining(first) or ord(first) in alike):
            joining += 1
            assert module._worth_a_look().match(chr(point)), hex(point)
            with pytest.raises(module._Joins):
                module._alone(chr(point))
            assert point not in alone_in_javascript, hex(point)
    assert joining > 600
    assert alone_in_javascript.isdisjoint(range(0xD800, 0xE000))
    assert set(map(ord, TO)) <= alone_in_javascript & set(range(0x2E80, 0xA000))


def test_what_a_character_is_folded_to_is_folded_no_further():
    older = map(chr, {*range(0x30000)} - STAYS)
    changed = [c for c in older if c in TO or normalize("NFKC", c) != c or c.lower() != c]
    changed += map(chr, GONE | BLANK)

    assert len(changed) > 8_000
    assert [character for character in changed if fold(fold(character)) != fold(character)] == []


@pytest.mark.parametrize("name", ["STAYS", "GONE", "BLANK"])
def test_both_languages_have_the_same_lists(name):
    (found,) = re.findall(rf'const {name} =\s*((?:"[^"]*"[\s+]*)+);', SCRIPT)

    assert "".join(re.findall('"(.*?)"', found)) == getattr(module, name)


def test_the_characters_that_stay_are_none_of_unicode_3_2():
    """The oldest list at hand: what it has, Unicode 9 has. What Unicode 9 has and it has not, the cases name."""
    assert [hex(p) for p in STAYS if unicodedata.ucd_3_2_0.category(chr(p)) != "Cn"] == []


def test_blanks_without_end_cost_no_more_than_their_length():
    start = time.perf_counter()

    assert fold("a" + " " * 400_000 + "b") == "a b"
    assert fold(" " * 400_000 + "中" + "\t" * 400_000) == "中"
    assert fold("a \u3000 " * 100_000) == " ".join("a" * 100_000)
    assert time.perf_counter() - start < 5


def test_the_pairs_stand_in_order_and_once_in_normal_form():
    lines = [line for line in TABLE if not line.startswith("#")]

    assert lines == sorted(set(lines))
    assert len(TO) == len(lines) == len(pairs()) > 2600
    assert {len(line) for line in lines} == {2}
    assert [line for line in lines if ord(max(line)) >= 0x10000 or normalize("NFKC", line).lower() != line] == []


def test_nothing_is_folded_twice():
    assert TO.keys().isdisjoint(TO.values())


def test_the_head_of_the_table_names_the_pairs_of_our_own_and_those_left_out():
    (own,) = re.findall(r"(?<=of our own:\n# ).*", "\n".join(TABLE))
    (left_out,) = re.findall(r"(?<=# Left out).*", "\n".join(TABLE))

    assert own.split() == sorted(line for line in TABLE if line in own.split())
    assert len(found := re.findall("(.)/.", left_out)) == 6
    assert TO.keys().isdisjoint(found)


def test_radicals_that_look_like_a_character_are_that_character():
    said = "⺠民 ⻄西 ⻅见 ⻆角 ⻉贝 ⻋车 ⻑长 ⻓长 ⻔门 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻬齐 ⻮齿 ⻰龙"

    assert [pair for pair in said.split() if TO.get(pair[0]) != pair[1]] == []
    assert fold("⺟⻳⼾⾒⾞⾧⾨⾴⾵⾶⾺⿂⿃⿆⿈⿑⿒⿓⿔") == "母龟户见车长门页风飞马鱼鸟麦黄齐齿龙龟"


def test_the_pairs_deflate_to_few_bytes():
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)

    assert len(packer.compress(variants()) + packer.flush()) <= 6000
    assert len(variants()) == 4 * len(TO)
