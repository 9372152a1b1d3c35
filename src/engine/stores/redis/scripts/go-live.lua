--[[
  A generation has caught up: readers see it from now on, and are told so. Never less than they have been shown before:
  positions are compared as decimal strings (a Lua number would round them).

  KEYS[1]  pointer to the generation readers see
  KEYS[2]  pointer to the generation filled beside it
  KEYS[3]  checkpoint of the generation
  KEYS[4]  sorted set of generations that are no longer pointed at
  KEYS[5]  checkpoint of the generation in whose place it comes

  ARGV[1]  generation
  ARGV[2]  generation in whose place it comes: itself if readers are sent to it already, '' for none
  ARGV[3]  checkpoint it must have: whoever moved it on decides anew
  ARGV[4]  channel of the lane's notices
  ARGV[5]  notice of the switch

  Returns
    1  live (or live already)
    0  another generation stands in one of the two places, or the checkpoint is another one, or the generation in
       whose place it comes is live and has come further in the same event store
]]
local generation, replaces = ARGV[1], ARGV[2]
local live = redis.call('GET', KEYS[1]) or ''
if live == generation .. '|live' then
  return 1
end
if string.match(live, '^[^|]*') ~= replaces or redis.call('GET', KEYS[3]) ~= ARGV[3] then
  return 0
end
if replaces ~= generation and redis.call('GET', KEYS[2]) ~= generation then
  return 0
end

-- Of an event that is being spread, readers have been shown a part.
local function isFurther(a, b)
  local position, incarnation, cursor = string.match(a, '^(%d+)|[^|]*|([^|]*)|[^|]*|(.*)$')
  local other, itsIncarnation = string.match(b, '^(%d+)|[^|]*|([^|]*)|')
  if incarnation ~= itsIncarnation then
    return false
  end
  if position == other then
    return cursor ~= ''
  end
  return #position > #other or (#position == #other and position > other)
end
if replaces ~= generation and live == replaces .. '|live' then
  local shown = redis.call('GET', KEYS[5])
  if shown and isFurther(shown, ARGV[3]) then
    return 0
  end
end
redis.call('SET', KEYS[1], generation .. '|live')
if replaces ~= generation then
  redis.call('DEL', KEYS[2])
  if replaces ~= '' then
    redis.call('ZADD', KEYS[4], redis.call('TIME')[1] * 1000, replaces)
  end
end
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1
