// The memory that events take, roughly: every sixteenth is measured for all.
import type { RecordedEvent } from '../../../model/events.ts';

const SAMPLE = 16;
/** What an event takes beside its data. */
const ENVELOPE = 800;

export function approximateBytes(events: readonly RecordedEvent[]): number {
  let bytes = events.length * ENVELOPE;
  for (let index = 0; index < events.length; index += SAMPLE) {
    const text: string | undefined = JSON.stringify(dataAtHand(events[index]));
    bytes += (text?.length ?? 0) * Math.min(SAMPLE, events.length - index);
  }
  return bytes;
}

/** Not the data of an event that is upcast, or found to be unreadable, only when somebody looks at it. */
function dataAtHand(event: RecordedEvent | undefined): unknown {
  return event && Object.getOwnPropertyDescriptor(event, 'data')?.value;
}
