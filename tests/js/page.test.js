/* What does the search page get besides the hits? */
"use strict";
const assert = require("node:assert");
const { test } = require("node:test");
const zlib = require("node:zlib");
const { engine, fold, writeSite, serve } = require("./support.js");

const LONG = "坚持以公开为常态、不公开为例外，凡涉及群众切身利益的事项，都在规定的时间内公布。";
const report = (body, year, title, one, two) => ({
  body, year, title,
  lines: [{ anchor: "" }, { cells: [title] }, { anchor: "chapter-1" }, { cells: ["一、总体情况"] }, ...one.map((cell) => ({ cells: [cell] })),
    { anchor: "chapter-2" }, { cells: ["二、主动公开情况"] }, { anchor: "t2-r-permits" }, { cells: ["行政许可", ...two] }],
});
/** Three bodies in two counties, two of one name; two years. */
const SITE = {
  regions: [["410700", "新乡市", -1], ["410781", "卫辉市", 0], ["410782", "辉县市", 0]],
  bodies: [
    { code: "xinxiang", names: ["新乡市审计局", "审计局", "xxssjj"], region: 0, level: 1 },
    { code: "weihui-houhe", names: ["后河镇人民政府", "后河镇", "hhz"], region: 1, level: 3 },
    { code: "huixian-houhe", names: ["后河镇人民政府", "后河镇", "hhz"], region: 2, level: 3 },
  ],
  years: [2022, 2023],
  reports: [
    report(0, 0, "新乡市审计局2022年报告", ["审计局的网站在2023年改版。", LONG], ["12"]),
    report(1, 0, "后河镇人民政府2022年报告", ["发放资料三十份。", LONG], ["550"]),
    report(1, 1, "后河镇人民政府2023年报告", ["发放资料四十份，审计局另有说明。"], ["551"]),
    report(2, 1, "后河镇人民政府2023年报告", ["没有发放资料，见行政 许可。", LONG], ["0", "550"]),
  ],
};
const start = (files = writeSite(SITE)) => {
  const asked = serve(files);
  engine.open("");
  return asked;
};

test("a hit says where the words stand, and how they are written there", async () => {
  start();
  const { hits, total, exact } = await engine.search("行政许可 550");
  assert.deepStrictEqual([total, exact], [2, true]);
  const { url, anchor, title, excerpt, agency, year, region, level, marks, words, place, twins, paragraph } = hits[1];
  assert.deepStrictEqual([url, anchor, title, agency, year], ["weihui-houhe/2022/index.html", "t2-r-permits", "后河镇人民政府2022年报告", "后河镇人民政府", 2022]);
  assert.deepStrictEqual([excerpt, marks, words, place], ["行政许可｜550", [[0, 4], [5, 8]], ["行政许可", "550"], "二、主动公开情况"]);
  assert.deepStrictEqual([region, level, twins, paragraph], ["卫辉市", "乡", 1, ""]);
  const [spaced] = (await engine.search("见行政许可")).hits;
  assert.deepStrictEqual([spaced.words, spaced.anchor], [["见行政 许可"], "chapter-1"]);
});

test("query gives what is promised to tests and adapters, and nothing else", async () => {
  start();
  const { hits, ...rest } = await engine.query("四十份", { offset: 0, limit: 10, exact: false });
  assert.deepStrictEqual(rest, { total: 1, exact: true });
  assert.deepStrictEqual(hits, [{
    url: "weihui-houhe/2023/index.html", anchor: "chapter-1", title: "后河镇人民政府2023年报告", excerpt: "发放资料四十份，审计局另有说明。", agency: "后河镇人民政府", year: 2023,
  }]);
  assert.deepStrictEqual((await engine.query("后河镇", { limit: 0 })).total, 3);
  assert.deepStrictEqual((await engine.query("后河镇", { limit: undefined, offset: undefined })).hits.length, 3);
});

test("a name comes before words, its year before other years", async () => {
  start();
  assert.deepStrictEqual((await engine.query("审计局 2023")).hits.map((hit) => hit.url), ["xinxiang/2022/index.html", "weihui-houhe/2023/index.html"]);
  const urls = (await engine.query("后河镇 2022")).hits.map((hit) => hit.url);
  assert.deepStrictEqual(urls, ["weihui-houhe/2022/index.html"]);
  assert.deepStrictEqual((await engine.query("hhz", { sort: "old" })).hits.map((hit) => hit.year), [2022, 2023, 2023]);
});

