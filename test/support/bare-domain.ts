// A small domain of which nothing is described, one of each kind of definition.
import { z } from 'zod';
import { defineCommands } from '../../src/engine/definitions/commands.ts';
import { defineDecider } from '../../src/engine/definitions/decider.ts';
import { defineEvents, event } from '../../src/engine/definitions/events.ts';
import { defineModule } from '../../src/engine/definitions/module.ts';
import { defineProjection } from '../../src/engine/definitions/projection.ts';
import { defineReference } from '../../src/engine/definitions/reference.ts';
import { defineRefusal } from '../../src/engine/definitions/refusals.ts';
import { enumeration, id } from '../../src/engine/definitions/values.ts';
import { defineDocument, embed } from '../../src/engine/shapes/document/declare.ts';
import { defineQuery } from '../../src/engine/shapes/query/declare.ts';

const BoxEvents = defineEvents('box', { BoxFilled: event<{ ownerId: string }>() });
const BoxSize = enumeration('BoxSize', ['BIG']);
const BoxFull = defineRefusal('BoxFull', { most: z.int() }, () => 'It is full.');

const BoxCommands = defineCommands('box', {
  fillBox: {
    changes: 'boxId',
    input: z.object({
      boxId: id(),
      size: BoxSize,
      lid: z.object({ shut: z.boolean() }).meta({ graphql: 'Lid' }),
    }),
    refuses: [BoxFull],
  },
});

const owner = defineReference('owner', {
  from: BoxEvents,
  value: z.object({ name: z.string() }),
  create: { BoxFilled: () => ({ name: '' }) },
  update: {},
});

const boxProjection = defineProjection('box', {
  document: defineDocument('Box', {
    ownerId: id().meta({ description: 'Whose it is.' }),
    owner: embed(owner, 'ownerId', 'name'),
    size: BoxSize,
    weight: z.int(),
  }),
  from: [BoxEvents],
  rankings: { heaviestBoxes: { highest: 'weight' } },
  create: { BoxFilled: ({ data: { ownerId } }) => ({ ownerId, size: 'BIG', weight: 0 }) },
  update: {},
});

const boxes = defineQuery('boxes', {
  over: boxProjection,
  args: z.object({ size: BoxSize }),
  result: z.object({ count: z.int() }),
  ids: () => ['box'],
  answer: (_args, found) => ({ count: found.length }),
});

const boxDecider = defineDecider({
  commands: BoxCommands,
  events: BoxEvents,
  initialState: 0,
  decide: { fillBox: () => [] },
  evolve: { BoxFilled: () => 0 },
});

export const bareModule = defineModule('boxes', {
  events: [BoxEvents],
  deciders: [boxDecider],
  graphql: (g) => {
    g.mutations(BoxCommands, { shows: boxProjection });
    g.document(boxProjection);
    g.rankings(boxProjection, { entry: 'BoxPlace', live: true });
    g.query(boxes);
    g.subscription('boxUpdated', boxProjection);
  },
});
