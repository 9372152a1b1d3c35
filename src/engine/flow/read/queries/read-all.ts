// A read of several documents of one lane at least as new as was asked for, all as of one moment and in one round trip.
// What one reader waits for can't be folded for many documents.
import type { Projection } from '../../../definitions/projection.ts';
import type { DocumentKey, DocumentRead, DocumentReader, StoredDocument } from '../../../model/documents.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { NoticeSource } from '../../../model/notices.ts';
import type { ReadAllRequest, ReadAllResult } from '../../../model/services.ts';
import { comparePositions } from '../../../model/position.ts';
import { encodeToken } from '../../../model/token.ts';
import { readModelUnavailable } from './read-faults.ts';
import { asksNothing, type LaneRead } from './requirement.ts';
import { readSeveral } from './several-documents.ts';
import { shownDocument } from './shown-document.ts';
import type { StoreIdentity } from './store-identity.ts';

interface Sources {
  readonly documents: DocumentReader;
  readonly notices: NoticeSource;
  readonly store: StoreIdentity;
}

interface ManyRead extends LaneRead {
  readonly isUnproven: boolean;
  readonly documents: readonly (StoredDocument | null)[];
}

/** Throws as reads do. */
export async function readAll(
  { name }: Projection,
  request: ReadAllRequest,
  { documents, notices, store }: Sources,
): Promise<ReadAllResult> {
  const keys = request.ids.map((id) => ({ projection: name, id }));
  const readEnough = readSeveral({ notices, store });
  const { read, required } = await readEnough(request, () => readMany(keys, documents));
  if (read.isUnproven && !asksNothing(required)) {
    throw readModelUnavailable({ projection: name, id: '' }, undefined);
  }
  const { documents: found, incarnation, checkpoint } = read;
  return {
    documents: found.flatMap((document) => {
      const shown = document && shownDocument({ projection: name, id: document.id }, document);
      return shown ? [shown] : [];
    }),
    token: encodeToken({ incarnation, position: checkpoint }),
  };
}

/** What is said of all of them holds for each: an inline document may be newer than its lane. */
async function readMany(keys: readonly DocumentKey[], documents: DocumentReader): Promise<ManyRead> {
  const reads = await documents.read(keys);
  const [first, ...others] = reads;
  if (!first) throw new SlipstreamError('CORRUPT_STORE', 'A read was answered without its documents.');
  const { state, checkpoint, incarnation } = others.reduce(leastOf, first);
  const isUnproven = reads.some((read) => read.isUnproven);
  return { state, checkpoint, incarnation, isUnproven, documents: reads.map(({ document }) => document) };
}

const STATES = ['missing', 'filling', 'live'] as const;

/** Whichever proves less. */
function leastOf(a: DocumentRead, b: DocumentRead): DocumentRead {
  if (a.state !== b.state) return STATES.indexOf(a.state) < STATES.indexOf(b.state) ? a : b;
  return comparePositions(a.checkpoint, b.checkpoint) <= 0 ? a : b;
}
