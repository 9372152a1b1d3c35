// The audit: what is lost or wrong is found wherever it lies, and mended; what is right, on its way or parked is left alone.
import { beforeEach, describe, expect, test } from 'vitest';
import { createAudit } from '../../../../src/engine/flow/project/audit/create-audit.ts';
import type { Projection } from '../../../../src/engine/definitions/projection.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import type { StreamHeads } from '../../../../src/engine/model/stream-heads.ts';
import {
  memoryLaneStore,
  type MemoryLaneStore,
} from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { BadgeEvents, CounterEvents } from '../../../support/counter-domain.ts';
import { counterProjection } from '../../../support/counter-projections.ts';
import { dumpLive, laneExpected, never, worker } from '../../../support/lane-harness.ts';
import { memoryEventReader, type MemoryEventReader } from '../../../support/memory-event-reader.ts';
import { appendSteps, shelfProjection } from '../../../support/shelf-projection.ts';

let reader: MemoryEventReader;
let store: MemoryLaneStore;
let logged: object[];
beforeEach(() => {
  reader = memoryEventReader();
  store = memoryLaneStore();
  logged = [];
});

const streams = (): StreamHeads => ({
  streamsAfter: async (category, id, limit) => {
    const own = reader.events.filter((event) => event.category === category && event.streamId > id);
    const ids = [...new Set(own.map(({ streamId }) => streamId))].toSorted().slice(0, limit);
    return ids.map((each) => {
      const all = own.filter(({ streamId }) => streamId === each);
      return {
        id: each,
        first: all[0]?.position ?? '0',
        version: all.length,
        last: all.at(-1)?.position ?? '0',
      };
    });
  },
});

function audited(projection: Projection, perStep = 1000, oneOf = 1) {
  const lane = { projection: projection.name, lane: 0 };
  const projector = worker({ projection, reader, store });
  const logger = { ...silentLogger, warn: (fields: object) => void logged.push(fields) };
  const audit = createAudit({
    ...{ projections: [projection], store, reader: { ...reader, ...streams() }, logger, perStep },
    ...{ passMs: 0, oneOf },
  });
  return {
    lane,
    audit,
    turn: () => projector.turn(lane, never),
    fill: () => projector.fill(lane, never),
    lose: async (name: string) => store.lose(lane, (await store.state(lane)).live?.id ?? '', name),
    expectWhole: async () =>
      expect((await dumpLive(store, lane)).texts).toEqual(await laneExpected(projection, reader.events, 0)),
  };
}

describe('an audit', () => {
  test('finds nothing where all is well, also while events are on their way', async () => {
    const { audit, turn } = audited(shelfProjection);
    appendSteps(reader, [
      { kind: 'rename', counter: 1 },
      { kind: 'award', badge: 1, counter: 1 },
      { kind: 'mark', badges: [1, 2] },
    ]);
    await turn();
    expect(await audit.step()).toMatchObject({ wrong: 0 });
    appendSteps(reader, [{ kind: 'retitle', badge: 1, title: 'x' }]);
    expect(await audit.step()).toMatchObject({ wrong: 0 });
    expect(logged).toEqual([]);
  });

  test.each(['doc:b1', 'doc:b2'])(
    'finds that %s is lost, of its own stream or of others, and has it mended',
    async (name) => {
      const { audit, turn, fill, lose, expectWhole } = audited(shelfProjection);
      appendSteps(reader, [
        { kind: 'award', badge: 1, counter: 1 },
        { kind: 'mark', badges: [1, 2] },
      ]);
      await turn();
      await lose(name);
      expect(await audit.step()).toMatchObject({ wrong: 1 });
      expect(logged).toMatchObject([{ code: 'AUDIT_FOUND', readModel: 'shelf', ids: [name.slice(4)] }]);
      await fill();
      await expectWhole();
      expect(await audit.step()).toMatchObject({ wrong: 0 });
    },
  );

  test('finds a document that somebody has written, and one that is too old', async () => {
    const { audit, lane, turn, fill, expectWhole } = audited(counterProjection);
    reader.append('c1', CounterEvents.CounterOpened({ name: 'one' }));
    await turn();
    const live = (await store.state(lane)).live?.id ?? '';
    const old = (await store.load(lane, live, ['c1'], [])).documents[0];
    reader.append('c1', CounterEvents.CounterIncremented({ by: 2 }));
    await turn();
    for (const body of [{ name: 'one', count: 99 }, old?.body ?? {}]) {
      const checkpoint = await store.checkpoint(lane, live);
      if (!checkpoint) throw new Error('There is no checkpoint.');
      const version = body === old?.body ? 1 : 2;
      await store.commit({
        ...{
          lane,
          generation: live,
          expected: checkpoint,
          checkpoint: { ...checkpoint, batchId: `${version}` },
        },
        documents: [{ id: 'c1', version, position: '2', json: JSON.stringify(body), eventTypes: [] }],
        ...{ references: [], index: [], search: [], projectedAt: '' },
      });
      expect(await audit.step()).toMatchObject({ wrong: 1 });
      await fill();
      await expectWhole();
    }
  });

  test('finds a single entry that an index has lost', async () => {
    const { audit, lane, turn, fill, expectWhole } = audited(shelfProjection);
    for (const id of ['b1', 'b2'])
      reader.append(id, BadgeEvents.BadgeAwarded({ counterId: 'c1', title: id }));
    await turn();
    const live = (await store.state(lane)).live?.id ?? '';
    const checkpoint = await store.checkpoint(lane, live);
    if (!checkpoint) throw new Error('There is no checkpoint.');
    await store.commit({
      ...{ lane, generation: live, expected: checkpoint, checkpoint: { ...checkpoint, batchId: 'other' } },
      index: [{ index: 'in:counter:c1', member: 'b1', score: null }],
      ...{ documents: [], references: [], search: [], projectedAt: '' },
    });
    expect(await audit.step()).toMatchObject({ wrong: 1 });
    await fill();
    await expectWhole();
  });

  test('finds an index that is gone in one pass, also of documents that are not folded anew', async () => {
    const { audit, turn, fill, lose, expectWhole } = audited(shelfProjection, 1000, Infinity);
    for (const id of ['b1', 'b2'])
      reader.append(id, BadgeEvents.BadgeAwarded({ counterId: 'c1', title: id }));
    await turn();
    expect(await audit.step()).toMatchObject({ wrong: 0 });
    await lose('in:counter:c1');
    expect(await audit.step()).toMatchObject({ wrong: 2 });
    // Nothing of the index is there to mend it in: the lane is filled anew.
    await fill();
    await turn();
    await expectWhole();
    expect(await audit.step()).toMatchObject({ wrong: 0 });
  });

  test('goes on where the step before has ended, and leaves parked documents alone', async () => {
    const code: Projection = {
      ...counterProjection,
      fold: (own, event, id) => {
        if (id === 'c3') throw new Error('poison');
        return counterProjection.fold(own, event, id);
      },
    };
    const { audit, turn, lose } = audited(code, 2);
    for (const id of ['c1', 'c2', 'c3', 'c4', 'c5']) {
      reader.append(id, CounterEvents.CounterOpened({ name: id }));
    }
    await turn();
    await lose('doc:c5');
    const steps = [];
    for (let step = 0; step < 3; step += 1) steps.push(await audit.step());
    expect(steps.map(({ wrong }) => wrong)).toEqual([0, 0, 1]);
  });
});
