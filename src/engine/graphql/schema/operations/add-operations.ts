// The query field `operations`: what operators see.
import type { OperationsService } from '../../../model/operations-service.ts';
import type { Builder } from '../builder.ts';
import type { PageInfoRef } from '../connections.ts';
import { recordPages, workPages } from './browsed-fields.ts';
import { lookFields } from './look-fields.ts';
import { operationsTypes } from './operations-types.ts';
import { operationsOf } from './service.ts';
import { stateFields } from './state-fields.ts';

const FIELD =
  'What operators see. Asks for the role `operator`: null, with the code FORBIDDEN, without it. Fields of it are null, with an ' +
  'error, where what they ask does not answer.';

export type OperationsRef = ReturnType<typeof addOperations>;

export function addOperations(builder: Builder, pageInfo: PageInfoRef) {
  const types = operationsTypes(builder);
  const parts = { builder, pageInfo, types };
  const operations = builder.objectRef<OperationsService>('Operations').implement({
    description: 'What is known of projections, parked documents, commands and events.',
    fields: (t) => ({
      payloads: t.expose('payloads', {
        type: types.payloads,
        description: 'How payloads and documents are shown: OPERATIONS_PAYLOADS.',
      }),
      ...stateFields(types, t),
      ...workPages(parts, t),
      ...recordPages(parts, t),
      ...lookFields(types, t),
    }),
  });
  builder.queryField('operations', (t) =>
    t.field({
      ...{ type: operations, nullable: true, description: FIELD },
      resolve: (_root, _args, context) => operationsOf(context),
    }),
  );
  return { operations, ...types };
}
