// The linter. Who may import what is stated in test/architecture/rules.ts.
import { lintedImports } from './test/architecture/rules.ts';

const never = (property: string, message: string) => ({ object: 'process', property, message });
const ARGUMENTS = never('argv', 'Only bin/ reads arguments.');
const EXITS = ['exit', 'exitCode'].map((property) => never(property, 'Only bin/ exits.'));
const ENVIRONMENT = never('env', 'Only engine/host/settings.ts reads the environment.');

/** Folders in which other import rules hold than in those around them, the outer ones first. */
const ROOMS = [
  'src/engine',
  'src/engine/async',
  'src/engine/definitions',
  'src/engine/fold',
  'src/engine/flow/accept',
  'src/engine/flow/accept/event-store',
  'src/engine/flow/carry',
  'src/engine/flow/project',
  'src/engine/flow/react',
  'src/engine/flow/read',
  'src/engine/flow/read/notices',
  'src/engine/graphql',
  'src/engine/host',
  'src/engine/model',
  'src/engine/observability',
  'src/engine/postgres',
  'src/engine/shapes',
  'src/engine/stores',
  'src/engine/stores/postgres',
  'src/domain/*',
  'src/domain/shared',
  'src/app',
  'src/cli',
  'src/dev',
  'src/dev/local',
  'src/bin',
];
const FILES = ['src/domain/*/reactions.ts'];

const importing = (files: string, path: string) => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns: lintedImports(path.replace('*', 'any')) }] },
});

export default {
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'vitest'],
  categories: {
    correctness: 'error',
    suspicious: 'error',
  },
  env: {
    node: true,
    es2024: true,
  },
  ignorePatterns: ['node_modules', 'dist', 'src/engine/postgres/prisma'],
  rules: {
    eqeqeq: 'error',
    'max-depth': ['error', 3],
    'max-params': ['error', { max: 3 }],
    'consistent-return': 'off',
    'no-await-in-loop': 'off',
    'no-console': 'error',
    'no-param-reassign': 'error',
    'no-shadow': 'off',
    'no-unmodified-loop-condition': 'off',
    'no-underscore-dangle': 'off',
    'import/no-cycle': 'error',
    'import/no-named-as-default-member': 'off',
    'import/no-unassigned-import': 'off',
    'promise/always-return': 'off',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-generated-empty-object-type': 'off',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unnecessary-type-arguments': 'off',
    'typescript/only-throw-error': 'error',
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/consistent-return': 'off',
    'typescript/unbound-method': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-fill-with-reference-type': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-useless-spread': 'off',
  },
  overrides: [
    {
      files: ['src/**'],
      rules: {
        'max-lines': ['error', { max: 250 }],
        'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
        'import/no-default-export': 'error',
        'no-restricted-properties': ['error', ARGUMENTS, ...EXITS, ENVIRONMENT],
      },
    },
    {
      files: ['src/engine/host/settings.ts'],
      rules: {
        'no-restricted-properties': ['error', ARGUMENTS, ...EXITS],
      },
    },
    {
      files: ['src/bin/**'],
      rules: {
        'max-lines': ['error', { max: 30 }],
        'no-console': 'off',
        'no-restricted-properties': ['error', ENVIRONMENT],
      },
    },
    {
      files: [
        'src/domain/**',
        'src/app/**',
        'src/bin/**',
        'src/engine/flow/project/**',
        'src/engine/flow/react/**',
        'src/engine/operations/**',
      ],
      rules: { 'typescript/consistent-type-assertions': ['error', { assertionStyle: 'never' }] },
    },
    {
      files: [
        'src/engine/model/**',
        'src/engine/definitions/**',
        'src/engine/shapes/*/declare.ts',
        'src/engine/flow/accept/event-store/**',
        'src/engine/flow/carry/**',
        'src/engine/fold/**',
        'src/engine/stores/**',
        'test/**',
        'bench/**',
      ],
      rules: { 'typescript/no-unsafe-type-assertion': 'off' },
    },
    { files: ['clients/**'], rules: { 'typescript/no-unsafe-enum-comparison': 'off' } },
    {
      files: ['test/**', 'bench/**'],
      rules: {
        'max-params': 'off',
        'max-depth': 'off',
        'no-console': 'off',
        'typescript/no-base-to-string': 'off',
        'typescript/require-array-sort-compare': 'off',
        'vitest/expect-expect': 'off',
        'vitest/no-standalone-expect': 'off',
        'vitest/require-mock-type-parameters': 'off',
        'vitest/valid-expect': 'off',
        'vitest/no-conditional-expect': 'off',
        'vitest/require-to-throw-message': 'off',
      },
    },
    ...ROOMS.map((room) => importing(`${room}/**`, `${room}/file.ts`)),
    ...FILES.map((file) => importing(file, file)),
  ],
};
