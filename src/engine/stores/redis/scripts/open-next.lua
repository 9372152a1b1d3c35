--[[
  Sets the generation that is filled beside the one readers see.

  KEYS[1]  pointer to the generation filled beside it
  KEYS[2]  sorted set of generations that are no longer pointed at

  ARGV[1]  generation, '' to fill none any more
  ARGV[2]  generation it replaces, '' for none

  Returns
    1  opened (or open already)
    0  another generation stands there
]]
local generation, replaces = ARGV[1], ARGV[2]
local stands = redis.call('GET', KEYS[1]) or ''
if stands == generation then
  return 1
end
if stands ~= replaces then
  return 0
end
if generation == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], generation)
end
if replaces ~= '' then
  redis.call('ZADD', KEYS[2], redis.call('TIME')[1] * 1000, replaces)
end
return 1
