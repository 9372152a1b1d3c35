// Facts of a document for its access rule: a few fields, remembered beside the text that a document was read from, so
// that it is not parsed for its rule each time it is read. Fields are used only beside the very text that is stored.
import { rulesIn, type DocumentAccess, type Facts } from '../../definitions/access.ts';
import { documentCache } from '../../graphql/admission/document-cache.ts';
import type { StoredDocument } from '../../model/documents.ts';

/** Of the texts that are remembered for a kind of document. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** What the fields of one take. */
const FACTS_BYTES = 300;

type FactsOf = (id: string, document: Pick<StoredDocument, 'body' | 'stored'>) => Facts | undefined;

interface Ruled {
  readonly access?: DocumentAccess;
}

const known = new WeakMap<Ruled, FactsOf>();

/** Of one kind of document; undefined for one that was removed. */
export function ruleFactsOf(definition: Ruled): FactsOf {
  const found = known.get(definition);
  if (found) return found;
  const rules = definition.access ? rulesIn(definition.access.read) : [];
  // A rule of an author's own may look at anything.
  const isOwn = rules.some(({ kind }) => kind === 'when' || kind === 'reader');
  const fields = rules.flatMap((rule) => (rule.kind === 'owner' ? [rule.field] : []));
  const made = isOwn ? allFacts : rememberedFacts(fields);
  known.set(definition, made);
  return made;
}

const allFacts: FactsOf = (id, { body }) => (body ? { ...body, id } : undefined);

function rememberedFacts(fields: readonly string[]): FactsOf {
  const remembered = documentCache<{ readonly stored: string; readonly facts: Facts }>(KEPT_BYTES);
  return (id, document) => {
    const { stored } = document;
    const before = remembered.get(id);
    if (stored !== undefined && before?.stored === stored) return before.facts;
    const all = allFacts(id, document);
    if (stored === undefined || all === undefined) return all;
    const facts = Object.fromEntries(fields.map((field) => [field, all[field]]));
    remembered.keep(id, { stored, facts }, 2 * stored.length + FACTS_BYTES);
    return facts;
  };
}
