// The store as operators see it: events and commands in pages, what a command led to, and what made a document.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../../src/app/modules.ts';
import type { Page } from '../../../src/engine/model/operations-records.ts';
import type { OpenOperations } from '../../../src/engine/operations/open-operations.ts';
import { eventually } from '../../support/eventually.ts';
import { openShopOperations } from '../../support/open-operations.ts';
import { withClient } from '../../support/oracle/read-table-lanes.ts';
import { withShop } from '../../support/shop.ts';

const shop = withShop({ reactions: true });
const commandId = randomUUID();
let operations: OpenOperations;
let token = '';

async function send(command: string, input: Readonly<Record<string, unknown>>, correlationId = 'looked-at') {
  const request = { command, input, principal: 'ada', correlationId };
  return shop().api.services.commands.dispatch(request);
}

beforeAll(async () => {
  operations = await openShopOperations(shop());
  const items = [{ productId: 'product-6', quantity: 2 }];
  await send('createOrder', { orderId: 'seen-1', customerId: 'customer-1', items });
  const paid = await send('payOrder', { orderId: 'seen-1', paymentReference: 'secret', commandId });
  await send('payOrder', { orderId: 'seen-1', paymentReference: 'again' });
  if (paid.accepted) token = paid.receipt.token;
  await shop().untilReady(token);
  await eventually('the reaction', async () => {
    const [trail] = await operations.command(commandId);
    return trail?.consequences.length === 1 ? trail : undefined;
  });
});
afterAll(() => operations.close());

