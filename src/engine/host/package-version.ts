// Version of the package that runs here.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const FILE = new URL('../../../package.json', import.meta.url);

export const packageVersion = (): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(FILE, 'utf8'))).version;
