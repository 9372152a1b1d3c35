// All types below the field `operations`.
import type { ObjectFieldBuilder } from '@pothos/core';
import type { OperationsService } from '../../../model/operations-service.ts';
import type { Builder, SchemaTypes } from '../builder.ts';
import { auditType } from './audit-type.ts';
import { deadLetterTypes } from './dead-letter-types.ts';
import { explainedType } from './document-types.ts';
import { effectType, foldType } from './fold-type.ts';
import { projectionTypes } from './projection-types.ts';
import { recordTypes } from './record-types.ts';
import { payloadsType, subscriptionType } from './small-types.ts';

export type OperationsTypes = ReturnType<typeof operationsTypes>;
/** Fields of the type `Operations`. */
export type OperationsFields = ObjectFieldBuilder<SchemaTypes, OperationsService>;

export function operationsTypes(builder: Builder) {
  const records = recordTypes(builder);
  const projection = projectionTypes(builder);
  const deadLetters = deadLetterTypes(builder, records);
  const effect = effectType(builder);
  return {
    ...{ ...records, ...projection, ...deadLetters },
    audit: auditType(builder),
    explained: explainedType(builder, { ...records, ...projection, ...deadLetters, effect }),
    fold: foldType(builder, effect),
    payloads: payloadsType(builder),
    subscription: subscriptionType(builder),
  };
}
