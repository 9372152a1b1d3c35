// Rows on their way out of the store: what is sealed in them is opened where somebody looks at it, and reads as erased where
// the key is gone.
import { SlipstreamError } from '../../../../model/errors.ts';
import type { JsonObject } from '../../../../model/json.ts';
import type { Sealed } from '../../../../model/personal.ts';
import { unseal } from './ciphers.ts';
import { joined, sealedIn, withoutSealed } from './personal-parts.ts';
import { placeOfCommand, placeOfEvent } from './places.ts';
import type { SubjectKeys } from './subject-keys.ts';

export interface Payloaded {
  readonly payload: unknown;
}

/** A row whose payload reads as erased, and what there is of it beyond that. */
export type Opened<Row> = Row & {
  /** The whole payload; undefined where nothing is sealed, or can be read no more. Throws UPCAST_FAILED. */
  readonly whole?: () => unknown;
};

export type OpenRows = <Row extends Payloaded>(
  rows: readonly Row[],
  placeOf: (row: Row) => string,
) => Promise<readonly Opened<Row>[]>;

export function openRows(keys: Pick<SubjectKeys, 'find'>): OpenRows {
  return async (rows, placeOf) => {
    let subjects: Set<string> | undefined;
    for (const { payload } of rows) {
      const sealed = sealedIn(payload);
      if (sealed) (subjects ??= new Set()).add(sealed.of);
    }
    if (!subjects) return rows;
    const found = await keys.find(subjects);
    return rows.map((row) => {
      const sealed = sealedIn(row.payload);
      if (!sealed) return row;
      const plain = withoutSealed(row.payload as JsonObject);
      const key = found.get(sealed.of);
      const whole = key && (() => opened(plain, { sealed, key, place: placeOf(row) }));
      return { ...row, payload: plain, ...(whole ? { whole } : {}) };
    });
  };
}

interface Opening {
  readonly sealed: Sealed;
  readonly key: Buffer;
  readonly place: string;
}

function opened(plain: JsonObject, { sealed, key, place }: Opening): JsonObject {
  try {
    const personal: JsonObject = JSON.parse(unseal(key, sealed.text, place).toString());
    return joined(plain, personal);
  } catch (cause) {
    throw new SlipstreamError(
      'UPCAST_FAILED',
      `What is sealed at ${place} can't be opened: it was changed.`,
      {
        cause,
      },
    );
  }
}

export const eventPlace = (row: {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
}): string => placeOfEvent(row.stream, row.version, row.type);

export const commandPlace = ({ id, type }: { readonly id: string; readonly type: string }): string =>
  placeOfCommand(id, type);

/** As an operator sees it: what was changed since reads as erased. */
export function payloadOf<Payload>(payload: Payload, whole: (() => unknown) | undefined): Payload {
  try {
    return whole ? (whole() as Payload) : payload;
  } catch {
    return payload;
  }
}
