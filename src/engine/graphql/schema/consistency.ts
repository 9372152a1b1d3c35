// Freshness of a read, and the GraphQL arguments to ask for it.
import type { BeginWait, BehindPolicy, ReadRequest } from '../../model/services.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Builder } from './builder.ts';

type Maybe<Value> = Value | null | undefined;

export interface ConsistencyArguments {
  readonly minVersion?: Maybe<number>;
  readonly consistency?: Maybe<{
    readonly after?: Maybe<string>;
    readonly maxWaitMs?: Maybe<number>;
    readonly maxStaleMs?: Maybe<number>;
    readonly ifBehind?: Maybe<BehindPolicy>;
  }>;
}

export type Freshness = Pick<
  ReadRequest,
  'after' | 'minVersion' | 'maxWaitMs' | 'beginWait' | 'maxStaleMs' | 'ifBehind'
>;

/**
 * @param sessionToken of the request's header, or of the write whose payload is read below; the `after` of a read that
 * names none. A read that says nothing of its `consistency` is then patient as well: it waits up to 500 ms and folds
 * the write model. With `minVersion` too: to ask for more must not make a read give up earlier. A read that gives
 * `consistency` waits and falls back as it says there.
 */
export function freshnessOf(
  args: ConsistencyArguments,
  sessionToken: string | undefined,
  beginWait?: BeginWait,
): Freshness {
  const { consistency, minVersion } = args;
  const after = consistency?.after ?? sessionToken;
  const maxStaleMs = consistency?.maxStaleMs;
  const wanted = {
    ...(beginWait ? { beginWait } : {}),
    ...(after === undefined ? {} : { after }),
    ...(minVersion === undefined || minVersion === null ? {} : { minVersion }),
    ...(maxStaleMs === undefined || maxStaleMs === null ? {} : { maxStaleMs }),
  };
  if (!consistency && sessionToken !== undefined) {
    return { ...wanted, maxWaitMs: LIMITS.sessionWaitMs, ifBehind: 'WRITE_MODEL' };
  }
  return { ...wanted, maxWaitMs: consistency?.maxWaitMs ?? 0, ifBehind: consistency?.ifBehind ?? 'ERROR' };
}

export type ConsistencyRef = ReturnType<typeof addConsistency>;

export function addConsistency(builder: Builder) {
  const behindPolicy = builder.enumType('BehindPolicy', {
    description: 'What to answer if the read model is not yet where the read wants it, after waiting.',
    values: {
      ERROR: { description: 'Null, with an error whose code is PROJECTION_BEHIND.' },
      STALE: { description: 'The document as it is.' },
      WRITE_MODEL: {
        description:
          'The document folded from the events by the same projection. Only one document can be folded: reads of several do as ERROR does.',
      },
    },
  });
  return builder.inputType('ConsistencyInput', {
    description: 'How new a read must be, how long it waits for that, and what it answers otherwise.',
    fields: (t) => ({
      after: t.field({
        type: 'ConsistencyToken',
        description: 'Not older than this; the `consistency-token` header of the request if omitted.',
      }),
      maxWaitMs: t.int({
        defaultValue: 0,
        description: `Milliseconds to wait for the read model; at most ${LIMITS.maxWaitMs}.`,
      }),
      maxStaleMs: t.int({
        description: `Not older than so many milliseconds: everything recorded before that has been seen. At most ${LIMITS.maxStaleMs}.`,
      }),
      ifBehind: t.field({
        type: behindPolicy,
        defaultValue: 'ERROR',
        description: 'What to answer if it is still behind after that.',
      }),
    }),
  });
}
