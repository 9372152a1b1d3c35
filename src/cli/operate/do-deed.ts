// A deed of the person at the terminal, sent and told in a sentence or as JSON.
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { CLI_PRINCIPAL } from '../../engine/model/caller.ts';
import type { Json, JsonObject } from '../../engine/model/json.ts';
import type { Deed, Verb } from '../../engine/model/operations.ts';
import type { Control } from '../../engine/operations/open-control.ts';
import { Refused } from '../refused.ts';
import type { Say } from '../say.ts';

/** What every deed may be given. */
export interface DeedOptions {
  readonly json?: boolean;
  readonly reason?: string;
}

export interface Doing extends DeedOptions {
  readonly verb: Verb;
  readonly input: JsonObject;
  readonly say: Say;
  /** The result in sentences. */
  readonly linesOf: (result: JsonObject) => readonly string[];
}

/** Answers with the result. Throws `Refused`. */
export async function doDeed(
  { run }: Pick<Control, 'run'>,
  { verb, input, reason, json = false, say, linesOf }: Doing,
): Promise<JsonObject> {
  const deed: Deed = { verb, input, reason, commandId: randomUUID(), principal: principalHere() };
  const outcome = await run(deed);
  if (json) say(JSON.stringify({ commandId: deed.commandId, ...outcome }));
  if (!outcome.done) throw new Refused(outcome.code, outcome.message);
  if (!json) linesOf(outcome.result).forEach((line) => say(line));
  return outcome.result;
}

/** Whoever runs the command line has the servers' passwords: the audit shows under which account. */
const principalHere = (): string => `${CLI_PRINCIPAL}${userInfo().username}`;

/** Those that a field of a result lists. */
export const names = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [];
