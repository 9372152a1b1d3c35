// Proofs: tests that run in a short form with all others and at full size by `npm run prove -- <name>`, which keeps
// what they measured in docs/proofs.md.
import { appendFileSync } from 'node:fs';

/** Where `npm run prove` collects figures, a line of JSON each; set only there. */
const collector = process.env['PROVE_FIGURES'];

/** The size of something: in the short form, and at full size. */
export const sized = <Size>(short: Size, full: Size): Size => (collector === undefined ? short : full);

/** Shows figures of a proof in the output, and has `npm run prove` keep them. One call per scenario. */
export function figures(scenario: string, measured: Readonly<Record<string, string | number>>): void {
  const figures = Object.entries(measured).map(([name, value]) => `${name} ${value}`);
  console.info(`${scenario}: ${figures.join(', ')}`);
  if (collector !== undefined) appendFileSync(collector, `${JSON.stringify({ scenario, measured })}\n`);
}
