// Verbs of rebuilds: they say what is to become of one, and workers carry it out.
import { z } from 'zod';
import type { Projection } from '../definitions/projection.ts';
import type { System } from '../definitions/define-system.ts';
import { KEEP_REPLACED_MS } from '../flow/project/create-projector.ts';
import type { LaneStore } from '../model/documents.ts';
import { foldIdOf, newGeneration } from '../model/generation-id.ts';
import { laneName, lanesOf, type Lane } from '../model/lane.ts';
import type { DeedEnd, Verb } from '../model/operations.ts';
import { isUnderWay, UNDER_WAY, type Rebuild, type RebuildLane, type Rebuilds } from '../model/rebuilds.ts';
import { defineVerb, done, refused, type VerbEntry, type WrittenDeed } from './verbs.ts';

interface RebuildOptions {
  readonly system: Pick<System, 'projection'>;
  readonly store: LaneStore;
  readonly rebuilds: Rebuilds;
}

const Of = z.strictObject({ projection: z.string() });
const Begun = z.strictObject({
  projection: z.string(),
  approve: z.boolean().optional(),
  eventsPerSecond: z.int().min(1).max(1_000_000).optional(),
  sample: z.number().positive().max(1).optional(),
});

/** A deed about the last rebuild of a projection. */
type Deciding = (
  options: RebuildOptions & { readonly projection: Projection },
  last: Rebuild | undefined,
  deed: WrittenDeed,
) => Promise<DeedEnd>;

export function rebuildVerbs(options: RebuildOptions): readonly VerbEntry[] {
  const { system, rebuilds } = options;
  const about = async (name: string, deed: WrittenDeed, decide: Deciding): Promise<DeedEnd> => {
    const projection = system.projection(name);
    if (!projection) return refused('NOT_FOUND', `There is no projection ${name}.`);
    return decide({ ...options, projection }, await rebuilds.last(name), deed);
  };
  const verb = (name: Verb, decide: Deciding): VerbEntry =>
    defineVerb(name, { input: Of, run: ({ projection }, deed) => about(projection, deed, decide) });
  return [
    defineVerb('rebuildProjection', {
      input: Begun,
      run: (input, deed) =>
        about(input.projection, deed, (parts, last) => begin(parts, last, { ...input, deed })),
    }),
    verb('switchProjection', approve),
    verb('abortRebuild', abort),
    verb('undoRebuild', undo),
  ];
}

interface Beginning extends z.infer<typeof Begun> {
  readonly deed: WrittenDeed;
}

async function begin(
  parts: Parameters<Deciding>[0],
  last: Rebuild | undefined,
  { approve: isApproved = false, eventsPerSecond, sample = 1, deed }: Beginning,
): Promise<DeedEnd> {
  const { store, projection, rebuilds } = parts;
  if (last?.id === deed.commandId) return opened(parts, last.lanes);
  if (last && isUnderWay(last)) return underWay(projection.name);
  const lanes = lanesOf(projection);
  const fault = await notLive(store, projection, lanes);
  if (fault) return fault;
  const generation = newGeneration(projection);
  const ofLanes = lanes.map(({ lane }) => ({ lane, generation }));
  const { name, foldId } = projection;
  const begun = await rebuilds.start({
    ...{ id: deed.commandId, projection: name, foldId, by: deed.principal, lanes: ofLanes },
    ...{ isApproved, eventsPerSecond, sample, isUndo: false },
  });
  return begun ? opened(parts, ofLanes) : underWay(name);
}

/** Opened at once, so that workers see it with their next sweep; those that can't be are opened by a worker. */
async function opened(
  { store, projection }: Parameters<Deciding>[0],
  lanes: readonly Pick<RebuildLane, 'lane' | 'generation'>[],
): Promise<DeedEnd> {
  await Promise.all(
    lanes.map(({ lane, generation }) =>
      store.openNext({ projection: projection.name, lane }, generation, null),
    ),
  );
  return done({ projection: projection.name, generation: lanes[0]?.generation ?? '' });
}

