// npm run cli -- tail: the last events, and those that come, until Ctrl-C.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import type { EventReport } from '../../engine/model/operations-records.ts';
import type { OperationsService } from '../../engine/model/operations-service.ts';
import type { FollowFilter } from '../../engine/model/store-browser.ts';
import { paint } from '../colours.ts';
import type { Say } from '../say.ts';
import { withOperations } from './with-operations.ts';
import { wholeNumber } from '../whole-number.ts';

interface TailOptions extends FollowFilter {
  readonly json?: boolean;
  readonly correlation?: string;
  readonly last: number;
  readonly follow: boolean;
}

const EVERY_MS = 500;

export function addTail(program: Command, say: Say, system: System): void {
  program
    .command('tail')
    .description(
      'show the last events, then each that comes, until Ctrl-C. Exit code: 0, or 2 could not look',
    )
    .option('--stream <category/id>', 'those of one stream')
    .option('--type <type>', 'those of one type')
    .option('--correlation <id>', 'those of one request')
    .option('--last <count>', 'so many that are there already, 1 to 100', wholeNumber(1, 100), 10)
    .option('--no-follow', 'only these')
    .option('--json', 'a JSON object for each event, with its payload')
    .action(async ({ json = false, correlation, last, follow, stream, type }: TailOptions) => {
      const filter = { stream, type, correlationId: correlation };
      const show = (event: EventReport) => say(json ? JSON.stringify(event) : lineOf(event));
      await withOperations(system, async (operations) => {
        const head = await operations.head();
        const { items } = await operations.events({ first: last, ...filter });
        items.toReversed().forEach(show);
        if (follow) await followFrom(operations, items[0]?.position ?? head, { filter, show });
      });
    });
}

interface Following {
  readonly filter: FollowFilter;
  readonly show: (event: EventReport) => void;
}

async function followFrom(
  operations: OperationsService,
  position: string,
  { filter, show }: Following,
): Promise<void> {
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  let from = position;
  while (!stopped.signal.aborted) {
    const { events, upTo } = await operations.eventsAfter(from, filter);
    events.forEach(show);
    from = upTo;
    if (events.length === 0) await sleep(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => {});
  }
}

const lineOf = ({ position, recordedAt, type, stream, version, principal }: EventReport): string =>
  `${position.padStart(8)}  ${paint('dim', recordedAt)}  ${type.padEnd(24)}  ${stream}@${version}  ${paint('dim', principal ?? '')}`.trimEnd();
