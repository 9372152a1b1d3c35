// Subject of the personal fields of a command's input: named by the state if the stream is there, else by the input.
import type { Decider } from '../../../definitions/decider.ts';
import { subjectNamed, type PersonalInput } from '../../../model/personal.ts';
import type { Command } from '../commands/read-command.ts';
import type { LoadedState } from './state-cache.ts';

export function personalInput(
  { commands }: Pick<Decider, 'commands'>,
  { type, streamId, input }: Command,
  { version, state }: Pick<LoadedState, 'version' | 'state'>,
): { readonly personal?: PersonalInput } {
  const personal = commands.specs[type]?.personal;
  if (!personal) return {};
  const { subject, by, fields } = personal;
  const said: unknown = by === undefined ? streamId : Object(version > 0 ? state : input)[by];
  return { personal: { of: subjectNamed(subject, said), fields } };
}
