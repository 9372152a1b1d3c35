// Ids that the page chooses itself.

/** Makes a command safe to send again. */
export const newCommandId = (): string => crypto.randomUUID();

/** Short enough to be read out. */
export const newOrderId = (): string => `order-${crypto.randomUUID().slice(0, 8)}`;
