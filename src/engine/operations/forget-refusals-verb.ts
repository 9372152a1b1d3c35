// The verb that removes refused commands of long ago, as the owner of their table.
import { z } from 'zod';
import { defineVerb, done, refused, type VerbEntry } from './verbs.ts';

const DAY_MS = 24 * 3600 * 1000;

const Input = z.strictObject({ before: z.union([z.iso.date(), z.iso.datetime({ offset: true })]) });

/** @param remove answers with how many there were before a time (ISO 8601). */
export const forgetRefusalsVerb = (remove: (before: string) => Promise<number>): VerbEntry =>
  defineVerb('forgetRefusals', {
    input: Input,
    run: async ({ before }, { at }) => {
      const until = new Date(before);
      if (until.getTime() > Date.parse(at) - DAY_MS) {
        return refused(
          'VALIDATION_FAILED',
          'before: must be a day ago or longer; clients repeat what is younger',
        );
      }
      return done({ before: until.toISOString(), removed: await remove(until.toISOString()) });
    },
  });
