// A command bus on a real store, and commands with as little to write as possible.
import { afterEach, expect } from 'vitest';
import {
  createCommandBus,
  type CommandBusOptions,
} from '../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import type { CommandOutcome, Receipt } from '../../src/engine/model/outcome.ts';
import type { CommandRequest } from '../../src/engine/model/services.ts';
import { testDeciders, testEvents } from './counter-domain.ts';

export type TestStore = ReturnType<typeof createEventStore>;

export interface TestBus {
  readonly store: TestStore;
  /** Sends a command. */
  readonly send: (
    command: string,
    input: Readonly<Record<string, unknown>>,
    options?: Partial<CommandRequest>,
  ) => Promise<CommandOutcome>;
  /** How often the doorbell rang. */
  readonly rings: () => number;
  readonly closeBus: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** @param wrap puts something between the bus and its store. */
export function openBus(
  databaseUrl: string,
  options: Partial<CommandBusOptions> = {},
  wrap: (store: TestStore) => CommandBusOptions['store'] = (store) => store,
): TestBus {
  const store = createEventStore({ databaseUrl, events: testEvents });
  let rings = 0;
  const doorbell = {
    ring: () => {
      rings += 1;
    },
  };
  const bus = createCommandBus({ deciders: testDeciders, doorbell, ...options, store: wrap(store) });
  return {
    store,
    send: (command, input, more = {}) =>
      bus.dispatch({ command, input, principal: 'tester', correlationId: 'correlation', ...more }),
    rings: () => rings,
    closeBus: () => bus.close(),
    close: async () => {
      await bus.close();
      await store.close();
    },
  };
}

/** To be called at the top of a file: opens buses as `openBus` does, and closes those of a test after it. */
export function withBuses(): typeof openBus {
  const buses: TestBus[] = [];
  afterEach(() => Promise.all(buses.splice(0).map((bus) => bus.close())));
  return (...opening) => {
    const bus = openBus(...opening);
    buses.push(bus);
    return bus;
  };
}

/** The receipt of a command that must have been accepted. */
export function receiptOf(outcome: CommandOutcome): Receipt {
  expect(outcome).toMatchObject({ accepted: true });
  return outcome.accepted ? outcome.receipt : { ...NONE };
}

const NONE: Receipt = { commandId: '', streamId: '', version: 0, position: '0', token: '', replayed: false };

/** `OK`, `REPLAYED` or the code of the refusal. */
export function resultOf(outcome: CommandOutcome): string {
  if (!outcome.accepted) return outcome.rejection.code;
  return outcome.receipt.replayed ? 'REPLAYED' : 'OK';
}
