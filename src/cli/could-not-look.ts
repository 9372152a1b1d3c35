// The failure of a command that only looks: nothing is known then, which is another exit code than that something is wrong.
import { explain } from './explain.ts';

export class CouldNotLook extends Error {
  readonly code = 'COULD_NOT_LOOK';
}

/** Throws `CouldNotLook` with the words of what was thrown. */
export async function looking<Seen>(look: () => Promise<Seen>): Promise<Seen> {
  try {
    return await look();
  } catch (cause) {
    throw new CouldNotLook(explain(cause), { cause });
  }
}
