// Admission of one command before it is decided: the right to it first, then that there is what it changes. What may
// not be known of looks like what is not there, in words and in work.
import { allows, textOf, verdictAlone, type Facts } from '../../../definitions/access.ts';
import type { Decider } from '../../../definitions/decider.ts';
import { Forbidden, NotFound, reject } from '../../../definitions/refusals.ts';
import { SYSTEM_ROLE, type Caller } from '../../../model/caller.ts';
import type { Rejection } from '../../../model/outcome.ts';
import type { Command } from '../commands/read-command.ts';
import { streamFieldOf, type CommandSpec } from '../../../definitions/commands.ts';
import type { LoadedState } from './state-cache.ts';

/** Undefined if it may be decided. None of these refusals is stored, so that nothing is told by using a command id again. */
export function refusalBefore(
  { commands, category }: Pick<Decider, 'commands' | 'category'>,
  command: Command,
  own: Pick<LoadedState, 'state' | 'version'>,
): Rejection | undefined {
  const spec = commands.specs[command.type];
  const exists = own.version > 0;
  const notThere = () => reject(NotFound, { what: category, id: command.streamId });
  if (spec && !mayDecide(spec, command, exists ? own.state : undefined)) {
    const isKnown = exists && allows(commands.knownTo, command.caller, factsOf(spec, command, own.state));
    if (command.kind === 'creates' || isKnown) return reject(Forbidden, forbiddenBy(spec));
    return notThere();
  }
  return command.kind === 'changes' && !exists && mayBeHidden(command.caller) ? notThere() : undefined;
}

/**
 * From a caller of whom nothing is kept, what is not there may be told by its refusal, which is stored like others: a reaction
 * that is told once is told the same again.
 */
const mayBeHidden = ({ isTrusted, roles }: Caller): boolean => !isTrusted && !roles.includes(SYSTEM_ROLE);

/** @param state undefined if there is none yet. */
function mayDecide(spec: CommandSpec, command: Command, state: unknown): boolean {
  const alone = verdictAlone(spec.access, command.caller);
  return alone ?? allows(spec.access, command.caller, factsOf(spec, command, state));
}

/** What is begun belongs to whom the input says; what is there, to whom its state says. */
function factsOf(spec: CommandSpec, { kind, streamId, input }: Command, state: unknown): Facts {
  const isBegun = kind !== 'creates' && state !== undefined;
  const of: unknown = isBegun ? state : input;
  const own: readonly [string, unknown][] = of instanceof Object ? Object.entries(of) : [];
  return Object.fromEntries([...own, [streamFieldOf(spec).field, streamId]]);
}

const forbiddenBy = ({ access }: CommandSpec) => ({
  role: access?.kind === 'role' ? access.role : null,
  asksFor: textOf(access),
});
