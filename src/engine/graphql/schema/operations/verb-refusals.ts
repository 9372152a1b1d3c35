// Refusals of operators' mutations: each code of an outcome as its type.
import { z } from 'zod';
import {
  CommandIdReused,
  defineRefusal,
  Forbidden,
  NotFound,
  reject,
  ValidationFailed,
  type AnyRefusal,
} from '../../../definitions/refusals.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { Deed, DeedOutcome } from '../../../model/operations.ts';
import type { Rejection } from '../../../model/outcome.ts';

const RebuildUnderWay = defineRefusal(
  'RebuildUnderWay',
  {},
  {
    description: 'The projection is being rebuilt. Wait for it, or abort it.',
    message: () => 'It is being rebuilt already.',
  },
);
const NothingToAbort = defineRefusal(
  'NothingToAbort',
  {},
  {
    description: 'No rebuild of the projection is under way.',
    message: () => 'It is not being rebuilt.',
  },
);
const NothingToSwitch = defineRefusal(
  'NothingToSwitch',
  {},
  {
    description: 'There is no generation beside the live one that has caught up and waits.',
    message: () => 'There is nothing to switch to.',
  },
);
const NothingToUndo = defineRefusal(
  'NothingToUndo',
  {},
  {
    description: 'The generation that was replaced is not kept any more, or there never was one.',
    message: () => 'There is nothing to go back to.',
  },
);
const OperationRefused = defineRefusal(
  'OperationRefused',
  { refusal: z.string().meta({ description: 'Why, for programs. Codes are stable; more may come.' }) },
  { description: 'It can not be done as things are.', message: ({ refusal }) => refusal },
);

const OF_ANY = [Forbidden, ValidationFailed, NotFound, CommandIdReused, OperationRefused] as const;

/** Those of each verb of rebuilds. */
export const REBUILD_REFUSALS = {
  rebuildProjection: [...OF_ANY, RebuildUnderWay],
  abortRebuild: [...OF_ANY, NothingToAbort],
  switchProjection: [...OF_ANY, NothingToSwitch],
  undoRebuild: [...OF_ANY, NothingToUndo, RebuildUnderWay],
} as const;

export const refusalsOfAny: readonly AnyRefusal[] = OF_ANY;

export const VERB_REFUSALS: readonly AnyRefusal[] = [
  ...OF_ANY,
  ...[RebuildUnderWay, NothingToAbort, NothingToSwitch, NothingToUndo],
];

type Refused = Extract<DeedOutcome, { readonly done: false }>;

/** @param own what the verb may be refused with. */
export function rejectionOf(deed: Deed, { code, message }: Refused, own: readonly AnyRefusal[]): Rejection {
  const refusal = own.find((one) => one.code === code);
  const { name, code: shown } = refusal ?? OperationRefused;
  return { rejected: true, name, code: shown, message, data: dataOf(deed, code, message) };
}

export const forbiddenTo = (role: string): Rejection => reject(Forbidden, { role, asksFor: `role ${role}` });

/** All that any of them shows. */
function dataOf({ commandId, input }: Deed, refusal: string, message: string): JsonObject {
  const [what = '', id = ''] = Object.entries(input)[0] ?? [];
  const name = what === 'projection' ? what : 'dead letter';
  return {
    commandId,
    refusal,
    issues: [{ path: '', message }],
    what: name,
    id: typeof id === 'string' ? id : '',
  };
}
