// The verb that revokes a token, or all tokens of a caller.
import { z } from 'zod';
import type { RevocationStore } from '../model/revocation.ts';
import { defineVerb, done, type VerbEntry } from './verbs.ts';

const MOST_SECONDS = 366 * 24 * 3600;

const Input = z.strictObject({
  kind: z.enum(['token', 'caller']),
  id: z.string().min(1).max(256),
  seconds: z.int().min(1).max(MOST_SECONDS),
});

export const revokeVerb = (store: Pick<RevocationStore, 'add'>): VerbEntry =>
  defineVerb('revoke', {
    input: Input,
    run: async ({ kind, id, seconds }, { at }) => {
      const until = Date.parse(at) + seconds * 1_000;
      await store.add({ kind, id, until });
      return done({ kind, id, until: new Date(until).toISOString() });
    },
  });
