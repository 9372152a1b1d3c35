// A subscription through a session: what is passed on, and what becomes of it when its connection is lost.
import { parse, type DocumentNode } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { follow } from '../../clients/core/follow.ts';
import type { LostConnection, Result } from '../../clients/core/operation.ts';
import { createSession } from '../../clients/core/session.ts';
import { recordingSink, recordSends, tokenAt } from '../support/recorded-sends.ts';

const QUERY = parse('subscription { orderUpdated(id: "1") { document { __typename id version status } } }');

const update = (version: number, extensions: Readonly<Record<string, unknown>> = {}): Result => ({
  data: { orderUpdated: { document: { __typename: 'Order', id: '1', version, status: `S${version}` } } },
  extensions: { consistencyToken: tokenAt(version), resume: { 'ORDER/1': tokenAt(version) }, ...extensions },
});

const refusal = (code: string): Result => ({ errors: [{ extensions: { code } }] });

interface Begun {
  readonly query?: DocumentNode;
  readonly lossOf?: (error: unknown) => LostConnection;
}

function begin({ query = QUERY, lossOf = () => ({ lost: true }) }: Begun = {}) {
  const session = createSession();
  const { sends, send, current } = recordSends();
  const sink = recordingSink();
  const states: string[] = [];
  const whys: unknown[] = [];
  const onConnection = (state: string, why?: unknown): void => {
    states.push(state);
    if (state === 'lost') whys.push(why);
  };
  const cancel = follow(
    { kind: 'subscription', query, variables: {} },
    { session, send, lossOf, onConnection },
    sink,
  );
  const passOn = (result: Result) => current().sink.next(result);
  return { session, sends, current, sink, states, whys, cancel, passOn };
}

