// The ways in which a command may be refused, as GraphQL types behind one interface.
import type { ObjectRef } from '@pothos/core';
import { membersOf } from './slots.ts';
import type { AnyRefusal } from '../../definitions/refusals.ts';
import type { Builder, SchemaTypes } from './builder.ts';
import { about } from './descriptions.ts';
import type { OutputTypes } from './output-types.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { Rejection } from '../../model/outcome.ts';

export type RefusalRef = ObjectRef<SchemaTypes, Rejection>;

/** @returns the type of each refusal, by its name. */
export function addRefusals(
  builder: Builder,
  outputs: OutputTypes,
  refusals: readonly AnyRefusal[],
): (refusal: AnyRefusal) => RefusalRef {
  const distinct = [...new Set(refusals)];
  const code = builder.enumType('CommandErrorCode', {
    description: 'Why a command was refused. Codes are stable; more may come.',
    values: Object.fromEntries(
      distinct
        .toSorted((a, b) => (a.code < b.code ? -1 : 1))
        .map((refusal) => [refusal.code, about(refusal.description)] as const),
    ),
  });
  const commandError = builder.interfaceRef<Rejection>('CommandError').implement({
    description: 'A command that was refused: nothing has changed.',
    fields: (t) => ({
      code: t.expose('code', { type: code, description: 'For programs: it is stable.' }),
      message: t.exposeString('message', { description: 'For people; branch on `code`.' }),
    }),
    resolveType: ({ name }) => name,
  });
  const refs = new Map<string, { readonly refusal: AnyRefusal; readonly ref: RefusalRef }>();
  for (const refusal of distinct) {
    const { name, data, description } = refusal;
    if (refs.has(name)) throw new SlipstreamError('BAD_DEFINITION', `Two refusals are named ${name}.`);
    const members = membersOf(data.shape, { side: 'output', where: name });
    const ref = builder.objectRef<Rejection>(name).implement({
      ...about(description),
      interfaces: [commandError],
      fields: outputs.fields(name, members, dataOf),
    });
    refs.set(name, { refusal, ref });
  }
  return ({ name }) => {
    const known = refs.get(name);
    if (!known) throw new SlipstreamError('BAD_DEFINITION', `Refusal ${name} is not known.`);
    return known.ref;
  };
}

function dataOf({ data }: Rejection): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null ? { ...data } : {};
}
