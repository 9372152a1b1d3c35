// A query or a mutation through a session: with which token it goes, when it is asked again, and when it waits.
import { parse } from 'graphql';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask } from '../../clients/core/ask.ts';
import type { OperationKind, Result } from '../../clients/core/operation.ts';
import { createSession, type Session } from '../../clients/core/session.ts';
import { recordingSink, recordSends, tokenAt } from '../support/recorded-sends.ts';

const MOST_QUESTIONS = 5;
const ORDER = '{ __typename id version status }';
const QUERY = `{ order(id: "1") ${ORDER} }`;
const MUTATION = `mutation { pay { order ${ORDER} } }`;

const order = (version: number) => ({ __typename: 'Order', id: '1', version, status: `S${version}` });
const found = (version: number): Result => ({ data: { order: order(version) } });
const refusal = (code: string): Result => ({ errors: [{ extensions: { code } }] });

interface Begun {
  readonly session?: Session;
  readonly kind?: OperationKind;
  readonly text?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

function begin({ session = createSession(), kind = 'query', text = QUERY, variables = {} }: Begun = {}) {
  const { sends, send, current } = recordSends();
  const sink = recordingSink();
  const options = { session, send, lossOf: () => ({ lost: true }) };
  const cancel = ask({ kind, query: parse(text), variables }, options, sink);
  const answer = (result: Result, token?: string) => current().sink.next(result, token);
  return { session, sends, current, sink, cancel, answer };
}

const pay = (session: Session) =>
  begin({ session, kind: 'mutation', text: MUTATION, variables: { input: { orderId: '1' } } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('sends the highest token seen, of a header or of the extensions', () => {
  const { session, current, answer, sink } = begin();
  expect(current().token).toBeUndefined();
  answer({ ...found(1), extensions: { consistencyToken: tokenAt(3) } }, tokenAt(5));
  expect(sink).toMatchObject({ results: [found(1)], completed: 1 });
  const second = begin({ session });
  expect(second.current()).toMatchObject({
    token: tokenAt(5),
    extensions: { consistencyToken: tokenAt(5) },
  });
  second.answer({ ...found(1), extensions: { consistencyToken: tokenAt(4) } });
  expect(session.token()).toBe(tokenAt(5));
});

it('puts what was seen in place of what is older', () => {
  const { session, answer } = begin();
  answer(found(3));
  const second = begin({ session });
  second.answer(found(2));
  expect(second.sink.results).toEqual([found(3)]);
});

it.each([
  ['asks again', '', 2],
  ['does not ask again, if it says itself how new it has to be,', '(minVersion: 1)', 1],
])('%s for what is older, where not all of what was seen newer is known', (_what, args, questions) => {
  const sold = (version: number, total: object) => ({
    data: { order: { __typename: 'Order', id: '1', version, total } },
  });
  const query = begin({ text: `{ order${args} { __typename id version total { amount currency } } }` });
  const other = begin({
    session: query.session,
    text: '{ order { __typename id version total { amount } } }',
  });
  other.answer(sold(2, { amount: 20 }), tokenAt(2));
  query.answer(sold(1, { amount: 1, currency: 'EUR' }), tokenAt(1));
  vi.runAllTimers();
  expect(query.sends).toHaveLength(questions);
  const newer = { amount: 20, currency: 'USD' };
  query.answer(sold(2, newer), tokenAt(2));
  const shown = questions === 2 ? newer : { amount: 1, currency: 'EUR' };
  expect(query.sink.results).toEqual([sold(2, shown)]);
});

it('asks again what shows another state of the same version than was seen while it was on its way', () => {
  const selection = '{ __typename id version customer { name } }';
  const named = (name: string): Result => ({
    data: { order: { __typename: 'Order', id: '1', version: 7, customer: { name } } },
  });
  const query = begin({ text: `{ order ${selection} }` });
  begin({ session: query.session, text: `{ update: order ${selection} }` }).answer(
    { data: { update: { __typename: 'Order', id: '1', version: 7, customer: { name: 'New' } } } },
    tokenAt(9),
  );
  query.answer(named('Old'), tokenAt(8));
  vi.runAllTimers();
  expect(query.sends.map(({ token }) => token)).toEqual([undefined, tokenAt(9)]);
  // Asked after it was seen, so what it says now is the newest, whatever it is.
  query.answer(named('Newest'), tokenAt(10));
  expect(query.sink.results).toEqual([named('Newest')]);
});

it('asks again what is older than a version of which less was seen than is asked for', () => {
  const query = begin({ text: '{ order { __typename id version status paidAt } }' });
  begin({ session: query.session }).answer(found(2), tokenAt(2));
  query.answer({ data: { order: { ...order(1), paidAt: null } } }, tokenAt(1));
  vi.runAllTimers();
  expect(query.sends).toHaveLength(2);
  const whole = { data: { order: { ...order(2), paidAt: 'now' } } };
  query.answer(whole, tokenAt(2));
  expect(query.sink.results).toEqual([whole]);
});

it('waits for a mutation that is never answered for five seconds', () => {
  const query = begin();
  pay(query.session);
  query.answer(found(1));
  vi.advanceTimersByTime(4_999);
  expect(query.sink.completed).toBe(0);
  vi.advanceTimersByTime(1);
  expect(query.sink.results).toEqual([found(1)]);
});

it('asks again what was asked before a mutation that has been answered since', () => {
  const query = begin();
  const mutation = pay(query.session);
  mutation.answer({ data: { pay: { order: order(2) } } }, tokenAt(2));
  vi.runAllTimers();
  query.answer(found(1), tokenAt(1));
  vi.runAllTimers();
  expect(query.sends).toHaveLength(2);
  expect(query.current().token).toBe(tokenAt(2));
  query.answer(found(2), tokenAt(2));
  expect(query.sink.results).toEqual([found(2)]);
});

it('waits with an answer about what is being changed, and no other', () => {
  const query = begin();
  const mutation = pay(query.session);
  const other = begin({ session: query.session });
  other.answer({ data: { order: { ...order(1), id: '2' } } });
  expect(other.sink.completed).toBe(1);
  query.answer(found(1));
  expect(query.sink.completed).toBe(0);
  mutation.answer({ data: { pay: { order: order(2) } } });
  vi.runAllTimers();
  query.answer(found(2));
  expect(query.sink.results).toEqual([found(2)]);
});

it.each(['error', 'cancel'] as const)('waits no more after the %s of the mutation', (end) => {
  const query = begin();
  const mutation = pay(query.session);
  query.answer(found(1));
  expect(query.sink.completed).toBe(0);
  if (end === 'error') mutation.current().sink.error(new Error('gone'));
  else mutation.cancel();
  vi.runAllTimers();
  expect(query.sink.results).toEqual([found(1)]);
});

it('asks again where a read model is behind, five times in all, and then says so', () => {
  const { sends, answer, sink } = begin();
  for (let count = 1; count <= 5; count += 1) {
    expect(sends).toHaveLength(count);
    answer(refusal('PROJECTION_BEHIND'));
    vi.advanceTimersByTime(250);
  }
  expect(sends).toHaveLength(5);
  expect(sink.results).toEqual([refusal('PROJECTION_BEHIND')]);
});

it.each(['READ_MODEL_UNAVAILABLE', 'REBUILDING'])('asks again where a read model is away: %s', (code) => {
  const { sends, answer, sink } = begin({ text: `{ order(id: "1", minVersion: 3) ${ORDER} }` });
  answer(refusal(code));
  vi.advanceTimersByTime(250);
  expect(sends).toHaveLength(2);
  answer(found(3));
  vi.runAllTimers();
  expect(sends).toHaveLength(2);
  expect(sink).toMatchObject({ results: [found(3)], completed: 1 });
});

it.each(['minVersion: 3', 'consistency: { maxWaitMs: 0 }'])('leaves it at that with %s', (own) => {
  const { sends, answer, sink } = begin({ text: `{ order(id: "1", ${own}) ${ORDER} }` });
  answer(refusal('PROJECTION_BEHIND'));
  vi.runAllTimers();
  expect(sends).toHaveLength(1);
  expect(sink.results).toHaveLength(1);
});

it('forgets everything of another store, and asks it again without a token', () => {
  const { session, answer } = begin();
  answer(found(9), tokenAt(9));
  const second = begin({ session });
  second.answer(refusal('TOKEN_OF_ANOTHER_STORE'));
  vi.runAllTimers();
  expect(second.current().token).toBeUndefined();
  second.answer(found(1), tokenAt(1, 'other'));
  expect(second.sink.results).toEqual([found(1)]);
  expect(session.token()).toBe(tokenAt(1, 'other'));
});

it('says that a token of its own is refused, after an attempt without any other', () => {
  const { session, current, sends, sink, answer } = begin();
  session.saw(tokenAt(9));
  answer(refusal('INVALID_TOKEN'));
  session.saw(tokenAt(10));
  vi.runAllTimers();
  expect(current().token).toBeUndefined();
  answer(refusal('INVALID_TOKEN'));
  vi.runAllTimers();
  expect(sends).toHaveLength(2);
  expect(sink.results).toEqual([refusal('INVALID_TOKEN')]);
});

it.each(['STORE_UNAVAILABLE', 'PROJECTION_BEHIND', 'INVALID_TOKEN'])(
  'never repeats a mutation: %s',
  (code) => {
    const mutation = pay(createSession());
    mutation.answer(refusal(code));
    vi.runAllTimers();
    expect(mutation.sends).toHaveLength(1);
    expect(mutation.sink.results).toEqual([refusal(code)]);
  },
);

it('says nothing to whoever has cancelled', () => {
  const { current, sends, answer, sink, cancel } = begin();
  answer(refusal('PROJECTION_BEHIND'));
  cancel();
  vi.runAllTimers();
  current().sink.next(found(1));
  current().sink.error(new Error('late'));
  expect(sends).toHaveLength(1);
  expect(sink).toMatchObject({ results: [], errors: [] });
});

it('waits with its last answer too', () => {
  const query = begin();
  const write = (version: number) => {
    const mutation = pay(query.session);
    return () => {
      mutation.answer({ data: { pay: { order: order(version) } } });
      vi.runAllTimers();
    };
  };
  // Each time another mutation has overtaken it.
  for (let version = 2; query.sends.length < MOST_QUESTIONS; version += 1) {
    write(version)();
    query.answer(found(1));
    vi.runAllTimers();
  }
  const finish = write(9);
  query.answer(found(1));
  expect(query.sink.completed).toBe(0);
  finish();
  expect(query.sink.results).toEqual([found(9)]);
});
