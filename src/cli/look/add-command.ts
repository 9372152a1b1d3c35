// npm run cli -- command <id>: a command, its events, and what came of them.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import { Explained } from '../../engine/model/explained.ts';
import type { CommandReport, CommandTrail, EventReport } from '../../engine/model/operations-records.ts';
import { paint } from '../colours.ts';
import type { Say } from '../say.ts';
import { withOperations } from './with-operations.ts';

export function addCommandLook(program: Command, say: Say, system: System): void {
  program
    .command('command <id>')
    .description(
      'show a command, its events, and the commands of reactions to them. Exit code: 0 accepted, 1 refused or not there, 2 could not look',
    )
    .option('--json', 'one JSON object instead of text')
    .action(async (id: string, { json = false }: { readonly json?: boolean }) => {
      const trails = await withOperations(system, (operations) => operations.command(id));
      if (json) say(JSON.stringify({ trails }));
      else trails.flatMap(trailLines).forEach((line) => say(line));
      if (trails.length === 0) throw new Explained(`There is no command ${id}.`);
      if (trails.some(({ command }) => command.outcome === 'REJECTED'))
        throw new Explained('It was refused.');
    });
}

function trailLines({ command, events, consequences, isWhole }: CommandTrail): readonly string[] {
  return [
    ...commandLines(command),
    `  payload ${JSON.stringify(command.payload)}`,
    ...events.map(eventLine),
    ...consequences.flatMap((one) => [
      `  answered by ${one.command.principal}${one.causedBy === undefined ? '' : `, to event ${one.causedBy}`}:`,
      ...commandLines(one.command).map((line) => `    ${line}`),
      ...one.events.map((event) => `    ${eventLine(event)}`),
    ]),
    ...(isWhole ? [] : ['  More was stored behind it than is looked through.']),
  ];
}

function commandLines(command: CommandReport): readonly string[] {
  const { id, type, principal, outcome, streamId, version, code, message, recordedAt, correlationId } =
    command;
  const became =
    outcome === 'ACCEPTED'
      ? paint('green', `accepted, version ${version ?? 0}`)
      : paint('red', `refused, ${code ?? ''}: ${message ?? ''}`);
  return [
    `${recordedAt}  ${type} ${streamId}  ${became}`,
    paint('dim', `  id ${id}, by ${principal}, correlation ${correlationId}`),
  ];
}

const eventLine = ({ position, type, stream, version }: EventReport): string =>
  `  event ${position}  ${type}  ${stream}@${version}`;
