// The input of a command: its own fields, and those every command has.
import { z } from 'zod';
import { streamFieldOf, type CommandSpec } from '../../definitions/index.ts';
import type { InputTypes } from './input-types.ts';
import { membersOf, type Member } from './shapes.ts';
import { SlipstreamError } from '../../model/errors.ts';

const COMMAND_ID = z
  .string()
  .meta({ graphql: 'UUID' })
  .describe(
    'Makes it safe to send the command again: the same id with the same input gives the first outcome.',
  )
  .optional();
const EXPECTED_VERSION = z
  .int()
  .describe('Refuses with VersionConflict if it is at another version.')
  .optional();

/** @param name of the command in PascalCase; names nested input types. */
export function commandInput(inputs: InputTypes, name: string, spec: CommandSpec) {
  const { kind, field } = streamFieldOf(spec);
  const taken = ['commandId', 'expectedVersion'].find((one) => one in spec.input.shape);
  if (taken !== undefined) {
    throw new SlipstreamError('BAD_DEFINITION', `${name}.${taken} is the engine's: declare it no more.`);
  }
  const place = { side: 'input', where: name } as const;
  const own = membersOf(spec.input.shape, place).map((member) =>
    kind === 'creates' && member.field === field ? { ...member, optional: true } : member,
  );
  const ofEngine = membersOf(
    { commandId: COMMAND_ID, ...(kind === 'creates' ? {} : { expectedVersion: EXPECTED_VERSION }) },
    place,
  );
  const members: readonly Member[] = [...own, ...ofEngine];
  return { members, fields: inputs.fields(name, members) };
}
