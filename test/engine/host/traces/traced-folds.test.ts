// A lane store wrapped in spans: in which traces a unit of work has one, and what its notices say.
import { beforeEach, describe, expect, it } from 'vitest';
import { tracedFolds } from '../../../../src/engine/host/traces/traced-folds.ts';
import type {
  CommitResult,
  FoldedFrom,
  LaneCommit,
  LaneStore,
} from '../../../../src/engine/model/documents.ts';
import type { RecordedEvent } from '../../../../src/engine/model/events.ts';
import { decodeNotice, encodeNotice } from '../../../../src/engine/model/notice-text.ts';
import { openTelemetryTraces } from '../../../../src/engine/observability/open-telemetry.ts';
import { commitNotice } from '../../../../src/engine/stores/lane-notices.ts';
import { commitOf } from '../../../contracts/lane-store.ts';
import { failed, failing, idOf, parentOf, sent, withRecordedSpans } from '../../../support/recorded-spans.ts';

const spans = withRecordedSpans();
beforeEach(spans.forget);
const traces = openTelemetryTraces('test');

describe('commits of folds', () => {
  const checkpoint = { position: '9', eventId: 'e', incarnation: 'i', batchId: 'b', cursor: '' };
  const eventFrom = (traceparent?: string): RecordedEvent => ({
    ...{
      id: 'e',
      position: '9',
      category: 'counter',
      streamId: 'a',
      version: 1,
      type: 'T',
      schemaVersion: 1,
    },
    ...{ data: { secret: 'ada' }, recordedAt: '', occurredAt: '' },
    metadata: {
      ...{ causationId: 'id', correlationId: 'c', principal: 'ada' },
      ...(traceparent === undefined ? {} : { traceparent }),
    },
  });
  const lane = { projection: 'counter', lane: 0 };
  const document = (id: string) => ({ id, version: 1, position: '9', json: '{}', eventTypes: ['T'] });

  function storeOf(commit: (one: LaneCommit) => Promise<CommitResult>) {
    const store: Pick<LaneStore, 'commit'> = { commit };
    return tracedFolds(store, traces);
  }

  async function committed(foldedFrom: FoldedFrom | undefined, rest: Partial<LaneCommit> = {}) {
    const commits: LaneCommit[] = [];
    const store = storeOf(async (one) => {
      commits.push(one);
      return 'committed';
    });
    const documents = [document('a'), document('b')];
    await store.commit(
      commitOf(checkpoint, checkpoint, { lane, documents, ...(foldedFrom && { foldedFrom }), ...rest }),
    );
    return commits.map(commitNotice);
  }

  it('have a span in each trace, at most 20, and notices of each document’s last', async () => {
    const [last, before] = [eventFrom(sent(2)), eventFrom(sent(1))];
    const more = Array.from({ length: 30 }, (_, index) => eventFrom(sent(index + 3)));
    const documents = new Map([
      ['a', { lastEvent: last }],
      ['b', { lastEvent: undefined }],
    ] as const);
    const [notice] = await committed({ folded: [before, last, before, eventFrom(), ...more], documents });
    expect(spans.named('fold counter').map(parentOf)).toEqual(
      Array.from({ length: 20 }, (_, index) => idOf(index + 1)),
    );
    expect(notice?.documents.map(({ traceparent }) => traceparent)).toEqual([sent(2), undefined]);
    expect(notice && decodeNotice(encodeNotice(notice))).toEqual(notice);
    expect(spans.all()[0]?.attributes).toEqual({
      'slipstream.read_model': 'counter',
      'slipstream.lane': 'counter.0',
      'slipstream.position': '9',
      'slipstream.documents': 2,
      'slipstream.result': 'committed',
    });
  });

  it('have none where events are of no trace, of no interest, or of long ago', async () => {
    const documents = new Map([['a', { lastEvent: eventFrom(sent(1)) }]]);
    await committed(undefined);
    await committed({ folded: [], documents: new Map() });
    await committed({ folded: [eventFrom()], documents: new Map() });
    await committed({ folded: [eventFrom(sent(1))], documents }, { isUnread: true });
    expect(spans.all()).toEqual([]);
  });

  it('that fail say the code', async () => {
    const foldedFrom = { folded: [eventFrom(sent(1)), eventFrom(sent(2))], documents: new Map() };
    await expect(storeOf(failing).commit(commitOf(checkpoint, checkpoint, { foldedFrom }))).rejects.toThrow();
    expect(spans.errors()).toEqual([failed, failed]);
  });
});
