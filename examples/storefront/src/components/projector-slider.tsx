// Slows the projector down, so that the time between a write and its read model can be watched.
import { useEffect, useRef, useState } from 'react';
import { readDelay, setDelay } from '../projector-delay.ts';

const SETTLED_MS = 120;

export function ProjectorSlider() {
  const [ms, setMs] = useState<number>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    void readDelay().then(setMs);
    return () => clearTimeout(timer.current);
  }, []);

  if (ms === undefined) return null;
  return (
    <div className="card">
      <h2>Slow the projector down</h2>
      <label className="slider">
        <span>
          Delay <output>{ms} ms</output>
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
            timer.current = setTimeout(() => void setDelay(wanted), SETTLED_MS);
          }}
        />
      </label>
      <p className="quiet">Commands are confirmed as quickly as ever; only read models come later.</p>
    </div>
  );
}
