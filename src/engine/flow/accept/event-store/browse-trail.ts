// Statements that follow a command: the events it stored, and the commands with which reactions have answered these.
import { validate as isUuid } from 'uuid';
import { LIMITS } from '../../../model/limits.ts';
import type { CommandReport, CommandTrail } from '../../../model/operations-records.ts';
import { REACTION_PRINCIPAL } from '../../../model/reactions.ts';
import { sql } from '../../../postgres/sql.ts';
import { selectCommands } from './browse-commands.ts';
import { selectEvents, type Browsed, type CausedEvent } from './browse-events.ts';
import { readHead } from './read-events.ts';

export async function browseTrails(browsed: Browsed, commandId: string): Promise<readonly CommandTrail[]> {
  if (!isUuid(commandId)) return [];
  const commands = await selectCommands(
    browsed,
    sql`"StoredCommand" c WHERE c."id" = ${commandId}::UUID ORDER BY c."recordedAt"`,
  );
  return Promise.all(commands.map((command) => trailOf(browsed, command)));
}

async function trailOf(browsed: Browsed, command: CommandReport): Promise<CommandTrail> {
  const events = await eventsOf(browsed, command);
  if (command.position === undefined) return { command, events, consequences: [], isWhole: true };
  const end = BigInt(command.position) + BigInt(LIMITS.rowsLookedThrough);
  const later = await selectEvents(
    browsed,
    [
      sql`e."position" > ${command.position}::BIGINT AND e."position" <= ${String(end)}::BIGINT`,
      sql`e."metadata"->>'correlationId' = ${command.correlationId}`,
    ],
    sql`e."position" LIMIT ${LIMITS.rowsLookedThrough / 100}`,
  );
  const caused = causedBy(events, later);
  const answers = await answersTo(browsed, command, caused);
  const consequences = answers.map((answer) => {
    const own = caused.filter(
      (event) => event.causationId === answer.id && event.principal === answer.principal,
    );
    return { command: answer, causedBy: own[0]?.causedBy, events: own };
  });
  return { command, events, consequences, isWhole: end >= BigInt(await readHead(browsed.database)) };
}

/** They stand together and end where the command says. */
async function eventsOf(browsed: Browsed, { id, principal, position }: CommandReport) {
  if (position === undefined) return [];
  return selectEvents(
    browsed,
    [
      sql`e."position" <= ${position}::BIGINT`,
      sql`e."position" > ${position}::BIGINT - ${LIMITS.eventsPerCommand}::INTEGER`,
      sql`e."metadata"->>'causationId' = ${id} AND e."metadata"->>'principal' = ${principal}`,
    ],
    sql`e."position"`,
  );
}

/** Those of the later events that go back to the first ones, over any number of reactions. */
function causedBy(first: readonly CausedEvent[], later: readonly CausedEvent[]): readonly CausedEvent[] {
  const known = new Set(first.map(({ id }) => id));
  return later.filter((event) => {
    const isCaused = event.causedBy !== undefined && known.has(event.causedBy);
    if (isCaused) known.add(event.id);
    return isCaused;
  });
}

/** Commands of the later events, and those that reactions were refused in the same correlation: of these no event tells. */
function answersTo(
  browsed: Browsed,
  { correlationId, recordedAt }: CommandReport,
  caused: readonly CausedEvent[],
): Promise<readonly CommandReport[]> {
  const ids = [...new Set(caused.flatMap(({ causationId }) => causationId ?? []))];
  return selectCommands(
    browsed,
    sql`"StoredCommand" c WHERE c."id" = ANY(${ids}::UUID[]) OR (c."id", c."principal") IN (
        SELECT r."id", r."principal" FROM (
          SELECT c.* FROM "StoredCommand" c WHERE c."recordedAt" >= ${recordedAt}::TIMESTAMPTZ
          ORDER BY c."recordedAt" LIMIT ${LIMITS.rowsLookedThrough}) r
        WHERE r."correlationId" = ${correlationId} AND r."outcome" = 'REJECTED'
          AND starts_with(r."principal", ${REACTION_PRINCIPAL}))
      ORDER BY c."recordedAt" LIMIT ${LIMITS.consequencesShown}`,
  );
}
