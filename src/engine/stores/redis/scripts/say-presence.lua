--[[
  Records that a process is there and which lanes it has moved, and forgets those that were not heard of for long.

  KEYS[1]  sorted set of processes, scored by the time (ms) when they were heard of last
  KEYS[2]  hash of what they say of themselves
  KEYS[3]  hash of who moved each lane last, and when: `<ms> <name>`

  ARGV[1]  the process
  ARGV[2]  what it says of itself
  ARGV[3]  how it is named beside its lanes
  ARGV[4]  for how long a process is believed to be there, in milliseconds
  ARGV[…]  of each lane that it moved: name, and how long ago that was, in milliseconds
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function text(ms)
  return string.format('%.0f', ms)
end
redis.call('ZADD', KEYS[1], text(now), ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
for index = 5, #ARGV, 2 do
  local at = now - ARGV[index + 1]
  local before = redis.call('HGET', KEYS[3], ARGV[index])
  if not before or tonumber(string.match(before, '^%d+')) <= at then
    redis.call('HSET', KEYS[3], ARGV[index], text(at) .. ' ' .. ARGV[3])
  end
end
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. text(now - ARGV[4]))) do
  redis.call('ZREM', KEYS[1], gone)
  redis.call('HDEL', KEYS[2], gone)
end
