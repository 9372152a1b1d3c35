// Paying an order awards points: once, whatever is lost or repeated.
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { withClient } from '../support/oracle/read-table-lanes.ts';
import { withShop } from '../support/shop.ts';

const shop = withShop({ reactions: true });

/** Once it is at least at this version. */
async function profileAt(version: number): Promise<unknown> {
  const source = `{ loyaltyProfile(customerId: "customer-1", minVersion: ${version},
    consistency: { maxWaitMs: 5000 }) { version score rank } }`;
  const { data, errors } = await shop().ask(source);
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.['loyaltyProfile'];
}

async function send(command: string, input: Readonly<Record<string, unknown>>) {
  const request = { command, input, principal: 'ada', correlationId: 'reactions' };
  return shop().api.services.commands.dispatch(request);
}

const inDatabase = <Row extends object>(statement: string): Promise<readonly Row[]> =>
  withClient(shop().databaseUrl, async (client) => (await client.query<Row>(statement)).rows);

const awards = (): Promise<readonly object[]> =>
  inDatabase(`SELECT "payload"->>'reason' AS reason, "payload"->>'points' AS points FROM "Event"
    WHERE "type" = 'LoyaltyPointsAwarded' AND "payload"->>'reason' LIKE 'Order %' ORDER BY reason`);

// 54.30, 349.00, 153.50 and 128.80 were paid in the demo shop.
const OF_THE_PAST = [
  { reason: 'Order demo-order-1', points: '54' },
  { reason: 'Order demo-order-2', points: '349' },
  { reason: 'Order demo-order-3', points: '153' },
  { reason: 'Order demo-order-5', points: '128' },
];

it('points come with the payments of the past, and with one that is made now', async () => {
  // Two awards of the demo shop, and two payments.
  expect(await profileAt(4)).toEqual({ version: 4, score: 150 + 54 + 128, rank: 2 });
  expect(await awards()).toEqual(OF_THE_PAST);
  const items = [{ productId: 'product-6', quantity: 2 }];
  await send('createOrder', { orderId: 'new-1', customerId: 'customer-1', items });
  await send('payOrder', { orderId: 'new-1', paymentReference: 'p' });
  expect(await profileAt(5)).toEqual({ version: 5, score: 332 + 698, rank: 1 });
  expect((await send('payOrder', { orderId: 'new-1', paymentReference: 'p' })).accepted).toBe(false);
});

it('points are awarded once though the reaction forgets how far it has come', async () => {
  const before = await awards();
  // Past its own awards too.
  const stand = await eventually('the reaction at the head', async () => {
    const [now] = await inDatabase<{ position: string }>(
      'SELECT "position"::TEXT FROM "ReactionCheckpoint" WHERE "position" = (SELECT max("position") FROM "Event")',
    );
    return now;
  });
  await inDatabase('DELETE FROM "ReactionCheckpoint"');
  const again = await eventually('the reaction', async () => {
    const [now] = await inDatabase<{ position: string }>('SELECT "position"::TEXT FROM "ReactionCheckpoint"');
    return now && Number(now.position) >= Number(stand.position) ? now : undefined;
  });
  expect(again).toEqual(stand);
  expect(await awards()).toEqual(before);
  expect(await profileAt(5)).toMatchObject({ version: 5 });
});
