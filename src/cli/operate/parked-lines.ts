// Parked documents and streams in sentences, by groups: what failed, how much waits, and the commands that go on from there.
import { counted } from '../../engine/model/counted.ts';
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
    `${projection}: ${eventType} (${code}), ${countedThings([[projection, documents]])}, ${behind(followers)}, the oldest event ${ago(oldestAt, Date.now())}`,
    `  ${message}`,
    ...letters.map(({ id, event, followers: own }) => `  ${id}  at ${event.position}, ${behind(own)}`),
    ...(left > 0 ? [`  and ${left} more`] : []),
    `  try one:       npm run cli -- try ${letters[0]?.id ?? ''}`,
    ...redriveLines(group, documents),
    `  skip an event: npm run cli -- skip ${letters[0]?.id ?? ''} --reason "…"`,
  ];
}

const SOME = 5;
/** As many as a redrive takes. */
const MOST = 1000;

function redriveLines(group: string, documents: number): readonly string[] {
  const line = (what: string, first: number): string =>
    `  ${what} npm run cli -- redrive --group ${group} --first ${first} --reason "…"`;
  if (documents <= SOME) return [line('redrive them: ', documents)];
  return [line('redrive some: ', SOME), line('then the rest:', Math.min(documents, MOST))];
}

const behind = (followers: number): string =>
  followers === 0 ? 'nothing waits behind' : `${counted(followers, 'event')} waiting behind`;

export function triedLines({ deadLetter, document, version, error }: TriedDeadLetter): readonly string[] {
  const { id, event, error: before, followers } = deadLetter;
  const head = [
    `${id} is parked by ${event.type} at ${event.position}: ${before.message}`,
    `${behind(followers)} it.`,
  ];
  if (error)
    return [...head, `A redrive by the code of this command line would leave it parked: ${error.message}`];
  const changes = differences(deadLetter.document ?? {}, document ?? {});
  return [
    ...head,
    `A redrive by the code of this command line would bring it from version ${deadLetter.version} to ${version}:`,
    ...(changes.length > 0 ? changes : ['  nothing of it would look different']),
    `If the workers run the same code: npm run cli -- redrive ${id} --reason "…"`,
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
