// Payload types of the operators' mutations: the deed that was done, and everything else as it is now.
import type { JsonObject } from '../../../model/json.ts';
import type { ShownVerbName } from '../../../model/operations.ts';
import type { Builder } from '../builder.ts';
import { pascalCase } from '../names.ts';
import type { OperationsRef } from './add-operations.ts';
import { operationsOf } from './service.ts';

export interface DoneDeed {
  readonly commandId: string;
  readonly replayed: boolean;
  readonly input: JsonObject;
  readonly result: JsonObject;
}

/** @returns makes the payload type of a verb. */
export const verbPayloads =
  (builder: Builder, { operations, projection }: OperationsRef) =>
  (verb: ShownVerbName) =>
    builder.objectRef<DoneDeed>(`${pascalCase(verb)}Payload`).implement({
      description: `\`${verb}\` is done, and written down with who and why.`,
      fields: (t) => ({
        commandId: t.exposeID('commandId', { description: 'Send it again to ask for this outcome again.' }),
        replayed: t.exposeBoolean('replayed', { description: 'It had been done before.' }),
        result: t.expose('result', { type: 'OperationsJson', description: 'What it gave.' }),
        projection: t.field({
          ...{ type: projection, nullable: true, description: 'The projection it is about, as it is now.' },
          resolve: async ({ input }, _args, context) =>
            (await operationsOf(context).projections()).find(({ name }) => name === input['projection']),
        }),
        operations: t.field({
          ...{ type: operations, description: 'Everything else, as it is now.' },
          resolve: (_done, _args, context) => operationsOf(context),
        }),
      }),
    });