test("who bears a name is told, with the county, and each can be asked for so", async () => {
  start();
  const { bodies } = await engine.search("后河镇");
  assert.deepStrictEqual(bodies, { name: "后河镇", other: false, count: 2, names: ["辉县市后河镇人民政府", "卫辉市后河镇人民政府"] });
  for (const name of bodies.names) assert.ok((await engine.query(`机关:${name}`)).total > 0, name);
  assert.strictEqual((await engine.query("机关:卫辉市后河镇人民政府")).total, 2);
  assert.deepStrictEqual((await engine.search("审计局")).bodies, { name: "审计局", other: false, count: 1, names: ["新乡市审计局"] });
  assert.strictEqual((await engine.search('"审计局"')).bodies, null);
  assert.strictEqual((await engine.search("发放")).bodies, null);
});

test("a year glued to a name is put apart", async () => {
  start();
  assert.strictEqual((await engine.search("后河镇２０２３年 -网站")).hint, "后河镇 ２０２３年 -网站".replace("２０２３年", "2023年"));
  assert.strictEqual((await engine.search("后河镇2023")).hint, "后河镇 2023");
  assert.strictEqual((await engine.search("后河2023")).hint, null);
  assert.strictEqual((await engine.search("后河镇 2023")).hint, null);
});

test("a paragraph that several hits have says how many reports have it", async () => {
  start();
  const { hits } = await engine.search("公开为例外", { limit: 2 });
  assert.deepStrictEqual(hits.map((hit) => hit.twins), [3, 3]);
  assert.strictEqual(hits[0].paragraph, hits[1].paragraph);
  assert.strictEqual((await engine.search("公开为例外", { limit: 1 })).hits[0].twins, 1);
});

test("facets count all hits, a region with those in it", async () => {
  start();
  const all = await engine.facets("发放资料", { spend: 1e6 });
  assert.deepStrictEqual(all, {
    years: [[2023, 2], [2022, 1]], regions: [["新乡市", "410700", 3], ["卫辉市", "410781", 2], ["辉县市", "410782", 1]], levels: [["乡", 3]],
    chapters: [[1, "一、总体情况", 3]], exact: true, cost: null,
  });
});

test("facets spend nothing that was not granted, and say what it would cost", async () => {
  const asked = start();
  assert.strictEqual((await engine.search("资料", { limit: 1 })).hits.length, 1); // its text is here, two others are not
  const before = asked.length, some = await engine.facets("资料");
  assert.strictEqual(asked.length, before);
  assert.deepStrictEqual([some.years, some.chapters, some.exact, some.cost > 0], [[[2023, 2], [2022, 1]], null, true, true]);
  const all = await engine.facets("资料", { spend: some.cost });
  assert.deepStrictEqual([all.chapters, all.cost, asked.length], [[[1, "一、总体情况", 3]], null, before + 2]);
});

test("what was wrong with a question is told", async () => {
  start();
  const { problems } = await engine.search('ＡＢ "发放 资料" -网站 年:去年');
  assert.match(problems[0], /年/);
});

test("where nothing is found, names like it and fewer words are offered", async () => {
  start();
  assert.deepStrictEqual((await engine.similar("后何镇 发放")).names, ["后河镇人民政府"]);
  assert.deepStrictEqual((await engine.similar("发放 外星人 -网站")).fewer, ["发放 -网站"]);
  assert.deepStrictEqual(await engine.similar("外星"), { names: [], fewer: [] });
});

test("chapters narrow what counts", async () => {
  start();
  assert.strictEqual((await engine.query("行政许可 章节:一")).total, 1);
  assert.strictEqual((await engine.query("行政许可 章节:表二")).total, 4);
  assert.strictEqual((await engine.query("后河镇 章节:一")).total, 0); // a name stands nowhere
});

test("nothing is fetched twice, and the same question costs nothing", async () => {
  const asked = start();
  await engine.query("发放资料");
  await engine.query("发放资料 行政许可");
  assert.strictEqual(new Set(asked).size, asked.length);
  const before = asked.length;
  await engine.query("发放资料", { exact: true });
  assert.strictEqual(asked.length, before);
});

test("texts and shards are asked for below the base", async () => {
  const asked = serve(writeSite(SITE), "/zwgk/search/");
  engine.open("/zwgk/search/");
  assert.strictEqual((await engine.query("四十份")).total, 1);
  assert.ok(asked.every((url) => url.startsWith("/zwgk/search/")));
});

/** The kind of fault of a query when a file is changed. */
async function kindOf(change, q = "发放资料") {
  const files = writeSite(SITE);
  change(files);
  start(files);
  return engine.query(q).then(() => "none", (error) => error.kind);
}
const each = (files, prefix, make) => [...files.keys()].filter((path) => path.startsWith(prefix)).forEach((path) => files.set(path, make(files.get(path))));

