// projecting(projection, what happened): the documents that come of it, references filled in. It also holds the
// projection to its promises: events delivered twice change nothing, nothing given is changed, the shape is the schema's.
import { deepStrictEqual } from 'node:assert';
import type { DocumentDefinition } from '../shapes/document/declare.ts';
import type { Projection } from '../definitions/projection.ts';
import type { RecordedEvent } from '../model/events.ts';
import { foldAll } from './fold-all.ts';
import { projectedAll, type Projected } from './projected.ts';
import { record, type PastEvent } from './record.ts';

/**
 * @param past in the order in which it happened; an event that names no stream (`on`) belongs to `<category>-1`.
 * @returns the documents by id.
 */
export function projecting<const Name extends string, const Definition extends DocumentDefinition>(
  projection: Projection<Name, Definition>,
  past: readonly PastEvent[],
): ReadonlyMap<string, Projected<Definition>> {
  const events = record(past);
  const exact = { ...projection, fold: exactly(projection) };
  const folded = foldAll(exact, events);
  deepStrictEqual(foldAll(exact, twice(events)), folded, 'An event delivered twice changed something.');
  return projectedAll(projection, folded.values());
}

/** What a document has no field for would be dropped without a word. */
function exactly({ document: { name, fields }, fold }: Projection): Projection['fold'] {
  return (own, event, id) => {
    const folded = fold(own, event, id);
    const odd = Object.keys(folded ?? {}).find((field) => !(field in fields));
    if (odd !== undefined) throw new TypeError(`it makes a field ${odd}, which ${name} does not have`);
    return folded;
  };
}

/** Each event twice in a row, and all of them once more. */
function twice(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  return [...events.flatMap((event) => [event, event]), ...events];
}
