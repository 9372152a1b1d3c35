// A walk of chosen commands through a shop and the plain one: what they say is compared and, now and then, what they
// show.
import { expect } from 'vitest';
import type { CommandBus } from '../../../src/engine/model/services.ts';
import { inOrder, type salesAnalytics } from './board-views.ts';
import { doPlainly, type ChosenCommand } from './chosen-commands.ts';
import { EVERYTHING, everythingOf, SEARCHES, searchesOf } from './read-models.ts';
import { emptyShop } from './state.ts';

export interface WalkedShop {
  readonly commands: CommandBus;
  /** Resolves when reactions have answered, and every read model shows, everything up to this token and their answers. */
  readonly settle: (token: string) => Promise<void>;
  /** The data of the answer. */
  readonly read: (source: string) => Promise<unknown>;
  readonly isSearchable: boolean;
}

const BEGIN = Date.UTC(2026, 0, 1);

/** @returns how often each outcome came: a code, or `DONE`. */
export async function walk(
  { commands, settle, read, isSearchable }: WalkedShop,
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
    if (!isTime || token === undefined) continue;
    await settle(token);
    const shown = await Promise.all(EVERYTHING.map(read));
    expect(ordered(Object.assign({}, ...shown))).toEqual(everythingOf(plain));
    if (isSearchable) expect(await read(SEARCHES)).toEqual(searchesOf(plain));
  }
  return outcomes;
}

function ordered(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('salesAnalytics' in answer)) return answer;
  return { ...answer, salesAnalytics: inOrder(answer.salesAnalytics as ReturnType<typeof salesAnalytics>) };
}
