// Example histories of points.
import type { Histories } from '#engine/testing';
import { ada } from '../examples.ts';
import { awarded } from './examples.ts';

export const histories: Histories = {
  'points are awarded': [ada, awarded(10, 10), awarded(5, 15)],
};
