// The import rules: engine ← domain ← app ← bin, for dependency-cruiser. The linter has the same for the editor.
import type {
  IForbiddenRuleType,
  IReachabilityForbiddenRuleType,
  IRegularForbiddenRuleType,
} from 'dependency-cruiser';

export const GENERATED = '^src/engine/postgres/prisma/';

const PRISMA = ['(^|/)node_modules/(@prisma|prisma|pg)/', '^@?prisma(/|$)', '^pg$', GENERATED];
const BULLMQ = ['(^|/)node_modules/bullmq/', '^bullmq$'];
const IOREDIS = ['(^|/)node_modules/ioredis/', '^ioredis$'];

type Rule = IRegularForbiddenRuleType | IReachabilityForbiddenRuleType;

const rule = <R extends Rule>(name: string, from: R['from'], to: R['to']) =>
  ({ name, severity: 'error', from, to }) as const;

export const rules: readonly IForbiddenRuleType[] = [
  rule('1 engine is domain-free', { path: '^src/engine/' }, { path: '^src/(domain|app|bin)/' }),

  rule(
    '2 domain enters the engine by its door',
    { path: '^src/domain/' },
    { path: '^src/engine/', pathNot: '^src/engine/index\\.ts$' },
  ),
  rule('2 domain knows no app', { path: '^src/domain/' }, { path: '^src/(app|bin)/' }),
  rule('2 app knows no bin', { path: '^src/app/' }, { path: '^src/bin/' }),
  rule(
    '2 app enters a module by its index',
    { path: '^src/(app|bin)/' },
    { path: '^src/domain/', pathNot: '^src/domain/([^/]+/index\\.ts$|shared/)' },
  ),

  rule(
    '3 modules meet in their events',
    { path: '^src/domain/([^/]+)/', pathNot: '^src/domain/shared/|/reactions\\.ts$' },
    { path: '^src/domain/', pathNot: ['^src/domain/($1|shared)/', '^src/domain/[^/]+/events\\.ts$'] },
  ),
  rule(
    '3 reactions also know commands',
    { path: '^src/domain/([^/]+)/reactions\\.ts$' },
    {
      path: '^src/domain/',
      pathNot: ['^src/domain/($1|shared)/', '^src/domain/[^/]+/(events|commands)\\.ts$'],
    },
  ),
  rule(
    '3 shared knows no module',
    { path: '^src/domain/shared/' },
    { path: '^src/domain/', pathNot: '^src/domain/shared/' },
  ),

  rule(
    '4 stages never meet',
    { path: '^src/engine/flow/([^/]+)/' },
    { path: '^src/engine/flow/', pathNot: '^src/engine/flow/$1/' },
  ),
  rule('4 stages are joined in the runtime', { path: '^src/(app|bin)/' }, { path: '^src/engine/flow/' }),

  rule(
    '5 Prisma lives in engine/postgres',
    { path: '^src/', pathNot: ['^src/engine/postgres/', '^src/app/(local|migrations)/'] },
    { path: PRISMA },
  ),
  rule(
    '5 SQL lives in the event store and the tables',
    {
      path: '^src/',
      pathNot: [
        '^src/engine/postgres/',
        '^src/engine/flow/(accept/event-store|read/tables)/',
        '^src/engine/runtime\\.ts$',
      ],
    },
    { path: '^src/engine/postgres/' },
  ),
  rule('5 BullMQ lives in carry', { path: '^src/', pathNot: '^src/engine/flow/carry/' }, { path: BULLMQ }),
  rule(
    '5 ioredis lives in carry and read',
    { path: '^src/', pathNot: '^src/engine/flow/(carry|read)/' },
    { path: IOREDIS },
  ),
  rule(
    '5 no driver behind the doors of authors',
    { path: '^src/engine/(testing/)?index\\.ts$' },
    { path: [...PRISMA, ...BULLMQ, ...IOREDIS], reachable: true },
  ),

  rule('6 model imports nothing', { path: '^src/engine/model/' }, { pathNot: '^src/engine/model/' }),

  rule('7 no cycles', {}, { circular: true }),
  rule('7 no orphans', { orphan: true, path: '^src/' }, {}),
  rule('7 everything is found', { path: '^src/' }, { couldNotResolve: true, pathNot: GENERATED }),
];
