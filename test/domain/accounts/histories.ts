// Example histories of accounts.
import type { Histories } from '#engine/testing';
import { ada } from '../examples.ts';
import { closed, deposited, opened, withdrawn } from './examples.ts';

export const histories: Histories = {
  'an account is filled, emptied and closed': [
    ada,
    opened,
    deposited(1250, 1250),
    withdrawn(1250, 0),
    closed,
  ],
};
