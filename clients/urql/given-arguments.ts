// The arguments of a field as Graphcache's `resolve` takes them.

/** Graphcache keeps a field without arguments under another key than one with none given. */
export const givenOf = <Args extends object>(args: Args | null | undefined): Args | undefined =>
  args && Object.keys(args).length > 0 ? args : undefined;
