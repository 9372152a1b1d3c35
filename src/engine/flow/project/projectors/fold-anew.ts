// Documents and references that an erasure touches, folded anew from the store as of the erasure: what could be read before it
// can be read no more, in the events that were folded long ago.
import { SUBJECT_ERASED } from '../../../model/personal.ts';
import type { LaneContext } from './lane-context.ts';
import { refoldDocuments, refoldingFor, refoldReferences } from './refold.ts';
import type { Anew, Touched } from './working-set.ts';

export async function withAnew<Of extends Touched>(
  context: LaneContext,
  touched: readonly Of[],
): Promise<readonly Of[]> {
  if (!touched.some(isErasure)) return touched;
  return Promise.all(
    touched.map(async (each) => (isErasure(each) ? { ...each, anew: await foldAnew(context, each) } : each)),
  );
}

const isErasure = ({ event, moved, keys }: Touched): boolean =>
  event.type === SUBJECT_ERASED && (moved !== undefined || keys.length > 0);

async function foldAnew(context: LaneContext, { event, moved, keys }: Touched): Promise<Anew> {
  const refolding = await refoldingFor(context, event.position);
  const [documents, references] = await Promise.all([
    moved === undefined ? undefined : refoldDocuments(refolding, [moved]),
    keys.length === 0 ? new Map<string, null>() : refoldReferences(refolding, keys),
  ]);
  return { document: documents?.get(event.streamId), references };
}
