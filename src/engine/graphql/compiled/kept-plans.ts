// Bytes of what was compiled: those compiled first are forgotten first, and compiled again when they are asked for.

/** Where a plan can be found by its name, for as long as its document is remembered. */
interface Plans {
  delete(name: string): boolean;
}

export interface KeptPlans {
  /** Others are forgotten when it needs their room. */
  keep(bytes: number, plans: Plans, name: string): void;
}

interface Kept {
  readonly bytes: number;
  /** Weak, because plans hold their document: nobody else may keep that. */
  readonly plans: WeakRef<Plans>;
  readonly name: string;
}

export function keptPlans(maxBytes: number): KeptPlans {
  const kept = new Set<Kept>();
  let total = 0;
  return {
    keep: (bytes, plans, name) => {
      kept.add({ bytes, plans: new WeakRef(plans), name });
      total += bytes;
      for (const oldest of kept) {
        if (total <= maxBytes || kept.size === 1) break;
        kept.delete(oldest);
        total -= oldest.bytes;
        oldest.plans.deref()?.delete(oldest.name);
      }
    },
  };
}
