// Ways in which only a customer's command is refused.
import { defineRefusal } from '#engine';
import { z } from 'zod';

/** It does not say whose it is. */
export const EmailTaken = defineRefusal(
  'EmailTaken',
  { email: z.string() },
  ({ email }) => `The email address ${email} belongs to another customer.`,
);
