--[[
  The survey of a lane for the sweep, as of one moment. Writes nothing.

  KEYS[1]  pointer to the generation readers see
  KEYS[2]  pointer to the generation filled beside it
  KEYS[3]  which code is wanted
  KEYS[4]  sorted set of generations that are no longer pointed at
  KEYS[5]  set of what readers have missed
  KEYS[6]  checkpoint of the generation the caller takes for the one that readers see
  KEYS[7]  register of that generation
  KEYS[8]  who has paused the lane

  ARGV[1]  for how long nothing has to have pointed at a generation, in milliseconds

  Returns the two pointers, what is wanted, the checkpoint and who has paused it, '' for what is not there; then 1 or 0: whether the register
  is there, whether anything was missed, whether a generation is no longer pointed at for that long, by the clock of Redis
]]
local found = redis.call('MGET', KEYS[1], KEYS[2], KEYS[3], KEYS[6], KEYS[8])
local longAgo = redis.call('TIME')[1] * 1000 - ARGV[1]
return {
  found[1] or '',
  found[2] or '',
  found[3] or '',
  found[4] or '',
  found[5] or '',
  redis.call('SISMEMBER', KEYS[7], ''),
  redis.call('SRANDMEMBER', KEYS[5]) and 1 or 0,
  redis.call('ZCOUNT', KEYS[4], '-inf', longAgo) > 0 and 1 or 0,
}
