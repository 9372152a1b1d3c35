// Texts that are read in place of personal ones once their customer is erased.

export const ERASED = 'Erased';

/** The country stays: sums of sales regions rest on it, and it is nobody's. */
export const ERASED_ADDRESS = {
  line1: ERASED,
  line2: null,
  city: ERASED,
  postalCode: ERASED,
  region: null,
} as const;
