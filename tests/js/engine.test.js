"use strict";
const assert = require("node:assert");
const { test } = require("node:test");
const { engine, fold, dice, writeSite, serve, cellsOf, LEVELS } = require("./support.js");
const { splitYear, tier } = engine.parts;

const SIGNS = ["公", "公", "开", "开", "信", "息", "件", "a", "A ", "b", " ", "①", "縣", "县", "1", "2023", "，", "镇", "e\u0301"];

/** A small site with few characters, so that grams are hot, and lists of all kinds. */
function invent(roll, many) {
  const say = (most) => Array.from({ length: 1 + roll(most) }, () => SIGNS[roll(roll(3) ? 8 : SIGNS.length)]).join("");
  const stock = Array.from({ length: 4 }, () => say(60)); // paragraphs that many reports have
  const regions = [["410000", "开省", -1], ["410700", "信市", 0], ["410781", "公县", 1], ["420000", "件省", -1]];
  const bodies = Array.from({ length: many || 3 + roll(24) }, (_, at) => ({
    code: "body-" + at, names: [`公县${say(3)}镇`, roll(2) ? "公开镇" : "名" + say(4).trim(), "gkz"], region: roll(5) - 1, level: roll(5) - 1,
  }));
  const years = [2019, 2020, 2022, 2023, 2024].slice(roll(4));
  const reports = [];
  bodies.forEach((_, body) => years.forEach((year, at) => {
    if (!roll(8)) return;
    const title = `${bodies[body].names[0]}${year}年${say(2)}`;
    const lines = [{ anchor: "" }, { cells: [title] }, { cells: [say(5)] }];
    for (let chapter = 1; chapter < 5; chapter++) {
      lines.push({ anchor: "chapter-" + chapter }, { cells: [`${"一二三四"[chapter - 1]}、${say(3)}`] });
      for (let n = roll(3); n; n--) lines.push({ cells: [roll(3) ? say(30) : stock[roll(stock.length)]] });
      if (chapter === 2) for (let n = roll(4); n; n--) lines.push({ anchor: "t2-r-" + n }, { cells: [say(6), String(roll(300)), say(2)] });
    }
    reports.push({ body, year: at, title, lines: lines.map((line) => (line.cells ? { cells: line.cells.map((cell) => cell.trim() || "无") } : line)) });
  }));
  if (!reports.length) return invent(roll, many);
  // Every body of the numbering has a report
  const used = [...new Set(reports.map((report) => report.body))];
  const held = [...new Set(reports.map((report) => report.year))].sort((a, b) => a - b);
  return {
    bodies: used.map((body) => bodies[body]), years: held.map((at) => years[at]), regions,
    reports: reports.map((report) => ({ ...report, body: used.indexOf(report.body), year: held.indexOf(report.year) })),
  };
}