test("every fault has a kind", async () => {
  assert.strictEqual(await kindOf(() => {}), "none");
  assert.strictEqual(await kindOf((files) => each(files, "g/", () => new TypeError("Failed to fetch"))), "offline");
  assert.strictEqual(await kindOf((files) => files.delete("manifest.json")), "missing");
  assert.strictEqual(await kindOf((files) => each(files, "t/", () => undefined)), "missing");
  assert.strictEqual(await kindOf((files) => each(files, "g/", () => Buffer.from("<!doctype html>"))), "broken");
  assert.strictEqual(await kindOf((files) => each(files, "manifest", () => Buffer.from("<!doctype html>"))), "broken");
  assert.strictEqual(await kindOf((files) => each(files, "manifest", (data) => Buffer.from(String(data).replace('"format":1', '"format":2')))), "format");
  const other = writeSite(SITE, { key: 7 });
  assert.strictEqual(await kindOf((files) => other.forEach((data, path) => { if (path.startsWith("g/")) files.set(path, data); })), "mixed");
  assert.strictEqual(await kindOf((files) => other.forEach((data, path) => { if (path.startsWith("t/")) files.set(path, data); })), "mixed");
  assert.strictEqual(await kindOf((files) => files.set("names.bin", zlib.deflateRawSync("只有一行")), "机关:后河"), "mixed");
});

test("a fault is not kept: what comes back is found", async () => {
  const files = writeSite(SITE), lost = new Map([...files].filter(([path]) => /^[gt]\//.test(path)));
  lost.forEach((_, path) => files.set(path, new TypeError("Failed to fetch")));
  start(files);
  await assert.rejects(engine.query("发放资料"), { kind: "offline" });
  lost.forEach((data, path) => files.set(path, data));
  assert.strictEqual((await engine.query("发放资料")).total, 3);
});

test("a page that could not be opened is opened by the next question", async () => {
  const files = writeSite(SITE), manifest = files.get("manifest.json");
  files.delete("manifest.json");
  serve(files);
  await assert.rejects(engine.open(""), { kind: "missing" });
  files.set("manifest.json", manifest);
  assert.strictEqual((await engine.query("发放资料")).total, 3);
});

test("a stale file from a cache is fetched anew", async () => {
  const files = writeSite(SITE), stale = writeSite(SITE, { key: 7 });
  start(files);
  const fresh = globalThis.fetch;
  globalThis.fetch = async (url, how) => (how.cache === "reload" || !url.startsWith("g/") ? fresh(url)
    : { ok: true, status: 200, arrayBuffer: async () => Uint8Array.from(stale.get(url)).buffer });
  assert.strictEqual((await engine.query("发放资料")).total, 3);
});

test("whatever is asked, an answer comes", async () => {
  start();
  for (const q of ["", " ", "-", "\"", "年:", "机关:", "<script>alert(1)</script>", "%E0%A4%A", "\ud800", "(a+)+$", "公".repeat(20000), "甲 ".repeat(3000),
    "-甲", "章节:三", "层级:乡 年:2023", "\u0001后河镇", "\u0000", "__proto__", "constructor", "机关:constructor"]) {
    const { total, hits, exact } = await engine.search(q);
    assert.strictEqual(exact, q.length < 6000, fold(q).slice(0, 40)); // of a query that was cut no total is exact
    assert.ok(total >= 0 && hits.length <= 10, fold(q).slice(0, 40));
    await engine.facets(q);
    await engine.similar(q);
  }
});

test("the pieces of a query are told; a region asked for by its code is called by its name", async () => {
  start();
  const { pieces } = await engine.search('资料 地区:410781 -年:2023 地区:卫辉');
  assert.deepStrictEqual(pieces.map(({ name, said }) => [name, said]), [["", "资料"], ["地区", "地区:卫辉市"], ["年", "-年:2023"], ["地区", "地区:卫辉"]]);
});

test("whose report it is and of which year says nothing about the place: that is where the other words stand", async () => {
  start();
  const [first] = (await engine.search("后河镇 2023 发放资料")).hits;
  assert.deepStrictEqual([first.words, first.anchor], [["发放资料"], "chapter-1"]);
  const named = (await engine.search("后河镇")).hits;
  assert.deepStrictEqual(named.map(({ words, anchor, paragraph }) => [words.length, anchor, paragraph]), [[0, "", ""], [0, "", ""], [0, "", ""]]);
  assert.ok(named.every(({ excerpt }) => excerpt.includes("发放资料") || excerpt.startsWith(LONG.slice(0, 20))));
  const [other] = (await engine.search("审计局 后河镇")).hits; // of another body it does
  assert.deepStrictEqual(other.words, ["审计局"]);
});

test("a name that is not in the full one is told to be another name of it", async () => {
  start();
  const { other, names } = (await engine.search("xxssjj")).bodies;
  assert.deepStrictEqual([other, names], [true, ["新乡市审计局"]]);
});
