// One type per name: a name may be used again for the same shape, never for another one.
import { SlipstreamError } from '../../model/errors.ts';
import type { EnumShape, ObjectShape, Shape, Slot } from './slots.ts';

export interface TypeRegistry<Ref> {
  /** The type of that name, made by `make` at its first use. Throws BAD_DEFINITION if the name is taken. */
  take(name: string, shape: EnumShape | ObjectShape, make: () => Ref): Ref;
}

export function typeRegistry<Ref>(): TypeRegistry<Ref> {
  const taken = new Map<string, { readonly ref: Ref; readonly signature: string }>();
  return {
    take: (name, shape, make) => {
      const signature = signatureOf(shape);
      const known = taken.get(name);
      if (known && known.signature !== signature) {
        throw new SlipstreamError('BAD_DEFINITION', `Two different types are named ${name}.`);
      }
      if (known) return known.ref;
      const ref = make();
      taken.set(name, { ref, signature });
      return ref;
    },
  };
}

function signatureOf(shape: Shape): string {
  switch (shape.kind) {
    case 'scalar':
      return shape.name;
    case 'defined':
      return shape.scalar.name;
    case 'list':
      return `[${slotSignature(shape.of)}]`;
    case 'enum':
      return `${shape.name ?? ''}(${shape.values.join('|')})`;
    case 'object':
      return `${shape.name ?? ''}{${shape.members.map((one) => `${one.field}:${slotSignature(one)}`).join(',')}}`;
  }
}

function slotSignature({ shape, nullable, optional }: Slot): string {
  return signatureOf(shape) + (nullable ? '|null' : '') + (optional ? '?' : '');
}
