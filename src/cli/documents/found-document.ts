// Documents as they are found in files, and what is wrong with them.
import type { DocumentNode } from 'graphql';

export interface FoundDocument {
  readonly id: string;
  readonly text: string;
  /** `folder/file.graphql:12` */
  readonly at: string;
  /** Its definitions, if each knows its own place. */
  readonly placed?: DocumentNode;
}

/** One line for each fault: where it is, and what. */
export type Fault = string;

export interface Found {
  readonly documents: readonly FoundDocument[];
  readonly faults: readonly Fault[];
}
