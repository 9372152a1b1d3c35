// Texts of the schema that several of its parts share, and how texts are put together.
import type { Deprecatable } from '../../definitions/described.ts';
import { LIMITS } from '../../model/limits.ts';

export const TEXTS = {
  consistency:
    'How new the answer must be, and what to do while the read model is behind. If omitted: as new as the ' +
    '`consistency-token` header of the request, if it has one.',
  minVersion: 'Not older than this version of the document.',
  first: `How many entries, from 1 to ${LIMITS.entriesPerPage}.`,
  followedId: 'Of the document that is followed. It need not be there yet.',
  projectedAt: 'When the read model came to this.',
  token: 'Reads after this see the update.',
} as const;

/** What the author says, and what the engine knows. */
export const withEngines = (own: string | undefined, ofEngine: string): string =>
  own === undefined ? ofEngine : `${own} ${ofEngine}`;

/** As an option of a type. */
export const about = (description: string | undefined): { readonly description?: string } =>
  description === undefined ? {} : { description };

interface Said {
  readonly description?: string | undefined;
  readonly deprecated?: string | undefined;
}

/** As options of a field, an argument or a value. */
export const aboutField = ({ description, deprecated }: Said) => ({
  ...about(description),
  ...(deprecated === undefined ? {} : { deprecationReason: deprecated }),
});

/** Of what stands for a definition: the author's text before the engine's. */
export const aboutDefinition = ({ description, deprecated }: Deprecatable, ofEngine: string) =>
  aboutField({ description: withEngines(description, ofEngine), deprecated });
