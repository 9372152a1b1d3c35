// Documents of a ranking wherever they are shown (alone, in a list, in a search, with a command, with an update): each with
// its rank. And what a search is asked by.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dateTime, defineDocument, defineModule, defineProjection, defineSearch } from '#engine';
import { inMemory, type MemoryRuntime } from '#engine/testing';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { searchDocuments } from '../../../../src/engine/shapes/search/read.ts';
import type { DocumentReader } from '../../../../src/engine/model/documents.ts';
import { CounterCommands, CounterEvents, counterDecider } from '../../../support/counter-domain.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { createMemoryReadModel } from '../../../support/memory-read-model.ts';

const Level = z.enum(['LOW', 'HIGH']).meta({ graphql: 'Level' });
const player = defineProjection('player', {
  document: defineDocument('Player', {
    ...{ name: z.string(), score: z.int(), at: dateTime() },
    ...{ level: Level, past: z.array(Level), mood: z.enum(['GOOD', 'BAD']) },
  }),
  from: [CounterEvents],
  create: {
    CounterOpened: ({ data: { name }, occurredAt: at }) => ({
      ...{ name, score: 0, at, level: 'LOW' as const, past: [], mood: 'GOOD' as const },
    }),
  },
  update: {
    CounterIncremented: (one, { data: { by } }) => ({ ...one, score: one.score + by }),
    CounterRenamed: (one) => one,
  },
  lanes: 1,
  lists: { players: { newest: 'at' } },
  rankings: { best: { highest: 'score' } },
});
const playerSearch = defineSearch('playerSearch', player, {
  search: 'searchPlayers',
  text: { name: 'A' },
  equal: ['level', 'mood', 'name'],
  all: ['past'],
});
const game = defineModule('game', {
  events: [CounterEvents],
  deciders: [counterDecider],
  projections: [player, playerSearch],
  graphql: (g) => {
    g.document(player, { by: 'name' });
    g.lists(player);
    g.search(playerSearch);
    g.mutations(CounterCommands, { shows: player });
    g.subscription('playerUpdated', player);
  },
});

let shop: MemoryRuntime;
beforeEach(async () => {
  shop = await inMemory({ modules: [game] });
  for (const [counterId, by] of [
    ['ann', 5],
    ['bob', 9],
  ] as const) {
    await shop.send('openCounter', { counterId, name: counterId });
    await shop.send('increment', { counterId, by });
  }
});
afterEach(() => shop.close());

const ANN = { name: 'ann', rank: 2 };
const BOB = { name: 'bob', rank: 1 };

describe('a document of a ranking shows its rank', () => {
  it('in a list as by itself', async () => {
    const { data } = await shop.execute(`{
      player(name: "ann") { name rank }
      nodes: players { nodes { name rank } }
      edges: players { edges { node { ...Shown } } }
    } fragment Shown on Player { name rank }`);
    expect(data).toEqual({
      player: ANN,
      nodes: { nodes: [BOB, ANN] },
      edges: { edges: [{ node: BOB }, { node: ANN }] },
    });
  });

  it('with the command that changes it, and with an update', async () => {
    const updates = await shop.subscribe(
      'subscription { playerUpdated(id: "ann", sinceVersion: 0) { document { name rank } } }',
    );
    expect((await updates.next()).value.data).toEqual({ playerUpdated: { document: ANN } });
    await updates.return?.();
    const { data } = await shop.execute(
      'mutation { increment(input: { counterId: "ann", by: 9 }) { ... on IncrementPayload { player { name rank } } } }',
    );
    expect(data).toEqual({ increment: { player: { name: 'ann', rank: 1 } } });
  });
});

describe('what a search finds', () => {
  const events = memoryEventReader();
  let lane: { readonly state: 'live'; readonly checkpoint: string; readonly incarnation: string };
  beforeEach(async () => {
    lane = { state: 'live', checkpoint: '1', incarnation: await events.incarnation() };
  });
  const found = { id: 'ann', version: 2, position: '1', body: { name: 'ann', score: 5 } };
  const asked: string[] = [];
  const serviceWith = (ranks: DocumentReader['read']) =>
    searchDocuments({
      searches: { search: async () => ({ ...lane, entries: [{ rank: 7, document: found }] }) },
      documents: {
        read: async (keys) => {
          asked.push(...keys.map(({ projection, id }) => `${projection}/${id}`));
          return ranks(keys);
        },
      },
      notices: createMemoryReadModel([{ projection: 'playerSearch', lane: 0 }]).notices,
      events,
      projections: [player, playerSearch],
    });
  const question = {
    ...{ readModel: 'playerSearch', equal: {}, all: {}, first: 10, maxWaitMs: 0 },
    ifBehind: 'STALE' as const,
  };
  beforeEach(() => void asked.splice(0));

  it('has its ranks where they are asked for, and is one read where they are not', async () => {
    const { search } = serviceWith(async () => [{ ...lane, document: { ...found, ranks: { best: 2 } } }]);
    expect((await search({ ...question, withRanks: true })).entries).toMatchObject([
      { document: { readModel: 'playerSearch', id: 'ann', ranks: { best: 2 } } },
    ]);
    expect(asked.splice(0)).toEqual(['player/ann']);
    expect((await search(question)).entries[0]?.document).not.toHaveProperty('ranks');
    expect(asked).toEqual([]);
  });

  it('has no false null for a rank: it says that the ranking is being made', async () => {
    const { search } = serviceWith(async () => [{ ...lane, state: 'filling', document: null }]);
    await expect(search({ ...question, withRanks: true })).rejects.toMatchObject({ code: 'REBUILDING' });
    await expect(search(question)).resolves.toMatchObject({ hasNextPage: false });
  });
});

it('a search is asked for an enum by the enum, alone and in a list', () => {
  const query = buildSchema(defineSystem('test', [game])).getQueryType();
  if (!query) throw new Error('There is no query.');
  const args = query.getFields()['searchPlayers']?.args.map(({ name, type }) => `${name}: ${String(type)}`);
  expect(args).toEqual(
    expect.arrayContaining(['level: Level', 'past: [Level!]', 'mood: String', 'name: String']),
  );
});
