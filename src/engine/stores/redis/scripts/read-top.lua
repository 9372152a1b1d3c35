--[[
  The members with the highest scores of an index, as of one moment. Writes nothing.

  KEYS[1]  pointer to the generation readers see
  KEYS[2]  checkpoint of the generation the caller takes it for
  KEYS[3]  index in that generation: a sorted set of ids by their scores
  KEYS[4]  register of that generation

  ARGV[1]  that generation
  ARGV[2]  how many at most
  ARGV[3]  start of the keys of that generation's documents, which are in the same slot
  ARGV[4]  name of the index in the register

  Returns the pointer, the checkpoint, and then for each entry its rank, its id and the text of its document, '' for one that
  is not there, the highest score first and equal scores by id, or one '' if the index must be there and is not; only the
  pointer if it points at another generation; nothing if there is none
]]
local pointer = redis.call('GET', KEYS[1])
if not pointer then
  return {}
end
if string.match(pointer, '^[^|]*') ~= ARGV[1] then
  return { pointer }
end
local checkpoint = redis.call('GET', KEYS[2])
if not checkpoint then
  return {}
end
local answer = { pointer, checkpoint }
local most, ranked = tonumber(ARGV[2]), 0
local top = redis.call('ZREVRANGE', KEYS[3], 0, most - 1, 'WITHSCORES')
local last
for i = 2, #top, 2 do
  local score = top[i]
  if score ~= last then
    last = score
    -- Backwards Redis gives equal scores backwards as well, and of those in the last place perhaps not the first.
    local equal = redis.call('ZRANGEBYSCORE', KEYS[3], score, score, 'LIMIT', 0, most - ranked)
    local rank = ranked + 1
    ranked = ranked + #equal
    for _, id in ipairs(equal) do
      answer[#answer + 1] = rank
      answer[#answer + 1] = id
      answer[#answer + 1] = redis.call('GET', ARGV[3] .. id) or ''
    end
  end
end
if #answer == 2 and redis.call('EXISTS', KEYS[3]) == 0 and redis.call('SISMEMBER', KEYS[4], ARGV[4]) == 1 then
  answer[3] = ''
end
return answer