/** All items, page by page. */
async function walk<Item>(ask: (after: string | undefined) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await ask(after);
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

describe('events', () => {
  it('come newest first, each once, in pages of any size', async () => {
    const all = await walk((after) => operations.events({ first: 100, after }));
    expect(all.map(({ position }) => Number(position))).toEqual(all.map((_, index) => all.length - index));
    const again = await walk((after) => operations.events({ first: 7, after }));
    expect(again).toEqual(all);
  });

  it('are those of a stream, a type, a correlation or a time', async () => {
    const all = await walk((after) => operations.events({ first: 100, after }));
    const types = all.filter(({ type }) => type === 'OrderPaid');
    expect(await walk((after) => operations.events({ first: 2, type: 'OrderPaid', after }))).toEqual(types);
    const stream = all.filter((event) => event.stream === 'order/seen-1');
    expect(stream.length).toBe(2);
    expect(await walk((after) => operations.events({ first: 1, stream: 'order/seen-1', after }))).toEqual(
      stream,
    );
    const correlated = await operations.events({ first: 10, correlationId: 'looked-at' });
    expect(correlated.items.map(({ type }) => type)).toEqual([
      'LoyaltyPointsAwarded',
      'OrderPaid',
      'OrderCreated',
    ]);
    const [newest] = all;
    const [, oldest] = stream;
    const within = { from: oldest?.recordedAt, to: newest?.recordedAt };
    const there = await operations.events({ first: 100, ...within });
    expect(there.items).toContainEqual(oldest);
    expect(there.items.every(({ recordedAt }) => recordedAt >= (oldest?.recordedAt ?? ''))).toBe(true);
    expect((await operations.events({ first: 5, from: '2999-01-01T00:00:00Z' })).items).toEqual([]);
    expect((await operations.events({ first: 5, to: '2001-01-01T00:00:00Z' })).items).toEqual([]);
  });

  it('are followed from a position on', async () => {
    const { events, upTo } = await operations.eventsAfter('0', { type: 'OrderPaid' });
    expect(events.map(({ type }) => type)).toEqual(events.map(() => 'OrderPaid'));
    expect(upTo).toBe(await operations.head());
    expect(await operations.eventsAfter(upTo, {})).toEqual({ events: [], upTo });
  });

  it.each([
    ['a page of none', { first: 0 }, 'INVALID_READ'],
    ['a page too long', { first: 101 }, 'INVALID_READ'],
    ['a foreign cursor', { first: 1, after: 'x' }, 'INVALID_CURSOR'],
    ['a time that is none', { first: 1, from: 'soon' }, 'INVALID_READ'],
  ])('are refused for %s', async (_what, filter, code) => {
    await expect(operations.events(filter)).rejects.toMatchObject({ code });
  });
});

describe('commands', () => {
  it('come newest first, each once, in pages of any size', async () => {
    const all = await walk((after) => operations.commands({ first: 100, after }));
    expect(all.length).toBeGreaterThan(20);
    expect(all.map(({ recordedAt }) => recordedAt)).toEqual(
      all
        .map(({ recordedAt }) => recordedAt)
        .toSorted()
        .toReversed(),
    );
    expect(await walk((after) => operations.commands({ first: 3, after }))).toEqual(all);
  });

  it('are found by id, type, outcome and correlation', async () => {
    const [paid] = (await operations.commands({ first: 5, id: commandId })).items;
    expect(paid).toMatchObject({ id: commandId, type: 'payOrder', outcome: 'ACCEPTED', streamId: 'seen-1' });
    const refused = { first: 5, outcome: 'REJECTED', type: 'payOrder', correlationId: 'looked-at' } as const;
    const { items } = await operations.commands(refused);
    expect(items).toMatchObject([{ code: 'ORDER_NOT_OPEN', principal: 'ada', version: undefined }]);
    expect((await operations.commands({ first: 5, id: 'none' })).items).toEqual([]);
  });

  it('lead to events, and these to commands of reactions', async () => {
    const [trail] = await operations.command(commandId);
    expect(trail).toMatchObject({
      command: { id: commandId },
      events: [{ type: 'OrderPaid', causationId: commandId }],
      consequences: [{ command: { type: 'awardLoyaltyPoints' }, events: [{ type: 'LoyaltyPointsAwarded' }] }],
      isWhole: true,
    });
    expect(trail?.consequences[0]?.causedBy).toBe(trail?.events[0]?.id);
    expect(await operations.command('none')).toEqual([]);
  });

  it('show at which streams they met others', async () => {
    const [worst] = await operations.contendedStreams(3);
    expect(worst?.commands).toBeGreaterThan(1);
  });
});

describe('a document', () => {
  it('of any read model is the same as the fold of its events', async () => {
    const projections = modules.flatMap((module) => module.projections);
    const ids = await withClient(shop().databaseUrl, async (client) => {
      const { rows } = await client.query<{ stream: string }>('SELECT DISTINCT "stream" FROM "Event"');
      return rows.map(({ stream }) => stream.split('/'));
    });
    const different: unknown[] = [];
    for (const { name, owner } of projections) {
      const [, id = 'dashboard'] = ids.find(([category]) => category === owner) ?? [];
      const explained = await operations.explain(name, id, 200);
      if (!explained?.isSame) different.push([name, id, explained]);
    }
    expect(different).toEqual([]);
    expect(projections.length).toBeGreaterThan(10);
  });

  it('is told step by step, with what each event made of it', async () => {
    const explained = await operations.explain('order', 'seen-1', 200);
    expect(explained?.steps.map(({ event, effect }) => [event.type, effect])).toEqual([
      ['OrderCreated', 'FOLDED'],
      ['OrderPaid', 'FOLDED'],
    ]);
    expect(explained?.steps[0]?.before).toBeNull();
    expect(explained?.steps[1]?.before).toEqual(explained?.steps[0]?.after);
    expect(explained?.steps[1]?.after).toEqual(explained?.stored?.body);
    expect(explained?.lane).toMatchObject({ lagEvents: 0, lagMs: 0 });
    const last = await operations.explain('order', 'seen-1', 1);
    expect(last?.steps).toEqual(explained?.steps.slice(1));
  });

  it('shows what other streams have changed of it', async () => {
    await send('changeCustomerName', { customerId: 'customer-1', name: 'Another Name' });
    const explained = await eventually('the name', async () => {
      const now = await operations.explain('order', 'seen-1', 1);
      return JSON.stringify(now?.stored?.body).includes('Another Name') ? now : undefined;
    });
    expect(explained).toMatchObject({
      isSame: true,
      steps: [{ effect: 'REFERENCE', event: { type: 'CustomerNameChanged' } }],
    });
  });

  it('that nobody has made has no steps, and of no read model there is none', async () => {
    const nothing = await operations.explain('order', 'never', 10);
    expect(nothing).toMatchObject({ stored: undefined, folded: undefined, isSame: true, steps: [] });
    expect(await operations.explain('none', 'x', 10)).toBeUndefined();
    expect(await operations.explain('order', 'a b', 10)).toBeUndefined();
  });
});

describe('the folds of an event', () => {
  const foldsOf = async (stream: string, first = 1) => {
    const { items } = await operations.events({ first, stream });
    return operations.folds(items.at(-1)?.position ?? '');
  };

  it('are told by read model, with the version that readers see of each document', async () => {
    const folds = await foldsOf('order/seen-1');
    const seen = { version: 2, isReached: true, isParked: false };
    expect(folds).toContainEqual({ readModel: 'order', id: 'seen-1', effect: 'FOLDED', ...seen });
    expect(folds).toContainEqual(expect.objectContaining({ readModel: 'customerOrders', isReached: true }));
    const [ofCustomer] = [await foldsOf('customer/customer-1', 100)];
    const references = ofCustomer.filter(({ effect }) => effect === 'REFERENCE');
    expect(references).toContainEqual({
      ...{ readModel: 'order', id: undefined, effect: 'REFERENCE' },
      ...{ version: undefined, isReached: true, isParked: false },
    });
  });

  it.each(['0', '999999999', 'x', '99999999999999999999'])('at %s are none', async (position) => {
    expect(await operations.folds(position)).toEqual([]);
  });
});

describe('payloads', () => {
  it('are masked, the same for the same value, or hidden', async () => {
    const masked = await openShopOperations(shop(), 'masked');
    const hidden = await openShopOperations(shop(), 'hidden');
    const [paid] = await masked.command(commandId);
    expect(JSON.stringify(paid)).not.toContain('secret');
    expect(paid?.command.payload).toMatchObject({
      paymentReference: expect.stringMatching(/^text:[0-9a-f]{4}$/),
    });
    const document = await masked.explain('order', 'seen-1', 5);
    expect(document?.isSame).toBe(true);
    expect(document?.stored?.body).toEqual(document?.folded?.body);
    expect(JSON.stringify(document)).not.toContain('Another Name');
    const [unseen] = await hidden.command(commandId);
    expect(unseen?.command.payload).toBeNull();
    expect(unseen?.events[0]?.payload).toBeNull();
    await Promise.all([masked.close(), hidden.close()]);
  });
});
