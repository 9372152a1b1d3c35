// A small project that keeps every import rule, and for each rule the change that breaks it.
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import linter from '../../oxlint.config.ts';

export interface Plant {
  readonly rule: string;
  readonly file: string;
  /** What is imported; the name does not matter. */
  readonly imports: readonly string[];
  /** False where only the test sees it: the editor looks at one file at a time. */
  readonly inEditor?: boolean;
}

const accept = 'src/engine/flow/accept/accept.ts';
const tables = 'src/engine/stores/postgres/tables.ts';
const order = 'src/domain/orders/decider.ts';

export const plants: readonly Plant[] = [
  { rule: '1 engine is domain-free', file: accept, imports: ['../../../domain/orders/index.ts'] },
  { rule: '1 engine is domain-free', file: 'src/engine/runtime.ts', imports: ['../app/start.ts'] },
  { rule: '2 domain enters the engine by its door', file: order, imports: ['#engine/runtime'] },
  { rule: '2 domain enters the engine by its door', file: order, imports: ['../../engine/model/word.ts'] },
  { rule: '2 domain knows no app', file: order, imports: ['../../app/start.ts'] },
  { rule: '2 app knows no bin', file: 'src/app/start.ts', imports: ['../bin/api.ts'] },
  {
    rule: '4 stages are joined by the host',
    file: 'src/cli/roles.ts',
    imports: ['../engine/flow/accept/accept.ts'],
  },
  {
    rule: '2 app enters the engine by its doors',
    file: 'src/app/start.ts',
    imports: ['../engine/host/start.ts'],
  },
  {
    rule: '2 the command line and the development server know no application',
    file: 'src/cli/roles.ts',
    imports: ['../app/start.ts'],
  },
  {
    rule: '2 the development server knows no command line',
    file: 'src/dev/servers.ts',
    imports: ['../cli/roles.ts'],
  },
  {
    rule: '2 app enters a module by its index',
    file: 'src/app/start.ts',
    imports: ['../domain/orders/decider.ts'],
    inEditor: false,
  },
  { rule: '3 modules meet in their events', file: order, imports: ['../customers/commands.ts'] },
  {
    rule: '3 modules meet in their events',
    file: 'src/domain/orders/projections/order.ts',
    imports: ['../../customers/index.ts'],
  },
  {
    rule: '3 reactions also know commands',
    file: 'src/domain/orders/reactions.ts',
    imports: ['../customers/index.ts'],
  },
  { rule: '3 shared knows no module', file: 'src/domain/shared/ids.ts', imports: ['../orders/refusals.ts'] },
  { rule: '4 accept meets no other stage', file: accept, imports: ['../carry/carry.ts'] },
  {
    rule: '4 carry meets no other stage',
    file: 'src/engine/flow/carry/carry.ts',
    imports: ['../read/read.ts'],
  },
  {
    rule: '4 stages know only what shapes declare',
    file: 'src/engine/flow/read/read.ts',
    imports: ['../../shapes/list/read.ts'],
  },
  {
    rule: '4 what a shape declares is only declared',
    file: 'src/engine/shapes/list/declare.ts',
    imports: ['../../flow/read/read.ts'],
    inEditor: false,
  },
  {
    rule: '4 shapes are read without GraphQL and shown without stages',
    file: 'src/engine/shapes/list/schema.ts',
    imports: ['./read.ts'],
    inEditor: false,
  },
  {
    rule: '4 shapes know no stores',
    file: 'src/engine/shapes/list/read.ts',
    imports: ['../../stores/redis/documents.ts'],
  },
  {
    rule: '4 shapes know no other shape but the document',
    file: 'src/engine/shapes/list/read.ts',
    imports: ['../ranking/declare.ts'],
    inEditor: false,
  },
  {
    rule: '4 stages know neither GraphQL nor stores',
    file: 'src/engine/flow/read/read.ts',
    imports: ['../../graphql/schema.ts'],
  },
  {
    rule: '4 stages know neither GraphQL nor stores',
    file: 'src/engine/flow/project/project.ts',
    imports: ['../../stores/redis/documents.ts'],
  },
  {
    rule: '4 stores know neither stages nor GraphQL',
    file: 'src/engine/stores/redis/documents.ts',
    imports: ['../../flow/read/read.ts'],
  },
  {
    rule: '4 GraphQL knows neither stages nor stores',
    file: 'src/engine/graphql/schema.ts',
    imports: ['../flow/accept/accept.ts'],
  },
  {
    rule: '4 what waits, folds or connects knows no stage',
    file: 'src/engine/async/gate.ts',
    imports: ['../flow/accept/accept.ts'],
  },
  {
    rule: '1 engine does not enter by its doors',
    file: 'src/engine/async/gate.ts',
    imports: ['#engine'],
  },
  { rule: '2 domain needs zod and nothing else', file: order, imports: ['node:fs'] },
  {
    rule: '4 read meets no other stage',
    file: 'src/engine/flow/read/read.ts',
    imports: ['../project/project.ts'],
  },
  { rule: '5 Prisma lives in engine/postgres', file: tables, imports: ['@prisma/client'] },
  { rule: '5 Prisma lives in engine/postgres', file: accept, imports: ['@prisma/client'] },
  { rule: '5 Prisma lives in engine/postgres', file: 'src/engine/flow/carry/carry.ts', imports: ['pg'] },
  {
    rule: '5 SQL lives in the event store and in stores/postgres',
    file: accept,
    imports: ['../../postgres/database.ts'],
  },
  {
    rule: '5 SQL lives in the event store and in stores/postgres',
    file: 'src/engine/flow/read/read.ts',
    imports: ['../../postgres/database.ts'],
  },
  {
    rule: '5 SQL lives in the event store and in stores/postgres',
    file: 'src/engine/flow/project/project.ts',
    imports: ['../../postgres/database.ts'],
  },
  {
    rule: '4 react meets no other stage',
    file: 'src/engine/flow/react/react.ts',
    imports: ['../accept/accept.ts'],
  },
  {
    rule: '4 project meets no other stage',
    file: 'src/engine/flow/project/project.ts',
    imports: ['../react/react.ts'],
  },
  { rule: '5 Prisma lives in engine/postgres', file: 'src/engine/flow/react/react.ts', imports: ['pg'] },
  { rule: '5 BullMQ lives in carry', file: accept, imports: ['bullmq'] },
  {
    rule: '5 ioredis lives in carry, notices and stores',
    file: 'src/engine/flow/project/project.ts',
    imports: ['ioredis'],
  },
  {
    rule: '5 prom-client lives in observability',
    file: 'src/engine/flow/project/project.ts',
    imports: ['prom-client'],
  },
  {
    rule: '5 OpenTelemetry lives in observability',
    file: 'src/engine/flow/carry/carry.ts',
    imports: ['@opentelemetry/api'],
  },
  {
    rule: '5 no driver behind the doors of authors',
    file: 'src/engine/index.ts',
    imports: ['./flow/accept/accept.ts'],
    inEditor: false,
  },
  {
    rule: '5 no driver behind the doors of authors',
    file: 'src/engine/testing/index.ts',
    imports: ['../flow/read/read.ts'],
    inEditor: false,
  },
  { rule: '6 model imports nothing', file: 'src/engine/model/word.ts', imports: ['../runtime.ts'] },
  { rule: '6 model imports nothing', file: 'src/engine/model/word.ts', imports: ['node:fs'] },
  { rule: '6 model imports nothing', file: 'src/engine/model/word.ts', imports: ['zod'] },
  { rule: '7 no cycles', file: 'src/engine/model/word.ts', imports: ['./other-word.ts'] },
  { rule: '7 no orphans', file: 'src/app/lonely.ts', imports: [], inEditor: false },
  { rule: '7 everything is found', file: accept, imports: ['./missing.ts'], inEditor: false },
];

