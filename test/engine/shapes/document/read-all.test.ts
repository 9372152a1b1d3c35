// Several documents in one read. Those of an inline projection are each as new as they are: what is said of all of them
// must hold for each.
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../../src/engine/shapes/document/read.ts';
import type { DocumentRead } from '../../../../src/engine/model/documents.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import { encodeToken } from '../../../../src/engine/model/token.ts';
import { counterProjection } from '../../../support/counter-projections.ts';
import { createMemoryReadModel } from '../../../support/memory-read-model.ts';
import { createMemoryStore, FIRST_INCARNATION } from '../../../support/memory-store.ts';

const tokenAt = (position: string) => encodeToken({ incarnation: FIRST_INCARNATION, position });
const readAt = (id: string, checkpoint: string, state: DocumentRead['state'] = 'live'): DocumentRead => ({
  ...{ state, checkpoint, incarnation: FIRST_INCARNATION },
  document: { id, version: 1, position: '1', body: { name: id, count: 0 } },
});

function readingAll(...stored: readonly DocumentRead[]) {
  const service = readDocuments({
    documents: { read: async () => stored },
    notices: createMemoryReadModel([{ projection: 'counter', lane: 0 }]).notices,
    events: createMemoryStore(),
    projections: [counterProjection],
    logger: silentLogger,
  });
  return (after?: string) =>
    service.readAll({
      ...{ readModel: 'counter', ids: ['c1', 'c2', 'c3'], maxWaitMs: 0, ifBehind: 'ERROR' },
      ...(after === undefined ? {} : { after: tokenAt(after) }),
    });
}

describe('a read of several documents', () => {
  it('is as new as the one that is least new', async () => {
    const read = readingAll(readAt('c1', '10'), readAt('c2', '5'), readAt('c3', '10'));
    expect(await read('5')).toMatchObject({
      token: tokenAt('5'),
      documents: [{ id: 'c1' }, { id: 'c2' }, { id: 'c3' }],
    });
    await expect(read('6')).rejects.toMatchObject({ code: 'PROJECTION_BEHIND' });
  });

  it('proves nothing while one of them may be missing', async () => {
    const read = readingAll(readAt('c1', '10'), readAt('c2', '10', 'filling'), readAt('c3', '5'));
    await expect(read()).rejects.toMatchObject({ code: 'REBUILDING' });
  });
});
