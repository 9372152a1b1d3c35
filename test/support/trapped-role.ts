// The shop with a trap beside it, as `npm start` runs it.
import { modules as shop } from '../../src/app/modules.ts';
import { start } from '../../src/cli/start.ts';
import { defineSystem } from '../../src/engine/index.ts';
import { gluttonModule } from './trap-module.ts';

const modules = [...shop.map((module) => ({ ...module, reactions: [] })), gluttonModule];

start({
  argv: process.argv,
  load: async () => ({ system: defineSystem('trapped', modules) }),
  exit: (code) => process.exit(code),
});
