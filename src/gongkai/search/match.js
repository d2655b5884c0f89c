/* Which documents does a query find? From the index as far as it goes, then from the texts. */
/**
 * @typedef {object} Site
 * @property {Numbering} numbering
 * @property {number} agencies
 * @property {number[]} years
 * @property {number} hot above how many documents a key is hot
 * @property {[string, string, number, number][]} regions code, name, which is around it, 1 if invented
 * @property {string[]} names of the regions, folded
 * @property {number[][]} groups region and level of each body
 * @property {Fold} fold
 * @property {(text: string) => Promise<Shard>} shard
 * @property {(number: number) => Promise<Page>} text
 * @property {(number: number) => Page | undefined} held a text that is here already
 * @property {() => Promise<string[][]>} bodies of each body its full name; folded: that after its region, after all around it, and all its names
 */
/**
 * @typedef {object} Found what is known of a part
 * @property {Part} part
 * @property {number} chapter in which it has to stand; 0: any
 * @property {List | null} bearers documents of the bodies of that name
 * @property {List | null} glued documents of the bodies whose name comes before a year
 * @property {List | null} title documents whose title has its first three units
 * @property {List | null} whole all of it is one key
 * @property {Int32Array | null} some without `whole`: no other document has it
 * @property {List[]} far lists that would say more
 * @property {number[]} steps places in it that have not been looked up
 * @property {boolean[]} hot whether its two units at a place are, as far as known
 * @property {number} rare units of a key at the next place that is not hot
 * @property {number} idle steps since one left out documents
 * @property {number} df
 */
/**
 * @typedef {object} Plan
 * @property {Query} query
 * @property {Found[]} found
 * @property {Found[]} loose of these, the ones that the index does not settle for all documents
 * @property {string[]} texts of the parts that are not excluded
 * @property {Int32Array} documents that may be hits
 * @property {Map<number, boolean>} checked against their texts
 * @property {List | null} newest of which list the documents are but the newest
 */
