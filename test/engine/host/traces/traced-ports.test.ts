// Ports wrapped in spans: what each says of commands, appends and updates, and what it leaves as it was.
import { beforeEach, describe, expect, it } from 'vitest';
import { tracedAppends } from '../../../../src/engine/host/traces/traced-appends.ts';
import { tracedCommands } from '../../../../src/engine/host/traces/traced-commands.ts';
import { tracedUpdates } from '../../../../src/engine/host/traces/traced-updates.ts';
import type { AppendOutcome, CommandAppend, EventStore } from '../../../../src/engine/model/event-store.ts';
import type { CommandOutcome } from '../../../../src/engine/model/outcome.ts';
import type {
  CommandRequest,
  ProjectionUpdate,
  SubscribeRequest,
} from '../../../../src/engine/model/services.ts';
import { openTelemetryTraces } from '../../../../src/engine/observability/open-telemetry.ts';
import { testDeciders } from '../../../support/counter-domain.ts';
import {
  failed,
  failing,
  idOf,
  parentOf,
  sent,
  spanOf,
  withRecordedSpans,
} from '../../../support/recorded-spans.ts';

const spans = withRecordedSpans();
beforeEach(spans.forget);
const traces = openTelemetryTraces('test');

describe('commands', () => {
  const request: CommandRequest = {
    ...{ command: 'rename', input: { name: 'secret' }, principal: 'ada', correlationId: 'c' },
    traceparent: sent(1),
  };
  const receipt = {
    commandId: 'id',
    streamId: 's',
    version: 1,
    position: '1',
    token: 'token',
    replayed: false,
  };

  const busOf = (dispatch: (request: CommandRequest) => Promise<CommandOutcome>) =>
    tracedCommands({ dispatch }, { deciders: testDeciders }, traces);

  it('go on with the traceparent of their span', async () => {
    const requests: CommandRequest[] = [];
    const bus = busOf(async (one) => {
      requests.push(one);
      return { accepted: true, receipt };
    });
    await bus.dispatch(request);
    const [span] = spans.named('command rename');
    expect(requests).toEqual([
      { ...request, traceparent: expect.stringContaining(span ? spanOf(span) : '-') },
    ]);
    expect(span && parentOf(span)).toBe(idOf(1));
  });

  it('that came before say so', async () => {
    const replayed = { ...receipt, replayed: true };
    await busOf(async () => ({ accepted: true, receipt: replayed })).dispatch(request);
    expect(spans.all()[0]?.attributes['slipstream.outcome']).toBe('replayed');
  });

  it('that fail say the code and no more', async () => {
    await expect(busOf(failing).dispatch(request)).rejects.toThrow('ada@example.org');
    expect(spans.errors()).toEqual([failed]);
    expect(JSON.stringify(spans.all()[0]?.attributes)).not.toContain('ada');
  });

  it('of a name that nobody defined have no span', async () => {
    const bus = busOf(async () => ({ accepted: true, receipt }));
    await bus.dispatch({ ...request, command: 'ada@example.org' });
    expect(spans.all()).toEqual([]);
  });
});

describe('appends', () => {
  const commandFrom = (traceparent?: string): CommandAppend => ({
    ...{
      commandId: 'id',
      type: 'rename',
      principal: 'ada',
      inputHash: '',
      payload: {},
      streamId: 's',
      streams: [],
    },
    metadata: {
      ...{ causationId: 'id', correlationId: 'c', principal: 'ada' },
      ...(traceparent === undefined ? {} : { traceparent }),
    },
  });
  const outcomes: readonly AppendOutcome[] = [
    { kind: 'appended', version: 1, position: '1' },
    { kind: 'recorded' },
  ];
  const storeOf = (append: EventStore['append']): Pick<EventStore, 'append' | 'appendAlone'> => ({
    append,
    appendAlone: async (decide) => append(await decide({ readStreams: failing })),
  });
  const traced = (append: EventStore['append']) => tracedAppends(storeOf(append), traces);

  it('are linked to all their commands, below the first that is recorded', async () => {
    const commands = [commandFrom(), commandFrom(sent(1, '00')), commandFrom(sent(2)), commandFrom(sent(3))];
    expect(await traced(async () => outcomes).append(commands)).toBe(outcomes);
    const [span] = spans.named('append');
    expect(span?.links.map(({ context }) => context.spanId)).toEqual([1, 2, 3].map(idOf));
    expect(span && parentOf(span)).toBe(idOf(2));
    expect(span?.attributes).toEqual({ 'slipstream.batch_size': 4, 'slipstream.appended': 1 });
  });

  it('with the store to themselves are the same, if there is something to append', async () => {
    const store = traced(async () => outcomes);
    await store.appendAlone(async () => []);
    expect(spans.all()).toEqual([]);
    await store.appendAlone(async () => [commandFrom(sent(1))]);
    expect(spans.named('append').map(parentOf)).toEqual([idOf(1)]);
  });

  it('that fail say the code', async () => {
    const store = traced(failing);
    await expect(store.append([commandFrom(sent(1))])).rejects.toThrow();
    await expect(store.appendAlone(async () => [commandFrom(sent(1))])).rejects.toThrow();
    expect(spans.errors()).toEqual([failed, failed]);
  });
});

describe('updates', () => {
  const update = (version: number, traceparent?: string): ProjectionUpdate => ({
    ...{ readModel: 'counter', id: 'a', version, token: 't', eventTypes: [], projectedAt: '', coalesced: 2 },
    ...{ document: null, traceparent },
  });

  it('have a span where a notice came with a trace', async () => {
    async function* updates() {
      yield update(1);
      yield update(2, sent(1));
    }
    const service = tracedUpdates({ subscribe: async (_request: SubscribeRequest) => updates() }, traces);
    const versions: number[] = [];
    for await (const { version } of await service.subscribe({ documents: [], withDocuments: false })) {
      versions.push(version);
    }
    expect(versions).toEqual([1, 2]);
    expect(spans.named('notice counter').map(parentOf)).toEqual([idOf(1)]);
    expect(spans.all()[0]?.attributes).toMatchObject({ 'slipstream.version': 2, 'slipstream.coalesced': 2 });
  });

  it('end at once, also while their client waits for the next', async () => {
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const done = { done: true, value: undefined } as const;
    const waiting: AsyncIterableIterator<ProjectionUpdate> = {
      next: () => ended.then(() => done),
      return: async () => {
        end();
        return done;
      },
      [Symbol.asyncIterator]: () => waiting,
    };
    const service = tracedUpdates({ subscribe: async (_request: SubscribeRequest) => waiting }, traces);
    const stream = await service.subscribe({ documents: [], withDocuments: false });
    const next = stream.next();
    expect(await stream.return?.()).toEqual(done);
    expect(await next).toEqual(done);
  });
});
