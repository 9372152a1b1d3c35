// One mutation per command: its input, its result union, and the way to the command bus.
import type { ObjectRef } from '@pothos/core';
import {
  AlreadyExists,
  CommandIdReused,
  NotFound,
  streamFieldOf,
  ValidationFailed,
  VersionConflict,
  type AnyRefusal,
  type CommandSpec,
} from '../../definitions/index.ts';
import type { RequestContext } from '../context.ts';
import { settleAbsence } from './absence.ts';
import type { Builder, QueryRoot, SchemaTypes } from './builder.ts';
import type { ShownCommands } from './declarations.ts';
import type { DocumentTypes } from './documents.ts';
import type { InputTypes } from './input-types.ts';
import { pascalCase } from './names.ts';
import type { OutputTypes } from './output-types.ts';
import { commandInput } from './command-input.ts';
import { addPayloads, type Accepted } from './payload-types.ts';
import { addRefusals } from './refusal-types.ts';
import type { Rejection } from '../../model/outcome.ts';

export interface SchemaParts {
  readonly builder: Builder;
  readonly outputs: OutputTypes;
  readonly inputs: InputTypes;
  readonly documents: DocumentTypes;
  readonly query: ObjectRef<SchemaTypes, QueryRoot>;
}

export function addCommands(parts: SchemaParts, shown: readonly ShownCommands[]): void {
  const { builder, outputs, inputs, documents, query } = parts;
  const specs = shown.flatMap(({ commands }) => Object.values(commands.specs));
  const refusalType = addRefusals(builder, outputs, specs.flatMap(refusalsOf));
  const payloadType = addPayloads(builder, query, documents);
  builder.mutationType({});
  for (const { commands, shows } of shown) {
    for (const [command, spec] of Object.entries(commands.specs)) {
      const name = pascalCase(command);
      const payload = payloadType(`${name}Payload`, shows);
      const result = builder.unionType(`${name}Result`, {
        types: [payload, ...refusalsOf(spec).map(refusalType)],
        resolveType: (value: Accepted | Rejection) => ('receipt' in value ? payload : value.name),
      });
      const { members, fields } = commandInput(inputs, name, spec);
      const input = builder.inputType(`${name}Input`, { fields });
      builder.mutationField(command, (t) =>
        t.field({
          type: result,
          nullable: true,
          ...(spec.input.description === undefined ? {} : { description: spec.input.description }),
          args: { input: t.arg({ type: input, required: true }) },
          resolve: (_root, args, context) =>
            dispatch(context, command, settleAbsence(members, { ...args.input })),
        }),
      );
    }
  }
}

/** What the command lists, and what the engine itself may answer. */
function refusalsOf(spec: CommandSpec): readonly AnyRefusal[] {
  const ofEngine = [ValidationFailed, NotFound, VersionConflict, CommandIdReused];
  const ifThere = streamFieldOf(spec).kind === 'creates' ? [AlreadyExists] : [];
  return [...new Set([...ofEngine, ...ifThere, ...(spec.refuses ?? [])])];
}

async function dispatch(
  context: RequestContext,
  command: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Accepted | Rejection> {
  const { services, session, principal, correlationId, traceparent } = context;
  const outcome = await services.commands.dispatch({
    command,
    input,
    principal,
    correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
  });
  if (!outcome.accepted) return outcome.rejection;
  session.saw(outcome.receipt.token);
  return { receipt: outcome.receipt };
}
