"use strict";
const assert = require("node:assert");
const { test } = require("node:test");
const { engine } = require("./support.js");
const CASES = require("../search/rank.json");
const { splitYear, tier, idf, score } = engine.parts;

test("a year at the end of a part is told apart as the cases say", () => {
  CASES.split.forEach(([text, before, year]) => assert.deepStrictEqual(splitYear(text), [before, year]));
});

test("names, years and regions are worth what the cases say", () => {
  CASES.tier.forEach((one) => assert.strictEqual(
    tier(one.parts, one.year, (text) => one.names.includes(text), (text) => one.regions.includes(text)), one.worth, JSON.stringify(one)));
});

test("the score is that of the cases", () => {
  CASES.score.forEach((one) => {
    const got = score(one.worth, one.parts.map(([df, title]) => [idf(one.documents, df), title]));
    assert.ok(Math.abs(got - one.score) < 1e-9, JSON.stringify([one, got]));
  });
});
