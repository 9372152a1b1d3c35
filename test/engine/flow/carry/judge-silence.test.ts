// The watchdog's judgement, on a clock of the test's own.
import { expect, test } from 'vitest';
import { judgeSilence, type Observation } from '../../../../src/engine/flow/carry/watchdog/judge-silence.ts';

const TICK = 100;

/** Observes every tick; the verdicts, each with the time when it was first given. */
function watching() {
  const judge = judgeSilence({ suspectMs: 1000, hungMs: 15_000 }, 5 * TICK);
  let now = 0;
  let beats = 0;
  const look = (more: Partial<Observation> = {}) =>
    judge({ now, beats, isDebugged: false, stoppingWithinMs: undefined, ...more });
  look();
  return {
    beat: () => (beats += 1),
    pass: (ms: number, more: Partial<Observation> = {}) => {
      for (const end = now + ms; now < end;) {
        now += TICK;
        const verdict = look(more);
        if (verdict === 'hung' || verdict === 'late') return `${verdict} at ${now}`;
      }
      return look(more);
    },
    /** Nothing of the process runs, the watchdog included. */
    sleep: (ms: number) => (now += ms),
  };
}

test('a thread that beats is never suspect, however long it lives', () => {
  const { beat, pass } = watching();
  for (let each = 0; each < 1000; each += 1) {
    beat();
    expect(pass(500)).toBe('beating');
  }
});

test('silence is suspect after a second, and the end after fifteen', () => {
  const { pass } = watching();
  expect(pass(900)).toBe('beating');
  expect(pass(200)).toBe('suspect');
  expect(pass(60_000)).toBe('hung at 15000');
});

test('a beat ends the silence', () => {
  const { beat, pass } = watching();
  expect(pass(14_900)).toBe('suspect');
  beat();
  expect(pass(900)).toBe('beating');
  expect(pass(60_000)).toBe('hung at 30000');
});

test('a process that was stopped, or slept with its machine, has not been silent', () => {
  const { beat, pass, sleep } = watching();
  sleep(3_600_000);
  expect(pass(TICK)).toBe('beating');
  beat();
  pass(5000);
  sleep(3_600_000);
  expect(pass(5000)).toBe('suspect');
});

test('a debugger may hold it', () => {
  const { pass } = watching();
  expect(pass(3_600_000, { isDebugged: true })).toBe('beating');
});

test('what was told to stop is ended by its deadline, whether it beats or not, and also under a debugger', () => {
  for (const beats of [true, false]) {
    const { beat, pass } = watching();
    pass(3000);
    for (let each = 0; each < 11; each += 1) {
      if (beats) beat();
      expect(pass(900, { stoppingWithinMs: 10_000, isDebugged: true })).toBe('beating');
    }
    expect(pass(60_000, { stoppingWithinMs: 10_000 })).toBe('late at 13000');
  }
});
