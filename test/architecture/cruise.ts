// Runs dependency-cruiser over the src/ of a project and tells which modules it saw and what it found.
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { cruisedRules, GENERATED } from './rules.ts';

export interface Cruise {
  readonly modules: readonly string[];
  readonly violations: readonly string[];
}

export async function cruiseSource(baseDir: string): Promise<Cruise> {
  const { output } = await cruise(
    ['src'],
    {
      baseDir,
      validate: true,
      ruleSet: { forbidden: [...cruisedRules] },
      // Types are part of the architecture too.
      tsPreCompilationDeps: true,
      doNotFollow: { path: ['node_modules', GENERATED] },
      enhancedResolveOptions: {
        exportsFields: ['exports'],
        conditionNames: ['source', 'import', 'node', 'default'],
        extensions: ['.ts', '.js', '.json'],
      },
    },
    { importsFields: ['imports'] },
  );
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
  return { modules: ownModules(output), violations: output.summary.violations.map(describeViolation) };
}

const ownModules = (result: ICruiseResult): readonly string[] =>
  result.modules.map(({ source }) => source).filter((path) => path.startsWith('src/'));

function describeViolation({ rule, from, to, via }: ICruiseResult['summary']['violations'][number]): string {
  const way = via === undefined ? '' : ` (by ${via.map(({ name }) => name).join(' → ')})`;
  return `${rule.name}: ${from} → ${to}${way}`;
}
