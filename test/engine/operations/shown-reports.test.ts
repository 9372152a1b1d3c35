// Errors as operators see them: what a message quotes stands in its stack too.
import { expect, it } from 'vitest';
import type { DeadLetter } from '../../../src/engine/model/operations.ts';
import { HIDDEN_MESSAGE, payloadMask } from '../../../src/engine/operations/mask-payloads.ts';
import { shownReports } from '../../../src/engine/operations/shown-reports.ts';

const letter: DeadLetter = {
  ...{ id: 'order/order-1', projection: 'order', documentId: 'order-1', group: 'a', codeVersion: 1 },
  event: {
    ...{
      position: '1',
      id: 'event-1',
      stream: 'order/order-1',
      version: 1,
      type: 'OrderPaid',
      schemaVersion: 1,
    },
    ...{ recordedAt: '2026-11-30T00:00:00.000Z', correlationId: undefined, causationId: undefined },
    ...{ principal: undefined, payload: { iban: 'DE02' } },
  },
  error: { code: 'FOLD_FAILED', message: 'no account DE02', stack: 'Error: no account DE02\n    at fold' },
  ...{ followers: 0, version: 1, document: { iban: 'DE02' } },
};

it.each(['masked', 'hidden'] as const)('of a dead letter quotes no value where payloads are %s', (shows) => {
  const shown = shownReports(payloadMask(shows)).deadLetter(letter);
  expect(JSON.stringify(shown)).not.toContain('DE02');
  expect(shown.error).toEqual({ code: 'FOLD_FAILED', message: HIDDEN_MESSAGE, stack: HIDDEN_MESSAGE });
});

it('of a dead letter is all there where payloads are shown', () => {
  expect(shownReports(payloadMask('shown')).deadLetter(letter)).toEqual(letter);
});
