// A try of the golden file in a process that has not loaded anything yet, with its result as one line of JSON.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { deriveFolds } from '#engine/testing';

const file = pathToFileURL(process.argv[2] ?? '');

interface Try {
  readonly factor?: number;
  readonly version?: number;
  readonly watts?: readonly number[];
  readonly dims?: boolean;
  readonly check?: boolean;
}

async function attempt({ factor = 1, version, watts = [60, 150], dims = true, check = true }: Try) {
  const problems = await deriveFolds(
    {
      load: async () => {
        const { lampsWith, LampEvents } = await import('./lamps.ts');
        const hung = watts.map((each) => LampEvents.LampHung({ watts: each }));
        const past = hung.map((each, n) => ({ ...each, streamId: `lamp-${n}` }));
        const dimmed = dims ? [{ ...LampEvents.LampDimmed({ watts: 1 }), streamId: 'lamp-0' }] : [];
        return { system: lampsWith(factor, version), histories: { 'lamps are hung': [...past, ...dimmed] } };
      },
      file,
      sources: new URL('./', import.meta.url),
    },
    { check },
  );
  return problems;
}

const results = {
  forgottenBranch: await attempt({ watts: [60], check: false }),
  forgottenEvent: await attempt({ dims: false, check: false }),
  missing: await attempt({}),
  written: await attempt({ check: false }),
  same: await attempt({}),
  changed: await attempt({ factor: 2 }),
  changedAndWritten: await attempt({ factor: 2, check: false }),
  kept: await attempt({}),
  raisedUnwritten: await attempt({ factor: 2, version: 2 }),
  raised: await attempt({ factor: 2, version: 2, check: false }),
  raisedKept: await attempt({ factor: 2, version: 2 }),
  lowered: await attempt({}),
  newHistory: await attempt({ factor: 2, version: 2, watts: [60, 150, 7] }),
};
console.log(JSON.stringify({ results, text: readFileSync(file, 'utf8') }));
