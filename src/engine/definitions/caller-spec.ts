// CallerSpec: the way from the claims of a token to a caller, said once by an application.
import type { z } from 'zod';

export interface CallerSpec {
  /** Claims that rules compare, of the whole token; one that does not fit is refused like one that is not valid. */
  readonly claims?: z.ZodType<Readonly<Record<string, unknown>>>;
  /** Roles by those claims; what the claim named by AUTH_ROLES_CLAIM says if omitted. */
  readonly roles?: (claims: Readonly<Record<string, unknown>>) => readonly string[];
}
