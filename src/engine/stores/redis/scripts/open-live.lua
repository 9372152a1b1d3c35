--[[
  Makes a new, still empty generation the one readers are sent to; until it has caught up they are told so.

  KEYS[1]  pointer to the generation readers see
  KEYS[2]  sorted set of generations that are no longer pointed at

  ARGV[1]  generation
  ARGV[2]  generation it replaces, '' for none

  Returns
    1  opened (or open already)
    0  another generation stands there
]]
local generation, replaces = ARGV[1], ARGV[2]
local stands = string.match(redis.call('GET', KEYS[1]) or '', '^[^|]*')
if stands == generation then
  return 1
end
if stands ~= replaces then
  return 0
end
redis.call('SET', KEYS[1], generation .. '|filling')
if replaces ~= '' then
  redis.call('ZADD', KEYS[2], redis.call('TIME')[1] * 1000, replaces)
end
return 1
