/** Types that scripts share, for the type checker; this file is not published. */

/** A word of a text, folded, and where it stands in the text as it was written. */
interface Token { word: string; start: number; end: number }

/** A date or number in a text: the words that it is found by, that which says most last. */
interface Value { words: string[]; start: number; end: number }

/** A word of a query; of a date or number, the words that it is made of. */
interface Wanted extends Token { parts: Wanted[] }

/** What the index has for a word, and the word that was taken for one that it does not have. */
interface Matched extends Wanted { hits: Map<string, [level: number, postings: string]>; meant?: string }

/** What can be found, as it is shown: its title, where it leads to, and lines of context; of a claim, its sign and its facts. */
interface Found { title: string; url: string; lines: string[]; page?: string; support?: string; facts?: string[] }

interface Section { kind: string; total: number; found: Found[] }

/** How many documents are read of each kind, or of a certain one. */
interface Limits { each: number; [kind: string]: number }

/** What a query asks for: the words that make a document match; whether none has all of them; the query without slips, if there
    were some; whether it begins as a question does. */
interface Query { words: Set<string>; loose: boolean; corrected: string; isQuestion: boolean }

interface Answer extends Query { total: number; sections: Section[] }

/** A query with how well a document matches, by its number. */
interface Asked extends Query { score: (id: number) => number }

/** `search/index.js`: the first words of each file of words, the first numbers of each file of documents, kinds in order, tables. */
interface Index {
  size: number; words: string[]; documents: number[]; kinds: [kind: string, count: number][]; tables: [claim: number, rows: number][];
  stops: string; months: Record<string, number>;
}

/** `search/words-*.js`: what the search field says; `builder/search/query_words.py`. */
interface FieldWords {
  kinds: Record<string, string>; signs: Record<string, string>; lists: Record<string, string>; found: Record<string, string>;
  list: string; corrected: string; loose: string; none: string; all: string; more: string; filter: string;
}

/** What search.js offers to the other scripts, and to the files of the index. */
interface ExplainerSearch {
  /** The address of the site's root; empty in a document that holds all pages. */
  site: string;
  isWhole: boolean;
  /** Called by each file of the index. */
  shard(name: string, data: unknown): void;
  /** Load a file that hands one value over. */
  open(url: string): Promise<any>;
  link(page: string, query: URLSearchParams | string): string;
  self(page: string, query: URLSearchParams): string;
  asked(page: string): URLSearchParams | null;
  idOf(page: string, id: string): string;
  folderOf(link: HTMLAnchorElement): string;
  load(name: "index"): Promise<Index>;
  load(name: "addresses" | "v"): Promise<string>;
  load(name: string): Promise<any>;
  fold(text: string): string;
  tokens(text: string): Token[];
  learn(months: Record<string, number>): void;
  values(text: string): Value[];
  distance(one: string, other: string): number;
  hasWords(query: string): boolean;
  each(postings: string, use: (id: number) => void): void;
  read(id: number): Promise<Found>;
  ask(query: string, strict?: boolean): Promise<Asked | null>;
  find(query: string, limits: Limits): Promise<Answer>;
  make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElementTagNameMap[K];
  marked(text: string, found: Set<string>): HTMLElement;
}

/** What a form that filters a list asks for, in the names of its fields. */
type Filters = (form: HTMLFormElement, names: string[]) => {
  field(name: string): HTMLInputElement | HTMLSelectElement | null;
  /** The values of the fields that have one. */
  filters(): Record<string, string>;
  /** Take up what an address asks for. */
  fill(wanted: URLSearchParams | null): void;
  /** Make `after` the address, unless it asks for the same as `before`. */
  step(before: URLSearchParams | null, after: string, isTyping: boolean): void;
};

/** The facts of a claim that a citation is made of. */
interface Cited {
  id: string; text: string; page: string; site: string; language: string; url: string; authors: string[]; publisher: string;
  /** Year, month and day. */
  accessed: number[];
  as_of?: { words: string; csl: object; bibtex: { date?: string; year?: string; month?: string } };
}

/** `cards.js` beside the page of a theme, or of a group. */
interface PageCards {
  title: string; language: string; as_of: Cited["as_of"];
  /** Of a theme, where it is not the title. */
  question?: string;
  /** An id, the support, why it has that, the text, and more facts. */
  claims: [id: string, support: string, why: string, text: string, ...facts: string[]][];
  /** The rows of claims that are tables. */
  tables?: Record<string, string[]>;
  /** Of these, the support of each row and why it has that. */
  rows?: Record<string, [support: string, why: string][]>;
  group: { kind: string; kinds?: Record<string, string>; native: Record<string, string>; text: string; standing: string };
}

/** `cards/frame-*.js`: the HTML of the cards, and what is the same for the whole site. */
interface CardFrame {
  html: string; own: string; site: string; authors: string[]; publisher: string; language: string; terms: string[]; signs: string;
}

interface Window {
  /** There only where search.js has run: scripts that use it stand after it, and do without it where it could not be loaded. */
  explainerSearch?: ExplainerSearch;
  explainerFilters?: Filters;
  explainerLost?: boolean;
}

/** Of search.js, too: called by each file of cards, and by cite.js. */
declare var explainerCards: (data: unknown) => void;
