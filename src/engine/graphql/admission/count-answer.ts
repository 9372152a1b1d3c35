// The values of an answer that was made of several documents: how long its lists are is known only when it is there, and
// counted before anything of it is shown.
import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import { isRecord } from '../is-record.ts';
import { LIMITS } from '../../model/limits.ts';
import { tooCostlyToShow } from './refusals.ts';

type SelectedFields = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/** By request: values of the answers that were counted so far. */
const counted = new WeakMap<object, number>();

/** By answer, which nobody changes: values of each selection of it. A selection belongs to one document with its fragments. */
const known = new WeakMap<object, WeakMap<SelectionSetNode, number>>();

/** Throws OPERATION_TOO_COSTLY if the answers of one request have more values than an operation may give. */
export function admitAnswer(
  request: object,
  answer: object,
  { fieldNodes, fragments }: SelectedFields,
): void {
  const limit = LIMITS.leavesPerOperation;
  let values = counted.get(request) ?? 0;
  const counts = known.get(answer) ?? new WeakMap<SelectionSetNode, number>();
  known.set(answer, counts);
  for (const { selectionSet } of fieldNodes) {
    if (!selectionSet || values > limit) continue;
    const count = counts.get(selectionSet) ?? valuesOf(answer, selectionSet, fragments);
    counts.set(selectionSet, count);
    values += count;
  }
  counted.set(request, values);
  if (values > limit) throw tooCostlyToShow(limit);
}

/** Some number above the limit if there are more. */
function valuesOf(
  answer: object,
  selected: SelectionSetNode,
  fragments: SelectedFields['fragments'],
): number {
  let values = 0;
  const count = (value: unknown, { selections }: SelectionSetNode): void => {
    if (values > LIMITS.leavesPerOperation) return;
    if (Array.isArray(value))
      return value.forEach((each) => count(each, { kind: Kind.SELECTION_SET, selections }));
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const below = isRecord(value) ? value[node.name.value] : undefined;
        if (node.selectionSet) count(below, node.selectionSet);
        else values += 1;
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        count(value, node.selectionSet);
      } else {
        const fragment = fragments[node.name.value];
        if (fragment) count(value, fragment.selectionSet);
      }
    }
  };
  count(answer, selected);
  return values;
}
