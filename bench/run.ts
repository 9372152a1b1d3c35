// npm run bench [-- section …]: ratios against the obvious alternatives, in one run of some six minutes. Only the
// ratios mean something on another machine. `--prof` leaves CPU profiles of the child processes in .data/prof.
import { cpus } from 'node:os';
import { stopChildren } from './support/child.ts';
import { holds, machineLine, number, table, type Figure, type Row } from './support/report.ts';
import { setStage, type Stage } from './support/servers.ts';
import { measureAppend } from './sections/append.ts';
import { measureCatchUp } from './sections/catch-up.ts';
import { measureCommands } from './sections/commands.ts';
import { measureEndToEnd } from './sections/end-to-end.ts';
import { measureGuards } from './sections/guards.ts';
import { measureIdle } from './sections/idle.ts';
import { measureLists } from './sections/lists.ts';
import { measureBeside } from './sections/beside.ts';
import { measureNotices } from './sections/notices.ts';
import { measureOverload } from './sections/overload.ts';
import { measureReads } from './sections/reads.ts';
import { measureSubscribers } from './sections/subscribers.ts';

type Measure = (stage: Stage, say: (line: string) => void) => Promise<readonly Figure[]>;

const sections: ReadonlyMap<string, Measure> = new Map([
  ['append', measureAppend],
  ['guards', measureGuards],
  ['commands', measureCommands],
  ['overload', measureOverload],
  ['catch-up', measureCatchUp],
  ['reads', measureReads],
  ['lists', measureLists],
  ['end-to-end', measureEndToEnd],
  ['notices', measureNotices],
  ['beside', measureBeside],
  ['subscribers', measureSubscribers],
  ['idle', measureIdle],
]);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(names: readonly string[]): Promise<void> {
  const began = performance.now();
  const starting = setStage();
  process.once('SIGINT', () => {
    say('\nStopping …');
    stopChildren();
    void starting.then((stage) => stage.close()).finally(() => process.exit(130));
  });
  const stage = await starting;
  say(
    `${cpus().length} processors (${cpus()[0]?.model}), Node ${process.version}, ${process.platform}; ` +
      `a durable write takes ${number(stage.writeMs)} ms`,
  );
  const rows: Row[] = [];
  try {
    for (const [section, measure] of sections) {
      if (!names.includes(section)) continue;
      say(`${section} …`);
      const figures = await measure(stage, (line) => say(`  ${line}`));
      rows.push(...figures.map((figure) => ({ section, ...figure })));
    }
  } finally {
    stopChildren();
    await stage.close();
  }
  say(`\n${table(rows)}\n`);
  for (const row of rows) say(machineLine(row));
  const failing = rows.filter((row) => holds(row) === 'FAILS').length;
  const seconds = Math.round((performance.now() - began) / 1000);
  say(
    `\n${failing === 0 ? 'Every requirement holds' : `${failing} requirements do not hold`}; ${seconds} s.`,
  );
}

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = asked.filter((name) => !sections.has(name));
if (unknown.length > 0) {
  say(`There is no section ${unknown.join(', ')}: choose among ${[...sections.keys()].join(', ')}.`);
  process.exitCode = 1;
} else {
  await run(asked.length > 0 ? asked : [...sections.keys()]);
}
