// Samples of the serving lag: from the commit of an event, by the clock of the database, to its notice in this process.
// One notice of each lane a second, all of them asked for together.
import { decodeNotice } from '../../model/notice-text.ts';
import type { LaneNotice } from '../../model/notices.ts';
import { comparePositions, previousPosition, type Position } from '../../model/position.ts';
import type { WaitingEvents } from '../../model/waiting-events.ts';
import type { ProcessMetrics } from '../../observability/process-metrics.ts';

interface ServingSampler {
  /** A message on a channel, not looked at yet. */
  readonly heard: (channel: string, text: string) => void;
  close(): void;
}

const EVERY_MS = 1000;

/** A database that does not answer leaves the samples out. */
export function sampleServing(
  events: WaitingEvents,
  { serving }: Pick<ProcessMetrics, 'serving'>,
): ServingSampler {
  let sampled = new Map<string, { readonly text: string; readonly at: number }>();
  const measure = async (): Promise<void> => {
    const samples = [...sampled.values()].flatMap(({ text, at }) => {
      const notice = decodeNotice(text);
      return notice && notice.documents.length > 0
        ? [{ notice, at, before: previousPosition(oldestIn(notice)) }]
        : [];
    });
    sampled = new Map();
    if (samples.length === 0) return;
    const begun = performance.now();
    const { agesMs } = await events.waiting(samples.map(({ before }) => before));
    // The clock was looked at somewhere between question and answer.
    const looked = (begun + performance.now()) / 2;
    samples.forEach(({ notice, at }, index) => {
      serving(notice.projection, Math.max(0, (agesMs[index] ?? 0) - (looked - at)));
    });
  };
  const timer = setInterval(() => void measure().catch(() => {}), EVERY_MS);
  timer.unref();
  return {
    heard: (channel, text) => {
      if (!sampled.has(channel)) sampled.set(channel, { text, at: performance.now() });
    },
    close: () => clearInterval(timer),
  };
}

/** Of the events that its documents came to by it, the one that has waited for longest. */
function oldestIn({ documents, checkpoint }: LaneNotice): Position {
  return documents
    .map(({ position }) => position)
    .reduce((a, b) => (comparePositions(a, b) <= 0 ? a : b), checkpoint);
}
