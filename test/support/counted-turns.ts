// Lanes without a projector: a turn brings a number to the head, and everything about it is counted.
import { laneName, type Lane } from '../../src/engine/model/lane.ts';
import type { TurnOutcome, Turns } from '../../src/engine/model/turns.ts';

export interface CountedTurns extends Turns {
  append(): void;
  /** Turns begun, by lane. */
  readonly begun: ReadonlyMap<string, number>;
  /** The most turns of one lane that were ever under way together. */
  most(): number;
  isAtHead(): boolean;
  fills(): number;
}

/** @param during what a turn does before it moves its lane; it may throw, or answer how the turn ends. */
export function countedTurns(
  names: readonly string[],
  during: (lane: Lane, signal: AbortSignal) => Promise<TurnOutcome | void> = async () => {},
): CountedTurns {
  const lanes = names.map((projection) => ({ projection, lane: 0 }));
  const positions = new Map<string, string>();
  const begun = new Map<string, number>();
  const underWay = new Map<string, number>();
  let head = 0;
  let most = 0;
  let fills = 0;
  return {
    lanes,
    begun,
    append: () => (head += 1),
    most: () => most,
    fills: () => fills,
    isAtHead: () => lanes.every((lane) => positions.get(laneName(lane)) === String(head)),
    head: async () => String(head),
    survey: async () => lanes.map((lane) => ({ position: positions.get(laneName(lane)), isToFill: true })),
    goOn: async () => 'atHead',
    fill: async () => {
      fills += 1;
      return 'atHead';
    },
    turn: async (lane, signal) => {
      const name = laneName(lane);
      begun.set(name, (begun.get(name) ?? 0) + 1);
      underWay.set(name, (underWay.get(name) ?? 0) + 1);
      most = Math.max(most, underWay.get(name) ?? 0);
      try {
        const to = String(head);
        const outcome = (await during(lane, signal)) ?? 'atHead';
        if (outcome === 'atHead') positions.set(name, to);
        return outcome;
      } finally {
        underWay.set(name, (underWay.get(name) ?? 0) - 1);
      }
    },
  };
}
