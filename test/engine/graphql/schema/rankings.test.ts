// Rankings and ranks: what is asked of the engine, how entries are shown, and which definitions are refused.
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  defineDocument,
  defineModule,
  defineProjection,
  type GraphqlAuthor,
} from '../../../../src/engine/definitions/index.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { memoryServices, shownDocument, tokenAt } from '../../../support/memory-services.ts';
import { requestContext, runOperation, type MemoryServices } from '../../../support/run-operation.ts';

const rankable = (
  rankings: Readonly<Record<string, { readonly highest: 'score'; readonly rank?: string }>>,
) =>
  defineProjection({
    name: 'player',
    document: defineDocument('Player', { name: z.string(), score: z.int() }),
    from: [CounterEvents],
    create: { CounterOpened: ({ data: { name } }) => ({ name, score: 0 }) },
    update: { CounterIncremented: (one) => one, CounterRenamed: (one) => one },
    rankings,
  });
const schemaOf = (graphql: (g: GraphqlAuthor) => void) =>
  buildSchema({
    modules: [defineModule({ name: 'game', events: [], deciders: [], projections: [], graphql })],
  });

const player = rankable({ best: { highest: 'score' }, worst: { highest: 'score', rank: 'shame' } });
const schema = schemaOf((g) => {
  g.document(player, { by: 'name' });
  g.rankings(player, { entry: 'Place' });
});

let memory: MemoryServices;
beforeEach(() => {
  memory = memoryServices();
});
const run = (source: string, token?: string) => {
  const context = requestContext(memory, token);
  return runOperation(schema, { source, context });
};

const ann = shownDocument({ readModel: 'player', id: 'ann', body: { name: 'Ann', score: 7 } });

describe('the top of a ranking', () => {
  it('is its entries, each with its rank and what its document shows', async () => {
    const bob = { ...ann, id: 'bob', body: { name: 'Bob', score: 7 } };
    const entries = [ann, bob].map((document) => ({ rank: 1, document }));
    memory.answers.top = async () => ({ entries, token: tokenAt(9) });
    const context = requestContext(memory);
    expect(await runOperation(schema, { source: '{ best { rank name score } }', context })).toEqual({
      data: {
        best: [
          { rank: 1, name: 'Ann', score: 7 },
          { rank: 1, name: 'Bob', score: 7 },
        ],
      },
    });
    expect(context.session.highest()).toBe(tokenAt(9));
  });

  it('is asked for as the arguments and the header say', async () => {
    await run('{ best { rank } }');
    await run('{ worst(first: 3, consistency: { after: "t", maxWaitMs: 9, ifBehind: STALE }) { rank } }');
    await run('{ best { rank } }', tokenAt(2));
    const best = { readModel: 'player', ranking: 'best', first: 10 };
    expect(memory.tops).toEqual([
      { ...best, maxWaitMs: 0, ifBehind: 'ERROR' },
      { readModel: 'player', ranking: 'worst', first: 3, after: 't', maxWaitMs: 9, ifBehind: 'STALE' },
      { ...best, after: tokenAt(2), maxWaitMs: 500, ifBehind: 'WRITE_MODEL' },
    ]);
  });
});

describe('a document of a ranking', () => {
  const ask = () => run('{ player(name: "ann") { id name rank shame } }');

  it('is asked for by the name its author gave the id', async () => {
    await ask();
    expect(memory.reads).toEqual([{ readModel: 'player', id: 'ann', maxWaitMs: 0, ifBehind: 'ERROR' }]);
  });

  it('shows its rank in those that have it, and null in the others', async () => {
    memory.answers.read = async () => ({ document: { ...ann, ranks: { best: 4 } }, token: tokenAt(9) });
    expect(await ask()).toEqual({ data: { player: { id: 'ann', name: 'Ann', rank: 4, shame: null } } });
    memory.answers.read = async () => ({ document: ann, token: tokenAt(9) });
    expect(await ask()).toMatchObject({ data: { player: { rank: null, shame: null } } });
  });
});

describe('what cannot be shown is refused', () => {
  const refused = (message: RegExp) =>
    expect.objectContaining({ code: 'BAD_DEFINITION', message: expect.stringMatching(message) as string });

  it.each<readonly [string, (g: GraphqlAuthor) => void, RegExp]>([
    ['no rankings', (g) => g.rankings(rankable({}), { entry: 'Place' }), /player has no rankings/],
    [
      'a ranking named like another query',
      (g) => {
        g.document(rankable({ player: { highest: 'score' } }));
        g.rankings(rankable({ player: { highest: 'score' } }), { entry: 'Place' });
      },
      /The query player is shown twice/,
    ],
  ])('%s', (_what, graphql, message) => {
    expect(() => schemaOf(graphql)).toThrow(refused(message));
  });

  it('entries whose documents have a rank of their own', () => {
    const ranked = defineProjection({
      name: 'player',
      document: defineDocument('Player', { rank: z.int() }),
      from: [CounterEvents],
      create: { CounterOpened: () => ({ rank: 0 }) },
      update: { CounterIncremented: (one) => one, CounterRenamed: (one) => one },
      rankings: { best: { highest: 'rank', rank: 'place' } },
    });
    expect(() => schemaOf((g) => g.rankings(ranked, { entry: 'Place' }))).toThrow(
      refused(/have a rank already/),
    );
  });
});
