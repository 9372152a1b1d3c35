// Version of the package that runs here.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const FILE = new URL('../../../package.json', import.meta.url);
const Package = z.object({ version: z.string() });

/** `unknown` for code that was copied out of its package. */
export function packageVersion(): string {
  try {
    return Package.parse(JSON.parse(readFileSync(FILE, 'utf8'))).version;
  } catch {
    return 'unknown';
  }
}
