--[[
  Lists the generations that nothing has pointed at for a while, by the clock of Redis.

  KEYS[1]  sorted set of generations that are no longer pointed at

  ARGV[1]  for how long, in milliseconds

  Returns their ids
]]
local now = redis.call('TIME')[1] * 1000
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