const project: Readonly<Record<string, readonly string[]>> = {
  'src/bin/api.ts': ['../app/start.ts', '../cli/roles.ts'],
  'src/cli/roles.ts': ['../dev/servers.ts', '../engine/host/start.ts'],
  'src/dev/servers.ts': ['../engine/host/start.ts'],
  'src/app/start.ts': [
    '#engine/runtime',
    '#engine',
    '../domain/orders/index.ts',
    '../domain/customers/index.ts',
  ],
  'src/domain/shared/ids.ts': ['zod'],
  'src/domain/customers/index.ts': ['./events.ts', './commands.ts'],
  'src/domain/customers/events.ts': ['#engine', '../shared/ids.ts'],
  'src/domain/customers/commands.ts': ['#engine'],
  'src/domain/orders/index.ts': ['./decider.ts', './projections/order.ts', './reactions.ts'],
  'src/domain/orders/decider.ts': ['#engine', '../customers/events.ts', './refusals.ts'],
  'src/domain/orders/refusals.ts': ['zod'],
  'src/domain/orders/projections/order.ts': ['../../customers/events.ts', '../refusals.ts'],
  'src/domain/orders/reactions.ts': ['../customers/events.ts', '../customers/commands.ts'],
  'src/engine/index.ts': ['./model/word.ts'],
  'src/engine/runtime.ts': ['./host/start.ts'],
  'src/engine/host/start.ts': [
    '../flow/accept/accept.ts',
    '../flow/carry/carry.ts',
    '../flow/project/project.ts',
    '../flow/react/react.ts',
    '../flow/read/read.ts',
    '../graphql/schema.ts',
    '../shapes/list/read.ts',
    '../shapes/ranking/declare.ts',
    '../stores/redis/documents.ts',
    '../stores/postgres/tables.ts',
  ],
  'src/engine/async/gate.ts': ['../model/word.ts'],
  'src/engine/graphql/schema.ts': ['../shapes/list/schema.ts'],
  'src/engine/shapes/list/declare.ts': ['../../model/word.ts'],
  'src/engine/shapes/list/read.ts': ['./declare.ts', '../../flow/read/read.ts'],
  'src/engine/shapes/list/schema.ts': ['./declare.ts'],
  'src/engine/shapes/ranking/declare.ts': ['../../model/word.ts'],
  'src/engine/model/word.ts': [],
  'src/engine/model/other-word.ts': ['./word.ts'],
  'src/engine/postgres/database.ts': ['../model/word.ts', '@prisma/client', 'pg'],
  'src/engine/flow/accept/accept.ts': [
    '../../model/word.ts',
    '../../async/gate.ts',
    './event-store/event-store.ts',
  ],
  'src/engine/flow/accept/event-store/event-store.ts': ['../../../postgres/database.ts'],
  'src/engine/flow/carry/carry.ts': ['bullmq', 'ioredis'],
  'src/engine/flow/project/project.ts': ['../../model/other-word.ts'],
  'src/engine/flow/read/read.ts': ['./notices/notices.ts'],
  'src/engine/flow/read/notices/notices.ts': ['ioredis'],
  'src/engine/stores/redis/documents.ts': ['ioredis'],
  'src/engine/stores/postgres/tables.ts': ['../../postgres/database.ts'],
  'src/engine/flow/react/react.ts': ['../../model/word.ts'],
};

