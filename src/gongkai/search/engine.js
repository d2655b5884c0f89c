/* What does the search page ask? The files it needs, each fetched once, and gongkaiSearch, which answers. */
/**
 * @typedef {object} Hit
 * @property {string} url from the root of the site
 * @property {string} anchor without #; "" is the top
 * @property {string} title
 * @property {string} excerpt
 * @property {string} agency
 * @property {number} year
 * @property {string} region
 * @property {string} level
 * @property {boolean} invented of an invented region
 * @property {number[][]} marks from and to in the excerpt
 * @property {string[]} words as they are written in the marked place
 * @property {string} place the heading it stands under
 * @property {number} twins how many reports have this paragraph
 * @property {string} paragraph the same for equal ones; "" for none
 */
/** @typedef {{offset: number, limit: number, exact: boolean, sort: string}} How */
(function (/** @type {any} */ root) {
  "use strict";
  const own = root.gongkaiSearch, { parts } = own, { fold, inflate, keyOf } = parts;
  const FORMAT = 1, CHARSETS = ["gbk", "utf-8"], LEVELS = ["省", "市", "县", "乡"];
  const TEXTS = 400, PLANS = 8, BATCH = 16; // kept; kept; fetched at once
  const MOST_NAMES = 8, MOST_SIMILAR = 6, ALIKE = 0.35, LONGEST = 40; // units of a word that names are like
  const PARAGRAPH = 30; // units

  /** @param {string} kind offline, missing, mixed, format or broken @param {string} told */
  const fault = (kind, told) => Object.assign(new Error(`${kind}: ${told}`), { kind });

  /**
   * A file as `read` sees it; what is damaged or of another publication may come from a cache and is fetched once more.
   * @template T @param {string} url @param {(bytes: Uint8Array) => T} read @param {RequestCache} [cache] @returns {Promise<T>}
   */
  async function file(url, read, cache) {
    const offline = () => { throw fault("offline", url); };
    const answer = await root.fetch(url, { cache }).catch(offline);
    if (!answer.ok) { throw fault("missing", url); }
    const bytes = new Uint8Array(await answer.arrayBuffer().catch(offline));
    try {
      return read(bytes);
    } catch (error) {
      if (cache !== "reload") { return file(url, read, "reload"); }
      throw /** @type {any} */ (error).kind ? error : fault("broken", url + " " + error);
    }
  }

  /** Keeps what `make` promises, unless it fails, and not more than `most`. @template T @param {(key: any) => Promise<T>} make @param {number} most */
  function keeper(make, most) {
    /** @type {Map<any, {made: Promise<T>, value?: T}>} */ const kept = new Map();
    return Object.assign((/** @type {any} */ key) => {
      const one = kept.get(key) || { made: make(key) };
      kept.delete(key);
      kept.set(key, one);
      one.made.then((value) => { one.value = value; }, () => kept.delete(key));
      if (kept.size > most) { kept.delete(kept.keys().next().value); }
      return one.made;
    }, { held: (/** @type {any} */ key) => (kept.get(key) || { value: undefined }).value });
  }

  /** @param {Uint8Array} bytes @param {string} [charset] */
  const words = (bytes, charset) => new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);

  /** @param {number} number its path, with so many digits before the slash @param {number} digits */
  const path = (number, digits) => [number >> 8, number & 255].map((one, i) => one.toString(16).padStart(i ? 2 : digits, "0")).join("/");

  /** @param {string} base */
  async function load(base) {
    const [facts, dictionary, pairs] = await Promise.all([
      file(base + "manifest.json", (bytes) => JSON.parse(words(bytes)), "no-cache"),
      file(base + "dictionary.bin", inflate, "no-cache"), file(base + "variants.bin", inflate, "no-cache"),
    ]);
    if (facts.format !== FORMAT) { throw fault("format", facts.format); }
    parts.setVariants(pairs);
    const end = facts.agencies * facts.years.length, there = new Uint8Array(end).fill(1);
    for (let i = 0, at = 0; i < facts.absent.length; i += 2) { there.fill(0, at += facts.absent[i], at += facts.absent[i + 1]); }
    const numbering = { documents: Int32Array.from(there.keys()).filter((number) => there[number] > 0), end };
    let region = 0, code = 0;
    /** @type {number[][]} */ const groups = [];
    facts.groups.forEach((/** @type {number[]} */ [step, level, count]) => {
      for (region += step; count; count--) { groups.push([region, level]); }
    });
    const regions = facts.regions.map((/** @type {[number, string, number, number]} */ [step, name, back, invented], /** @type {number} */ i) =>
      [String(code += step).padStart(6, "0"), name, back ? i - back : -1, invented]);

    /** @param {Uint8Array} bytes @param {string} key */
    function ours(bytes, key) {
      if (keyOf(bytes) !== parseInt(key, 16)) { throw fault("mixed", key); }
      return bytes;
    }
    const shards = keeper((number) => {
      const name = base + "g/" + path(number, 2);
      return file(name + ".bin", (bytes) => parts.shard(ours(inflate(bytes), facts.lists), numbering,
        (/** @type {number} */ at) => file(`${name}-${at}.bin`, (companion) => ours(inflate(companion), facts.lists))));
    }, Infinity);
    const text = keeper((number) => file(`${base}t/${path(number, 3)}.bin`, (bytes) =>
      parts.readText(words(inflate(ours(bytes, facts.key).subarray(5), dictionary), CHARSETS[bytes[4]]), fold)), TEXTS);
    const bodies = keeper(() => file(base + "names.bin", (bytes) => {
      const lines = facts.agencies ? words(ours(inflate(bytes), facts.lists).subarray(4)).split("\n") : [];
      return lines.map((line, body) => {
        const all = line.split("\t"), [full] = all;
        return [full, ...[place(site, body, full, 1), place(site, body, full, 9), ...all].map(fold)];
      });
    }), 1);
    /** @type {any} */ const site = {
      numbering, groups, fold, text, bodies, agencies: facts.agencies, years: facts.years, regions, hot: parts.hot(facts.documents),
      names: regions.map((/** @type {string[]} */ [, name]) => fold(name)),
      shard: (/** @type {string} */ key) => shards(parts.hash(key) % facts.shards), held: text.held,
      plans: keeper((q) => parts.plan(site, parts.parse(q, fold), 10), PLANS),
    };
    return site;
  }

  /** @type {Promise<any> | null} */ let opened = null;

  /** Fetch what every search needs. @param {string} [base] the folder search/ */
  function open(base = "") {
    const opening = opened = load(base);
    opening.catch(() => { opened = opened === opening ? null : opened; });
    return opening;
  }

  /** The site, and whatever goes wrong with a kind. @template T @param {(site: any) => Promise<T>} ask */
  async function answer(ask) {
    try {
      return await ask(await (opened || open()));
    } catch (error) {
      throw Object.assign(/** @type {any} */ (error), { kind: /** @type {any} */ (error).kind || "broken" });
    }
  }

  /** The name of a body after those of so many regions around it. @param {Site} site @param {number} body @param {string} name @param {number} most */
  const place = (site, body, name, most) => parts.around(site, body).slice(0, most)
    .reduce((/** @type {string} */ whole, /** @type {number} */ region) => (whole.includes(site.regions[region][1]) ? whole : site.regions[region][1] + whole), name);

  /** The parts that say more than whose report it is, and of which year. @param {Plan} plan @param {number} number @param {number} its year */
  const topics = ({ found, query }, number, its) => found.filter(({ part, bearers }) => {
    const [before, year] = parts.splitYear(part.text);
    return !part.negative && (query.chapter || part.quoted || (before || year !== its) && !(bearers && parts.has(bearers.known, number)));
  }).map(({ part }) => part.text);

  /** @param {Site} site @param {Plan} plan @param {number} number @returns {Promise<Hit>} */
  async function hit(site, plan, number) {
    const { url, agency, year, title, blocks } = await site.text(number), [region, level] = site.groups[number % site.agencies];
    const { chapter } = plan.query, wanted = topics(plan, number, year), block = parts.bestBlock({ blocks }, wanted, chapter), shown = parts.excerpt(fold, block, wanted);
    return Object.assign(shown, {
      url, agency, year, title, region: (site.regions[region] || ["", ""])[1], invented: region >= 0 && site.regions[region][3] > 0, level: LEVELS[level] || "", twins: 1,
      anchor: shown.words.length || chapter ? block.anchor : "", place: block.place,
      paragraph: shown.words.length && !block.row && block.folded[0].length >= PARAGRAPH ? parts.paragraphKey(block.folded[0]) : "",
    });
  }

  /** @param {any} site @param {string} q @param {Partial<How>} [how] */
  async function find(site, q, how) {
    const { offset = 0, limit = 10, exact = false, sort = "best" } = how || {}, plan = await site.plans(q);
    const chosen = await parts.choose(site, plan, { offset: Math.max(0, offset), limit: Math.max(0, limit), exact, sort });
    /** @type {Hit[]} */ const hits = [];
    while (hits.length < chosen.numbers.length) {
      const next = chosen.numbers.slice(hits.length, hits.length + BATCH);
      hits.push(...await Promise.all(next.map((/** @type {number} */ number) => hit(site, plan, number))));
    }
    return { plan, hits, total: chosen.total, exact: chosen.exact && !plan.query.cut };
  }

  /** Say of paragraphs that several hits have how many reports have them. @param {Site} site @param {Hit[]} hits */
  async function countTwins(site, hits) {
    const seen = new Set(), keys = new Set(hits.map((one) => one.paragraph).filter((key) => key && (seen.has(key) || !seen.add(key))));
    await Promise.all(Array.from(keys).map(async (key) => {
      const list = (await site.shard(key.slice(1))).find(key);
      hits.forEach((one) => { if (list && one.paragraph === key) { one.twins = list.df; } });
    }));
  }

  /** The bodies that a part names: their number, and if they are few, who they are. @param {Site} site @param {Plan} plan */
  async function named(site, plan) {
    const one = plan.found.find(({ part, bearers }) => !part.negative && !!bearers);
    if (!one || !one.bearers) { return null; }
    /** @type {Map<number, number>} */ const reports = new Map(); // one of each, if need be one that is here
    one.bearers.known.forEach((number) => {
      const body = number % site.agencies, before = reports.get(body);
      if (before === undefined || !site.held(before)) { reports.set(body, number); }
    });
    const bodies = reports.size > MOST_NAMES ? [] : Array.from(reports).sort((a, b) => b[0] - a[0]);
    const names = await Promise.all(bodies.map(async ([body, number]) => {
      const { agency } = await site.text(number);
      return [1, 9].map((most) => place(site, body, agency, most));
    }));
    const short = names.map(([one]) => one);
    const { raw, text } = one.part;
    return { name: raw, other: names.length === 1 && !fold(short[0]).includes(text), count: reports.size, names: new Set(short).size < short.length ? names.map(([, all]) => all) : short };
  }

  /** A query that says the same with a blank before a year. @param {Plan} plan @returns {string | null} */
  function hint(plan) {
    const one = plan.found.find(({ glued }) => !!glued);
    if (!one) { return null; }
    const { raw, text, source } = one.part, said = parts.splitYear(raw)[1] ? raw : text, [before] = parts.splitYear(said);
    return plan.query.pieces.map((piece) => (piece.source === source ? before + " " + said.slice(before.length) : piece.source)).join(" ");
  }

  /** What a piece is called: of a region rather its name than its code. @param {Site} site @param {Piece} piece */
  function told({ regions }, { name, value, source }) {
    const [code, called] = regions.find((region) => name === "地区" && region[0] === value) || ["", ""];
    return source.replace(code, called);
  }

  /** Which share of its characters, and pairs of them, a text has in common with the name most like it. @param {string} text @param {string[]} names */
  function likeness(text, names) {
    const pieces = text.split("").concat(text.split("").slice(1).map((last, i) => text[i] + last));
    return Math.max(0, ...names.map((name) => pieces.filter((piece) => name.includes(piece)).length / pieces.length));
  }

  /** In which chapters all the words stand. @param {Page[]} pages @param {string[]} wanted */
  const chapters = (pages, wanted) => [1, 2, 3, 4, 5, 6].map((chapter) => {
    const all = pages.map(({ blocks }) => blocks.filter((block) => block.chapter === chapter))
      .filter((blocks) => wanted.every((part) => blocks.some((block) => parts.holds(block, part))));
    return [chapter, all.length ? all[0][0].place : "", all.length];
  });

  Object.assign(own, {
    open,

    /** @param {string} q @param {Partial<How>} [how] */
    query: (q, how) => answer(async (site) => {
      const { total, exact, hits } = await find(site, q, how);
      return { total, exact, hits: hits.map(({ url, anchor, title, excerpt, agency, year }) => ({ url, anchor, title, excerpt, agency, year })) };
    }),

    /** What the page shows. @param {string} q @param {Partial<How>} [how] */
    search: (q, how) => answer(async (site) => {
      const { plan, total, exact, hits } = await find(site, q, how);
      const [bodies] = await Promise.all([named(site, plan), countTwins(site, hits)]);
      return { total, exact, hits, bodies, hint: hint(plan), problems: plan.query.problems, pieces: plan.query.pieces.map((/** @type {Piece} */ piece) => Object.assign({ said: told(site, piece) }, piece)) };
    }),

    /** How the hits are spread; `spend`: bytes that may be fetched to know it. @param {string} q @param {{spend?: number}} [how] */
    facets: (q, how) => answer(async (site) => {
      const spend = (how && how.spend) || 0, plan = await site.plans(q), price = () => parts.cost(site, plan);
      if (price().list <= spend) { await parts.complete(plan); }
      if (price().list <= spend) { await parts.check(site, plan, plan.documents); }
      const exact = !price().list && !plan.newest;
      const numbers = Array.from(/** @type {Int32Array} */ (parts.left(plan))), few = exact && plan.texts.length > 0 && numbers.length <= TEXTS;
      if (few && price().texts <= spend) { await Promise.all(numbers.map(site.text)); }
      const all = few && !price().texts ? numbers.map(site.held) : null;
      /** How many hits there are of each, unless not all are known. @param {(number: number, body: number) => number[]} of @param {(key: number) => any[]} tell */
      function tally(of, tell) {
        const counts = new Map();
        numbers.forEach((number) => of(number, number % site.agencies).forEach((key) => counts.set(key, (counts.get(key) || 0) + 1)));
        return plan.newest ? null : Array.from(counts).sort((a, b) => a[0] - b[0]).map(([key, n]) => [...tell(key), n]);
      }
      return {
        years: tally((number) => [-parts.yearOf(site, number)], (year) => [-year]),
        regions: tally((_, body) => parts.around(site, body), (region) => [site.regions[region][1], site.regions[region][0]]),
        levels: tally((_, body) => site.groups[body].slice(1, 2).filter((/** @type {number} */ level) => level >= 0), (level) => [LEVELS[level]]),
        chapters: all && chapters(all, plan.texts).filter((one) => one[2]),
        exact, cost: exact ? few && price().texts || null : price().list,
      };
    }),

    /** What may have been meant: names of bodies that are like the words, and queries with one part less that find something. @param {string} q */
    similar: (q) => answer(async (site) => {
      /** @type {Query} */ const query = parts.parse(q, fold), wanted = query.parts.filter((part) => !part.negative);
      /** @type {[number, string][]} */ const near = (await site.bodies()).map((/** @type {string[]} */ [name, , , ...names]) => [Math.max(0, ...wanted.map((part) => likeness(part.text.slice(0, LONGEST), names))), name]);
      const names = near.filter(([worth]) => worth >= ALIKE).reverse().sort((a, b) => b[0] - a[0]).map(([, name]) => name);
      const sources = query.pieces.map(({ source }) => source);
      const fewer = sources.length < 2 ? [] : await Promise.all(sources.map(async (source) => {
        const rest = sources.filter((one) => one !== source).join(" ");
        return (await find(site, rest, { limit: 1 })).hits.length ? rest : "";
      }));
      return { names: Array.from(new Set(names)).slice(0, MOST_SIMILAR), fewer: Array.from(new Set(fewer)).filter(Boolean) };
    }),
  });
})(typeof globalThis === "object" ? globalThis : self);
