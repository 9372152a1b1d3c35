// The operators' mutations as GraphQL shows them: what each does, takes and may be refused with.
import { z } from 'zod';
import type { AnyRefusal } from '../../../definitions/refusals.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { ShownVerbName } from '../../../model/operations.ts';
import { REBUILD_REFUSALS, refusalsOfAny } from './verb-refusals.ts';

export interface ShownVerb {
  readonly description: string;
  readonly input: z.ZodRawShape;
  readonly refuses: readonly AnyRefusal[];
  readonly needsReason?: true;
}

const projection = z.string().meta({ description: 'Name of the projection, such as `order`.' });
const id = z.string().meta({ graphql: 'ID' }).meta({ description: 'Of the dead letter.' });

export const VERBS: Readonly<Record<ShownVerbName, ShownVerb>> = {
  rebuildProjection: {
    description:
      'Fills a generation beside the live one, compares the two, and switches to it if they are the same; else it waits for an operator.',
    input: {
      projection,
      approve: z.boolean().optional().meta({ description: 'Switch whatever differs.' }),
      eventsPerSecond: z.int().min(1).optional().meta({ description: 'No faster than that, in each lane.' }),
      sample: z.number().positive().max(1).optional().meta({
        description: 'Share of the documents that are compared, above 0; all, which is 1, if omitted.',
      }),
    },
    refuses: REBUILD_REFUSALS.rebuildProjection,
  },
  abortRebuild: {
    description: 'Gives up the generation that is filled beside the live one.',
    input: { projection },
    refuses: REBUILD_REFUSALS.abortRebuild,
  },
  switchProjection: {
    description: 'Switches readers to the generation that was filled beside and waits for approval.',
    input: { projection },
    refuses: REBUILD_REFUSALS.switchProjection,
  },
  undoRebuild: {
    description: 'Switches readers back to the generation that was replaced, as long as it is kept.',
    input: { projection },
    refuses: REBUILD_REFUSALS.undoRebuild,
  },
  pauseProjection: {
    description: 'Folds no more events into its documents until it is resumed; readers see what is there.',
    input: { projection },
    refuses: refusalsOfAny,
  },
  resumeProjection: {
    description:
      'Lets a projection that was paused go on, and lanes that are held back try their event again.',
    input: { projection },
    refuses: refusalsOfAny,
  },
  redriveDeadLetter: {
    description: 'Folds a parked document anew from the store.',
    input: { id },
    refuses: refusalsOfAny,
  },
  redriveDeadLetters: {
    description: 'Folds parked documents of a group anew, the oldest first.',
    input: {
      group: z.string().meta({ description: 'Of the dead letters.' }),
      first: z
        .int()
        .min(1)
        .max(LIMITS.entriesPerPage)
        .meta({ description: `How many, from 1 to ${LIMITS.entriesPerPage}.` }),
    },
    refuses: refusalsOfAny,
  },
  discardDeadLetter: {
    description:
      'Skips the event that parked a document, for this document alone, and folds it anew without it.',
    input: { id },
    refuses: refusalsOfAny,
    needsReason: true,
  },
  eraseSubject: {
    description:
      'Makes all personal fields of somebody unreadable for good: the key that has sealed them is deleted, and what shows them is folded anew.',
    input: {
      subject: z.string().meta({ description: 'Stream of whom they are about, such as `member/ann`.' }),
    },
    refuses: refusalsOfAny,
    needsReason: true,
  },
};
