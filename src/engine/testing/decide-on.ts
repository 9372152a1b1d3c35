// One decision on recorded events, and the checks that every decision must stand.
import { deepStrictEqual, ok } from 'node:assert';
import type { CommandSpec } from '../definitions/commands.ts';
import type { CallerFacts } from '../definitions/access.ts';
import type { Decider } from '../definitions/decider.ts';
import type { AnyEvents } from '../definitions/events.ts';
import type { FactRequest } from '../definitions/reference.ts';
import { NotFound } from '../definitions/refusals.ts';
import type { NewEvent, RecordedEvent } from '../model/events.ts';
import { LIMITS } from '../model/limits.ts';
import type { Rejection } from '../model/outcome.ts';
import { ID_PATTERN, KEYED } from '../model/stream.ts';
import { frozen, throughJson } from './record.ts';

type AnyCommands = Readonly<Record<string, CommandSpec>>;

interface Command {
  readonly command: string;
  /** Parsed. */
  readonly input: unknown;
  /** Of the stream it is about. */
  readonly id: string;
}

export function decideOn<State>(
  decider: Decider<State, AnyCommands, AnyEvents>,
  events: readonly RecordedEvent[],
  { command, input, id }: Command,
): readonly NewEvent[] | Rejection {
  const state = frozen(
    events
      .filter((event) => event.category === decider.category && event.streamId === id)
      .reduce<State>((before, event) => frozen(decider.evolve(before, event)), decider.initialState),
  );
  const requests = decider.factsFor(command, frozen(input), state);
  const facts = Object.entries(requests).map(([name, request]) => [name, factOf(request, events)]);
  const decide = () => decider.decide(command, state, { input, facts: Object.fromEntries(facts) });
  const decision = decide();
  deepStrictEqual(decide(), decision, 'A decider must decide the same twice.');

  if ('rejected' in decision) {
    const listed = [...(decider.commands.specs[command]?.refuses ?? []), NotFound];
    const known = listed.some(({ code }) => code === decision.code);
    ok(known, `${command} does not list ${decision.name} among what it refuses with.`);
    const shown = JSON.stringify([decision.message, decision.data]).toLowerCase();
    const repeated = personalTexts(decider.commands.specs[command], input).find((text) =>
      shown.includes(text),
    );
    ok(
      repeated === undefined,
      `${decision.name} repeats what is personal in ${command}, and refusals are recorded.`,
    );
    return decision;
  }
  ok(decision.length <= LIMITS.eventsPerCommand, `${command} makes ${decision.length} events.`);
  const { emits } = decider.commands.specs[command] ?? {};
  for (const event of decision) {
    ok(emits?.includes(event.type) ?? true, `${command} does not list ${event.type} among what it emits.`);
    const own = event.category === decider.category && (event.streamId ?? id) === id;
    ok(own || isAmong(event, requests), `${event.type} goes to a stream that is no fact of ${command}.`);
    const bytes = Buffer.byteLength(JSON.stringify(throughJson(event.data)));
    ok(bytes <= LIMITS.eventBytes, `${event.type} has ${bytes} bytes.`);
    if (own) decider.evolve(state, event);
  }
  return decision;
}

/** In lower case; shorter ones would be found in anything. */
function personalTexts(spec: CommandSpec | undefined, input: unknown): readonly string[] {
  const textsIn = (value: unknown): readonly string[] => {
    if (typeof value === 'string') return value.length < SHORTEST ? [] : [value.toLowerCase()];
    return value instanceof Object ? Object.values(value).flatMap(textsIn) : [];
  };
  return (spec?.personal?.fields ?? []).flatMap((field) => textsIn(Object(input)[field]));
}

const SHORTEST = 3;

/** Whoever a decision is tested for, where it asks. */
const TESTER: CallerFacts = { principal: 'tester', roles: [], claims: {} };

function factOf({ reference, ids, resolve }: FactRequest, events: readonly RecordedEvent[]): unknown {
  for (const id of ids) ok(id.startsWith(KEYED) || ID_PATTERN.test(id), `${id} can't be the id of a stream.`);
  const values = new Map<string, unknown>();
  for (const event of events) {
    if (event.category !== reference.category || !ids.includes(event.streamId)) continue;
    const value = reference.fold(values.get(event.streamId), event);
    if (value !== undefined) values.set(event.streamId, frozen(value));
  }
  return resolve(values, TESTER);
}

function isAmong(event: NewEvent, requests: Readonly<Record<string, FactRequest>>): boolean {
  return Object.values(requests).some(
    ({ reference, ids }) =>
      reference.category === event.category && event.streamId !== undefined && ids.includes(event.streamId),
  );
}
