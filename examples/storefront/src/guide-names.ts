// The documents that the page refers to, as the address names them.

export const guides = { storefront: 'What to try', consistency: 'How it is done' } as const;

export type GuideName = keyof typeof guides;

/** Nothing if there is none of this name. */
export const guideNamed = (text: string | null): GuideName | undefined =>
  text === 'storefront' || text === 'consistency' ? text : undefined;

const PATHS: Readonly<Record<string, GuideName>> = {
  'examples/storefront/README.md': 'storefront',
  'docs/consistency.md': 'consistency',
};

/** By its path in this repository. */
export const guideAt = (path: string): GuideName | undefined => PATHS[path];
