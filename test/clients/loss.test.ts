// Ends of a subscription that are the loss of a connection, as the transports in use tell of them.
import { expect, it } from 'vitest';
import { lossOf } from '../../clients/core/loss.ts';

const withCode = (code: string) => [{ message: 'no', extensions: { code } }];

it.each<[unknown, boolean]>([
  // Nothing is said of an answer.
  [new TypeError('fetch failed'), true],
  [undefined, true],
  // HTTP, of urql and of Apollo.
  [{ status: 200 }, true],
  [{ status: 400 }, false],
  [{ status: 401 }, false],
  [{ status: 408 }, true],
  [{ status: 429 }, true],
  [{ statusCode: 404 }, false],
  [{ statusCode: 503 }, true],
  // WebSockets.
  [{ code: 1006, reason: '' }, true],
  [{ code: 1012, reason: 'The server stops.' }, true],
  [{ code: 4400, reason: 'Bad' }, false],
  [{ code: 4403, reason: 'Forbidden' }, false],
  [{ code: 4408, reason: 'Too late' }, true],
  [{ code: 4429, reason: 'Twice' }, true],
  // An operation that could not be served.
  [withCode('INVALID_SUBSCRIPTION'), false],
  [withCode('OVERLOADED'), true],
  [{ errors: withCode('SHUTTING_DOWN') }, true],
  [{ errors: withCode('TOO_MANY_DOCUMENTS') }, false],
])('%o', (error, lost) => {
  expect(lossOf(error).lost).toBe(lost);
});

it('takes the word of an error that knows', () => {
  expect(lossOf({ lost: false, status: 503 })).toMatchObject({ lost: false, retryMs: undefined });
  expect(lossOf({ lost: true, retryMs: 70 })).toMatchObject({ lost: true, retryMs: 70 });
});

it.each<[unknown, boolean]>([
  [{ status: 401 }, true],
  [{ code: 4403, reason: 'Forbidden' }, true],
  // Of Apollo's link for WebSockets.
  [new Error('Socket closed with event 4403 Forbidden'), true],
  [{ errors: withCode('UNAUTHENTICATED') }, true],
  [{ lost: false, refused: true }, true],
  [{ status: 403 }, false],
  [{ code: 1006, reason: '' }, false],
  [withCode('INVALID_SUBSCRIPTION'), false],
  [new TypeError('fetch failed'), false],
])('tells by %o whether an access token was refused', (error, refused) => {
  expect(lossOf(error)).toMatchObject(refused ? { lost: false, refused } : { refused });
});
