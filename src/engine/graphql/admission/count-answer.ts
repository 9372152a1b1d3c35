// The values of an answer that was made of several documents: how long its lists are is known only when it is there, and
// counted before anything of it is shown.
import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import { isRecord } from '../is-record.ts';
import { LIMITS } from '../../model/limits.ts';
import { tooCostlyToShow } from './refusals.ts';

type Asked = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/** By request: values of the answers that were counted so far. */
const counted = new WeakMap<object, number>();

/** Throws OPERATION_TOO_COSTLY if the answers of one request have more values than an operation may give. */
export function admitAnswer(request: object, answer: unknown, asked: Asked): void {
  const limit = LIMITS.leavesPerOperation;
  let values = counted.get(request) ?? 0;
  const count = (value: unknown, { selections }: SelectionSetNode): void => {
    if (values > limit) return;
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
        const fragment = asked.fragments[node.name.value];
        if (fragment) count(value, fragment.selectionSet);
      }
    }
  };
  for (const { selectionSet } of asked.fieldNodes) if (selectionSet) count(answer, selectionSet);
  counted.set(request, values);
  if (values > limit) throw tooCostlyToShow(limit);
}
