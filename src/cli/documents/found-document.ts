// Documents as they are found in files, and what is wrong with them.

export interface FoundDocument {
  readonly id: string;
  readonly text: string;
  /** `folder/file.graphql:12` */
  readonly at: string;
}

/** One line for each fault: where it is, and what. */
export type Fault = string;

export interface Found {
  readonly documents: readonly FoundDocument[];
  readonly faults: readonly Fault[];
}
