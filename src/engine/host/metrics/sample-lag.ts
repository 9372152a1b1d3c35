// Samples of the lag, a look a second in every process: a system at rest is not asked anything for it.
import type { ProcessMetrics } from '../../observability/process-metrics.ts';
import type { Position } from '../../model/position.ts';
import type { WaitingEvents } from '../../model/waiting-events.ts';
import {
  lagOfProjections,
  waitingFor,
  type LaneLag,
  type LanePlace,
  type MeasureLag,
  type SurveyedLane,
} from '../../operations/lag.ts';

type Meter = Pick<ProcessMetrics, 'lag'>;

const observe = (meter: Meter, lanes: readonly LaneLag[]): void => {
  for (const { projection, lagMs } of lagOfProjections(lanes)) meter.lag(projection, lagMs);
};

/** For whoever knows already where the lanes stand. Never rejects. */
export function lagSampler(meter: Meter, events: WaitingEvents) {
  return async (head: Position, places: readonly LanePlace[]): Promise<void> => {
    const isAtRest = places.every(({ position }) => position === head);
    const lanes = isAtRest
      ? places.map((place) => ({ ...place, lagEvents: 0, lagMs: 0 }))
      : await waitingFor(events, places).then(
          ({ lanes: waiting }) => waiting,
          () => [],
        );
    observe(meter, lanes);
  };
}

interface LoopOptions {
  readonly meter: Meter;
  readonly head: () => Promise<Position>;
  readonly measureLag: MeasureLag;
  /** What was seen of all lanes, those that are paused too. */
  readonly onLook: (lanes: readonly LaneLag[]) => void;
  /** A second if omitted. */
  readonly everyMs?: number | undefined;
}

const EVERY_MS = 1000;
/** Of a system at rest, what was seen is believed for so long, in milliseconds. */
const BELIEVED_MS = 10_000;

/** For a process that looks at no lanes by itself. A server that is away is told of by those who need it. */
export function sampleLag({ meter, head, measureLag, onLook, everyMs = EVERY_MS }: LoopOptions): {
  close(): void;
} {
  let rest:
    { readonly head: Position; readonly lanes: readonly SurveyedLane[]; readonly until: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const see = (lanes: readonly SurveyedLane[]): void => {
    onLook(lanes);
    // What stands by an operator's word is no breach.
    observe(
      meter,
      lanes.filter(({ survey }) => !survey?.paused),
    );
  };
  const look = async (): Promise<void> => {
    const until = performance.now() + BELIEVED_MS;
    const now = await head();
    if (rest?.head === now && performance.now() < rest.until) return see(rest.lanes);
    rest = undefined;
    const { head: reached, lanes } = await measureLag();
    see(lanes);
    if (lanes.every(({ lagEvents }) => lagEvents === 0)) rest = { head: reached, lanes, until };
  };
  const again = (): void => {
    timer = setTimeout(() => {
      void look()
        .catch(() => {})
        .then(() => {
          if (!isClosed) again();
        });
    }, everyMs);
    timer.unref();
  };
  again();
  return {
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
