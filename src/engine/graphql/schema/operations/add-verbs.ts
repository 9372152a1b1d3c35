// The operators' mutations: input, result union, and the way to what does them.
import { v7 } from 'uuid';
import { z } from 'zod';
import type { AnyRefusal } from '../../../definitions/refusals.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import type { Deed, ShownVerbName } from '../../../model/operations.ts';
import type { Rejection } from '../../../model/outcome.ts';
import { missingRole } from '../../../operations/rights.ts';
import type { RequestContext } from '../../context.ts';
import type { Builder } from '../builder.ts';
import type { InputTypes } from '../input-types.ts';
import { pascalCase } from '../names.ts';
import type { RefusalRef } from '../refusal-types.ts';
import { membersOf } from '../slots.ts';
import type { OperationsRef } from './add-operations.ts';
import { operationsOf } from './service.ts';
import { verbPayloads, type DoneDeed } from './verb-payloads.ts';
import { forbiddenTo, rejectionOf } from './verb-refusals.ts';
import { VERBS, type ShownVerb } from './verbs.ts';

interface Parts {
  readonly builder: Builder;
  readonly inputs: InputTypes;
  readonly refusalType: (refusal: AnyRefusal) => RefusalRef;
}

const COMMAND_ID = z
  .string()
  .meta({ graphql: 'UUID' })
  .describe('Makes it safe to send it again: the same id with the same input gives the first outcome.')
  .optional();
const REASON = z.string().describe('Why, for the audit.');
const INPUT = 'What it is done to, and why.';

export function addVerbs({ builder, inputs, refusalType }: Parts, types: OperationsRef): void {
  const payloadType = verbPayloads(builder, types);
  for (const verb of verbs) {
    const shown = VERBS[verb];
    const name = pascalCase(verb);
    const payload = payloadType(verb);
    const result = builder.unionType(`${name}Result`, {
      description: `What \`${verb}\` answers: its payload once it is done, else why it was refused. More ways may come: select \`... on CommandError\`.`,
      types: [payload, ...shown.refuses.map(refusalType)],
      resolveType: (value: DoneDeed | Rejection) => ('commandId' in value ? payload : value.name),
    });
    const input = builder.inputType(`${name}Input`, {
      description: `What \`${verb}\` takes.`,
      fields: inputs.fields(name, membersOf(fieldsOf(shown), { side: 'input', where: name })),
    });
    builder.mutationField(verb, (t) =>
      t.field({
        ...{
          type: result,
          nullable: true,
          description: `${shown.description} Asks for the role \`operator\`.`,
        },
        args: { input: t.arg({ type: input, required: true, description: INPUT }) },
        resolve: (_root, args, context) => run(context, verb, { ...args.input }),
      }),
    );
  }
}

const verbs = Object.keys(VERBS).filter((name): name is ShownVerbName => name in VERBS);

const fieldsOf = ({ input, needsReason }: ShownVerb): z.ZodRawShape => ({
  ...input,
  reason: needsReason ? REASON : REASON.optional(),
  commandId: COMMAND_ID,
});

async function run(
  context: RequestContext,
  verb: ShownVerbName,
  { reason, commandId, ...given }: Readonly<Record<string, unknown>>,
): Promise<DoneDeed | Rejection> {
  const missing = missingRole(verb, context.caller);
  if (missing !== undefined) return forbiddenTo(missing);
  const deed: Deed = {
    verb,
    commandId: typeof commandId === 'string' ? commandId : v7(),
    principal: context.caller.principal,
    reason: typeof reason === 'string' ? reason : undefined,
    input: inputOf(given),
  };
  const outcome = await operationsOf(context).run(deed);
  if (!outcome.done) return rejectionOf(deed, outcome, VERBS[verb].refuses);
  return { commandId: deed.commandId, replayed: outcome.replayed, input: deed.input, result: outcome.result };
}

/** Null is as good as left out; inputs of verbs are flat. */
function inputOf(given: Readonly<Record<string, unknown>>): JsonObject {
  const flat = Object.entries(given).flatMap(([name, value]): readonly (readonly [string, Json])[] =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, value]]
      : [],
  );
  return Object.fromEntries(flat);
}
