/* What templates/scripts/search.js and assets/mark.js take as given, for `tsc`: see tsconfig.page.json. */

interface Ask {
  q: string;
  sort: string;
  /** how many places are listed */
  n: number;
  exact?: boolean;
}

interface Hit {
  url: string;
  anchor: string;
  title: string;
  excerpt: string;
  agency: string;
  year: number;
  region: string;
  level: string;
  invented: boolean;
  marks: [number, number][];
  words: string[];
  place: string;
  twins: number;
  paragraph: string;
}

interface Piece {
  source: string;
  name: string;
  value: string;
  said: string;
}

interface Answer {
  total: number;
  exact: boolean;
  hits: Hit[];
  problems: string[];
  pieces: Piece[];
  bodies: { count: number; names: string[]; name: string; other: boolean } | null;
  hint: string | null;
}

interface Facets {
  years: [number, number][] | null;
  regions: [string, string, number][] | null;
  levels: [string, number][] | null;
  chapters: [number, string, number][] | null;
  exact: boolean;
  cost: number | null;
}

interface Window {
  gongkaiSearch: {
    open(base: string): Promise<unknown>;
    search(q: string, options: { offset: number; limit: number; exact: boolean; sort: string }): Promise<Answer>;
    facets(q: string, options: { spend: number }): Promise<Facets>;
    similar(q: string): Promise<{ names: string[]; fewer: string[] }>;
  };
}
