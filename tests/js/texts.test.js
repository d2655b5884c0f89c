"use strict";
const assert = require("node:assert");
const { test } = require("node:test");
const { engine, fold, dice } = require("./support.js");
const { spans, readText, bestBlock, excerpt } = engine.parts;
const found = (raw, part) => spans(fold, raw, fold(part)).map(([from, to]) => raw.slice(from, to));

test("words are found as they are written", () => {
  assert.deepStrictEqual(found("办理行政 许可２０件", "行政许可20"), ["行政 许可２０"]);
  assert.deepStrictEqual(found("公开，公开", "公开"), ["公开", "公开"]);
  assert.deepStrictEqual(found("Web  Site 1", "b s"), ["b  S"]);
  assert.deepStrictEqual(found("公开", "办"), []);
});

test("what becomes longer, shorter or one with its neighbour is marked whole", () => {
  assert.deepStrictEqual(found("甲①乙", "1"), ["①"]);
  assert.deepStrictEqual(found("是㈠", "(一"), ["㈠"]);
  assert.deepStrictEqual(found("ﷺ", "ل"), Array(5).fill("ﷺ"));
  assert.deepStrictEqual(found("cafe\u0301x", "é"), ["e\u0301"]);
  assert.deepStrictEqual(found("한국", "한"), ["한"]);
  assert.deepStrictEqual(found("\u1112\u1161\u11ab", "한"), ["\u1112\u1161\u11ab"]);
  assert.deepStrictEqual(found("甲𠮷乙", "𠮷"), ["𠮷"]);
  assert.deepStrictEqual(found("依\u200b申\u00ad请", "依申请"), ["依\u200b申\u00ad请"]);
  assert.deepStrictEqual(found("ｶﾞ", "ガ"), ["ｶﾞ"]);
  assert.deepStrictEqual(found("İx", "i"), ["İ"]);
});

test("of any text, the words at any place lead back to where they come from", () => {
  const roll = dice(31);
  const signs = [..."公开ab1 \t 　ＡΣ①㈠ﷺ縣⺠e\u0301\u0323한ᄒ\u1161\u11abｶﾞ\u200b\u00ad\u0085\ud800𠮷İ¨\u0308ſ\u1e9b\u0344"];
  for (let n = 0; n < 3000; n++) {
    const raw = Array.from({ length: roll(14) }, () => signs[roll(signs.length)]).join("");
    const whole = fold(raw);
    const at = roll(whole.length + 1), part = whole.slice(at, at + 1 + roll(4));
    if (!part) continue;
    const got = spans(fold, raw, part);
    assert.ok(got.length, JSON.stringify([raw, part]));
    // What is cut out holds the part; it may hold more only where one character becomes several.
    got.forEach(([from, to]) => assert.ok(fold(raw.slice(from, to)).includes(part.trim()), JSON.stringify([raw, part, from, to])));
  }
});

const PAGE = ["houhe\t2023\t卫辉市后河镇人民政府\t后河镇2023年报告", "\u001e", "2023年度", "后河镇2023年报告", "编制机关", "卫辉市后河镇人民政府",
  "\u001echapter-1", "一、总体情况", "本年主动公开信息三十条，依申请公开两件。", "\u001echapter-2", "二、主动公开政府信息情况", "\u001et2-r-permits", "行政许可\t550",
  "\u001et2", "许可情况，2021年格式", "\u001echapter-2", "表格各栏是什么意思", "\u001eappendix", "格式以外的内容", "另有说明一段，字数不算太少，也不很多。"].join("\n");

