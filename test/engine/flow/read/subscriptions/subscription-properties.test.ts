// Whatever happens between commits, notices, reads and pulls: what is emitted only rises, was readable, agrees with its
// document, and ends at the final state.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subscribeToDocuments } from '../../../../../src/engine/flow/read/subscriptions/subscribe.ts';
import { silentLogger } from '../../../../../src/engine/model/logger.ts';
import type { LaneNotice } from '../../../../../src/engine/model/notices.ts';
import { comparePositions } from '../../../../../src/engine/model/position.ts';
import type { ProjectionUpdate, SubscribeRequest } from '../../../../../src/engine/model/services.ts';
import { decodeToken, encodeToken } from '../../../../../src/engine/model/token.ts';
import { createMemoryReadModel } from '../../../../support/memory-read-model.ts';
import { createMemoryStore, FIRST_INCARNATION } from '../../../../support/memory-store.ts';

const lane = { projection: 'counter', lane: 0 };
const ids = ['a', 'b', 'c'];

type Step =
  /** A document changes by an event of its own, or only by a fact it shows; its notice comes, comes late, or is lost. */
  | {
      readonly kind: 'commit';
      readonly id: string;
      readonly own: boolean;
      readonly notice: 'sent' | 'late' | 'lost';
    }
  | { readonly kind: 'late notice'; readonly which: number }
  | { readonly kind: 'pull' | 'reconnect'; readonly who: number }
  | { readonly kind: 'resync' | 'turn' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      id: fc.constantFrom(...ids),
      own: fc.boolean(),
      notice: fc.constantFrom('sent' as const, 'late' as const, 'lost' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('late notice' as const), which: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pull' as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconnect' as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('resync' as const, 'turn' as const) }) },
);

/** Read models in which every commit is numbered by its position, with all states there ever were. */
function world(scheduler: fc.Scheduler) {
  const model = createMemoryReadModel([lane]);
  model.delay.before = () => scheduler.schedule(Promise.resolve());
  model.delay.after = () => scheduler.schedule(Promise.resolve());
  const service = subscribeToDocuments({
    documents: model.documents,
    notices: model.notices,
    events: createMemoryStore(),
    projections: [{ name: 'counter' }],
    logger: silentLogger,
  });
  const late: LaneNotice[] = [];
  const versionAt = new Map<string, number>();
  const current = new Map<string, { version: number; position: string }>();
  let head = 0;

  const commit = (id: string, own: boolean) => {
    head += 1;
    const version = (current.get(id)?.version ?? 0) + (own || !current.has(id) ? 1 : 0);
    const state = { version, position: String(head) };
    current.set(id, state);
    versionAt.set(`${id}@${head}`, version);
    return model.commit(lane, [{ id, ...state, eventTypes: ['E'] }]);
  };
  return { scheduler, model, service, late, versionAt, current, commit };
}
type World = ReturnType<typeof world>;

/** A client: it pulls when it is told to, and keeps what each of its connections was told. */
function client(request: SubscribeRequest, { service }: World) {
  const connections: ProjectionUpdate[][] = [];
  let updates: Promise<AsyncIterableIterator<ProjectionUpdate>> | undefined;
  let pulling = Promise.resolve();
  const connect = () => {
    const told: ProjectionUpdate[] = [];
    connections.push(told);
    const connected = service.subscribe(request);
    updates = connected;
    return { connected, told };
  };
  let connection = connect();
  return {
    connections,
    pull: () => {
      const { connected, told } = connection;
      pulling = pulling.then(async () => {
        const { done, value } = await (await connected).next();
        if (!done) told.push(value);
      });
    },
    reconnect: () => {
      void updates?.then((old) => old.return?.());
      connection = connect();
    },
    end: async () => {
      await (await updates)?.return?.();
      await pulling;
    },
  };
}
type Client = ReturnType<typeof client>;

async function run(steps: readonly Step[], clients: readonly Client[], all: World) {
  const { model, late, commit } = all;
  for (const step of steps) {
    switch (step.kind) {
      case 'commit': {
        const notice = commit(step.id, step.own);
        if (step.notice === 'sent') model.publish(notice);
        if (step.notice === 'late') late.push(notice);
        break;
      }
      case 'late notice': {
        const [notice] = late.splice(step.which % Math.max(late.length, 1), 1);
        if (notice) model.publish(notice);
        break;
      }
      case 'pull':
        clients[step.who]?.pull();
        break;
      case 'reconnect':
        clients[step.who]?.reconnect();
        break;
      case 'resync':
        model.resync();
        break;
      case 'turn':
        await turn(all.scheduler);
        break;
    }
  }
}

function checkConnection(told: readonly ProjectionUpdate[], versionAt: World['versionAt']) {
  const last = new Map<string, { version: number; position: string }>();
  for (const { id, version, token, document } of told) {
    const position = decodeToken(token)?.position ?? '';
    const before = last.get(id);
    if (before) {
      expect(comparePositions(position, before.position)).toBeGreaterThan(0);
      expect(version).toBeGreaterThanOrEqual(before.version);
    }
    expect(version).toBe(versionAt.get(`${id}@${position}`));
    if (document) expect(document).toMatchObject({ id, version, position, body: { at: position } });
    last.set(id, { version, position });
  }
  return last;
}

const requests: readonly SubscribeRequest[] = [
  { documents: ids.map((id) => ({ readModel: 'counter', id })), withDocuments: false },
  { documents: ids.map((id) => ({ readModel: 'counter', id, sinceVersion: 0 })), withDocuments: true },
  {
    documents: ids.map((id) => ({ readModel: 'counter', id })),
    since: encodeToken({ incarnation: FIRST_INCARNATION, position: '0' }),
    withDocuments: true,
  },
  {
    documents: [{ readModel: 'counter', id: 'b', sinceVersion: 2 }],
    since: encodeToken({ incarnation: FIRST_INCARNATION, position: '1' }),
    withDocuments: false,
  },
];

describe('subscriptions under random interleavings', () => {
  it('only rise, agree with what was readable, and end at the final state', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(step, { maxLength: 60 }),
        fc.array(step, { maxLength: 60 }),
        async (scheduler, earlier, later) => {
          const all = world(scheduler);
          await run(earlier, [], all);
          const clients = requests.map((request) => client(request, all));
          await run(later, clients, all);
          await endsAtFinalState(clients, all);
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** One step of a read somewhere, if there is one, and whatever follows from it. */
async function turn(scheduler: fc.Scheduler) {
  if (scheduler.count() > 0) await scheduler.waitOne();
  await new Promise(setImmediate);
}

async function settle(scheduler: fc.Scheduler) {
  await new Promise(setImmediate);
  while (scheduler.count() > 0) await turn(scheduler);
}

async function endsAtFinalState(clients: readonly Client[], all: World) {
  const { scheduler, model, service, current, versionAt } = all;
  await settle(scheduler);
  model.resync();
  for (let count = 0; count < 3; count += 1) {
    for (const { pull } of clients) for (const _ of ids) pull();
    await settle(scheduler);
  }
  service.close();
  for (const [index, { connections, end }] of clients.entries()) {
    await end();
    const last = connections.map((told) => checkConnection(told, versionAt)).at(-1);
    for (const [id, state] of current) if (index === 1 || index === 2) expect(last?.get(id)).toEqual(state);
  }
  expect(model.listeners()).toBe(0);
}
