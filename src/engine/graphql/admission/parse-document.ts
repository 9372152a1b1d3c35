// Parser of operations. Size, depth and repetitions of a text are looked at first, the cheapest first: what parses or
// validates calls itself for each level, and compares each field with those of the same name.
import { parse, Source, type DocumentNode } from 'graphql';
import { LIMITS } from '../../model/limits.ts';
import { countTokens } from './count-tokens.ts';
import { limitFields } from './limit-fields.ts';
import { tooLarge } from './refusals.ts';

const SEND_VARIABLES = 'Send values as variables.';
const SPLIT = 'Ask for less, or in several operations.';

export interface ParsedDocument {
  readonly document: DocumentNode;
  readonly tokens: number;
}

/** Throws DOCUMENT_TOO_LARGE, or a syntax error. */
export function parseDocument(text: string): ParsedDocument {
  if (Buffer.byteLength(text) > LIMITS.operationTextBytes) {
    throw tooLarge(`its text has more than ${LIMITS.operationTextBytes} bytes`, SEND_VARIABLES);
  }
  const source = new Source(text);
  const { all, ofStructure, depth } = countTokens(source, (tokens) => isTooMuch(tokens));
  if (all > LIMITS.documentTokens) {
    throw tooLarge(`it has more than ${LIMITS.documentTokens} tokens, values included`, SEND_VARIABLES);
  }
  if (ofStructure > LIMITS.structureTokens) {
    throw tooLarge(`it has more than ${LIMITS.structureTokens} tokens, values of arguments aside`, SPLIT);
  }
  if (depth > LIMITS.documentDepth) {
    throw tooLarge(`it is nested more than ${LIMITS.documentDepth} deep`, SPLIT);
  }
  const document = parse(source);
  limitFields(document);
  return { document, tokens: all };
}

const isTooMuch = ({ all, ofStructure, depth }: ReturnType<typeof countTokens>): boolean =>
  all > LIMITS.documentTokens || ofStructure > LIMITS.structureTokens || depth > LIMITS.documentDepth;
