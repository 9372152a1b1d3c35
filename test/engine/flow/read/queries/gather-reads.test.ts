import { expect, it } from 'vitest';
import { gatherReads } from '../../../../../src/engine/flow/read/queries/gather-reads.ts';
import type { DocumentKey, DocumentRead } from '../../../../../src/engine/model/documents.ts';
import { SlipstreamError } from '../../../../../src/engine/model/errors.ts';

const keyOf = (id: string): DocumentKey => ({ projection: 'order', id });
const readOf = ({ id }: DocumentKey): DocumentRead => ({
  ...{ state: 'live', checkpoint: '1', incarnation: 'x' },
  document: { id, version: 1, position: '1', body: {} },
});
const idsOf = (reads: readonly DocumentRead[]) => reads.map(({ document }) => document?.id);

function gathered(fault: (keys: readonly DocumentKey[]) => Error | undefined = () => undefined) {
  const questions: string[][] = [];
  const reader = gatherReads({
    read: async (keys) => {
      questions.push(keys.map(({ id }) => id));
      const error = fault(keys);
      if (error) throw error;
      return keys.map(readOf);
    },
  });
  return { questions, read: (...ids: readonly string[]) => reader.read(ids.map(keyOf)) };
}

const corrupt = (keys: readonly DocumentKey[]) =>
  keys.some(({ id }) => id === 'corrupt')
    ? new SlipstreamError('CORRUPT_STORE', 'It is no document.')
    : undefined;

it('asks once for all that comes in one turn, and answers each with its own', async () => {
  const { read, questions } = gathered();
  const answers = await Promise.all([read('a', 'b'), read(), read('c'), read('a')]);
  expect(answers.map(idsOf)).toEqual([['a', 'b'], [], ['c'], ['a']]);
  expect(questions).toEqual([['a', 'b', 'c', 'a']]);
});

it('asks again for what comes in the next turn', async () => {
  const { read, questions } = gathered();
  await read('a');
  await read('b');
  expect(questions).toEqual([['a'], ['b']]);
});

it('asks for a hundred reads at a time', async () => {
  const { read, questions } = gathered();
  const ids = Array.from({ length: 250 }, (_, at) => `id-${at}`);
  const answers = await Promise.all(ids.map((id) => read(id)));
  expect(answers.map(idsOf)).toEqual(ids.map((id) => [id]));
  expect(questions.map(({ length }) => length)).toEqual([100, 100, 50]);
});

it('lets one corrupt document harm its reader alone', async () => {
  const { read } = gathered(corrupt);
  const answers = await Promise.allSettled([read('a'), read('b', 'corrupt'), read('c')]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('does not ask one by one while the read model is away', async () => {
  const { read, questions } = gathered(() => new SlipstreamError('READ_MODEL_UNAVAILABLE', 'It is away.'));
  const answers = await Promise.allSettled([read('a'), read('b')]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(questions).toEqual([['a', 'b']]);
});
