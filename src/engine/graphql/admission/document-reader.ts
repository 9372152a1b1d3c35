// The one way in for operations, whichever way they come: text, size, what it asks for, and only then validation, so that
// what is refused costs little. What was admitted is remembered, what was refused is not. What is not known yet waits for
// its turn, so that whoever sends much of it holds up those who do, and hardly anybody else.
import {
  getOperationAST,
  OperationTypeNode,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Caller } from '../../model/caller.ts';
import { LIMITS } from '../../model/limits.ts';
import { limitRootFields } from './limit-root-fields.ts';
import type { Amount } from './amounts.ts';
import { countOperation } from './count-operation.ts';
import { documentCache } from './document-cache.ts';
import { parseDocument, type ParsedDocument } from './parse-document.ts';
import { literalOf } from './page-size.ts';
import { tooCostly, tooManyDocuments } from './refusals.ts';
import { createPacer } from './pacer.ts';

export interface OperationSent {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface DocumentReader {
  /** To be awaited before it is read. */
  turn(query: string): Promise<void> | undefined;
  /**
   * Throws DOCUMENT_TOO_LARGE, OPERATION_TOO_COSTLY, TOO_MANY_DOCUMENTS, a syntax error, or what `spend` throws.
   * @param spend is told what the operation costs, 1 at least; 1 before a text is looked at that is not known.
   */
  read(sent: OperationSent, spend?: Spend): DocumentNode;
  /** @param caller one who may see the schema if omitted. */
  validate(document: DocumentNode, caller?: Pick<Caller, 'roles'>): readonly GraphQLError[];
}

export type Spend = (cost: number) => void;

interface ReadDocument extends ParsedDocument {
  readonly amounts: Map<OperationDefinitionNode, Amount>;
}

/** What a syntax tree takes for each token, at most; measured on the densest ones. */
const BYTES_PER_TOKEN = 600;
const MOST_ERRORS = 10;
/** What an operation costs at least. */
const FLOOR = 1;

const readers = new WeakMap<GraphQLSchema, DocumentReader>();

/** One for each schema, so that all ways in share what it remembers. */
export function documentReaderOf(schema: GraphQLSchema): DocumentReader {
  const reader = readers.get(schema) ?? createDocumentReader(schema);
  readers.set(schema, reader);
  return reader;
}

function createDocumentReader(schema: GraphQLSchema): DocumentReader {
  const admitted = documentCache<ReadDocument>(LIMITS.documentCacheBytes);
  /** Read, and not yet validated. */
  const open = new WeakMap<DocumentNode, { readonly text: string; readonly read: ReadDocument }>();
  const pacer = createPacer();
  const check = amountCheck(schema);

  return {
    turn: (query) => (admitted.has(query) ? undefined : pacer.next()),
    read: (sent, spend) => {
      const known = admitted.get(sent.query);
      if (known) {
        const cost = check(known, sent);
        spend?.(Math.max(FLOOR, cost));
        return known.document;
      }
      spend?.(FLOOR);
      try {
        const read = { ...parseDocument(sent.query), amounts: new Map() };
        const cost = check(read, sent);
        if (cost > FLOOR) spend?.(cost - FLOOR);
        open.set(read.document, { text: sent.query, read });
        return read.document;
      } catch (error) {
        pacer.rest();
        throw error;
      }
    },
    validate: (document) => {
      const opened = open.get(document);
      // Those that are remembered were valid.
      if (!opened) return [];
      const errors = validate(schema, document, [...specifiedRules, limitRootFields], {
        maxErrors: MOST_ERRORS,
      });
      if (errors.length > 0) {
        pacer.rest();
        return errors;
      }
      open.delete(document);
      admitted.keep(opened.text, opened.read, BYTES_PER_TOKEN * opened.read.tokens);
      return errors;
    },
  };
}

/** Throws OPERATION_TOO_COSTLY or TOO_MANY_DOCUMENTS. @returns the cost: values, documents, and what commands come to. */
function amountCheck(schema: GraphQLSchema) {
  let run = 0;
  return ({ document, amounts }: ReadDocument, { operationName, variables }: OperationSent): number => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return 0;
    const amount = amounts.get(operation) ?? countOperation(schema, document, operation);
    amounts.set(operation, amount);
    run += 1;
    const { leaves, documents } =
      typeof amount === 'function'
        ? amount({ run, variables: withDefaults(operation, variables ?? {}) })
        : amount;
    const { leavesPerOperation, documentsPerOperation } = LIMITS;
    if (documents > documentsPerOperation) {
      throw tooManyDocuments({ limit: documentsPerOperation, counted: documents });
    }
    if (leaves > leavesPerOperation) throw tooCostly({ limit: leavesPerOperation, counted: leaves });
    return leaves + documents + costOfCommands(operation);
  };
}

/** As many as its roots: fragments at the root are of no use there, and counted as one. */
const costOfCommands = ({ operation, selectionSet }: OperationDefinitionNode): number =>
  operation === OperationTypeNode.MUTATION ? LIMITS.commandCost * selectionSet.selections.length : 0;

function withDefaults(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const defaults = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, literalOf(defaultValue)] as const] : [],
  );
  return defaults.length === 0 ? variables : { ...Object.fromEntries(defaults), ...variables };
}
