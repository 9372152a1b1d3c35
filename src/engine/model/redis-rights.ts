// What a part of the system does in Redis, as commands that can be tried without harm.

export interface RedisRights {
  /** Run in this order; they leave nothing behind. */
  readonly commands: readonly (readonly [command: string, ...args: string[]])[];
  /** To listen to. */
  readonly channels: readonly string[];
}
