--[[
  The presence of processes, as of one moment. Writes nothing.

  KEYS[1]  sorted set of processes, scored by the time (ms) when they were heard of last
  KEYS[2]  hash of what they say of themselves
  KEYS[3]  hash of who moved each lane last, and when

  ARGV[1]  for how long a process is believed to be there, in milliseconds

  Returns two lists: of each process when it was heard of and what it says; of each lane its name and who moved it
  when. Then the time (ms).
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local said = {}
local there = redis.call('ZRANGEBYSCORE', KEYS[1], string.format('%.0f', now - ARGV[1]), '+inf', 'WITHSCORES')
for index = 1, #there, 2 do
  said[index] = there[index + 1]
  said[index + 1] = redis.call('HGET', KEYS[2], there[index]) or ''
end
return { said, redis.call('HGETALL', KEYS[3]), string.format('%.0f', now) }
