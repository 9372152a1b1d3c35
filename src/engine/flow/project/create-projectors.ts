// The projectors of a process: all lanes of all projections, over one reading of the event store.
import { laneName, lanesOf, type Lane } from '../../model/lane.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { Turns } from '../../model/turns.ts';
import type { Projection } from '../../definitions/projection.ts';
import { createEventPages } from './projectors/event-pages.ts';
import { createProjector, type Projector } from './create-projector.ts';
import type { ProjectorOptions } from './projectors/projector-context.ts';

type Options = Omit<ProjectorOptions, 'projection'> & { readonly projections: readonly Projection[] };

export function createProjectors({ projections, ...options }: Options): Turns {
  const { reader, store } = options;
  const pages = options.pages ?? createEventPages({ reader });
  const lanes = projections.flatMap(lanesOf);
  const projectors = new Map(
    projections.map((projection) => [projection.name, createProjector({ ...options, projection, pages })]),
  );
  const of = (lane: Lane): Projector => {
    const projector = projectors.get(lane.projection);
    if (projector) return projector;
    throw new SlipstreamError('UNKNOWN_LANE', `There is no lane ${laneName(lane)}.`);
  };
  return {
    lanes,
    turn: async (lane, signal) => of(lane).turn(lane, signal),
    fill: async (lane, signal) => of(lane).fill(lane, signal),
    head: () => reader.head(),
    checkpoints: () =>
      Promise.all(
        lanes.map(async (lane) => {
          const { live } = await store.state(lane);
          return live ? (await store.checkpoint(lane, live.id))?.position : undefined;
        }),
      ),
  };
}
