// A projection that keeps a hash chain over everything that was ever folded: an event that is skipped, doubled, changed
// afterwards or taken in another order breaks it for good.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineDocument } from '../../../src/engine/shapes/document/declare.ts';
import type { AnyEvents } from '../../../src/engine/definitions/events.ts';
import { defineModule, type Module } from '../../../src/engine/definitions/module.ts';
import type { Projection } from '../../../src/engine/definitions/projection.ts';
import { canonicalJson } from '../../../src/engine/model/json.ts';
import type { RecordedEvent } from '../../../src/engine/model/events.ts';

const CanaryDocument = defineDocument('Canary', { chain: z.string(), links: z.int() });

export const CANARY = 'canary';
/** Id of its only document. */
export const CHAIN = 'chain';

function canaryOver(events: readonly AnyEvents[]): Projection {
  return {
    name: CANARY,
    document: CanaryDocument,
    owner: undefined,
    ownStreamOnly: false,
    keepsIds: true,
    types: new Set(events.flatMap(({ specs }) => Object.keys(specs))),
    categories: new Set(events.map(({ category }) => category)),
    embeds: [],
    lists: [],
    store: 'redis',
    inline: false,
    rankings: [],
    indexes: [],
    lanes: 1,
    route: () => [CHAIN],
    fold: (own, event) => ({
      chain: link(String(own?.['chain'] ?? ''), event),
      links: Number(own?.['links'] ?? 0) + 1,
    }),
    foldId: 'v1-canary',
    codeHash: 'canary',
    initial: null,
  };
}

export function canaryModule(events: readonly AnyEvents[]): Module {
  return defineModule(CANARY, {
    projections: [canaryOver(events)],
  });
}

/** The chain as the events of the store make it. */
export function chainOver(events: readonly RecordedEvent[]): string {
  return events.reduce(link, '');
}

function link(previous: string, event: RecordedEvent): string {
  const { position, id, category, streamId, version, type } = event;
  // It is no document of their streams.
  const data = (event.withoutPersonal ?? event).data;
  const fields = [previous, position, id, `${category}/${streamId}`, version, type, canonicalJson(data)];
  return createHash('sha256').update(fields.join('|')).digest('hex');
}
