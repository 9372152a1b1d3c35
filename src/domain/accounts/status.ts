// The life of an account: OPEN → CLOSED.
import { enumeration } from '#engine';
import type { z } from 'zod';

export const AccountStatus = enumeration('AccountStatus', ['OPEN', 'CLOSED']);
export type AccountStatus = z.output<typeof AccountStatus>;
