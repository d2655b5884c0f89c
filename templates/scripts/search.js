/* The search page: what is asked, what is found, and the address that says so. The only script that knows this page;
   what the index holds is asked of gongkaiSearch, and the words to be read stand in the template.
   Without gongkaiSearch, and from a file, the list of bodies is narrowed by name. */
(function () {
  "use strict";
  const STEP = 10, MOST = 100, SHOWN = 8, DEAR = 40960;
  const FAULTS = Array.from(at("faults").children, (one) => one.id);
  const engine = /** @type {Window["gongkaiSearch"]} */ (location.protocol === "file:" ? null : window.gongkaiSearch);
  const box = at("q"), order = at("sort"), list = at("hits"), total = at("total"), said = at("said"), facets = at("facets");
  let now = read(location.search); // what is asked
  let kept = address(now); // the address that a way back leads to
  let answered = "", counted = ""; // what the loaded places and the facets answer
  let turn = 0, waiting = 0, telling = 0, composing = false, moved = false, ended = false, placed = false;
  let height = history.state && history.state.y;
  /** @type {Hit[]} */ let hits = [];
  /** @type {HTMLElement[]} */ let links = [];
  /** @type {Map<any, HTMLElement>} */ let cards = new Map(); // the first place of every paragraph
  /** @type {Answer} */ let answer;

  /** @param {string} id @returns {any} */
  function at(id) { return document.getElementById(id); }

  /** @param {string} tag @param {...(Node|string)} inside */
  function make(tag, ...inside) {
    const [name, kind] = tag.split("."), made = document.createElement(name);
    if (kind) { made.className = kind; }
    made.append(...inside);
    return made;
  }

  /** @param {string} href @param {...(Node|string)} inside */
  function link(href, ...inside) {
    const made = make("a", ...inside);
    made.setAttribute("href", href);
    return made;
  }

  /** @param {Node[]} items */
  const listed = (items) => make("ul.chips", ...items.map((item) => make("li", item)));

  /** @param {string[]} ids */
  const hide = (...ids) => ids.forEach((id) => { at(id).hidden = true; });

  /** Words of the template, with these figures in them. @param {string} key @param {...any} figures */
  const say = (key, ...figures) => figures.reduce((words, one) => words.replace("#", () => one), at("words").dataset[key]);

  // The address

  /** @param {string} search @returns {Ask} */
  function read(search) {
    const given = new URLSearchParams(search), sort = given.get("sort") || "";
    const n = Math.ceil(Number(given.get("n")) / STEP) * STEP || STEP;
    return { q: given.get("q") || "", sort: /^(new|old)$/.test(sort) ? sort : "", n: Math.min(Math.max(n, STEP), MOST) };
  }

  /** @param {Ask} ask */
  function address(ask) {
    const given = new URLSearchParams(), q = ask.q.trim();
    if (q) { given.set("q", q); }
    if (ask.sort) { given.set("sort", ask.sort); }
    if (ask.n > STEP) { given.set("n", String(ask.n)); }
    return q ? "?" + given : location.href.split(/[?#]/)[0];
  }

  /** @param {"pushState"|"replaceState"} how @param {string} to */
  function record(how, to) {
    try { history[how](null, "", to); } catch (refused) { /* a file keeps its address */ }
  }

  /** A step that the way back leads to; what was only typed before becomes one too. @param {Ask} ask */
  function step(ask) {
    [address(now), address(ask)].forEach((to) => {
      if (to === kept) { return; }
      record("replaceState", kept);
      record("pushState", to);
      kept = to;
    });
    show(ask);
  }

  // Other queries

  /** The address of other words. @param {...string} words */
  const ask = (...words) => address({ q: words.join(" "), sort: now.sort, n: STEP });

  /** The pieces of what is asked that are so, as they were typed. @param {(piece: Piece) => boolean} fits */
  const pieces = (fits) => answer.pieces.filter(fits).map((piece) => piece.source);

  /** The address of what is asked with this field. @param {string} name @param {string} value */
  const narrowed = (name, value) =>
    ask(...pieces((piece) => piece.name !== name), name + ":" + (/\s/.test(value) ? `"${value}"` : value));

  // What is found

  /** @param {Ask} asked */
  async function show(asked) {
    const mine = ++turn, key = asked.sort + " " + asked.q.trim();
    const more = key === answered && !asked.exact === !now.exact;
    now = asked;
    order.value = asked.sort;
    at("sought").hidden = !key.slice(asked.sort.length + 1);
    at("lists").hidden = !at("sought").hidden;
    if (!at("lists").hidden) {
      answered = counted = "";
      hide("nothing");
      return tell("");
    }
    const slow = setTimeout(() => { if (mine === turn) { total.textContent = say("wait"); } }, 300);
    try {
      const from = more ? hits.length : 0, limit = asked.n - from;
      if (limit > 0 && !(more && ended)) {
        const options = { offset: from, limit, exact: !!asked.exact, sort: asked.sort || "best" };
        const found = await engine.search(asked.q, options);
        if (mine !== turn) { return; }
        hits = more ? hits.concat(found.hits) : found.hits;
        ended = found.exact && found.hits.length < limit;
        answer = found;
        answered = key;
      }
      draw(more ? links.length : 0);
    } catch (failure) {
      if (mine !== turn) { return; }
      const { kind } = /** @type {any} */ (failure);
      fail(kind);
      if (!kind) { throw failure; }
    } finally {
      clearTimeout(slow);
    }
  }

  /** Lists the places from this one on; all of them, if too many stand there. @param {number} from */
  function draw(from) {
    const until = Math.min(now.n, hits.length), few = answer.total < 2;
    if (!from || from > until) { from = clear(); }
    hits.slice(from, until).forEach(place);
    total.textContent = say(!answer.total ? "none" : answer.exact ? "exact" : "rough", answer.total);
    at("exact").hidden = answer.exact || !!now.exact;
    at("order").hidden = facets.hidden = few;
    // Open where they stand beside the places; above them they close again, so that these are in view.
    if (!placed && !few) { facets.open = placed = facets.offsetTop === at("places").offsetTop; }
    at("more").hidden = until >= answer.total || ended && until === hits.length;
    at("nothing").hidden = answer.total > 0;
    chips();
    remark();
    if (!answer.total) { advise(turn); }
    tell(from ? say("more", until) : total.textContent);
    arrive(links.slice(from || links.length).find((one) => one.offsetParent !== null));
    if (height) { scrollTo(0, height); }
    height = 0;
    facets.style.visibility = counted === now.q ? "" : "hidden"; // what counts other words leads astray
    if (!few && counted !== now.q) { setTimeout(count, 300, now.q); }
  }

  function clear() {
    list.textContent = "";
    hide(...FAULTS);
    links = [];
    cards = new Map();
    return 0;
  }

  /** Where the focus goes after a choice. @param {HTMLElement=} place */
  function arrive(place) {
    if (moved) { (place || total).focus(); }
    moved = false;
  }

  /** @param {Hit} hit */
  function place(hit) {
    const words = new URLSearchParams();
    hit.words.slice(0, 12).forEach((word) => { if (word.length < 200) { words.append("hl", word); } });
    const query = String(words), anchor = hit.anchor && "#" + encodeURIComponent(hit.anchor);
    const whole = hit.excerpt === hit.title;
    const title = link(`../${hit.url}${query && "?" + query}${anchor}`,
      ...marked(hit.title, whole ? hit.marks : []));
    const first = hit.paragraph && cards.get(hit.paragraph);
    links.push(title);
    if (first) { return fold(first, title, hit.twins); }
    const card = make("li", make("h3", title), tags(hit.invented && say("invented"), hit.agency, hit.region, hit.level && hit.level + "级", hit.year + "年度"));
    if (hit.excerpt && !whole) {
      card.append(make("p", make("span.place", hit.place), ...marked(hit.excerpt, hit.marks)));
    }
    cards.set(hit.paragraph, card);
    list.append(card);
  }

  /** @param {string[]} notes */
  const tags = (...notes) => make("p.tags", ...notes.filter(Boolean).map((note) => make("span", note)));

  /** @param {string} text @param {[number, number][]} marks @returns {(Node|string)[]} */
  function marked(text, marks) {
    /** @type {(Node|string)[]} */ const pieces = [];
    let done = 0;
    marks.forEach(([from, to]) => {
      pieces.push(text.slice(done, from), make("mark", text.slice(from, to)));
      done = to;
    });
    return pieces.concat(text.slice(done));
  }

  /** Puts a place under the first one with the same paragraph. @param {any} card @param {HTMLElement} title @param {number} twins */
  function fold(card, title, twins) {
    if (!card.querySelector("details")) { card.append(make("details", make("summary"), make("ul"))); }
    const others = card.querySelector("ul");
    others.append(make("li", title));
    card.twins = Math.max(twins, card.twins || others.children.length + 1);
    card.querySelector("summary").textContent = say("twins", card.twins, others.children.length);
  }

  /** The fields as something to take away. */
  function chips() {
    const active = answer.pieces.filter((piece) => piece.name);
    at("chips").textContent = "";
    at("chips").append(listed(active.map((piece) =>
      link(ask(...pieces((other) => other !== piece)), make("span.aside", "去掉"), piece.said + " ✕"))));
    at("chips").hidden = !active.length;
  }

  /** What is to be said before the places. */
  function remark() {
    const bodies = answer.bodies, hint = answer.hint;
    said.textContent = "";
    answer.problems.forEach((problem) => { said.append(make("p", problem)); });
    if (hint) { said.append(make("p", say("hint"), link(ask(hint), hint))); }
    if (answer.total && !answer.exact && !hits.length) { said.append(make("p", say("part"))); }
    if (bodies && bodies.count > 1 && !pieces((piece) => piece.name === "机关").length) {
      const all = bodies.names.length === bodies.count ? bodies.names : [];
      said.append(
        make("p", say(all.length ? "few" : "many", bodies.count, bodies.name)),
        listed(all.map((name) => link(narrowed("机关", name), name))));
      if (!all.length) { facets.open = true; }
    }
    if (bodies && bodies.other) { said.append(make("p", say("other", bodies.name, bodies.names[0]))); }
    said.hidden = !said.firstChild;
  }

  /** What to do where nothing is found. @param {number} mine */
  function advise(mine) {
    const plain = pieces((piece) => !piece.name);
    /** @param {string} id @param {string[]} queries */
    function add(id, queries) {
      const ways = at(id).lastElementChild;
      ways.textContent = "";
      ways.append(...queries.map((query) => make("li", link(ask(query), query))));
      at(id).hidden = !queries.length;
    }
    add("unfiltered", plain.length && plain.length < answer.pieces.length ? [plain.join(" ")] : []);
    add("alike", []);
    add("fewer", []);
    engine.similar(now.q).then((found) => {
      if (mine !== turn) { return; }
      add("alike", found.names);
      add("fewer", found.fewer);
    }, () => { /* it was only advice */ });
  }

  /** @param {string} kind */
  function fail(kind) {
    answered = counted = "";
    const fault = at("fault-" + kind) || at("fault-broken");
    clear();
    fault.hidden = false;
    hide("said", "facets", "order", "exact", "more", "nothing", "chips");
    total.textContent = say("failed");
    tell(say("failed") + "：" + fault.firstChild.textContent);
    arrive();
  }

  /** Said once the typing pauses. @param {string} words */
  function tell(words) {
    clearTimeout(telling);
    telling = setTimeout(() => { at("told").textContent = words; }, 600);
  }

  // How many there are of each

  /** @param {string} q @param {number=} spend bytes */
  async function count(q, spend) {
    if (q !== now.q || !spend && q === counted) { return; }
    const found = await engine.facets(q, { spend: spend || DEAR }).catch(() => null);
    if (q !== now.q || !found) { return; }
    counted = q;
    facets.style.visibility = "";
    at("count").hidden = !found.cost;
    at("count").firstChild.textContent = say(found.years ? "chapters" : "all");
    if (spend) { facets.firstElementChild.focus(); }
    at("rough").hidden = !found.years || found.exact;
    const regions = (found.regions || []).sort((one, other) => other[2] - one[2]);
    group("年", (found.years || []).map(([year, n]) => [String(year), year + "年度", n]));
    group("地区", regions.map(([name, code, n]) =>
      [regions.filter((other) => other[0].includes(name)).length > 1 ? code : name, name, n]));
    group("层级", (found.levels || []).map(([level, n]) => [level, level + "级", n]));
    group("章节", (found.chapters || []).map(([chapter, heading, n]) => ["一二三四五六"[chapter - 1], heading, n]));
  }

  /** @param {string} name @param {[string, string, number][]} counts value of the field, what is read, how many */
  function group(name, counts) {
    const drawn = facets.querySelector(`[data-field="${name}"]`), [few, rest] = drawn.querySelectorAll("ul");
    const chosen = answer.pieces.filter((piece) => piece.name === name).map((piece) => piece.value);
    const ways = counts.filter(([value, , n]) => n < answer.total && !chosen.includes(value))
      .map(([value, words, n]) => make("li", link(narrowed(name, value), words, make("span", String(n)))));
    few.textContent = rest.textContent = "";
    few.append(...ways.slice(0, SHOWN));
    rest.append(...ways.slice(SHOWN));
    rest.parentNode.hidden = !rest.firstChild;
    drawn.hidden = !few.firstChild;
  }

  // The lists

  function narrow() {
    /** @param {string} text */
    const fold = (text) => text.normalize("NFKC").toLowerCase();
    const asked = fold(box.value).split(/\s+/).filter(Boolean);
    let count = 0;
    /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-words]")).forEach((item) => {
      item.hidden = !asked.every((word) => fold(item.dataset.words || "").includes(word));
      count += item.hidden ? 0 : 1;
    });
    at("lists").querySelectorAll("section").forEach((/** @type {HTMLElement} */ section) => {
      section.hidden = !section.querySelector("[data-words]:not([hidden])");
    });
    at("nothing").hidden = count || !asked.length;
    tell(say(count ? "listed" : "none", count));
  }

  // What the reader does

  function typed() {
    clearTimeout(waiting);
    moved = false;
    if (composing) { return; }
    waiting = setTimeout(() => {
      const asked = { q: box.value, sort: now.sort, n: STEP };
      record("replaceState", address(asked));
      if (engine) { show(asked); } else { narrow(); }
    }, 200);
  }

  /** @param {string} words */
  function write(words) {
    box.value = words;
    box.focus();
    typed();
  }

  /** @param {Object<string, any>} change */
  function choose(change) {
    clearTimeout(waiting);
    moved = true;
    step(Object.assign({}, now, { n: STEP, exact: false }, change));
    box.value = now.q;
  }

  box.addEventListener("input", typed);
  box.addEventListener("compositionstart", () => { composing = true; });
  box.addEventListener("compositionend", () => { composing = false; typed(); });
  at("search").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    clearTimeout(waiting);
    if (!engine) { return typed(); }
    moved = innerWidth < 700; // on a phone the keys would cover the places
    if (!composing) { step({ q: box.value, sort: now.sort, n: STEP }); }
  });
  order.addEventListener("change", () => choose({ sort: order.value }));
  at("more").addEventListener("click", () => choose({ n: now.n + STEP, exact: now.exact }));
  at("exact").addEventListener("click", () => choose({ n: now.n, exact: true }));
  at("count").addEventListener("click", () => count(now.q, Infinity));
  at("all").addEventListener("click", () => write(""));
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target), way = target.closest("main a[href^='?']");
    if (!engine || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    if (target.closest(".again")) { choose(now); }
    if (target.closest(".anew")) { location.reload(); }
    if (way) {
      event.preventDefault();
      choose(read(String(way.getAttribute("href"))));
    }
  });
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target), ours = target === box || list.contains(target);
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "/" && at("slash").checked && !/^(INPUT|SELECT)$/.test(target.tagName)) {
      box.focus();
    } else if (event.key === "Escape" && ours) {
      write("");
    } else if (/^Arrow(Up|Down)$/.test(event.key) && ours) {
      const stops = [box, ...list.querySelectorAll("a, summary")].filter((one) => one.offsetParent);
      const next = stops[stops.indexOf(target) + (event.key === "ArrowUp" ? -1 : 1)];
      if (!next) { return; }
      next.focus();
    } else {
      return;
    }
    event.preventDefault();
  });
  window.addEventListener("popstate", () => {
    clearTimeout(waiting);
    now = read(location.search);
    kept = address(now);
    box.value = now.q;
    show(now);
  });
  window.addEventListener("online", () => { if (!at("fault-offline").hidden) { show(now); } });
  window.addEventListener("pagehide", () => {
    try { history.replaceState({ y: scrollY }, ""); } catch (refused) { /* a file */ }
  });

  if (now.q) { box.value = now.q; }
  if (engine) {
    at("keys").hidden = false;
    engine.open("").catch(() => { /* said when something is asked */ });
    show(now);
  } else {
    at(location.protocol === "file:" ? "from-file" : "no-engine").hidden = false;
    hide("help");
    if (document.querySelector("[data-words]")) { narrow(); } else { box.disabled = true; }
  }
})();
