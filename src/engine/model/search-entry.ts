// Search entry: the words, values and number by which a document is found.

/** Texts by falling weight. */
export interface SearchedText {
  readonly a: string;
  readonly b: string;
  readonly c: string;
  readonly d: string;
}

/** A number that a range compares. */
export interface SearchedNumber {
  readonly number: number;
  /** Numbers beside another text are never compared; '' where the range names no text. */
  readonly equal: string;
}

/** What a document is found by. */
export interface SearchEntry extends SearchedText {
  readonly id: string;
  /** `field=value` */
  readonly keywords: readonly string[];
  /** Both null if it is in no range. */
  readonly number: SearchedNumber['number'] | null;
  readonly equal: SearchedNumber['equal'] | null;
}

/** What a document is found by from now on, or that it is no longer found. */
export type SearchChange =
  ({ readonly listed: true } & SearchEntry) | { readonly listed: false; readonly id: string };
