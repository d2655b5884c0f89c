// How does the harness ask Pagefind? On a blank page without our content security policy, under which it does not start.
// ?direct leaves its worker out: throttles of the browser do not reach workers, nor does a deleted Intl.Segmenter.
window.searchBench = {
  async open() {
    this.engine = await import(`${location.origin}/pagefind/pagefind.js`);
    await this.engine.options({ noWorker: location.search.includes("direct") });
    await this.engine.init();
  },
  async first(q) {
    const found = await this.engine.search(q);
    const shown = await Promise.all(found.results.slice(0, 10).map((one) => one.data()));
    return { total: found.results.length, exact: null, shown: shown.length };
  },
  async all(q) {
    const found = await this.engine.search(q);
    return { total: found.results.length, exact: null, list: found.results.map((one) => [one.id, one.score]) };
  },
};
