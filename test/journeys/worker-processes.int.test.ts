// `npm start -- worker --processes 2`: lanes are divided between the processes, and those of one that is killed are taken.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shop } from '../../src/app/system.ts';
import { loadSettings } from '../../src/engine/runtime.ts';
import { createRuntime, type Runtime } from '../../src/engine/host/create-runtime.ts';
import type { RunningCommands } from '../../src/engine/host/roles.ts';
import { laneName } from '../../src/engine/model/lane.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { eventually } from '../support/eventually.ts';
import { withRoleProcesses } from '../support/role-processes.ts';
import { ownFolder, withDatabase, withRedis } from '../support/servers.ts';

const PATIENCE_MS = 120_000;
const database = withDatabase();
const redis = withRedis();
const startProgram = withRoleProcesses();
const servers = () => ({ DATABASE_URL: database().url, REDIS_URL: redis().url });

interface Line {
  readonly pid: number;
  readonly does: string;
  readonly lane: string;
}

/** What the turns of all workers have written, since a line of that number. */
function recorded(file: string, since = 0): readonly Line[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1).slice(since);
  return lines.map((line) => {
    const [pid = '', does = '', lane = ''] = line.split(' ');
    return { pid: Number(pid), does, lane };
  });
}

/** Who has begun each lane first. */
const ownersOf = (lines: readonly Line[]): ReadonlyMap<string, number> =>
  new Map(
    lines
      .filter(({ does }) => does === 'begins')
      .map(({ lane, pid }) => [lane, pid] as const)
      .toReversed(),
  );

let customers = 0;
/** An event that several read models show. */
async function register({ bus }: RunningCommands): Promise<void> {
  customers += 1;
  const input = { customerId: `c${customers}`, name: 'C', email: `c${customers}@shop.example` };
  const outcome = await bus.dispatch({
    command: 'registerCustomer',
    input,
    principal: 'test',
    correlationId: randomUUID(),
  });
  expect(outcome.accepted).toBe(true);
}

describe.runIf(process.platform === 'linux')('two worker processes', () => {
  it(
    'fold at the same time, and the other one takes the lanes of one that is killed',
    { timeout: PATIENCE_MS },
    async () => {
      const [record, hold] = [ownFolder('record'), ownFolder('hold')];
      const role = startProgram(['worker', '--processes', '2'], { ...servers(), RECORD: record, HOLD: hold });
      const { pids, url } = await role.untilLogged('both', ({ msg }) => msg === '2 processes run');
      expect(url).toBe(undefined);
      const [first = 0, second = 0] = Array.isArray(pids) ? pids.map(Number) : [];
      const runtime: Runtime = createRuntime(shop, loadSettings(servers()), {
        logger: silentLogger,
        watchdog: false,
      });
      const commands = await runtime.commands();

      // No turn ends while it is held: who begins the lanes then has them at the same time.
      const owners = await eventually('lanes to be divided', async () => {
        const since = recorded(record).length;
        writeFileSync(hold, '');
        await register(commands);
        const lanes = await eventually('several lanes', () => {
          const begun = ownersOf(recorded(record, since));
          return begun.size >= 3 ? begun : undefined;
        });
        rmSync(hold);
        return new Set(lanes.values()).size === 2 ? lanes : undefined;
      });
      expect(new Set(owners.values())).toEqual(new Set([first, second]));

      writeFileSync(hold, '');
      await register(commands);
      await eventually('one to have a lane in hand', () =>
        recorded(record).some(
          ({ pid }, index, all) =>
            pid === first &&
            index === all.findLastIndex((line) => line.pid === first) &&
            all[index]?.does === 'begins',
        )
          ? true
          : undefined,
      );
      process.kill(first, 'SIGKILL');
      await role.untilLogged('its end', ({ code }) => code === 'PROCESS_ENDED');
      const since = recorded(record).length;
      rmSync(hold);
      await register(commands);
      const all = shop.lanes.map(laneName);
      // Which of them the other one gets depends on how soon the third process is there: it takes lanes too.
      await eventually('the living to have brought all lanes on, the other one among them', () => {
        const ended = recorded(record, since).filter(({ does, pid }) => does === 'ends' && pid !== first);
        const left = all.filter((lane) => !ended.some((line) => line.lane === lane));
        if (left.length > 0) throw new Error(left.join());
        return ended.some(({ pid }) => pid === second) ? true : undefined;
      });

      const { pid: third } = await role.untilLogged(
        'its return',
        ({ msg }) => msg === 'Process 1 is ready again.',
      );
      await eventually('the new one to fold', async () => {
        await register(commands);
        return recorded(record).some(({ pid, does }) => pid === third && does === 'ends') ? true : undefined;
      });
      await runtime.close();
      role.signal('SIGTERM');
      expect(await role.ended).toBe(0);
    },
  );
});
