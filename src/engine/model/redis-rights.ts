// Rights that a part of the system needs in Redis: commands that can be tried without harm, and channels.

export interface RedisRights {
  /** Run in this order; they leave nothing behind. */
  readonly commands: readonly (readonly [command: string, ...args: string[]])[];
  /** To listen to. */
  readonly channels: readonly string[];
}
