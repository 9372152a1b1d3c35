// The status of a system as lines for people.
import type { ProjectionReport, ProjectionState } from '../engine/model/operations.ts';
import type { SystemStatus } from '../engine/operations/open-status.ts';
import { SILENT_MS, type PresentProcess } from '../engine/model/presence.ts';
import { ago, duration } from './ages.ts';
import type { Colour, Paint } from './colours.ts';
import { table, type Column } from './table.ts';

const COLOURS: Readonly<Record<ProjectionState, Colour>> = {
  ...{ LIVE: 'green', FILLING: 'yellow', PAUSED: 'yellow' },
  ...{ STOPPED: 'red', UNSERVED: 'red' },
};

export function statusLines(status: SystemStatus, wants: readonly string[], paint: Paint): readonly string[] {
  const { store, head, projections, reactions, processes } = status;
  const now = Date.now();
  return [
    `Store ${store}, head ${counted(Number(head))}`,
    '',
    ...table(columnsAt(now, paint), [...projections, ...reactions]),
    '',
    processes.length === 0 ? 'No process is there.' : 'Processes:',
    ...processes.map(processLine),
    '',
    ...(wants.length === 0
      ? [paint('green', 'Nothing wants you.')]
      : wants.map((want) => paint('red', want))),
  ];
}

function processLine({ name, roles, version, startedAt, silentMs }: PresentProcess): string {
  const heard = silentMs < SILENT_MS ? '' : `, last heard of ${duration(silentMs)} ago`;
  return `  ${name}  ${roles.join(', ') || 'starts'}  ${version}  since ${startedAt}${heard}`;
}

function columnsAt(now: number, paint: Paint): readonly Column<ProjectionReport>[] {
  return [
    { title: 'READ MODEL', of: ({ name }) => name },
    { title: 'STATE', of: ({ state }) => state, paint: (text, { state }) => paint(COLOURS[state], text) },
    { title: 'LAG', isNumber: true, of: ({ lagMs }) => duration(lagMs) },
    { title: 'EVENTS', isNumber: true, of: ({ lagEvents }) => counted(lagEvents) },
    { title: 'POSITION', isNumber: true, of: ({ position }) => counted(Number(position)) },
    { title: 'PARKED', isNumber: true, of: ({ parked }) => counted(parked) },
    { title: 'FILLING', isNumber: true, of: filled },
    { title: 'MOVED', isNumber: true, of: ({ lastUpdatedAt }) => ago(lastUpdatedAt, now) },
    { title: 'WORKER', of: ({ lanes }) => [...new Set(lanes.map(({ worker = '-' }) => worker))].join(' ') },
  ];
}

/** Of what is filled: beside what readers see, or for the first time. */
function filled({ generations, state }: ProjectionReport): string {
  const next = generations.find(({ role }) => role === 'next');
  const first = state === 'FILLING' ? generations.find(({ role }) => role === 'live') : undefined;
  const filling = next ?? first;
  return filling ? `${Math.floor(filling.progress * 100)} %` : '';
}

const counted = (count: number): string => count.toLocaleString('en');