const underWay = (name: string): DeedEnd =>
  refused('REBUILD_UNDER_WAY', `A rebuild of ${name} is under way: abort it, or wait until it is over.`);

/** Only what readers see whole, and this code has folded, can be rebuilt and compared. */
async function notLive(
  store: LaneStore,
  { name, foldId }: Projection,
  lanes: readonly Lane[],
): Promise<DeedEnd | undefined> {
  const states = await Promise.all(lanes.map((lane) => store.state(lane)));
  if (states.some(({ live }) => live?.state !== 'live')) {
    return refused('REBUILD_UNDER_WAY', `${name} is being filled: there is nothing yet to compare with.`);
  }
  if (states.some(({ live }) => live && foldIdOf(live.id) !== foldId)) {
    const message = `What readers see of ${name} was folded by code of another version: that is filled anew by itself.`;
    return refused('REBUILD_UNDER_WAY', message);
  }
  return undefined;
}

const approve: Deciding = async ({ rebuilds, projection: { name } }, last, { commandId }) => {
  if (last?.decidedBy === commandId) return done({ projection: name });
  if (!last || !isUnderWay(last)) return refused('NOTHING_TO_SWITCH', `No rebuild of ${name} is under way.`);
  const isMoved = await rebuilds.move(last.id, {
    ...{ from: ['WAITING_FOR_APPROVAL'], to: 'SWITCHING', by: commandId },
  });
  if (isMoved) return done({ projection: name });
  const message = `The rebuild of ${name} does not wait for approval: it is ${last.state}.`;
  return refused('NOTHING_TO_SWITCH', message);
};

const abort: Deciding = async ({ rebuilds, store, projection: { name } }, last, { commandId }) => {
  const isAgain = last?.decidedBy === commandId;
  const isMoved =
    last !== undefined && (await rebuilds.move(last.id, { from: UNDER_WAY, to: 'ABORTED', by: commandId }));
  if (!last || !(isMoved || isAgain)) {
    return refused('NOTHING_TO_ABORT', `No rebuild of ${name} is under way.`);
  }
  const ended = (await rebuilds.last(name)) ?? last;
  await Promise.all(
    ended.lanes.map(({ lane, generation }) => store.openNext({ projection: name, lane }, null, generation)),
  );
  const switched = ended.lanes.filter(({ isSwitched }) => isSwitched);
  return done({
    projection: name,
    switched: switched.map(({ lane }) => laneName({ projection: name, lane })),
  });
};

/** So long before it is removed a generation is no longer gone back to, in milliseconds. */
const REMOVED_SOON_MS = 60_000;

const undo: Deciding = async (parts, last, deed) => {
  const { rebuilds, store, projection } = parts;
  const { name, foldId } = projection;
  if (last?.id === deed.commandId) return opened(parts, last.lanes);
  if (last && isUnderWay(last)) return underWay(name);
  const lanes = (last?.lanes ?? []).flatMap(({ lane, isSwitched, replaced }) =>
    isSwitched && replaced !== undefined ? [{ lane, generation: replaced }] : [],
  );
  const kept = await Promise.all(
    lanes.map(({ lane, generation }) => isKept(store, { projection: name, lane }, generation)),
  );
  if (lanes.length === 0 || last?.foldId !== foldId || kept.includes(false)) {
    const message = `There is nothing to go back to: what a rebuild of ${name} has replaced is kept for ${KEEP_REPLACED_MS / 60_000} minutes.`;
    return refused('NOTHING_TO_UNDO', message);
  }
  const begun = await rebuilds.start({
    ...{ id: deed.commandId, projection: name, foldId, by: deed.principal, lanes },
    ...{ isApproved: true, eventsPerSecond: undefined, sample: 1, isUndo: true },
  });
  return begun ? opened(parts, lanes) : underWay(name);
};

async function isKept(store: LaneStore, lane: Lane, generation: string): Promise<boolean> {
  const [all, old] = await Promise.all([
    store.replaced(lane, 0),
    store.replaced(lane, KEEP_REPLACED_MS - REMOVED_SOON_MS),
  ]);
  return all.includes(generation) && !old.includes(generation);
}
