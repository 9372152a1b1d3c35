// Streams that reactions have parked, as operators see them beside parked documents.
import type { System } from '../definitions/define-system.ts';
import type { Reaction } from '../definitions/reaction.ts';
import { planOne } from '../flow/react/plan-answers.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { EventReader } from '../model/event-store.ts';
import type { JsonObject } from '../model/json.ts';
import type { ParkedStreams, StreamParkedBy } from '../model/parked-streams.ts';
import { comparePositions } from '../model/position.ts';
import {
  REACTION_PRINCIPAL,
  reactionOf,
  reactionPrincipal,
  type ReactionCheckpoints,
} from '../model/reactions.ts';
import { parseStreamName, streamName } from '../model/stream.ts';
import { inVain, type ParkedEntries, type ParkedEntry } from './parked-entries.ts';

interface Sources {
  readonly reactions: System['reactions'];
  readonly streams: Omit<ParkedStreams, 'resume'>;
  readonly checkpoints: Pick<ReactionCheckpoints, 'load'>;
  readonly events: Pick<EventReader, 'readStreams'>;
}

export const isStreamId = (id: string): boolean => id.startsWith(REACTION_PRINCIPAL);

/** Events that a try looks through. */
const MOST_TRIED = 1000;

export function parkedStreamEntries(sources: Sources): ParkedEntries {
  const { reactions, streams } = sources;
  const names = reactions.map(({ name }) => name);
  const entry = (found: StreamParkedBy): readonly ParkedEntry[] => {
    const reaction = reactions.find(({ name }) => name === found.reaction);
    return reaction ? [entryOf(sources, reaction, found)] : [];
  };
  return {
    after: async (id, most) => {
      if (names.length === 0) return [];
      const { reaction, stream } = id === undefined ? NOWHERE : placeOf(id);
      return (await streams.parked(names, [reaction, stream], most)).flatMap(entry);
    },
    find: async (id) => {
      const { reaction, stream } = placeOf(id);
      const found = await streams.find(reaction, stream);
      return found && entry(found)[0];
    },
  };
}

const NOWHERE = { reaction: '', stream: '' };

function placeOf(id: string) {
  const [name = '', ...stream] = reactionOf(id).split('/');
  return { reaction: name, stream: stream.join('/') };
}

function entryOf(sources: Sources, reaction: Reaction, parked: StreamParkedBy): ParkedEntry {
  const { stream } = parked;
  const projection = reactionPrincipal(reaction.name);
  return {
    id: `${projection}/${stream}`,
    ...{ projection, documentId: stream, by: parked },
    ...{ codeVersion: 1, version: parked.version - 1, document: null },
    discardedFrom: { projection, documentId: stream },
    tried: () => tried(sources, reaction, parked),
    askToMend: () => sources.streams.askToRedrive(reaction.name, stream),
  };
}

/** What the reaction would send: whether that can be done only a redrive shows. */
async function tried({ checkpoints, events }: Sources, reaction: Reaction, parked: StreamParkedBy) {
  const { category, id } = parseStreamName(parked.stream);
  const tail = { stream: streamName(category, id), after: parked.version - 1, limit: MOST_TRIED };
  try {
    const [[checkpoint], { streams }] = await Promise.all([
      checkpoints.load([reaction.name]),
      events.readStreams([tail]),
    ]);
    const waiting = (streams[0] ?? []).filter(
      ({ position }) => checkpoint && comparePositions(position, checkpoint.position) <= 0,
    );
    const document = Object.fromEntries(
      waiting.flatMap((event) =>
        planOne(reaction, event).map(({ ask }, index): [string, JsonObject] => [
          `${event.type} ${event.version}${index === 0 ? '' : `.${index + 1}`}`,
          { command: ask.command, input: JSON.parse(JSON.stringify(ask.input)) },
        ]),
      ),
    );
    return { document, version: waiting.at(-1)?.version ?? parked.version, error: undefined };
  } catch (error) {
    if (!(error instanceof SlipstreamError)) throw error;
    const { cause } = error;
    const message = cause instanceof Error ? `${error.message} ${cause.message}` : error.message;
    return inVain(parked.version - 1, { code: error.code, message });
  }
}
