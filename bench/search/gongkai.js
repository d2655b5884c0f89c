// How does the harness ask our search? On the search page, by the global that is fixed for tests and adapters.
window.searchBench = {
  async open() {
    while (!window.gongkaiSearch || !window.gongkaiSearch.query) {
      await new Promise((go) => setTimeout(go, 20));
    }
  },
  async first(q) {
    const found = await window.gongkaiSearch.query(q, { offset: 0, limit: 10, exact: false });
    return { total: found.total, exact: found.exact, shown: found.hits.length };
  },
  // Of a list longer than `most` only the numbers of the documents are asked for, not page by page what they say.
  async all(q, most) {
    const { parts, open } = window.gongkaiSearch;
    this.site = this.site || await open("");
    const known = await parts.choose(this.site, await this.site.plans(q), { offset: 0, limit: Infinity, exact: true, sort: "new" });
    if (known.numbers.length > most) {
      return { total: known.total, exact: known.exact, ordered: false, list: Array.from(known.numbers, (one) => [one, null]) };
    }
    const found = await window.gongkaiSearch.query(q, { offset: 0, limit: Infinity, exact: true });
    return { total: found.total, exact: found.exact, ordered: true, list: found.hits.map((hit) => [hit.url, null]) };
  },
};
