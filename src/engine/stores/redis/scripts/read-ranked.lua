--[[
  Documents, each with its rank in indexes that are ordered by scores, as of one moment. Writes nothing.

  KEYS[1]  pointer to the generation readers see
  KEYS[2]  checkpoint of the generation the caller takes it for
  KEYS[3 ...]  d documents of that generation, then these indexes, then its register

  ARGV[1 ...]  ids of the d documents

  Returns the pointer, the checkpoint, d documents, and then for each document its rank in each index: one more than
  there are higher scores. Nil for whatever is not there, -1 for an index that must be there and is not.
]]
local documents = #ARGV
local answer = redis.call('MGET', unpack(KEYS, 1, 2 + documents))
for _, id in ipairs(ARGV) do
  for i = 3 + documents, #KEYS - 1 do
    local score = redis.call('ZSCORE', KEYS[i], id)
    local rank = score and redis.call('ZCOUNT', KEYS[i], '(' .. score, '+inf') + 1
    if not score and redis.call('EXISTS', KEYS[i]) == 0
      and redis.call('SISMEMBER', KEYS[#KEYS], string.sub(KEYS[i], #KEYS[2] - 1)) == 1 then
      rank = -1
    end
    answer[#answer + 1] = rank
  end
end
return answer
