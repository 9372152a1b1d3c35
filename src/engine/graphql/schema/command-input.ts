// The input of a command: its own fields, and those every command has.
import { z } from 'zod';
import { streamFieldOf, type CommandKind, type CommandSpec } from '../../definitions/commands.ts';
import { withEngines } from './descriptions.ts';
import type { InputTypes } from './input-types.ts';
import { membersOf, type Member } from './slots.ts';
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

/** What the engine knows of the id that a command is about. */
const STREAM: Readonly<Record<CommandKind, string>> = {
  creates: 'Chosen by you, or made (a UUID) if omitted.',
  changes: 'NotFound if there is none.',
  createsOrChanges: 'The first such command with an id begins it.',
};

function streamField(member: Member, kind: CommandKind): Member {
  const description = withEngines(member.description ?? 'Id of what the command is about.', STREAM[kind]);
  return { ...member, description, optional: member.optional || kind === 'creates' };
}

/** @param name of the command in PascalCase; names nested input types. */
export function commandInput(inputs: InputTypes, name: string, spec: CommandSpec) {
  const { kind, field } = streamFieldOf(spec);
  const taken = ['commandId', 'expectedVersion'].find((one) => one in spec.input.shape);
  if (taken !== undefined) {
    throw new SlipstreamError('BAD_DEFINITION', `${name}.${taken} is the engine's: declare it no more.`);
  }
  const place = { side: 'input', where: name } as const;
  const own = membersOf(spec.input.shape, place).map((member) =>
    member.field === field ? streamField(member, kind) : member,
  );
  const ofEngine = membersOf(
    { commandId: COMMAND_ID, ...(kind === 'creates' ? {} : { expectedVersion: EXPECTED_VERSION }) },
    place,
  );
  const members: readonly Member[] = [...own, ...ofEngine];
  return { members, fields: inputs.fields(name, members) };
}
