import { beforeEach, describe, expect, it } from 'vitest';
import { createProvenReader } from '../../../../../src/engine/flow/read/queries/proven-reader.ts';
import { readDocuments } from '../../../../../src/engine/shapes/document/read.ts';
import type {
  DocumentRead,
  DocumentReader,
  StoredDocument,
} from '../../../../../src/engine/model/documents.ts';
import { silentLogger } from '../../../../../src/engine/model/logger.ts';
import type { ReadRequest } from '../../../../../src/engine/model/services.ts';
import { encodeToken } from '../../../../../src/engine/model/token.ts';
import { CounterEvents } from '../../../../support/counter-domain.ts';
import { counterProjection, totalsProjection } from '../../../../support/counter-projections.ts';
import { memoryEventReader, type MemoryEventReader } from '../../../../support/memory-event-reader.ts';
import { createMemoryReadModel } from '../../../../support/memory-read-model.ts';

const { CounterIncremented, CounterOpened } = CounterEvents;
const projections = [counterProjection, totalsProjection];

let events: MemoryEventReader;
let asked: number;
let isAway: boolean;
let checkpoint: string;
let stored: Map<string, StoredDocument>;
let reported: string[];
let lines: object[];
let documents: DocumentReader;
beforeEach(() => {
  events = memoryEventReader();
  [asked, isAway, checkpoint, stored, reported, lines] = [0, false, '0', new Map(), [], []];
  const counted: typeof events = {
    ...events,
    readStreams: async (tails) => {
      asked += 1;
      if (isAway) throw new Error('away');
      return events.readStreams(tails);
    },
  };
  const inner: DocumentReader = {
    read: async (keys) => {
      const incarnation = await events.incarnation();
      return keys.map(({ id }): DocumentRead => ({
        state: 'live',
        checkpoint,
        incarnation,
        document: stored.get(id) ?? null,
      }));
    },
    reportLost: (keys) => reported.push(...keys.map(({ id }) => id)),
  };
  const logger = { ...silentLogger, warn: (fields: object) => void lines.push(fields) };
  documents = createProvenReader({ documents: inner, events: counted, projections, logger });
});

const read = async (id: string, projection = 'counter') => (await documents.read([{ projection, id }]))[0];

describe('a document that is not stored', () => {
  it('is lost if its stream has events that its lane has passed', async () => {
    events.append('c1', CounterOpened({ name: 'one' }));
    checkpoint = '1';
    expect(await read('c1')).toMatchObject({ state: 'missing', document: null });
    await read('c1');
    expect(reported).toEqual(['c1', 'c1']);
    expect(lines).toEqual([{ code: 'DOCUMENT_LOST', readModel: 'counter', id: 'c1', lost: 1 }]);
  });

  it('does not exist yet if its lane has not come to its stream, or does not exist at all', async () => {
    events.append('c1', CounterOpened({ name: 'one' }));
    expect(await read('c1')).toMatchObject({ state: 'live', document: null });
    expect(await read('none')).toMatchObject({ state: 'live', document: null });
    expect(reported).toEqual([]);
  });

  it('is not looked for again before its lane has come further', async () => {
    await read('none');
    await read('none');
    expect(asked).toBe(1);
    events.append('none', CounterOpened({ name: 'after all' }));
    checkpoint = '1';
    expect(await read('none')).toMatchObject({ state: 'missing' });
    expect(asked).toBe(2);
  });

  it('is looked for together with others, and not where no stream owns it', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => `n${n}`);
    await Promise.all(ids.map((id) => read(id)));
    expect(asked).toBeLessThanOrEqual(2);
    expect(await read('all', 'totals')).toMatchObject({ state: 'live', document: null });
    expect(asked).toBeLessThanOrEqual(2);
  });

  it('is unproven while the store is away', async () => {
    isAway = true;
    expect(await read('c1')).toMatchObject({ state: 'live', document: null, isUnproven: true });
  });
});

describe('a read', () => {
  const ask = (request: Partial<ReadRequest> = {}) => {
    const { notices } = createMemoryReadModel([{ projection: 'counter', lane: 0 }]);
    const service = readDocuments({ documents, notices, events, projections, logger: silentLogger });
    return service.read({ readModel: 'counter', id: 'c1', maxWaitMs: 0, ifBehind: 'ERROR', ...request });
  };
  const after = async () => encodeToken({ incarnation: await events.incarnation(), position: '1' });
  beforeEach(() => {
    events.append('c1', CounterOpened({ name: 'one' }), CounterIncremented({ by: 2 }));
    checkpoint = '2';
  });

  it('of what was lost is answered like one of what is being filled, never by null', async () => {
    for (const request of [{}, { after: await after() }, { minVersion: 2 }, { ifBehind: 'STALE' } as const]) {
      await expect(ask(request)).rejects.toMatchObject({ code: 'REBUILDING' });
    }
    expect(await ask({ ifBehind: 'WRITE_MODEL' })).toMatchObject({
      document: { version: 2, body: { count: 2 } },
    });
  });

  it('of a version that the lane has passed has the document folded anew', async () => {
    stored.set('c1', { id: 'c1', version: 1, position: '1', body: { name: 'one', count: 0 } });
    await expect(ask({ minVersion: 2 })).rejects.toMatchObject({ code: 'REBUILDING' });
    expect(reported).toEqual(['c1']);
    await expect(ask({ minVersion: 3 })).rejects.toMatchObject({ code: 'REBUILDING' });
    expect(await ask({ minVersion: 2, ifBehind: 'WRITE_MODEL' })).toMatchObject({ document: { version: 2 } });
    expect(await ask({ minVersion: 1 })).toMatchObject({ document: { version: 1 } });
  });

  it('of a version that is not there yet is behind', async () => {
    stored.set('c1', { id: 'c1', version: 2, position: '2', body: { name: 'one', count: 2 } });
    await expect(ask({ minVersion: 3 })).rejects.toMatchObject({ code: 'PROJECTION_BEHIND' });
    expect(reported).toEqual([]);
  });

  it('that asks for something is not answered by an unproven null', async () => {
    isAway = true;
    await expect(ask({ after: await after() })).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    expect(await ask()).toMatchObject({ document: null });
  });
});
