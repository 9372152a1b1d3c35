// How much memory events take, roughly: every sixteenth is measured for all.
import type { RecordedEvent } from '../../../model/events.ts';

const SAMPLE = 16;
/** What an event takes beside its data. */
const ENVELOPE = 800;

export function approximateBytes(events: readonly RecordedEvent[]): number {
  let bytes = events.length * ENVELOPE;
  for (let index = 0; index < events.length; index += SAMPLE) {
    const text: string | undefined = JSON.stringify(events[index]?.data);
    bytes += (text?.length ?? 0) * Math.min(SAMPLE, events.length - index);
  }
  return bytes;
}