(function (/** @type {any} */ root) {
  "use strict";
  const { parts } = root.gongkaiSearch;
  const { has, both, either, holds, splitYear, tier, idf, score } = parts;

  const CHECK = 32; // so many texts are read to know the total
  const FEW = 10; // so few documents are not made fewer
  const LOADS = 2; // lists of pieces of parts that are fetched
  const IDLE = 4; // steps that leave out nothing, until it is given up
  const BATCH = 16; // texts that are fetched at once
  const PATIENCE = 96, DESPAIR = 400; // texts that are read in vain; while there is no hit at all
  const TEXT = 2500; // bytes of a text, about
  const NONE = new Int32Array(0);

  /** Both ends, then what lies in the middle, and so on. @param {number} size of a part */
  const places = (size) => Array.from(new Set([0, 1, 0.5, 0.25, 0.75, 0.125].map((share) => Math.round(share * Math.max(1, size - 3)))));

  /** @param {Site} site @param {Part} part @param {number} chapter @returns {Promise<Found>} */
  async function look(site, part, chapter) {
    const { text, quoted } = part, [before, year] = splitYear(text);
    const bears = !quoted && before.length > 1 && site.years.includes(year);
    const [shard, other] = await Promise.all([site.shard(text), bears ? site.shard(before) : null]);
    const bearers = quoted ? null : shard.find("\u0001" + text), glued = other && other.find("\u0001" + before), whole = shard.find(text);
    await Promise.all([bearers && bearers.load(), glued && glued.load()]);
    return {
      part, chapter, bearers, glued, title: shard.find("\u0003" + text.slice(0, 3)), whole, some: text.length > 2 ? null : NONE, far: [],
      steps: whole || text.length < 3 ? [] : places(text.length), hot: [], rare: 0, idle: 0, df: whole ? whole.df : 0,
    };
  }

  /**
   * Look up the next place. Where a key is hot and the one a unit longer is not stored, the key after it is rare, or the
   * text stands nowhere: that place is the next.
   * @param {Site} site @param {Found} found
   */
  async function step(site, found) {
    const { hot, rare, part: { text } } = found;
    let at = found.steps.shift() || 0, key = "";
    found.rare = 0;
    if (at + 3 <= text.length && hot[at] !== false && hot[at + 1] !== false) {
      key = (await site.shard(text.slice(at))).longest(text.slice(at));
      if (!key && hot[at]) { hot[++at] = false; }
    }
    key = key || text.substr(at, 2);
    const shard = await site.shard(text.slice(at, at + Math.min(3, key.length))), list = shard.find(key), cold = rare && shard.find(text.substr(at, rare));
    if (!list || cold && cold.df > site.hot) {
      Object.assign(found, { some: NONE, steps: [], far: [], df: 0 });
      return;
    }
    hot.length = Math.max(hot.length, at + key.length - 1);
    hot.fill(key.length > 2 || list.df > site.hot, at, at + key.length - 1);
    if (list.df > site.hot && key.length < 6 && at + key.length < text.length) {
      if (key.length === 2) { hot[at + 1] = false; }
      found.steps = [at + 1].concat(found.steps.filter((one) => one !== at + 1));
      found.rare = key.length;
    }
    if (list.floor) { found.far.push(list); } else { narrow(found, list.known); }
    found.df = Math.min(found.df || list.df, list.df);
  }

  /** @param {Found} found @param {Int32Array} list */
  function narrow(found, list) {
    const some = found.some ? both(found.some, list) : list;
    found.idle = found.some && some.length === found.some.length ? found.idle + 1 : 0;
    found.some = some;
  }

  /** The documents that may have a part, if they are known. @param {Found} found @returns {Int32Array | null} */
  function reach({ whole, some, bearers, chapter }) {
    const list = whole ? (whole.floor ? null : whole.known) : some;
    return list && bearers && !chapter ? either(list, bearers.known) : list;
  }

  /** Whether a document has a part, if the index says so. @param {Found} found @param {number} number @returns {boolean | undefined} */
  function state({ bearers, whole, some, chapter }, number) {
    const named = !chapter && bearers && has(bearers.known, number);
    const text = whole ? (number >= whole.floor ? has(whole.known, number) : undefined) : some && !has(some, number) ? false : undefined;
    return named || (text && chapter ? undefined : text);
  }

  /** A test of numbers by the fields but 章节. @param {Site} site @param {Query} query @returns {Promise<(number: number) => boolean>} */
  async function filter(site, query) {
    const bodies = query.fields.some(({ name }) => name === "机关") ? await site.bodies() : [];
    /** @type {{[name: string]: (body: number, value: any, year: number) => boolean}} */ const tests = {
      "机关": (body, value) => bodies[body].some((name, i) => (i > 2 ? name.includes(value) : name === value)),
      "年": (_, value, year) => year === value,
      "地区": (body, value) => around(site, body).some((region) => site.names[region].includes(value) || site.regions[region][0].includes(value)),
      "层级": (body, value) => site.groups[body][1] === value,
      "章节": () => true,
    };
    return (number) => query.fields.every(({ name, value, negative }) =>
      tests[name](number % site.agencies, value, yearOf(site, number)) !== negative);
  }

  /** The regions around a body. @param {Site} site @param {number} body */
  function around({ groups, regions }, body) {
    const out = [];
    for (let region = groups[body][0]; region >= 0; region = regions[region][2]) { out.push(region); }
    return out;
  }

  /** @param {Site} site @param {number} number */
  const yearOf = (site, number) => site.years[Math.floor(number / site.agencies)];

  /** @param {Site} site @param {Query} query @param {number} count of hits that will be shown @returns {Promise<Plan>} */
  async function plan(site, query, count) {
    /** @type {Plan} */ const out = { query, found: [], loose: [], texts: [], documents: NONE, checked: new Map(), newest: null };
    if (query.never) { return out; }
    const [fits, ...all] = await Promise.all([filter(site, query), ...query.parts.map((part) => look(site, part, part.negative ? 0 : query.chapter))]);
    const wanted = all.filter(({ part }) => !part.negative);
    out.found = all;
    out.texts = wanted.map(({ part }) => part.text);
    for (let loads = 0, fit = null; ;) {
      /** @type {any} */ let base = wanted.length ? null : site.numbering.documents;
      /** @type {Found | null} */ let owner = null;
      wanted.forEach((one) => {
        const list = reach(one);
        if (list && (!base || list.length < base.length)) {
          base = list;
          owner = one;
        }
      });
      const others = all.filter((one) => one !== owner);
      out.loose = all.filter(({ whole, some, chapter }) => chapter || (whole ? whole.floor : some !== NONE));
      out.documents = base ? base.filter((/** @type {number} */ number) => fits(number) && others.every((one) => state(one, number) !== one.part.negative)) : NONE;
      /** How many documents a part is not settled for. @param {Found} one */
      const doubts = (one) => (!out.loose.includes(one) ? 0 : base ? out.documents.filter((number) => state(one, number) === undefined).length : one.part.negative ? 0 : Infinity);
      const open = all.filter((one) => one.steps.length && one.idle < IDLE && doubts(one) > (one.idle > 1 ? CHECK : FEW));
      if (open.length) {
        await Promise.all(open.map((one) => step(site, one)));
        continue;
      }
      if (!base && all.length === 1 && !query.fields.length && all[0].whole && !all[0].bearers) {
        out.newest = all[0].whole;
        out.documents = out.newest.known;
        break;
      }
      /** @type {[Found, List][]} */ let far = [];
      all.filter(doubts).forEach((one) => {
        far = far.concat((one.whole ? [one.whole] : loads < (out.documents.length > DESPAIR ? 1 : LOADS) ? one.far : []).filter((list) => list.floor).map((list) => [one, list]));
      });
      const [one, list] = far.sort((a, b) => Number(!!reach(a[0])) - Number(!!reach(b[0])) || a[1].df - b[1].df)[0] || [];
      if (!one || !list || base && out.documents.length <= Math.max(FEW, Math.min(CHECK, count + list.cost() / TEXT))) { break; }
      const known = await list.load();
      if (!one.whole) {
        loads++;
        one.far.splice(one.far.indexOf(list), 1);
        narrow(one, known);
      }
    }
    wanted.forEach((one) => { one.df = (reach(one) || { length: one.df }).length; });
    return out;
  }

  /** Whether only its text says if it is a hit. @param {Plan} plan @param {number} number */
  const isOpen = (plan, number) => plan.loose.some((one) => state(one, number) === undefined) && !plan.checked.has(number);

  /** Read the texts of documents of which the index does not say enough. @param {Site} site @param {Plan} plan @param {ArrayLike<number>} numbers */
  async function check(site, plan, numbers) {
    const open = Array.from(numbers).filter((number) => isOpen(plan, number));
    while (open.length) {
      await Promise.all(open.splice(0, BATCH).map(async (number) => {
        const { blocks } = await site.text(number);
        plan.checked.set(number, plan.found.every((one) => (state(one, number) || blocks.some((block) =>
          (!one.chapter || block.chapter === one.chapter) && holds(block, one.part.text))) !== one.part.negative));
      }));
    }
  }

  /** Those that are not known to be no hits. @param {Plan} plan @returns {Int32Array} */
  const left = (plan) => (plan.checked.size ? plan.documents.filter((number) => plan.checked.get(number) !== false) : plan.documents);

  /** Have all documents where so far there were the newest. @param {Plan} plan */
  async function complete(plan) {
    if (plan.newest) {
      plan.documents = await plan.newest.load();
      plan.newest = null;
    }
  }

  /** The documents in the order of a sort; so many are in their places for certain. @param {Site} site @param {Plan} plan @param {number} count @param {string} sort @returns {Promise<number[]>} */
  async function order(site, plan, count, sort) {
    if (sort === "old" || count > plan.documents.length) { await complete(plan); }
    const numbers = Array.from(left(plan)).reverse();
    if (sort === "old") { return numbers.sort((a, b) => yearOf(site, a) - yearOf(site, b) || b - a); }
    if (sort === "new") { return numbers; }

    const wanted = plan.found.filter(({ part }) => !part.negative), worth = claims(site, wanted);
    const weights = wanted.map((one) => idf(site.numbering.documents.length, Math.max(1, one.df)));
    const floor = Math.max(0, ...wanted.map(({ title }) => (title ? title.floor : 0)));
    /** @type {Map<number, number>} */ const scores = new Map(); // by tier and a bit for each title
    /** @param {number} number @param {boolean} hope that a title has the words where that is not known */
    function scored(number, hope) {
      const alike = wanted.reduce((sum, { title }) => 2 * sum + Number(!!title && (number < title.floor ? hope : has(title.known, number))), worth ? worth(number) : 0);
      if (!scores.has(alike)) {
        scores.set(alike, score(alike >> weights.length, weights.map((weight, i) => [weight, (alike >> weights.length - 1 - i) % 2 > 0])));
      }
      return scores.get(alike) || 0;
    }
    /** @type {Map<number, number[]>} */ const groups = new Map();
    numbers.forEach((number) => {
      const low = scored(number, false), group = groups.get(low);
      if (group) { group.push(number); } else { groups.set(low, [number]); }
    });
    /** @type {number[]} */ let out = [];
    let last = -Infinity;
    Array.from(groups.keys()).sort((a, b) => b - a).forEach((low) => {
      last = out.length < count ? low : last;
      out = out.concat(groups.get(low) || []);
    });
    // What is not known may come before the last one that counts.
    const end = out[count - 1] || 0, more = plan.newest && (worth || last < scored(-1, true));
    if (more || floor && numbers.some((number) => number < floor && (scored(number, true) > last || number > end && scored(number, true) === last))) {
      await Promise.all([complete(plan), ...wanted.map(({ title }) => title && title.load())]);
      return order(site, plan, count, sort);
    }
    return out;
  }

  /** The tier of a document, unless it is 0 for all. @param {Site} site @param {Found[]} wanted @returns {((number: number) => number) | null} */
  function claims(site, wanted) {
    /** @type {Map<string, List>} */ const named = new Map();
    let any = false;
    const texts = wanted.filter(({ part }) => !part.quoted).map(({ part: { text }, bearers, glued }) => {
      const [before, year] = splitYear(text);
      if (bearers) { named.set(text, bearers); }
      if (glued) { named.set(before, glued); }
      any = any || !!(bearers || glued || !before || site.names.includes(text) || year && site.names.includes(before));
      return text;
    });
    return any ? (number) => tier(texts, yearOf(site, number), (/** @type {string} */ name) => {
      const list = named.get(name);
      return !!list && has(list.known, number);
    }, (/** @type {string} */ name) => around(site, number % site.agencies).some((region) => site.names[region] === name)) : null;
  }

  /**
   * The hits from `offset` on, the total, and whether it is known.
   * @param {Site} site @param {Plan} plan @param {{offset: number, limit: number, exact: boolean, sort: string}} how
   * @returns {Promise<{total: number, exact: boolean, numbers: number[]}>}
   */
  async function choose(site, plan, { offset, limit, exact, sort }) {
    if (exact) { await complete(plan); }
    const open = plan.documents.filter((number) => isOpen(plan, number));
    if (exact || open.length <= CHECK) { await check(site, plan, open); }
    /** @type {number[]} */ let numbers = [];
    for (let vain = 0, again = limit > 0; again && (vain < PATIENCE || !numbers.length && vain < DESPAIR);) {
      const first = (await order(site, plan, offset + limit, sort)).slice(0, offset + limit);
      await check(site, plan, first);
      numbers = first.filter((number) => plan.checked.get(number) !== false);
      vain += first.length - numbers.length;
      again = numbers.length < first.length;
    }
    return {
      total: plan.newest ? plan.newest.df : left(plan).length,
      exact: !plan.documents.some((number) => isOpen(plan, number)),
      numbers: numbers.slice(offset),
    };
  }

  /** Bytes that have to be fetched, about: to know all hits, and to have their texts. @param {Site} site @param {Plan} plan */
  function cost(site, plan) {
    const missing = Array.from(left(plan)).filter((number) => !site.held(number));
    return { list: plan.newest ? plan.newest.cost() : missing.filter((number) => isOpen(plan, number)).length * TEXT, texts: missing.length * TEXT };
  }

  Object.assign(parts, { plan, choose, complete, check, left, isOpen, cost, yearOf, around });
})(typeof globalThis === "object" ? globalThis : self);
