// Whom the personal fields of a command's input are about: said by its state if the stream is there, else by the input.
import type { Decider } from '../../../definitions/decider.ts';
import type { PersonalInput } from '../../../model/personal.ts';
import { ID_PATTERN, streamName } from '../../../model/stream.ts';
import type { Command } from '../commands/read-command.ts';
import type { LoadedState } from './load-states.ts';

export function personalInput(
  { commands }: Pick<Decider, 'commands'>,
  { type, streamId, input }: Command,
  { version, state }: Pick<LoadedState, 'version' | 'state'>,
): { readonly personal?: PersonalInput } {
  const personal = commands.specs[type]?.personal;
  if (!personal) return {};
  const { subject, by, fields } = personal;
  const said: unknown = by === undefined ? streamId : Object(version > 0 ? state : input)[by];
  const of = typeof said === 'string' && ID_PATTERN.test(said) ? streamName(subject, said) : undefined;
  return { personal: { of, fields } };
}
