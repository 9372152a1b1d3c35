// Sends chosen commands to a shop and to the plain one, and compares what they say and, now and then, what they show.
import { expect } from 'vitest';
import type { CommandBus } from '../../../src/engine/model/services.ts';
import { doPlainly, type ChosenCommand } from './chosen-commands.ts';
import { EVERYTHING, everythingOf } from './read-models.ts';
import { emptyShop } from './state.ts';

export interface WalkedShop {
  readonly commands: CommandBus;
  /** The data of the answer, when every read model has come to this token. */
  readonly readAt: (token: string, source: string) => Promise<unknown>;
}

const BEGIN = Date.UTC(2026, 0, 1);

/** @returns how often each outcome came: a code, or `DONE`. */
export async function walk(
  { commands, readAt }: WalkedShop,
  chosen: readonly ChosenCommand[],
  compareEvery: number,
): Promise<ReadonlyMap<string, number>> {
  const plain = emptyShop();
  const outcomes = new Map<string, number>();
  let token: string | undefined;
  for (const [index, each] of chosen.entries()) {
    const occurredAt = new Date(BEGIN + index * 60_000).toISOString();
    const request = { ...each, principal: 'walker', correlationId: 'walk', occurredAt };
    const outcome = await commands.dispatch(request);
    const said = outcome.accepted ? 'DONE' : outcome.rejection.code;
    const expected = doPlainly(plain, each, occurredAt) ?? 'DONE';
    expect([index, each, said]).toEqual([index, each, expected]);
    if (outcome.accepted) ({ token } = outcome.receipt);
    outcomes.set(said, (outcomes.get(said) ?? 0) + 1);
    const isTime = index % compareEvery === compareEvery - 1 || index === chosen.length - 1;
    if (isTime && token !== undefined) {
      expect(await readAt(token, EVERYTHING)).toEqual(everythingOf(plain));
    }
  }
  return outcomes;
}