/** Plants that can stand in one project, because no two are in one file and none makes an import of another a cycle. */
export function plotsOf(all: readonly Plant[]): readonly (readonly Plant[])[] {
  const plots: Plant[][] = [];
  for (const plant of all) {
    // What closes a circle would be found there by the rule of another plant.
    const isAlone = plant.rule.startsWith('7');
    const plot = isAlone
      ? undefined
      : plots.find((others) =>
          others.every(({ file, rule }) => file !== plant.file && !rule.startsWith('7')),
        );
    if (plot) plot.push(plant);
    else plots.push([plant]);
  }
  return plots;
}

/** Writes the project to a new temporary folder, broken by the plants, and returns the folder. */
export function writeProject(broken: readonly Plant[]): string {
  const root = mkdtempSync(join(tmpdir(), 'slipstream-architecture-'));
  writeFileSync(join(root, '.oxlintrc.json'), JSON.stringify(linter));
  for (const file of ['package.json', 'tsconfig.json']) cpSync(file, join(root, file));
  for (const name of [
    'bullmq',
    'ioredis',
    'pg',
    'prom-client',
    'zod',
    '@prisma/client',
    '@opentelemetry/api',
  ]) {
    write(root, `node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    write(root, `node_modules/${name}/index.js`, 'export const it = 1;\n');
  }
  const files = broken.reduce(withPlant, project);
  for (const [file, imports] of Object.entries(files)) write(root, file, sourceImporting(imports));
  return root;
}

const withPlant = (files: typeof project, { file, imports }: Plant): typeof project => ({
  ...files,
  [file]: [...(files[file] ?? []), ...imports],
});

function sourceImporting(imports: readonly string[]): string {
  const lines = imports.map((from, index) => `import { it as it${index} } from '${from}';`);
  const sum = ['1', ...imports.map((_, index) => `it${index}`)].join(' + ');
  return [...lines, `export const it: number = ${sum};`, ''].join('\n');
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
