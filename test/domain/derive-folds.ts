// Writes folds.json, or with --check compares it: what the shop's folds make of the histories in the folders beside.
import { readdirSync } from 'node:fs';
import { deriveFolds, type Histories } from '#engine/testing';

const here = new URL('./', import.meta.url);

async function historiesOf(context: string): Promise<Histories> {
  const module: { readonly histories: Histories } = await import(`./${context}/histories.ts`);
  return module.histories;
}

const problems = await deriveFolds(
  {
    load: async () => {
      const { shop } = await import('../../src/app/system.ts');
      const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).toSorted();
      const contexts = files.flatMap((file) => /^([^/]+).histories\.ts$/.exec(file)?.[1] ?? []);
      const histories = await Promise.all(contexts.map(historiesOf));
      return {
        system: shop,
        histories: Object.fromEntries(histories.flatMap((each) => Object.entries(each))),
      };
    },
    file: new URL('folds.json', here),
    sources: new URL('../../src/domain/', here),
  },
  { check: process.argv.includes('--check') },
);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
