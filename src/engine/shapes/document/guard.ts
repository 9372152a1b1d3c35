// The guard of documents for a caller: those that it may read, without the fields that it may not.
import { allows, verdictAlone, type Rule } from '../../definitions/access.ts';
import type { Caller } from '../../model/caller.ts';
import { LazyBody } from '../../model/lazy-body.ts';
import type { Position } from '../../model/position.ts';
import type { ListPage, Readable, ShownBody, ShownDocument } from '../../model/services.ts';
import type { DocumentDefinition } from './declare.ts';
import { ruleFactsOf } from './rule-facts.ts';

type Ruled = Pick<DocumentDefinition, 'access'>;

const NONE: Readable = () => false;

/** Undefined: all of them. What was removed has no owner any more, and is for those only who may read all. */
export function readableBy(caller: Caller, definition: Ruled): Readable | undefined {
  const rule = definition.access?.read;
  const alone = verdictAlone(rule, caller);
  if (alone !== undefined) return alone ? undefined : NONE;
  const factsOf = ruleFactsOf(definition);
  return (id, document) => {
    const facts = factsOf(id, document);
    return facts !== undefined && allows(rule, caller, facts);
  };
}

type Show = (document: ShownDocument) => ShownDocument;

/** Undefined where nothing is left out. */
export function shownTo(caller: Caller, { access }: Ruled): Show | undefined {
  if (caller.isTrusted || access?.fields === undefined) return undefined;
  const doubtful = Object.entries<Rule | undefined>(access.fields).filter(
    ([, rule]) => verdictAlone(rule, caller) !== true,
  );
  if (doubtful.length === 0) return undefined;
  return (document) => {
    const facts = { ...document.body, id: document.id };
    const left = doubtful.filter(([, rule]) => !allows(rule, caller, facts)).map(([field]) => field);
    return left.length === 0 ? document : new MaskedDocument(document, left);
  };
}

/** Entries of a page or of a ranking's top, the same where nothing is left out. */
export function shownEntries<Entry extends { readonly document: ShownDocument }>(
  caller: Caller,
  { document }: { readonly document: Ruled },
  entries: readonly Entry[],
): readonly Entry[] {
  const show = shownTo(caller, document);
  return show ? entries.map((entry) => ({ ...entry, document: show(entry.document) })) : entries;
}

export const shownPage = (
  caller: Caller,
  projection: { readonly document: Ruled },
  page: ListPage,
): ListPage => ({ ...page, entries: shownEntries(caller, projection, page.entries) });

/** Has null in the fields that are left out. */
class MaskedDocument extends LazyBody<ShownBody> implements ShownDocument {
  readonly readModel: string;
  readonly id: string;
  readonly version: number;
  readonly position: Position;
  readonly stored?: string;
  readonly ranks?: Readonly<Record<string, number>>;
  readonly #document: ShownDocument;
  readonly #left: readonly string[];

  constructor(document: ShownDocument, left: readonly string[]) {
    super();
    const { stored, ranks } = document;
    this.readModel = document.readModel;
    this.id = document.id;
    this.version = document.version;
    this.position = document.position;
    if (stored !== undefined) this.stored = `${left.join()} ${stored}`;
    if (ranks !== undefined) this.ranks = ranks;
    this.#document = document;
    this.#left = left;
  }

  protected makeBody(): ShownBody {
    return { ...this.#document.body, ...Object.fromEntries(this.#left.map((field) => [field, null])) };
  }
}
