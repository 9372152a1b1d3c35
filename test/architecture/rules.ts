// The import rules: engine ← domain ← app ← bin. Each is stated once, for dependency-cruiser, which follows every import
// of the source, and for the linter, which shows a broken rule in the editor but sees one specifier at a time.
import type {
  IForbiddenRuleType,
  IReachabilityForbiddenRuleType,
  IRegularForbiddenRuleType,
} from 'dependency-cruiser';

export const GENERATED = '^src/engine/postgres/prisma/';

const PRISMA = ['(^|/)node_modules/(@prisma|prisma|pg)/', '^@?prisma(/|$)', '^pg$', GENERATED];
const BULLMQ = ['(^|/)node_modules/bullmq/', '^bullmq$'];
const PROM = ['(^|/)node_modules/prom-client/', '^prom-client$'];
const OPEN_TELEMETRY = ['(^|/)node_modules/@opentelemetry/', '^@opentelemetry/'];
const IOREDIS = ['(^|/)node_modules/ioredis/', '^ioredis$'];
/** What authors say of a shape, and what follows from that alone. */
const DECLARING = ['^src/engine/shapes/[^/]+/(declare|embeds|entry|range|ports)\\.ts$'];
const STAGES = ['accept', 'carry', 'project', 'react', 'read'] as const;

type Cruised = IRegularForbiddenRuleType | IReachabilityForbiddenRuleType;

/** What of a specifier the linter refuses: by a regular expression, or by globs as in .gitignore. */
type Specifiers = { readonly regex: string } | { readonly group: readonly string[] };

export interface ImportRule {
  readonly cruised: IForbiddenRuleType;
  /** In files that the rule is `from`; left out where a specifier alone does not tell. */
  readonly linted: (Specifiers & { readonly message: string }) | undefined;
}

const rule = <R extends Cruised>(
  name: string,
  { from, to, linted }: { from: R['from']; to: R['to']; linted?: Specifiers },
): ImportRule => ({
  cruised: { name, severity: 'error', from, to },
  linted: linted && { ...linted, message: `Import rule "${name}": see test/architecture/rules.ts.` },
});

