// Mutations in flight. Until one is answered, what is read or pushed of the same things may be from before it, and
// would hide what a page shows in advance. So it waits for the answer.
import { fieldsOf, valueOf, type Asked, type Field, type Variables } from './fields.ts';
import { isPlain } from './plain.ts';

export interface MutationsInFlight {
  /** To be called when it is answered, or never will be; calling it again does nothing. */
  begin(variables: Variables): () => void;
  /** True if the data has an object with an id that a mutation in flight names in its variables. */
  concern(asked: Asked, data: unknown): boolean;
  /** Calls once, when the next mutation is over. */
  onNextEnd(listener: () => void): void;
}

/** After that nobody waits for it any more, in milliseconds. */
const LONGEST_MS = 5_000;

export function mutationsInFlight(): MutationsInFlight {
  const begun = new Set<{ readonly named: string }>();
  const listeners: (() => void)[] = [];

  const isIn = (fields: readonly Field[], data: unknown): boolean => {
    if (Array.isArray(data)) return data.some((item) => isIn(fields, item));
    if (!isPlain(data)) return false;
    const id = valueOf(fields, data, 'id');
    return (
      (id !== undefined && [...begun].some(({ named }) => named.includes(JSON.stringify(id)))) ||
      fields.some((field) => isIn(field.fields, data[field.name]))
    );
  };

  return {
    concern: (asked, data) => begun.size > 0 && isIn(fieldsOf(asked), data),
    begin: (variables) => {
      const one = { named: JSON.stringify(variables) };
      begun.add(one);
      const end = (): void => {
        clearTimeout(timer);
        if (begun.delete(one)) listeners.splice(0).forEach((listener) => listener());
      };
      const timer = setTimeout(end, LONGEST_MS);
      return end;
    },
    onNextEnd: (listener) => listeners.push(listener),
  };
}
