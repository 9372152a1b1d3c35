// Port of the doorbell: it says that there is work, never what the work is. Lost, doubled and reordered rings are harmless.

export interface Doorbell {
  /** After an append: every lane may have work. Never throws, never waits for Redis. */
  ring(): void;
}
