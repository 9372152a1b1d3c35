// Errors as a client sees them, and as the log does.
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { clientErrorOf } from '../../../src/engine/graphql/errors.ts';
import { reportError, reportErrors } from '../../../src/engine/graphql/report-errors.ts';
import { SlipstreamError } from '../../../src/engine/model/errors.ts';
import { silentLogger } from '../../../src/engine/model/logger.ts';

const at = (originalError: Error) =>
  new GraphQLError(originalError.message, { path: ['order', 'total'], originalError });

describe('a known error', () => {
  it('is shown with its code and details, where it happened', () => {
    const error = new SlipstreamError('PROJECTION_BEHIND', 'Not yet.', { details: { retryAfterMs: 50 } });
    expect(clientErrorOf(at(error)).toJSON()).toEqual({
      message: 'Not yet.',
      path: ['order', 'total'],
      extensions: { code: 'PROJECTION_BEHIND', retryAfterMs: 50 },
    });
  });

  it('keeps its code whatever its details are named', () => {
    const error = new SlipstreamError('INVALID_TOKEN', 'No.', { details: { code: 'OTHER' } });
    expect(clientErrorOf(error).extensions['code']).toBe('INVALID_TOKEN');
  });

  it('is told in other words where its own are for operators', () => {
    const error = new SlipstreamError('STORE_UNAVAILABLE', 'connect ECONNREFUSED 10.0.0.7', {
      details: { applied: false },
    });
    expect(clientErrorOf(at(error)).toJSON()).toMatchObject({ extensions: { code: 'STORE_UNAVAILABLE' } });
    expect(JSON.stringify(clientErrorOf(at(error)))).not.toMatch(/10\.0\.0\.7|applied/);
  });

  it('of an event that only newer code knows says that nothing was changed', () => {
    const error = new SlipstreamError('UNKNOWN_EVENT_TYPE', 'Event Secret at 7', {
      details: { position: '7' },
    });
    expect(clientErrorOf(at(error)).toJSON()).toMatchObject({
      message: expect.stringContaining('Nothing was changed.'),
      extensions: { code: 'UNKNOWN_EVENT_TYPE' },
    });
    expect(JSON.stringify(clientErrorOf(at(error)))).not.toMatch(/Secret|"7"/);
  });

  it('that GraphQL itself raises stays visible', () => {
    expect(clientErrorOf(new GraphQLError('Variable "$a" is wrong.')).toJSON()).toMatchObject({
      message: 'Variable "$a" is wrong.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

describe('any other error', () => {
  it.each([
    ['of a library', new TypeError('secret')],
    ['of the engine, with a code that is not for clients', new SlipstreamError('BAD_DEFINITION', 'secret')],
    ['of a value that can not be serialized', new GraphQLError('Int cannot represent secret')],
  ])('%s is masked', (_what, cause) => {
    expect(clientErrorOf(at(cause)).toJSON()).toEqual({
      message: 'Unexpected error',
      path: ['order', 'total'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });

  it('that is not even an error is masked too', () => {
    expect(clientErrorOf('secret').toJSON()).toEqual({
      message: 'Unexpected error',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });
});

it('shows the same of what was shown before', () => {
  const masked = clientErrorOf(new Error('secret'));
  expect(clientErrorOf(masked)).toBe(masked);
  const shown = clientErrorOf(at(new SlipstreamError('REBUILDING', 'Filling.')));
  expect(clientErrorOf(shown)).toBe(shown);
});

describe('reporting', () => {
  const reporter = () => {
    const lines: object[] = [];
    return {
      lines,
      logger: { ...silentLogger, error: (line: object) => lines.push(line) },
      correlationId: 'c-1',
    };
  };

  it('logs what is masked once, with its cause and the id the client gets', () => {
    const to = reporter();
    const cause = new SlipstreamError('FOLD_FAILED', 'secret');
    const first = reportError(at(cause), to);
    const second = reportError(first, to);
    expect(first.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', correlationId: 'c-1' });
    expect(second).toBe(first);
    expect(to.lines).toEqual([
      { err: cause, code: 'FOLD_FAILED', correlationId: 'c-1', path: 'order.total' },
    ]);
  });

  it('logs the command that failed, and tells the client nothing of it', () => {
    const to = reporter();
    const cause = new SlipstreamError('COMMAND_FAILED', 'secret', { details: { commandId: 'id-1' } });
    const shown = reportError(at(cause), to);
    expect(shown.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', correlationId: 'c-1' });
    expect(to.lines).toMatchObject([{ code: 'COMMAND_FAILED', commandId: 'id-1', correlationId: 'c-1' }]);
  });

  it('logs nothing of what is shown', () => {
    const to = reporter();
    const result = { data: null, errors: [at(new SlipstreamError('REBUILDING', 'Filling.'))] };
    expect(reportErrors(result, to).errors?.[0]?.extensions).toEqual({ code: 'REBUILDING' });
    expect(to.lines).toEqual([]);
  });

  it('leaves a result without errors as it is', () => {
    const result = { data: {} };
    expect(reportErrors(result, reporter())).toBe(result);
  });
});
