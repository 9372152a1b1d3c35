// Ways in which only a customer's command is refused.
import { defineRefusal } from '#engine';
import { z } from 'zod';

/** It does not say whose it is. */
export const EmailTaken = defineRefusal(
  'EmailTaken',
  { email: z.string().meta({ description: 'As it was sent, in its one form.' }) },
  {
    description: 'Another customer has the email address; which one is not told.',
    message: ({ email }) => `The email address ${email} belongs to another customer.`,
  },
);
