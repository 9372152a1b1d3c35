// npm run cli -- rebuild | switch | abort | undo <projection>: rebuilds at the command line.
import { type Command, InvalidArgumentError } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import { Explained } from '../../engine/model/explained.ts';
import type { JsonObject } from '../../engine/model/json.ts';
import type { RebuildReport, Verb } from '../../engine/model/operations.ts';
import type { Control } from '../../engine/operations/open-control.ts';
import { Refused } from '../refused.ts';
import type { Say } from '../say.ts';
import { doDeed, type DeedOptions } from './do-deed.ts';
import { waitForRebuild } from './wait-for-rebuild.ts';
import { withControl } from './with-control.ts';

interface Given extends DeedOptions {
  readonly yes?: boolean;
  readonly rate?: number;
  readonly sample?: number;
  readonly wait?: boolean;
}

interface Shown {
  readonly name: string;
  readonly verb: Verb;
  readonly description: string;
  readonly line: (projection: string) => string;
}

const OTHERS: readonly Shown[] = [
  {
    ...{ name: 'switch', verb: 'switchProjection' },
    description: 'switch readers to a rebuild that differs from what they see and waits for approval',
    line: (projection) => `Readers of ${projection} are switched, lane after lane.`,
  },
  {
    ...{ name: 'abort', verb: 'abortRebuild' },
    description: 'give up a rebuild that is under way; readers keep what they see',
    line: (projection) => `The rebuild of ${projection} is given up.`,
  },
  {
    ...{ name: 'undo', verb: 'undoRebuild' },
    description: 'switch readers back to what a rebuild has replaced, as long as it is kept',
    line: (projection) => `Readers of ${projection} are switched back once it has caught up.`,
  },
];

export function addRebuild(program: Command, say: Say, system: System): void {
  const add = ({ name, description }: Pick<Shown, 'name' | 'description'>): Command =>
    program
      .command(`${name} <projection>`)
      .description(description)
      .option('--reason <text>', 'why, for the audit')
      .option('--json', 'JSON objects instead of text');
  const waiting = (command: Command): Command =>
    command.option('--wait', 'until it is over: 0 switched, 1 aborted, 2 it differs and waits for approval');
  const act = async (projection: string, options: Given, doing: Doing): Promise<void> =>
    withControl(system, async (control) => {
      const linesOf = (): readonly string[] => [doing.line];
      await doDeed(control, { ...options, ...doing, say, linesOf });
      if (options.wait === true)
        await waitAndReport(control, projection, { say, json: options.json === true });
    });
  waiting(
    add({
      name: 'rebuild',
      description:
        'fill a projection beside what readers see, compare the two, and switch if they are the same',
    }),
  )
    .option('--yes', 'switch whatever differs')
    .option('--rate <events>', 'fold no more events a second, in each lane', numberUpTo(1_000_000))
    .option('--sample <share>', 'share of the documents that are compared, such as 0.1', numberUpTo(1))
    .action(async (projection: string, options: Given) => {
      const { yes, rate, sample } = options;
      const input = {
        ...{ projection, ...(yes === true && { approve: true }) },
        ...{ ...(rate !== undefined && { eventsPerSecond: rate }), ...(sample !== undefined && { sample }) },
      };
      const text = `${projection} is filled beside what readers see. npm run cli -- abort ${projection} ends it.`;
      await act(projection, options, { verb: 'rebuildProjection', input, line: text });
    });
  for (const { verb, line, ...shown } of OTHERS) {
    const command = verb === 'abortRebuild' ? add(shown) : waiting(add(shown));
    command.action(async (projection: string, options: Given) =>
      act(projection, options, { verb, input: { projection }, line: line(projection) }),
    );
  }
}

interface Doing {
  readonly verb: Verb;
  readonly input: JsonObject;
  readonly line: string;
}

interface Output {
  readonly say: Say;
  readonly json: boolean;
}

/** Throws `Refused` if it waits for approval, and `Explained` if it was aborted. */
async function waitAndReport(control: Control, projection: string, { say, json }: Output): Promise<void> {
  const report = await waitForRebuild(control, projection);
  const differences = report.differences > 0 ? await control.differences(projection) : [];
  if (json) say(JSON.stringify({ ...report, found: differences }));
  else for (const each of differences) say(JSON.stringify(each));
  if (report.state === 'ABORTED') throw new Explained(`It was aborted. ${report.note ?? ''}`.trim());
  if (report.state === 'WAITING_FOR_APPROVAL') throw waits(report);
  if (!json)
    say(`Readers are switched. Documents compared: ${report.compared}, differences: ${report.differences}.`);
}

const waits = ({ state, projection, differences }: RebuildReport): Refused =>
  new Refused(
    state,
    `${differences} of ${projection} differ from what readers see: npm run cli -- switch ${projection}, or abort.`,
  );

function numberUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (value > 0 && value <= most) return value;
    throw new InvalidArgumentError(`It is a number above 0, up to ${most}.`);
  };
}
