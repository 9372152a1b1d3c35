// Rankings and ranks: what is asked of the engine, how entries are shown, and which definitions are refused.
import { parse } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineModule, type GraphqlAuthor } from '../../../../src/engine/definitions/module.ts';
import { defineProjection } from '../../../../src/engine/definitions/projection.ts';
import { defineDocument } from '../../../../src/engine/shapes/document/declare.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { subscribeOperation } from '../../../../src/engine/graphql/subscribe-operation.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { memoryServices, shownDocument, tokenAt } from '../../../support/memory-services.ts';
import { requestContext, runOperation, type MemoryServices } from '../../../support/run-operation.ts';

const rankable = (
  rankings: Readonly<Record<string, { readonly highest: 'score'; readonly rank?: string }>>,
) =>
  defineProjection('player', {
    document: defineDocument('Player', { name: z.string(), score: z.int() }),
    from: [CounterEvents],
    create: { CounterOpened: ({ data: { name } }) => ({ name, score: 0 }) },
    update: { CounterIncremented: (one) => one, CounterRenamed: (one) => one },
    rankings,
  });
const schemaOf = (graphql: (g: GraphqlAuthor) => void) =>
  buildSchema(defineSystem('test', [defineModule('game', { events: [CounterEvents], graphql })]));

const player = rankable({ best: { highest: 'score' }, worst: { highest: 'score', rank: 'shame' } });
const schema = schemaOf((g) => {
  g.document(player, { by: 'name' });
  g.rankings(player, { entry: 'Place', live: true });
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

describe('a subscription to a ranking', () => {
  const follow = async (source: string, resume?: object) => {
    const contextValue = requestContext(memory);
    contextValue.session.receive({ resume });
    const document = parse(`subscription ${source}`);
    const updates = await subscribeOperation({ schema, document, contextValue });
    if (!('next' in updates)) throw new Error(JSON.stringify(updates.errors));
    return updates;
  };

  it('is asked for as the arguments say', async () => {
    await follow('{ bestUpdated { token } }');
    await follow('{ worstUpdated(first: 3, since: "t") { token } }');
    await follow('{ worstUpdated(since: null) { token } }');
    expect(memory.topsFollowed).toEqual([
      { readModel: 'player', ranking: 'best', first: 10 },
      { readModel: 'player', ranking: 'worst', first: 3, since: 't' },
      { readModel: 'player', ranking: 'worst', first: 10 },
    ]);
  });

  it('goes on where the client was, whatever it asks for, and from the start if it was nowhere', async () => {
    await follow('{ bestUpdated(since: "s") { token } }', { BEST: 't', WORST: 'u', 'PLAYER/ann': 'v' });
    await follow('{ bestUpdated(since: "s") { token } }', {});
    await follow('{ bestUpdated { token } }', { WORST: 'u' });
    const best = { readModel: 'player', ranking: 'best', first: 10, resumes: true };
    expect(memory.topsFollowed).toEqual([{ ...best, since: 't' }, { ...best, since: 's' }, best]);
  });

  it('shows the whole top, and is released when it is given back', async () => {
    const updates = await follow('{ bestUpdated { token projectedAt coalesced entries { rank name } } }');
    const projectedAt = '2026-01-02T03:04:05.006Z';
    const entries = [{ rank: 1, document: ann }];
    for (const feed of memory.topFeeds) feed.push({ token: tokenAt(9), projectedAt, coalesced: 2, entries });
    const { value } = await updates.next();
    expect(JSON.parse(JSON.stringify(value))).toEqual({
      data: {
        bestUpdated: { token: tokenAt(9), projectedAt, coalesced: 2, entries: [{ rank: 1, name: 'Ann' }] },
      },
      extensions: { consistencyToken: tokenAt(9), resume: { BEST: tokenAt(9) } },
    });
    await updates.return?.(undefined);
    expect(memory.topFeeds.size).toBe(0);
  });

  it('is there only where it is shown', () => {
    const quiet = schemaOf((g) => g.rankings(player, { entry: 'Place' }));
    expect(Object.keys(quiet.getSubscriptionType()?.getFields() ?? {})).toEqual(['projectionUpdated']);
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
        const named = rankable({ player: { highest: 'score' } });
        g.document(named);
        g.rankings(named, { entry: 'Place' });
      },
      /The query player is shown twice/,
    ],
    [
      'a subscription named like another one',
      (g) => {
        g.subscription('bestUpdated', player);
        g.rankings(player, { entry: 'Place', live: true });
      },
      /The subscription bestUpdated is shown twice/,
    ],
  ])('%s', (_what, graphql, message) => {
    expect(() => schemaOf(graphql)).toThrow(refused(message));
  });

  it('entries whose documents have a rank of their own', () => {
    const ranked = defineProjection('player', {
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
