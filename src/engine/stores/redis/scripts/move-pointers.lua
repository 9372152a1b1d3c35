--[[
  Moves the pointers of a lane, if they are what they were when the move was decided; tells readers of it.

  KEYS[1]  pointer to the generation readers see: `<generation>|filling` or `<generation>|live`
  KEYS[2]  pointer to the generation filled beside it
  KEYS[3]  sorted set of generations that are no longer pointed at
  KEYS[4 ...]  checkpoints that must still be what they were

  ARGV[1], ARGV[2]  what the pointers must be, '' for none
  ARGV[3], ARGV[4]  what they become, '' for none
  ARGV[5]  generation that nothing points at any more, '' for none
  ARGV[6]  channel of the lane's notices
  ARGV[7]  notice, '' for none
  ARGV[8 ...]  the checkpoints, in the order of their keys

  Returns
    1  moved, or moved already
    0  something is not as it was; nothing was moved
]]
local live, following = redis.call('GET', KEYS[1]) or '', redis.call('GET', KEYS[2]) or ''
if live == ARGV[3] and following == ARGV[4] then
  return 1
end
if live ~= ARGV[1] or following ~= ARGV[2] then
  return 0
end
for i = 4, #KEYS do
  if redis.call('GET', KEYS[i]) ~= ARGV[4 + i] then
    return 0
  end
end
for i = 1, 2 do
  if ARGV[2 + i] == '' then
    redis.call('DEL', KEYS[i])
  else
    redis.call('SET', KEYS[i], ARGV[2 + i])
  end
end
-- What is pointed at again, as by an undo, is no longer a replaced one.
redis.call('ZREM', KEYS[3], string.match(ARGV[3], '^[^|]*'), ARGV[4])
if ARGV[5] ~= '' then
  redis.call('ZADD', KEYS[3], redis.call('TIME')[1] * 1000, ARGV[5])
end
if ARGV[7] ~= '' then
  redis.call('PUBLISH', ARGV[6], ARGV[7])
end
return 1