beforeEach(() => {
  vi.useFakeTimers();
  // The longest wait.
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('begins with what is there, and goes on with what it was told last of each document', () => {
  const { sends, current, sink, states, passOn } = begin();
  expect(current().extensions).toEqual({ consistencyToken: undefined, resume: {} });
  passOn(update(1));
  passOn(update(2, { resume: { 'ORDER/2': tokenAt(7) } }));
  current().sink.error(new Error('gone'));
  vi.advanceTimersByTime(250);
  expect(sends).toHaveLength(2);
  expect(current().extensions).toEqual({
    consistencyToken: tokenAt(2),
    resume: { 'ORDER/1': tokenAt(1), 'ORDER/2': tokenAt(7) },
  });
  passOn(update(3));
  expect(sink.results).toHaveLength(3);
  expect(states).toEqual(['live', 'live', 'lost', 'live']);
});

it('passes on nothing older than what was seen, wherever it was seen', () => {
  const { session, sink, passOn } = begin();
  session.admit({ query: QUERY, variables: {} }, update(5).data);
  passOn(update(4));
  passOn(update(5));
  expect(sink.results).toEqual([update(5)]);
});

it('passes on what is news in an update beside what is older, which has the newer values in it', () => {
  const query = parse(`subscription { shippingDashboardUpdated { document {
    __typename id version waiting { __typename id version customerName } } } }`);
  const waiting = (version: number) => [
    { __typename: 'WaitingOrder', id: 'o1', version, customerName: `name ${version}` },
  ];
  const push = (version: number, ofOrder: number): Result => {
    const document = { __typename: 'ShippingDashboard', id: 'shop', version, waiting: waiting(ofOrder) };
    return { data: { shippingDashboardUpdated: { document } } };
  };
  const { session, sink, passOn } = begin({ query });
  passOn(push(1, 1));
  session.admit(
    { query: parse('{ all { __typename id version customerName } }'), variables: {} },
    { all: waiting(3) },
  );
  passOn(push(2, 2));
  passOn(push(1, 2));
  expect(sink.results).toEqual([push(1, 1), push(2, 3)]);
});

it('tells apart two documents that share an id, whose updates have it too', () => {
  const query = parse(`subscription { projectionUpdated { __typename id version document {
    __typename ... on Customer { id version name } ... on LoyaltyProfile { id version score } } } }`);
  const push = (type: string, version: number, shown: object): Result => {
    const document = { __typename: type, id: '1', version, ...shown };
    return { data: { projectionUpdated: { __typename: 'ProjectionUpdate', id: '1', version, document } } };
  };
  const { sink, passOn } = begin({ query });
  const updates = () => [push('LoyaltyProfile', 50, { score: 9 }), push('Customer', 2, { name: 'Ada' })];
  updates().forEach(passOn);
  expect(sink.results).toEqual(updates());
  // What is older is told by what is in it.
  passOn(push('LoyaltyProfile', 49, { score: 8 }));
  expect(sink.results).toEqual(updates());
});

it('waits longer each time, at least as long as it is asked to, and anew after a success', () => {
  const { sends, current, passOn } = begin({ lossOf: (error) => ({ lost: true, retryMs: Number(error) }) });
  const waitOf = (retryMs: number): number => {
    const before = sends.length;
    current().sink.error(retryMs);
    let waited = 0;
    for (; sends.length === before; waited += 50) vi.advanceTimersByTime(50);
    return waited;
  };
  expect([0, 0, 0].map(waitOf)).toEqual([250, 500, 1000]);
  expect(waitOf(4000)).toBe(4000);
  expect([0, 0, 0].map(waitOf)).toEqual([4000, 5000, 5000]);
  passOn(update(1));
  expect(waitOf(0)).toBe(250);
});

it.each(['REBUILDING', 'TOKEN_OF_ANOTHER_STORE', 'INVALID_TOKEN'])(
  'begins anew after %s, with nothing of what it knew',
  (code) => {
    const { session, current, sends, sink, passOn } = begin();
    passOn(update(9));
    const old = current();
    passOn(refusal(code));
    expect(old.isStopped).toBe(true);
    vi.advanceTimersByTime(250);
    expect(sends).toHaveLength(2);
    expect(current()).toMatchObject({ token: undefined, extensions: { resume: {} } });
    passOn(update(1));
    expect(sink.results).toEqual([update(9), update(1)]);
    expect(session.token()).toBe(tokenAt(1));
  },
);

it('says that a token of its own is refused, after an attempt without any other', () => {
  const { session, current, sends, sink, passOn } = begin();
  session.saw(tokenAt(9));
  passOn(refusal('INVALID_TOKEN'));
  // What others have been told meanwhile.
  session.saw(tokenAt(10));
  vi.advanceTimersByTime(250);
  expect(current().token).toBeUndefined();
  passOn(refusal('INVALID_TOKEN'));
  vi.advanceTimersByTime(60_000);
  expect(sends).toHaveLength(2);
  expect(sink.results).toEqual([refusal('INVALID_TOKEN')]);
});

describe('an access token', () => {
  const refused = { lossOf: () => ({ lost: false, refused: true }) };

  it.each([
    ['a message', ({ passOn }: ReturnType<typeof begin>) => passOn(refusal('UNAUTHENTICATED'))],
    ['an error', ({ current }: ReturnType<typeof begin>) => current().sink.error('401')],
  ])('that has ended is replaced, as often as that happens: by %s', (_how, refuse) => {
    const scene = begin(refused);
    for (let version = 1; version <= 10; version += 1) {
      scene.passOn(update(version));
      refuse(scene);
      vi.advanceTimersByTime(250);
      expect(scene.sends).toHaveLength(version + 1);
      expect(scene.current().extensions).toMatchObject({ resume: { 'ORDER/1': tokenAt(version) } });
    }
    expect(scene.sink.results).toHaveLength(10);
    expect(scene.sink.errors).toEqual([]);
  });

  it('that has ended where there was nothing to say is replaced too', () => {
    const { sends, passOn, sink } = begin(refused);
    for (let minute = 1; minute <= 10; minute += 1) {
      vi.advanceTimersByTime(60_000);
      passOn(refusal('UNAUTHENTICATED'));
    }
    expect([sends.length, sink.results]).toEqual([10, []]);
  });

  it('that is refused again and again is said, and tried no more', () => {
    const { current, passOn, sends, sink, states } = begin(refused);
    passOn(update(1));
    for (let refusals = 1; refusals <= 3; refusals += 1) {
      current().sink.error('401');
      vi.advanceTimersByTime(1_000);
    }
    vi.advanceTimersByTime(60_000);
    expect(sends).toHaveLength(3);
    expect([sink.errors, states]).toEqual([['401'], ['live', 'lost', 'lost']]);
  });
});

it('says why a connection is lost', () => {
  const { current, whys } = begin();
  const why = new Error('gone');
  current().sink.error(why);
  expect(whys).toEqual([why]);
});

it('says what is final, and tries no more', () => {
  const { current, sends, sink } = begin({ lossOf: () => ({ lost: false }) });
  current().sink.error('no');
  vi.advanceTimersByTime(60_000);
  expect(sends).toHaveLength(1);
  expect(sink.errors).toEqual(['no']);
});

it('passes on errors of the operation itself, and its end', () => {
  const { current, sink, passOn } = begin();
  passOn(refusal('INVALID_SUBSCRIPTION'));
  current().sink.complete();
  expect(sink.results).toEqual([refusal('INVALID_SUBSCRIPTION')]);
  expect(sink.completed).toBe(1);
});

it('listens no more to a connection it has given up', () => {
  const { sends, sink, passOn } = begin();
  passOn(update(1));
  const [first] = sends;
  first?.sink.error(new Error('gone'));
  first?.sink.error(new Error('gone'));
  vi.advanceTimersByTime(10_000);
  first?.sink.next(update(2));
  first?.sink.complete();
  expect(sends).toHaveLength(2);
  expect(sink.results).toEqual([update(1)]);
  expect(sink.completed).toBe(0);
});

it('holds back what is being changed until that is answered, also over another connection', () => {
  const { session, current, sink, passOn } = begin();
  const over = session.inFlight.begin({ input: { orderId: '1' } });
  passOn(update(2));
  current().sink.error(new Error('gone'));
  vi.advanceTimersByTime(250);
  expect(sink.results).toEqual([]);
  over();
  expect(sink.results).toEqual([update(2)]);
});

it('drops what it has held back if the mutation has shown something newer', () => {
  const { session, sink, passOn } = begin();
  const over = session.inFlight.begin({ input: { orderId: '1' } });
  passOn(update(2));
  session.admit({ query: QUERY, variables: {} }, update(3).data);
  over();
  expect(sink.results).toEqual([]);
});

it('says nothing to whoever has cancelled, neither what was held back nor over another attempt', () => {
  const { session, current, sends, sink, cancel, passOn } = begin();
  const over = session.inFlight.begin({ input: { orderId: '1' } });
  passOn(update(2));
  cancel();
  expect(current().isStopped).toBe(true);
  over();
  passOn(update(3));
  expect(sink.results).toEqual([]);

  const other = begin();
  other.current().sink.error(new Error('gone'));
  other.cancel();
  vi.advanceTimersByTime(60_000);
  expect([sends.length, other.sends.length]).toEqual([1, 1]);
});
