// The stand of a reaction, and its moves from there.
import { BEFORE_FIRST } from '../../model/position.ts';
import type { ParkedStream } from '../../model/parked-streams.ts';
import type { ReactionCheckpoint, ReactionMove, ReactionState } from '../../model/reactions.ts';
import type { ReactionContext } from './reaction-context.ts';

export interface Stand {
  readonly checkpoint: ReactionCheckpoint;
  /** By stream. */
  readonly parked: ReadonlyMap<string, ParkedStream>;
}

/** Where to, what is parked or goes on there, and whether the code is stopped. */
export interface Step extends Pick<ReactionMove, 'park' | 'stoppedCode'> {
  readonly to?: Pick<ReactionCheckpoint, 'position' | 'eventId'>;
  readonly release?: readonly string[];
}

/** Undefined if another worker was there first. */
export async function move(
  { checkpoints, reaction }: ReactionContext,
  { checkpoint, parked }: Stand,
  { to, park = [], release = [], stoppedCode }: Step,
): Promise<Stand | undefined> {
  const revision = checkpoint.revision + (park.length + release.length > 0 ? 1 : 0);
  const next = { ...checkpoint, ...to, revision };
  if (!(await checkpoints.move(reaction.name, { from: checkpoint, to: next, park, release, stoppedCode }))) {
    return undefined;
  }
  const marks = new Map(parked);
  for (const stream of release) marks.delete(stream);
  for (const mark of park) marks.set(mark.stream, mark);
  return { checkpoint: next, parked: marks };
}

/** At the first event, with nothing parked: what was done is not done again, and what can't be answered is parked again. */
export async function beginAnew(
  { checkpoints, reaction }: ReactionContext,
  incarnation: string,
  from: ReactionCheckpoint | undefined,
): Promise<Stand | undefined> {
  const to = { position: BEFORE_FIRST, eventId: '', incarnation, revision: (from?.revision ?? 0) + 1 };
  const isBegun = await checkpoints.move(reaction.name, { from, to, release: 'all' });
  return isBegun ? { checkpoint: to, parked: new Map() } : undefined;
}

export function standOf({ checkpoint, parked }: ReactionState): Stand | undefined {
  return checkpoint && { checkpoint, parked: new Map(parked.map((mark) => [mark.stream, mark])) };
}
