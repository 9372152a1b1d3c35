// given(decider, what happened).when(command, input).then(events or refusal): a decider's test, in memory. It also
// holds the decider to its promises: the same decision twice, nothing changed, only listed refusals, storable events.
import { deepStrictEqual, ok } from 'node:assert';
import type { z } from 'zod';
import { checkInput } from '../definitions/check-input.ts';
import { streamFieldOf, type CommandSpec, type RefusedBy } from '../definitions/commands.ts';
import type { Decider } from '../definitions/decider.ts';
import type { AnyEvents } from '../definitions/events.ts';
import {
  reject,
  ValidationFailed,
  type AlreadyExists,
  type NotFound,
  type RejectionOf,
} from '../definitions/refusals.ts';
import { checkExistence } from '../flow/accept/deciders/check-existence.ts';
import type { NewEvent } from '../model/events.ts';
import type { Rejection } from '../model/outcome.ts';
import { decideOn } from './decide-on.ts';
import { record, type PastEvent } from './record.ts';

type Commands = Readonly<Record<string, CommandSpec>>;
type Refusable<Spec> = RefusedBy<Spec> | typeof NotFound | typeof AlreadyExists | typeof ValidationFailed;
/** A refusal stands for any rejection with it, whatever its data. */
type Expected<Spec> = NewEvent | readonly NewEvent[] | RejectionOf<Refusable<Spec>> | Refusable<Spec>;

export interface Decided<Spec> {
  readonly outcome: readonly NewEvent[] | Rejection;
  /** Throws an AssertionError with the difference. */
  then(expected: Expected<Spec>): void;
}

/**
 * @param past in the order in which it happened. An event that names no stream (`on`) belongs to the stream the command
 * is about if it is of the decider's category, else to `<category>-1`.
 */
export function given<State, const Of extends Commands, Events extends AnyEvents>(
  decider: Decider<State, Of, Events>,
  past: readonly PastEvent[] = [],
): {
  when<Name extends keyof Of & string>(command: Name, input: z.input<Of[Name]['input']>): Decided<Of[Name]>;
} {
  return {
    when: (command, input) => {
      const outcome = outcomeOf(decider, past, { command, input });
      // oxlint-disable-next-line unicorn/no-thenable -- given, when, then is how it reads; nobody awaits it
      return { outcome, then: (expected) => compare(outcome, expected) };
    },
  };
}

interface Request {
  readonly command: string;
  readonly input: unknown;
}

function outcomeOf<State>(
  decider: Decider<State, Commands, AnyEvents>,
  past: readonly PastEvent[],
  request: Request,
): readonly NewEvent[] | Rejection {
  const spec = decider.commands.specs[request.command];
  ok(spec, `There is no command ${request.command}.`);
  const parsed = checkInput(spec.input, request.input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    return reject(ValidationFailed, { issues });
  }
  const { kind, field } = streamFieldOf(spec);
  const id = String(parsed.data[field]);
  const { category } = decider;
  const events = record(past, (event) => (event.category === category ? id : `${event.category}-1`));
  const exists = events.some((event) => event.category === category && event.streamId === id);
  const refused = checkExistence({ kind, category, id }, exists);
  return refused ?? decideOn(decider, events, { command: request.command, input: parsed.data, id });
}

function compare(outcome: readonly NewEvent[] | Rejection, expected: unknown): void {
  const code = codeOfRefusal(expected);
  if (code !== undefined) deepStrictEqual('rejected' in outcome ? outcome.code : outcome, code);
  else if (Array.isArray(expected) || isRejection(expected)) deepStrictEqual(outcome, expected);
  else deepStrictEqual(outcome, [expected]);
}

function isRejection(expected: unknown): boolean {
  return typeof expected === 'object' && expected !== null && 'rejected' in expected;
}

/** Its code, if it is a refusal and not one rejection with it. */
function codeOfRefusal(expected: unknown): unknown {
  return typeof expected === 'object' && expected !== null && 'code' in expected && !isRejection(expected)
    ? expected.code
    : undefined;
}
