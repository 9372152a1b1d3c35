// Absence in zod's terms, made of GraphQL's. A client may write null for what it leaves out and leave out what may be
// null: null where only absence is allowed is dropped, absence where only null is allowed becomes null.
import { isRecord } from '../is-record.ts';
import type { Member, Slot } from './slots.ts';

type Input = Readonly<Record<string, unknown>>;

/** Keeps the fields of `members`; every value is passed on for validation as it is. */
export function settleAbsence(members: readonly Member[], input: Input): Input {
  return Object.fromEntries(
    members.flatMap((member): readonly (readonly [string, unknown])[] => {
      const { field, nullable, optional } = member;
      const value = input[field];
      if (value !== undefined && value !== null) return [[field, settle(member, value)]];
      const isNull = nullable && (value === null || !optional);
      return isNull ? [[field, null]] : [];
    }),
  );
}

export function settle({ shape }: Slot, value: unknown): unknown {
  if (shape.kind === 'list' && Array.isArray(value)) return value.map((one) => settle(shape.of, one));
  if (shape.kind === 'object' && isRecord(value)) return settleAbsence(shape.members, value);
  return value;
}