export const importRules: readonly ImportRule[] = [
  rule('1 engine is domain-free', {
    from: { path: '^src/engine/' },
    to: { path: '^src/(domain|app|bin|cli|dev)/' },
    linted: { regex: '/(domain|app|bin|cli|dev)/' },
  }),
  rule('1 engine does not enter by its doors', {
    from: { path: '^src/engine/' },
    to: { path: '^src/engine/(index|runtime|testing/index)\\.ts$' },
    linted: { regex: '^#engine' },
  }),

  rule('2 domain enters the engine by its door', {
    from: { path: '^src/domain/' },
    to: { path: '^src/engine/', pathNot: '^src/engine/index\\.ts$' },
    linted: { regex: '^#engine/|/engine/' },
  }),
  rule('2 domain knows no app', {
    from: { path: '^src/domain/' },
    to: { path: '^src/(app|bin|cli|dev)/' },
    linted: { regex: '/(app|bin|cli|dev)/' },
  }),
  rule('2 domain needs zod and nothing else', {
    from: { path: '^src/domain/' },
    to: { pathNot: ['^src/', '(^|/)node_modules/zod/', '^zod$'] },
    linted: { regex: '^([@a-y]|#engine/)' },
  }),
  rule('2 app enters the engine by its doors', {
    from: { path: '^src/app/' },
    to: { path: '^src/engine/', pathNot: '^src/engine/(index|runtime)\\.ts$' },
    linted: {
      regex:
        '/engine/(async|definitions|flow|fold|graphql|host|model|observability|operations|postgres|stores|testing)/',
    },
  }),
  rule('2 the command line and the development server know no application', {
    from: { path: '^src/(cli|dev)/' },
    to: { path: '^src/(domain|app|bin)/' },
    linted: { regex: '/(domain|app|bin)/' },
  }),
  rule('2 the development server knows no command line', {
    from: { path: '^src/dev/' },
    to: { path: '^src/cli/' },
    linted: { regex: '/cli/' },
  }),
  rule('2 app knows no bin', {
    from: { path: '^src/app/' },
    to: { path: '^src/bin/' },
    linted: { regex: '/bin/' },
  }),
  rule('2 app enters a module by its index', {
    from: { path: '^src/(app|bin)/' },
    to: { path: '^src/domain/', pathNot: '^src/domain/([^/]+/index\\.ts$|shared/)' },
  }),

  rule('3 modules meet in their events', {
    from: { path: '^src/domain/([^/]+)/', pathNot: '^src/domain/shared/|/reactions\\.ts$' },
    to: { path: '^src/domain/', pathNot: ['^src/domain/($1|shared)/', '^src/domain/[^/]+/events\\.ts$'] },
    linted: { group: otherModules('events.ts') },
  }),
  rule('3 reactions also know commands', {
    from: { path: '^src/domain/([^/]+)/reactions\\.ts$' },
    to: {
      path: '^src/domain/',
      pathNot: ['^src/domain/($1|shared)/', '^src/domain/[^/]+/(events|commands)\\.ts$'],
    },
    linted: { group: otherModules('events.ts', 'commands.ts') },
  }),
  rule('3 shared knows no module', {
    from: { path: '^src/domain/shared/' },
    to: { path: '^src/domain/', pathNot: '^src/domain/shared/' },
    linted: { group: otherModules() },
  }),

  ...STAGES.map((stage) =>
    rule(`4 ${stage} meets no other stage`, {
      from: { path: `^src/engine/flow/${stage}/` },
      to: { path: '^src/engine/flow/', pathNot: `^src/engine/flow/${stage}/` },
      linted: { regex: `/(${STAGES.filter((other) => other !== stage).join('|')})/` },
    }),
  ),
  rule('4 stages know neither GraphQL nor stores', {
    from: { path: '^src/engine/flow/' },
    to: { path: '^src/engine/(graphql|stores)/' },
    linted: { regex: '/(graphql|stores)/' },
  }),
  rule('4 stores know neither stages nor GraphQL', {
    from: { path: '^src/engine/stores/' },
    to: { path: '^src/engine/(flow|graphql)/' },
    linted: { regex: '/(flow|graphql)/' },
  }),
  rule('4 GraphQL knows neither stages nor stores', {
    from: { path: '^src/engine/graphql/' },
    to: { path: '^src/engine/(flow|stores)/' },
    linted: { regex: '/(flow|stores)/' },
  }),
  rule('4 stages know only what shapes declare', {
    from: { path: '^src/engine/(flow|fold|definitions|stores)/' },
    to: { path: '^src/engine/shapes/', pathNot: ['^src/engine/shapes/registered\\.ts$', ...DECLARING] },
    linted: { regex: '/shapes/([^/]+/(read|schema|follow)|open|schema)' },
  }),
  rule('4 what a shape declares is only declared', {
    from: { path: DECLARING },
    to: { path: '^src/engine/(flow|graphql|stores)/' },
  }),
  rule('4 shapes are read without GraphQL and shown without stages', {
    from: { path: '^src/engine/shapes/[^/]+/(schema|updates|texts|only)\\.ts$' },
    to: { path: ['^src/engine/flow/', '^src/engine/shapes/[^/]+/(read|follow)'] },
  }),
  rule('4 shapes know no stores', {
    from: { path: '^src/engine/shapes/' },
    to: { path: '^src/engine/(stores|host)/' },
    linted: { regex: '/(stores|host)/' },
  }),
  rule('4 shapes know no other shape but the document', {
    from: { path: '^src/engine/shapes/([^/]+)/' },
    to: { path: '^src/engine/shapes/[^/]+/', pathNot: '^src/engine/shapes/($1|document)/' },
  }),
  rule('4 what waits, folds or connects knows no stage', {
    from: { path: '^src/engine/(async|fold|postgres|definitions)/' },
    to: { path: '^src/engine/(flow|graphql|stores)/' },
    linted: { regex: '/(flow|graphql|stores)/' },
  }),
  rule('4 stages are joined by the host', {
    from: { path: '^src/(bin|cli|dev)/' },
    to: { path: '^src/engine/flow/' },
    linted: { regex: '/engine/flow/' },
  }),

  rule('5 Prisma lives in engine/postgres', {
    from: { path: '^src/', pathNot: ['^src/engine/postgres/', '^src/dev/local/'] },
    to: { path: PRISMA },
    linted: { regex: '^(@prisma/|prisma$|pg$|pg-)' },
  }),
  rule('5 SQL lives in the event store and in stores/postgres', {
    from: {
      path: '^src/',
      pathNot: [
        '^src/engine/postgres/',
        '^src/engine/(flow/accept/event-store|stores/postgres)/',
        '^src/(cli|dev)/',
        '^src/engine/host/',
      ],
    },
    to: { path: '^src/engine/postgres/' },
    linted: { regex: '/engine/postgres/|^(\\.\\./)+postgres/' },
  }),
  rule('5 BullMQ lives in carry', {
    from: { path: '^src/', pathNot: '^src/engine/flow/carry/' },
    to: { path: BULLMQ },
    linted: { regex: '^bullmq' },
  }),
  rule('5 ioredis lives in carry, notices and stores', {
    from: { path: '^src/', pathNot: '^src/engine/(flow/carry|flow/read/notices|stores)/' },
    to: { path: IOREDIS },
    linted: { regex: '^ioredis' },
  }),
  rule('5 prom-client lives in observability', {
    from: { path: '^src/', pathNot: '^src/engine/observability/' },
    to: { path: PROM },
    linted: { regex: '^prom-client' },
  }),
  rule('5 OpenTelemetry lives in observability', {
    from: { path: '^src/', pathNot: '^src/engine/observability/' },
    to: { path: OPEN_TELEMETRY },
    linted: { regex: '^@opentelemetry/' },
  }),
  rule('5 no driver behind the doors of authors', {
    from: { path: '^src/engine/(testing/)?index\\.ts$' },
    to: { path: [...PRISMA, ...BULLMQ, ...IOREDIS, ...PROM, ...OPEN_TELEMETRY], reachable: true },
  }),

  rule('6 model imports nothing', {
    from: { path: '^src/engine/model/' },
    to: { pathNot: '^src/engine/model/' },
    linted: { regex: '^(\\.\\./|[^.])' },
  }),

  rule('7 no cycles', { from: {}, to: { circular: true } }),
  rule('7 no orphans', { from: { orphan: true, path: '^src/' }, to: {} }),
  rule('7 everything is found', {
    from: { path: '^src/' },
    to: { couldNotResolve: true, pathNot: GENERATED },
  }),
];

export const cruisedRules: readonly IForbiddenRuleType[] = importRules.map(({ cruised }) => cruised);

/** What the linter refuses to import in a file of that path. */
export function lintedImports(path: string): readonly NonNullable<ImportRule['linted']>[] {
  return importRules.flatMap(({ cruised: { from }, linted }) =>
    linted && matches(path, from.path) && !matches(path, from.pathNot) ? [linted] : [],
  );
}

const matches = (path: string, patterns: string | string[] | undefined): boolean =>
  [patterns ?? []].flat().some((pattern) => new RegExp(pattern).test(path));

/** Globs for everything of other modules of the domain but files of these names. */
function otherModules(...but: readonly string[]): readonly string[] {
  const above = ['..', '../..'];
  return [
    ...above.map((up) => `${up}/*/**`),
    ...above.map((up) => `!${up}/shared/**`),
    ...but.flatMap((file) => above.map((up) => `!${up}/*/${file}`)),
  ];
}
