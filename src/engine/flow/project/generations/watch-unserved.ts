// A watch for unserved lanes: only code of another version may serve them, and no such worker is left.
import { laneName, type Lane } from '../../../model/lane.ts';
import { comparePositions } from '../../../model/position.ts';
import type { ProjectorContext } from '../projectors/projector-context.ts';

interface Seen {
  readonly position: string;
  readonly since: number;
}

/** True when the generation has been behind the head without moving for `takeOverMs`. To be asked again and again. */
export function watchUnserved({ store, reader, takeOverMs }: ProjectorContext) {
  const seen = new Map<string, Seen>();
  return async (lane: Lane, generation: string): Promise<boolean> => {
    const [head, checkpoint] = await Promise.all([reader.head(), store.checkpoint(lane, generation)]);
    const position = checkpoint?.position ?? '0';
    const before = seen.get(laneName(lane));
    if (comparePositions(position, head) >= 0) seen.delete(laneName(lane));
    else if (before?.position !== position) seen.set(laneName(lane), { position, since: performance.now() });
    else return performance.now() - before.since >= takeOverMs;
    return false;
  };
}
