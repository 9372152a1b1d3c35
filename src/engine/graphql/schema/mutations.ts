// One mutation per command: its input, its result union, and the way to the command bus.
import type { ObjectRef } from '@pothos/core';
import { streamFieldOf, type CommandSpec } from '../../definitions/commands.ts';
import {
  AlreadyExists,
  CommandIdReused,
  Forbidden,
  NotFound,
  ValidationFailed,
  VersionConflict,
  type AnyRefusal,
} from '../../definitions/refusals.ts';
import type { RequestContext } from '../context.ts';
import { settleAbsence } from './absence.ts';
import type { Builder, QueryRoot, SchemaTypes } from './builder.ts';
import type { ShownCommands } from './declarations.ts';
import { aboutField, withEngines } from './descriptions.ts';
import type { DocumentTypes } from '../../shapes/document/schema.ts';
import type { InputTypes } from './input-types.ts';
import { pascalCase } from './names.ts';
import { commandInput } from './command-input.ts';
import { addPayloads, type Accepted } from './payload-types.ts';
import type { RefusalRef } from './refusal-types.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Rejection } from '../../model/outcome.ts';

export interface SchemaParts {
  readonly builder: Builder;
  readonly inputs: InputTypes;
  readonly documents: DocumentTypes;
  readonly query: ObjectRef<SchemaTypes, QueryRoot>;
  readonly refusalType: (refusal: AnyRefusal) => RefusalRef;
}

export const MUTATION =
  'Commands. Each is stored whole or refused; several in one operation run in order, each with its own outcome, ' +
  `at most ${LIMITS.rootMutations}. Null, with an entry in \`errors\`, if there is no outcome to tell.`;
const INPUT = 'Checked before anything is decided: what breaks a rule is answered with ValidationFailed.';

const resultText = (command: string): string =>
  `What \`${command}\` answers: its payload once it is stored, else why it was refused. More ways may come: select \`... on CommandError\`.`;

/** Where the command says what it does, its zod object may say what is special about the input. */
function inputText(command: string, { description, input }: CommandSpec): string {
  const own = description === undefined ? undefined : input.description;
  return withEngines(own, `What \`${command}\` takes. A field that may be null may as well be left out.`);
}

export function addCommands(parts: SchemaParts, shown: readonly ShownCommands[]): void {
  const { builder, inputs, documents, query, refusalType } = parts;
  const payloadType = addPayloads(builder, query, documents);
  for (const { commands, shows } of shown) {
    for (const [command, spec] of Object.entries(commands.specs)) {
      const name = pascalCase(command);
      const payload = payloadType(command, shows);
      const result = builder.unionType(`${name}Result`, {
        description: resultText(command),
        types: [payload, ...refusalsOf(spec).map(refusalType)],
        resolveType: (value: Accepted | Rejection) => ('receipt' in value ? payload : value.name),
      });
      const { members, fields } = commandInput(inputs, name, spec);
      const input = builder.inputType(`${name}Input`, { description: inputText(command, spec), fields });
      builder.mutationField(command, (t) =>
        t.field({
          type: result,
          nullable: true,
          ...aboutField({ ...spec, description: spec.description ?? spec.input.description }),
          args: { input: t.arg({ type: input, required: true, description: INPUT }) },
          resolve: (_root, args, context) =>
            dispatch(context, command, settleAbsence(members, { ...args.input })),
        }),
      );
    }
  }
}

/** Of all commands together. */
export const refusalsShown = (shown: readonly ShownCommands[]): readonly AnyRefusal[] =>
  shown.flatMap(({ commands }) => Object.values(commands.specs)).flatMap(refusalsOf);

/** What the command lists, and what the engine itself may answer. */
function refusalsOf(spec: CommandSpec): readonly AnyRefusal[] {
  const ofEngine = [ValidationFailed, NotFound, Forbidden, VersionConflict, CommandIdReused];
  const ifThere = streamFieldOf(spec).kind === 'creates' ? [AlreadyExists] : [];
  return [...new Set([...ofEngine, ...ifThere, ...(spec.refuses ?? [])])];
}

async function dispatch(
  context: RequestContext,
  command: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Accepted | Rejection> {
  const { services, session, caller, correlationId, traceparent } = context;
  const outcome = await services.commands.dispatch({
    command,
    input,
    principal: caller.principal,
    caller,
    correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
  });
  if (!outcome.accepted) return outcome.rejection;
  session.saw(outcome.receipt.token);
  return { receipt: outcome.receipt };
}
