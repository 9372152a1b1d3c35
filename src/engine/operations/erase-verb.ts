// The verb that erases a subject: its key is deleted, and its streams are told once no process uses the key any more.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Erasures } from '../model/erasures.ts';
import { SlipstreamError } from '../model/errors.ts';
import { KEY_LEASE_MS, type SubjectName } from '../model/personal.ts';
import { ID_PATTERN, parseStreamName } from '../model/stream.ts';
import { defineVerb, done, refused, type VerbEntry } from './verbs.ts';

/** Beyond the time for which a key is kept in memory. */
const MARGIN_MS = 500;

const isSubject = (text: string): text is SubjectName => {
  const { category, id } = parseStreamName(text);
  return ID_PATTERN.test(category) && ID_PATTERN.test(id);
};

/** Throws INVALID_READ for what can't be the stream of one. */
export function subjectOf(text: string): SubjectName {
  if (isSubject(text)) return text;
  throw new SlipstreamError('INVALID_READ', `${NO_SUBJECT}.`);
}

const NO_SUBJECT = 'must be the stream of the subject, such as member/ann';

const Input = z.strictObject({
  subject: z.string().refine(isSubject, NO_SUBJECT),
});

export const eraseVerb = (erasures: Erasures): VerbEntry =>
  defineVerb('eraseSubject', {
    input: Input,
    needsReason: true,
    run: async ({ subject }, { principal, commandId }) => {
      const erased = await eraseSubject(erasures, subject, { principal, correlationId: commandId });
      return erased
        ? done({ subject, ...erased })
        : refused('NOT_FOUND', `The store knows nothing of ${subject}.`);
    },
  });

/** Undefined if the store knows nothing of it. What was begun before is brought to its end. */
export async function eraseSubject(
  erasures: Erasures,
  subject: SubjectName,
  by: Parameters<Erasures['announceSome']>[1],
): Promise<{ readonly erasedAt: string; readonly streams: number } | undefined> {
  const forgotten = await erasures.forget(subject);
  if (!forgotten) return undefined;
  const { erasedAt, ageMs } = forgotten;
  await sleep(Math.max(0, KEY_LEASE_MS + MARGIN_MS - ageMs));
  let streams = 0;
  for (let some = 1; some > 0; streams += some) some = await erasures.announceSome(subject, by);
  return { erasedAt, streams };
}
