// Results of each fold of a system over example histories, step by step, as hashes.
import { createHash } from 'node:crypto';
import { upcasterFor } from '../../flow/accept/event-store/upcast-events.ts';
import { deciderFold, referenceFold, type Fold } from '../../flow/accept/deciders/folds.ts';
import { documentsTouchedBy, foldOwnPart } from '../../fold/fold-document.ts';
import type { System } from '../../definitions/define-system.ts';
import { versionOf } from '../../definitions/fold-id.ts';
import { canonicalJson, type Json, type JsonObject } from '../../model/json.ts';
import type { RecordedEvent } from '../../model/events.ts';
import { frozen, record, type PastEvent } from '../record.ts';

/** Example histories by name: what happened, each stream from its first event on. */
export type Histories = Readonly<Record<string, readonly PastEvent[]>>;

/** One fold with its results; those of a history that it folds nothing of are left out. */
export interface FoldResults {
  /** `projection order` */
  readonly name: string;
  readonly version: number;
  /** Hash of what happened and hash of what came of it, by the name of the history. */
  readonly results: Readonly<Record<string, string>>;
  /** Events that it folds and of which no history tells. */
  readonly uncovered: readonly string[];
}

/** A fold as a function from an event to what has changed; undefined for an event that it does not fold. */
type Step = (event: RecordedEvent) => unknown;

interface NamedFold {
  readonly name: string;
  readonly foldId: string;
  readonly types: ReadonlySet<string>;
  readonly begin: () => Step;
}

/** Throws what a fold throws, with the names of the fold and of the history. */
export function foldHistories(system: System, histories: Histories): readonly FoldResults[] {
  const toEvent = upcasterFor(system.events);
  const recorded = Object.entries(histories).map(([name, past]) => {
    const recorded = record(past, ({ category }) => `${category}-1`);
    const events = recorded.map(({ category, streamId, data: payload, ...row }) =>
      toEvent({ ...row, stream: `${category}/${streamId}`, payload }),
    );
    return { name, events, hash: hashOf(recorded) };
  });
  const seen = new Set(recorded.flatMap(({ events }) => events.map(({ type }) => type)));
  return foldsOf(system).map(({ name, foldId, types, begin }) => {
    const results = recorded.flatMap((history): [string, string][] => {
      const steps = stepsOf(begin(), history.events, `${name}, in the history "${history.name}"`);
      return steps.length > 0 ? [[history.name, `${history.hash} ${hashOf(steps)}`]] : [];
    });
    return {
      name,
      version: versionOf(foldId),
      results: Object.fromEntries(results),
      uncovered: [...types].filter((type) => !seen.has(type)),
    };
  });
}

function stepsOf(step: Step, events: readonly RecordedEvent[], where: string): readonly unknown[] {
  try {
    return events.map((event) => step(frozen(event))).filter((made) => made !== undefined);
  } catch (cause) {
    throw new Error(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function foldsOf({ deciders, projections }: System): readonly NamedFold[] {
  const embedded = projections.flatMap(({ embeds }) => embeds.map(({ embeds: reference }) => reference));
  return [
    ...deciders.map((decider) => ({
      name: `decider ${decider.category}`,
      foldId: decider.foldId,
      types: decider.types,
      begin: () => perStream(decider.category, deciderFold(decider)),
    })),
    ...[...new Set(embedded)].map((reference) => ({
      name: `reference ${reference.name}`,
      foldId: reference.foldId,
      types: reference.types,
      begin: () => perStream(reference.category, referenceFold(reference)),
    })),
    // What is searched is folded by the projection that it searches.
    ...projections
      .filter(({ search }) => search === undefined)
      .map((projection) => ({
        name: `projection ${projection.name}`,
        foldId: projection.foldId,
        types: projection.types,
        begin: () => {
          const documents = new Map<string, JsonObject | null>();
          return (event: RecordedEvent): Json | undefined => {
            if (!projection.types.has(event.type)) return undefined;
            return documentsTouchedBy(projection, event).routed.map((id) => {
              const own = frozen(foldOwnPart(projection, { before: documents.get(id) ?? null, event, id }));
              documents.set(id, own);
              return [id, own];
            });
          };
        },
      })),
  ];
}

function perStream(category: string, { initial, apply }: Pick<Fold, 'initial' | 'apply'>): Step {
  const states = new Map<string, unknown>();
  return (event) => {
    if (event.category !== category) return undefined;
    const state = frozen(apply(states.get(event.streamId) ?? initial, event));
    states.set(event.streamId, state);
    return [event.streamId, state ?? null];
  };
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