/** A question: parts [text, quoted, negative], and fields. */
function ask(roll, site) {
  const piece = () => {
    const kind = roll(12), report = site.reports[roll(site.reports.length)], body = site.bodies[roll(site.bodies.length)];
    if (kind === 0) return body.names[roll(3)];
    if (kind === 1) return String(site.years[roll(site.years.length)]) + ["", "年", "年度"][roll(3)];
    if (kind === 2) return body.names[1] + site.years[0];
    if (kind === 3) return ["信市", "公县", "开省"][roll(3)];
    if (kind === 4) return Array.from({ length: 1 + roll(5) }, () => SIGNS[roll(SIGNS.length)]).join("");
    const cells = cellsOf(report), text = fold(cells[roll(cells.length)]), at = roll(text.length);
    return text.slice(at, at + 1 + roll(roll(3) ? 5 : 20));
  };
  const parts = Array.from({ length: 1 + roll(3) }, () => ({ text: piece(), quoted: !roll(4), negative: !roll(7) }))
    .map((part) => ({ ...part, text: part.text.replace(/["\s]/g, "").replace(/[\ud800-\udfff]/g, "") })).filter((part) => part.text);
  const fields = [];
  if (!roll(5)) fields.push(["年", String(site.years[roll(site.years.length)])]);
  if (!roll(6)) fields.push(["地区", ["信市", "县", "4107", "省"][roll(4)]]);
  if (!roll(6)) fields.push(["层级", LEVELS[roll(4)]]);
  if (!roll(6)) fields.push(["机关", fold(site.bodies[roll(site.bodies.length)].names[roll(2)]).slice(0, 3)]);
  if (!roll(6)) fields.push(["章节", "一二三四"[roll(4)]]);
  return { parts: roll(8) ? parts : [], fields };
}
const spelled = ({ parts, fields }) => [
  ...parts.map(({ text, quoted, negative }) => (negative ? "-" : "") + (quoted ? `"${text}"` : text)),
  ...fields.map(([name, value]) => `${name}:"${value}"`),
].join(" ");

/** The blocks of a report with the chapter each stands in. */
function* blocksOf(report) {
  let chapter = 0;
  for (const line of report.lines) {
    if (line.cells) yield* line.cells.map((cell) => [fold(cell), chapter]);
    else if (line.anchor.startsWith("chapter-")) chapter = Number(line.anchor.slice(8));
    else if (!line.anchor.startsWith("t2-")) chapter = 0;
  }
}
const around = (site, region) => (region < 0 ? [] : [region, ...around(site, site.regions[region][2])]);

/** Whether a report is a hit, by looking. */
function fits(site, report, { parts, fields }) {
  const body = site.bodies[report.body], names = body.names.map(fold), places = around(site, body.region).map((at) => site.regions[at]);
  const chapters = fields.filter(([name]) => name === "章节").map(([, value]) => "一二三四".indexOf(value) + 1);
  // what is excluded must stand nowhere, whatever the chapter
  const has = ({ text, quoted, negative }) => (!quoted && (negative || !chapters.length) && names.includes(fold(text)))
    || [...blocksOf(report)].some(([block, chapter]) => (negative || chapters.every((one) => one === chapter)) && block.includes(fold(text)));
  if (!fields.length && !parts.some((part) => !part.negative)) return false;
  return parts.every((part) => has(part) !== part.negative) && fields.every(([name, value]) => ({
    年: () => site.years[report.year] === Number(value),
    地区: () => places.some(([code, place]) => code.includes(value) || fold(place).includes(value)),
    层级: () => LEVELS[body.level] === value,
    机关: () => names.some((one) => one.includes(value)),
    章节: () => true,
  })[name]());
}
const counted = (all, of) => [...all.reduce((counts, one) => counts.set(of(one), (counts.get(of(one)) || 0) + 1), new Map())];
const urlOf = (site, report) => `${site.bodies[report.body].code}/${site.years[report.year]}/index.html`;

/** Hits of a query of one part in their order: by tier, words in the title, number. */
function ranked(site, reports, { text, quoted }) {
  const A = site.bodies.length, part = fold(text);
  const worth = (report) => {
    const body = site.bodies[report.body], names = body.names.map(fold), places = around(site, body.region).map((at) => fold(site.regions[at][1]));
    const title = fold(report.title).includes(part.slice(0, 3)) ? 0.5 : 0;
    return title + (quoted ? 0 : tier([part], site.years[report.year], (one) => names.includes(one), (one) => places.includes(one)));
  };
  const number = (report) => report.year * A + report.body;
  return [...reports].sort((a, b) => worth(b) - worth(a) || number(b) - number(a)).map((report) => urlOf(site, report));
}

for (const [seed, how] of [[1, { far: 3, T: 2 }], [2, { far: 6, T: 8 }], [3, { far: 1, T: 24, M: 8 }], [4, { far: 192, T: 1 }], [5, { far: 2, T: 1, M: 4096 }], [6, { far: 12, T: 500, many: 70 }]]) {
  test(`what is found is what stands there, no more and no less (${JSON.stringify(how)})`, async () => {
    const roll = dice(seed * 1000);
    const seen = { exact: 0, about: 0, far: 0 };
    for (let n = 0; n < (how.many ? 2 : 6); n++) {
      const site = invent(roll, how.many), asked = serve(writeSite(site, how));
      engine.parts.hot = () => how.T;
      for (let m = 0; m < 40; m++) {
        const question = ask(roll, site), q = spelled(question);
        const truth = site.reports.filter((report) => fits(site, report, question)).map((report) => urlOf(site, report)).sort();
        const tell = JSON.stringify([q, seed, n, m]);
        if (!m || roll(2)) engine.open();
        const sort = ["best", "best", "new", "old"][roll(4)];
        const first = await engine.query(q, { limit: 10, sort });
        if (first.exact) assert.strictEqual(first.total, truth.length, tell);
        seen[first.exact ? "exact" : "about"]++;
        assert.ok(first.hits.every((hit) => truth.includes(hit.url)), tell);
        if (first.exact || !how.many) assert.strictEqual(first.hits.length, Math.min(10, truth.length), tell); // else it gives up some time
        const facets = await engine.facets(q, { spend: roll(2) ? 0 : Infinity });
        if (facets.exact) assert.deepStrictEqual(facets.years, counted(truth, (url) => Number(url.split("/")[1])).sort((a, b) => b[0] - a[0]), tell);
        const all = await engine.query(q, { limit: Infinity, exact: true, sort });
        assert.deepStrictEqual(all.hits.map((hit) => hit.url).sort(), truth, tell);
        assert.deepStrictEqual([all.total, all.exact], [truth.length, true], tell);
        assert.deepStrictEqual(all.hits.slice(0, first.hits.length).map((hit) => hit.url), first.hits.map((hit) => hit.url), tell);
        const second = await engine.query(q, { offset: 10, limit: 5, sort });
        assert.deepStrictEqual(second.hits, all.hits.slice(10, 15), tell);
        const one = question.parts[0];
        if (question.parts.length === 1 && sort === "best" && !one.negative) {
          const hits = site.reports.filter((report) => truth.includes(urlOf(site, report)));
          assert.deepStrictEqual(all.hits.map((hit) => hit.url), ranked(site, hits, one), tell);
        }
        if (sort !== "best") {
          const years = all.hits.map((hit) => hit.year);
          assert.deepStrictEqual(years, [...years].sort((a, b) => (sort === "old" ? a - b : b - a)), tell);
        }
      }
      seen.far += asked.filter((url) => /-\d+\.bin$/.test(url)).length;
    }
    if (how.many) assert.ok(seen.about > 0, JSON.stringify(seen));
    if (how.far < 192) assert.ok(seen.far > 0, JSON.stringify(seen));
  });
}
