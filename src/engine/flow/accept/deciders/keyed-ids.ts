// Ids of streams as authors say them and as they are: those made of a personal text are keyed hashes of it.
import { idOfText } from '../../../definitions/values.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import { ID_PATTERN, KEYED } from '../../../model/stream.ts';
import type { Command } from '../commands/read-command.ts';

/** Throws BAD_DEFINITION for a keyed id in a command that has no personal fields: nobody has made a key ready. */
export function idSaid(id: string, { type, keyedHash }: Pick<Command, 'type' | 'keyedHash'>): string {
  if (!id.startsWith(KEYED)) return id;
  if (keyedHash) return keyedHash(idOfText(id.slice(KEYED.length)));
  throw new SlipstreamError(
    'BAD_DEFINITION',
    `${type} makes a keyed id of a text: say in \`personal\` which.`,
  );
}

/** Under another name there can be no stream, so it is not looked for. */
export const isIdSaid = (id: string): boolean => id.startsWith(KEYED) || ID_PATTERN.test(id);
