// The slider that slows the projector down, so that the time between a write and its read model can be watched.
import { useEffect, useRef, useState } from 'react';
import { followDelay, setDelay } from '../projector-delay.ts';

const SETTLED_MS = 120;

interface ProjectorSliderProps {
  /** A server that is back may have begun anew, without any delay. */
  readonly isLive: boolean;
}

export function ProjectorSlider({ isLive }: ProjectorSliderProps) {
  const [ms, setMs] = useState<number>();
  // While the slider is moved, what the server had before is no news.
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => followDelay((told) => timer.current === undefined && setMs(told)), [isLive]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (wanted: number): void => {
    setDelay(wanted)
      // The server is away, and so is its delay; it is asked for when it is back.
      .catch(() => {})
      .finally(() => (timer.current = undefined));
  };

  if (ms === undefined) return null;
  return (
    <label className="slider">
      <span>
        Slow the projector down by <output>{ms} ms</output>
      </span>
      <input
        type="range"
        min={0}
        max={2000}
        step={100}
        value={ms}
        onChange={(event) => {
          const wanted = event.target.valueAsNumber;
          setMs(wanted);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => send(wanted), SETTLED_MS);
        }}
      />
    </label>
  );
}
