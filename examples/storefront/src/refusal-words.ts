// Refusals in words for a customer, by their codes: what is the matter, and what can be done.

const WORDS: Readonly<Record<string, string>> = {
  VERSION_CONFLICT: 'This order has been changed since you looked at it. Nothing was done.',
  ORDER_NOT_PAID: 'This order has to be paid before it can be shipped.',
  ORDER_NOT_OPEN: 'This order is paid, shipped or cancelled, so that it can’t be changed any more.',
  ORDER_NOT_SHIPPED: 'This order has not been shipped yet.',
  SHIPPING_ADDRESS_MISSING: 'This order has no address that it could be sent to.',
  NOTHING_TO_CHANGE: 'That is how it is already.',
  PRODUCT_DISCONTINUED: 'This product is not sold any more.',
  CURRENCY_MISMATCH: 'All products of an order have to be in one currency.',
  ALREADY_EXISTS: 'There is such an order already.',
  NOT_FOUND: 'That is not there any more.',
};

/** Of a code that this page does not know, that much is true. */
export const wordsOf = (code: string): string => WORDS[code] ?? 'The shop can’t do that as things are.';
