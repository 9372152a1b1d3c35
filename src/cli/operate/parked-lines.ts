// Parked documents and streams in sentences, by groups: what failed, how much waits, and the commands that go on from there.
import type { DeadLetter, DeadLetterGroup, TriedDeadLetter } from '../../engine/model/operations.ts';
import type { JsonObject } from '../../engine/model/json.ts';
import { REACTION_PRINCIPAL } from '../../engine/model/reactions.ts';
import { ago } from '../ages.ts';
import { changedFields } from '../look/changed-fields.ts';

export function groupLines(
  { group, projection, eventType, code, message, documents, followers, oldestAt }: DeadLetterGroup,
  letters: readonly DeadLetter[],
): readonly string[] {
  const left = documents - letters.length;
  return [
    '',
    `${projection}: ${eventType} (${code}), ${countedThings([[projection, documents]])}, ${counted(followers, 'event')} waiting, the oldest event ${ago(oldestAt, Date.now())}`,
    `  ${message}`,
    ...letters.map(
      ({ id, event, followers: own }) => `  ${id}  at ${event.position}, ${counted(own, 'event')} waiting`,
    ),
    ...(left > 0 ? [`  and ${left} more`] : []),
    `  try one:       npm run cli -- try ${letters[0]?.id ?? ''}`,
    `  redrive them:  npm run cli -- redrive --group ${group} --first 5`,
    `  skip an event: npm run cli -- skip ${letters[0]?.id ?? ''} --reason "…"`,
  ];
}

export function triedLines({ deadLetter, document, version, error }: TriedDeadLetter): readonly string[] {
  const { id, event, error: before, followers } = deadLetter;
  const head = [
    `${id} is parked by ${event.type} at ${event.position}: ${before.message}`,
    `${counted(followers, 'event')} waiting behind it.`,
  ];
  if (error) return [...head, `A redrive by this code would leave it parked: ${error.message}`];
  const changes = differences(deadLetter.document ?? {}, document ?? {});
  return [
    ...head,
    `A redrive would bring it from version ${deadLetter.version} to ${version}:`,
    ...(changes.length > 0 ? changes : ['  nothing of it would look different']),
    `Do it: npm run cli -- redrive ${id}`,
  ];
}

/** Field by field. */
function differences(before: JsonObject, after: JsonObject): readonly string[] {
  return changedFields(before, after).flatMap(({ name, old, now }) => [
    ...(old === undefined ? [] : [`  - ${name}: ${old}`]),
    ...(now === undefined ? [] : [`  + ${name}: ${now}`]),
  ]);
}

/** @param things how many of each projection or reaction. */
export function countedThings(things: readonly (readonly [projection: string, count: number])[]): string {
  const sum = (isStream: boolean): number =>
    things.reduce((all, [name, count]) => (isReaction(name) === isStream ? all + count : all), 0);
  const [documents, streams] = [sum(false), sum(true)];
  const words = [
    ...(documents > 0 || streams === 0 ? [counted(documents, 'document')] : []),
    ...(streams > 0 ? [counted(streams, 'stream')] : []),
  ];
  return words.join(', ');
}

const isReaction = (name: string): boolean => name.startsWith(REACTION_PRINCIPAL);

export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