test("a text is read by blocks, each under its heading and in its chapter", () => {
  const page = readText(PAGE, fold);
  assert.deepStrictEqual([page.url, page.agency, page.year, page.title], ["houhe/2023/index.html", "卫辉市后河镇人民政府", 2023, "后河镇2023年报告"]);
  assert.deepStrictEqual(page.blocks.map((block) => [block.cells.join("|"), block.anchor, block.place, block.chapter, block.head, block.row]), [
    ["2023年度", "", "", 0, false, false],
    ["后河镇2023年报告", "", "", 0, true, false],
    ["编制机关", "", "", 0, false, false],
    ["卫辉市后河镇人民政府", "", "", 0, false, false],
    ["一、总体情况", "chapter-1", "一、总体情况", 1, true, false],
    ["本年主动公开信息三十条，依申请公开两件。", "chapter-1", "一、总体情况", 1, false, false],
    ["二、主动公开政府信息情况", "chapter-2", "二、主动公开政府信息情况", 2, true, false],
    ["行政许可|550", "t2-r-permits", "二、主动公开政府信息情况", 2, false, true],
    ["许可情况，2021年格式", "t2", "二、主动公开政府信息情况", 2, true, true],
    ["表格各栏是什么意思", "chapter-2", "二、主动公开政府信息情况", 2, false, false],
    ["格式以外的内容", "appendix", "格式以外的内容", 0, true, false],
    ["另有说明一段，字数不算太少，也不很多。", "appendix", "格式以外的内容", 0, false, false],
  ]);
});

test("the block with most of the words is shown, a paragraph rather than a heading or the title", () => {
  const page = readText(PAGE, fold);
  const best = (...parts) => bestBlock(page, parts, 0).cells.join("|");
  assert.strictEqual(best("主动公开"), "本年主动公开信息三十条，依申请公开两件。");
  assert.strictEqual(best("许可", "550"), "行政许可|550");
  assert.strictEqual(best("许可"), "行政许可|550");
  assert.strictEqual(best("行政许可", "内容", "格式"), "格式以外的内容"); // one of them alone in a row weighs less than two
  assert.strictEqual(best("格式", "许可"), "许可情况，2021年格式");
  assert.strictEqual(best("后河镇", "2023"), "后河镇2023年报告");
  assert.strictEqual(best("主动公开政府"), "二、主动公开政府信息情况");
  assert.strictEqual(best("说明", "没有"), "另有说明一段，字数不算太少，也不很多。");
  assert.strictEqual(best("没有"), "本年主动公开信息三十条，依申请公开两件。");
  assert.strictEqual(bestBlock(page, ["公开"], 2).cells[0], "二、主动公开政府信息情况");
});

test("an excerpt is cut around the first words, and its marks are theirs", () => {
  const raw = "前".repeat(200) + "办理行政 许可" + "后".repeat(200) + "行政许可";
  const shown = excerpt(fold, { cells: [raw], folded: [fold(raw)] }, ["行政许可", "理行"]);
  assert.strictEqual(shown.excerpt, "…" + "前".repeat(23) + "办理行政 许可" + "后".repeat(60) + "…");
  assert.deepStrictEqual(shown.marks.map(([from, to]) => shown.excerpt.slice(from, to)), ["理行政 许可"]);
  assert.deepStrictEqual(shown.words, ["理行", "行政 许可", "行政许可"]);
});

test("a row is shown with a bar between its cells, and no word goes over it", () => {
  const cells = ["行政许可", "55", "0"];
  const shown = excerpt(fold, { cells, folded: cells.map(fold) }, ["许可", "55", "550"]);
  assert.deepStrictEqual([shown.excerpt, shown.marks, shown.words], ["行政许可｜55｜0", [[2, 4], [5, 7]], ["许可", "55"]]);
});

test("an excerpt cuts no character in two", () => {
  const roll = dice(32);
  for (let n = 0; n < 300; n++) {
    const raw = Array.from({ length: 150 + roll(100) }, () => (roll(2) ? "𠮷" : "公")).join("") + "证";
    const { excerpt: text } = excerpt(fold, { cells: [raw], folded: [fold(raw)] }, [roll(2) ? "证" : "公"]);
    assert.ok(!/[\ud800-\udbff](?![\udc00-\udfff])|(?:^|[^\ud800-\udbff])[\udc00-\udfff]/.test(text), text);
  }
});

test("a file that is no text of ours is refused", () => {
  assert.throws(() => readText("<!doctype html>", fold));
});
