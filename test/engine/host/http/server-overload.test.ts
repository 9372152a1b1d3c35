// Commands on top of what a process takes: refused at once and as a whole, while reads are answered.
import { expect, it } from 'vitest';
import { admitting } from '../../../../src/engine/flow/accept/commands/admit-commands.ts';
import type { CommandBus } from '../../../../src/engine/model/services.ts';
import { withApiServer } from '../../../support/api-server.ts';
import { memoryServices } from '../../../support/memory-services.ts';

const startServer = withApiServer();
const MOST = 512;
const WATCH = 'mutation { watchParcel(input: { parcelId: "p1" }) { __typename } }';

/** Commands that are under way until they are released. */
function slowBus(bus: CommandBus) {
  const waiting: (() => void)[] = [];
  return {
    bus: admitting({
      dispatch: async (request) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return bus.dispatch(request);
      },
    }),
    waiting,
    release: () => waiting.splice(0).forEach((go) => go()),
  };
}

it('is refused with 503 and when to come back, and nothing of it is dispatched; reads go on', async () => {
  const { services } = memoryServices();
  const slow = slowBus(services.commands);
  const { post } = await startServer({ services: { ...services, commands: slow.bus } });
  const first = Array.from({ length: MOST }, () => post({ query: WATCH }));
  await expect.poll(() => slow.waiting.length, { timeout: 20_000 }).toBe(MOST);
  const refused = await post({ query: `mutation { a: ${WATCH.slice(11, -1)} b: ${WATCH.slice(11)}` });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.json()).toEqual({
    data: null,
    errors: [
      {
        message: 'Too many commands are under way.',
        extensions: { code: 'OVERLOADED', retryAfterMs: 1000 },
      },
    ],
  });
  expect(slow.waiting).toHaveLength(MOST);
  const read = await post({ query: '{ __typename }' });
  expect([read.status, await read.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
  slow.release();
  const statuses = new Set((await Promise.all(first)).map(({ status }) => status));
  expect(statuses).toEqual(new Set([200]));
});
