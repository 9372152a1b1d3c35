// Ways in which only a customer's command is refused.
import { defineRefusal } from '#engine';

/** It says neither whose it is nor which: refusals are recorded as they are. */
export const EmailTaken = defineRefusal(
  'EmailTaken',
  {},
  {
    description: 'Another customer has the email address; which one is not told.',
    message: () => 'The email address belongs to another customer.',
  },
);
