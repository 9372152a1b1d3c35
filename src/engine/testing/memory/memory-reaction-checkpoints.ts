// Checkpoints of reactions in memory, and the streams that they have parked.
import type { ParkedStream } from '../../model/parked-streams.ts';
import type { ReactionCheckpoint, ReactionCheckpoints } from '../../model/reactions.ts';

export interface MemoryCheckpoints extends ReactionCheckpoints {
  readonly stored: Map<string, ReactionCheckpoint>;
  /** By reaction and stream. */
  readonly parked: Map<string, Map<string, ParkedStream>>;
  readonly stopped: Map<string, string>;
}

export function memoryReactionCheckpoints(): MemoryCheckpoints {
  const stored = new Map<string, ReactionCheckpoint>();
  const parked = new Map<string, Map<string, ParkedStream>>();
  const stopped = new Map<string, string>();
  const marksOf = (reaction: string): readonly ParkedStream[] => [...(parked.get(reaction)?.values() ?? [])];
  return {
    ...{ stored, parked, stopped },
    load: async (reactions) => reactions.map((reaction) => stored.get(reaction)),
    state: async (reaction) => ({
      checkpoint: stored.get(reaction),
      parked: marksOf(reaction),
      stoppedCode: stopped.get(reaction),
    }),
    move: async (reaction, { from, to, park = [], release = [], stoppedCode }) => {
      if (!isSame(stored.get(reaction), from)) return false;
      const marks = release === 'all' ? new Map<string, ParkedStream>() : new Map(parked.get(reaction));
      if (release !== 'all') for (const stream of release) marks.delete(stream);
      for (const mark of park) marks.set(mark.stream, mark);
      stored.set(reaction, to);
      parked.set(reaction, marks);
      if (stoppedCode === undefined) stopped.delete(reaction);
      else stopped.set(reaction, stoppedCode);
      return true;
    },
    toRedrive: async (reactions) =>
      reactions.filter((reaction) => marksOf(reaction).some(({ isToRedrive }) => isToRedrive)),
    countParked: async () => new Map([...parked].map(([reaction, marks]) => [reaction, marks.size])),
  };
}

function isSame(one: ReactionCheckpoint | undefined, other: ReactionCheckpoint | undefined): boolean {
  return (
    one?.position === other?.position &&
    one?.eventId === other?.eventId &&
    one?.incarnation === other?.incarnation &&
    one?.revision === other?.revision
  );
}
