// Latency at low load from sending a mutation to the notice on a subscription, and the wait of a mutation for the
// entity in its payload.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectHttp, type HttpClient } from '../support/http-client.ts';
import { percentiles } from '../support/load.ts';
import { Changed, changeOrder, followOrder, placeOrders } from '../support/operations.ts';
import { number, type Figure } from '../support/report.ts';
import { startRoles } from '../support/roles.ts';
import type { Stage } from '../support/servers.ts';

const ROUNDS = 250;
const WARM_UP = 50;
/** Between two mutations, so that none meets the work of the one before. */
const PAUSE_MS = 20;
const LATE_MS = 5_000;

export async function measureEndToEnd(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  const servers = await stage.fresh('end_to_end');
  await placeOrders(servers, 1);
  const roles = await startRoles(servers);
  const client = connectHttp(roles.url, 4);
  try {
    await roles.caughtUp();
    const receipts = await mutate(client, false);
    say(`mutation to notice: p50 ${number(receipts.notice.p50)} ms`);
    const entities = await mutate(client, true);
    say(`mutation with its entity: p50 ${number(entities.answer.p50)} ms`);
    return (['p50', 'p99'] as const).flatMap((at) => [
      { name: `mutation to notice, ${at}`, value: receipts.notice[at], unit: 'ms' },
      {
        name: `mutation with the entity at this write, ${at}`,
        value: entities.answer[at],
        unit: 'ms',
        against: { name: 'with its receipt only', value: receipts.answer[at] },
      },
    ]);
  } finally {
    client.close();
    await roles.stop();
  }
}

async function mutate(client: HttpClient, withEntity: boolean) {
  const heard = await followOrder(client, 0);
  const answers: number[] = [];
  const notices: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const { changeOrderItemQuantity: changed } = await client.graphql(
      changeOrder(0, round, withEntity),
      Changed,
    );
    const answered = performance.now();
    const noticed = await until(() => heard.get(changed.receipt.version));
    if (round >= WARM_UP) {
      answers.push(answered - began);
      notices.push(noticed - began);
    }
    await sleep(PAUSE_MS);
  }
  return { answer: percentiles(answers), notice: percentiles(notices) };
}

/** Looks as often as it can without keeping the stream of updates from being read. */
async function until(look: () => number | undefined): Promise<number> {
  const deadline = performance.now() + LATE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error('There was no notice.');
    await sleep(1);
  }
}
