// A lane store whose commits are spans: one in each trace that a unit of work has events of. Its notices say which trace
// each document has changed in last.
import type {
  ChangedDocument,
  CommitResult,
  FoldedFrom,
  LaneCommit,
  LaneStore,
} from '../../model/documents.ts';
import { laneName } from '../../model/lane.ts';
import type { OpenSpan, Traces } from '../../observability/traces.ts';
import { failureCode } from './in-span.ts';

/** Of one unit of work. */
const MOST_SPANS = 20;

export function tracedFolds<Store extends Pick<LaneStore, 'commit'>>(store: Store, traces: Traces): Store {
  return {
    ...store,
    commit: async (commit) => {
      const { foldedFrom } = commit;
      // A generation that is filled folds events of long ago, whose traces are over.
      if (foldedFrom === undefined || commit.isUnread) return store.commit(commit);
      const spans = beginFolds(traces, commit, foldedFrom);
      if (spans.length === 0) return store.commit(commit);
      try {
        const documents = commit.documents.map((document) => traced(document, foldedFrom));
        const result = await store.commit({ ...commit, documents });
        endAll(spans, result);
        return result;
      } catch (error) {
        for (const span of spans) span.fail(failureCode(error));
        throw error;
      }
    },
  };
}

function beginFolds(traces: Traces, commit: LaneCommit, { folded }: FoldedFrom): readonly OpenSpan[] {
  const parents = new Set<string>();
  for (const { metadata } of folded) {
    if (metadata.traceparent !== undefined) parents.add(metadata.traceparent);
    if (parents.size === MOST_SPANS) break;
  }
  const { lane, checkpoint, documents } = commit;
  const facts = {
    'slipstream.read_model': lane.projection,
    'slipstream.lane': laneName(lane),
    'slipstream.position': checkpoint.position,
    'slipstream.documents': documents.length,
  };
  return [...parents].map((parent) => traces.begin(`fold ${lane.projection}`, { parent, facts }));
}

function traced(document: ChangedDocument, { documents }: FoldedFrom): ChangedDocument {
  const traceparent = documents.get(document.id)?.lastEvent?.metadata.traceparent;
  return traceparent === undefined ? document : { ...document, traceparent };
}

function endAll(spans: readonly OpenSpan[], result: CommitResult): void {
  for (const span of spans) span.end({ 'slipstream.result': result });
}
