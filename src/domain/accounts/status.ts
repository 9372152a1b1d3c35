// The life of an account: OPEN → CLOSED.
import { enumeration } from '#engine';
import type { z } from 'zod';

export const AccountStatus = enumeration(
  'AccountStatus',
  { OPEN: 'It takes and gives money.', CLOSED: 'For good; its statement is still there.' },
  { description: 'The life of an account.' },
);
export type AccountStatus = z.output<typeof AccountStatus>;
