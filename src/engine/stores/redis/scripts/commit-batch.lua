--[[
  Writes what a lane has folded from a batch of events: all of it or nothing. Everything that can be wrong is found
  before the first write, because Redis does not undo what a failing script has written.

  Positions are compared as decimal strings (a Lua number would round them); documents are opaque.

  KEYS[1]  checkpoint of the generation
  KEYS[2]  pointer to the generation readers see
  KEYS[3]  pointer to the generation filled beside it
  KEYS[4]  register of the generation: names of the indexes and documents that must be there
  KEYS[5 ...]  d documents, then r reference values, then x indexes (one per change)

  ARGV[1]  generation
  ARGV[2]  expected checkpoint, '' for none
  ARGV[3]  new checkpoint
  ARGV[4]  channel of the lane's notices
  ARGV[5]  notice
  ARGV[6]  d, number of documents
  ARGV[7]  r, number of reference values
  ARGV[8]  x, number of index changes
  ARGV[9 ...]  d documents, then r reference values, then x changes: the member's score (an
            integer in decimal digits), or '-' to take it off, then a space and the member; then ids of documents
            for the register

  Returns
    1  committed
    2  duplicate: this very commit was applied before
    0  fenced: the checkpoint is another one, or nothing points at the generation; nothing was written
  Errors
    GUARD  a document is stored with a later position than the one to be written; nothing was written
    LOST  an index that must be there is not; nothing was written
    BADARGS  the numbers of keys and arguments do not agree, or a score is none; nothing was written
]]
local checkpointKey, liveKey, nextKey = KEYS[1], KEYS[2], KEYS[3]
local generation, expected, checkpoint = ARGV[1], ARGV[2], ARGV[3]
local documents, references, changes = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])

local register = KEYS[4]
-- What the names in the register have in common.
local prefix = #checkpointKey - 1

if #KEYS ~= 4 + documents + references + changes or #ARGV < 8 + documents + references + changes then
  return redis.error_reply('BADARGS keys and arguments do not agree')
end

local stored = redis.call('GET', checkpointKey)
if stored == checkpoint then
  return 2
end
if (stored or '') ~= expected then
  return 0
end
local live = redis.call('GET', liveKey)
if live ~= generation .. '|live' and live ~= generation .. '|filling'
  and redis.call('GET', nextKey) ~= generation then
  return 0
end

local function isLater(a, b)
  return #a > #b or (#a == #b and a > b)
end
for i = 1, documents do
  local there = string.match(redis.call('GETRANGE', KEYS[4 + i], 0, 19), '^%d+')
  if there and isLater(there, string.match(ARGV[8 + i], '^%d+')) then
    return redis.error_reply('GUARD ' .. KEYS[4 + i] .. ' is at ' .. there)
  end
end
local firstIndex, firstChange = 4 + documents + references, 8 + documents + references
-- By key, the names of indexes that are empty.
local fresh = {}
for i = 1, changes do
  local key = KEYS[firstIndex + i]
  if not fresh[key] and redis.call('ZCARD', key) == 0 then
    local name = string.sub(key, prefix)
    if redis.call('SISMEMBER', register, name) == 1 then
      return redis.error_reply('LOST ' .. key)
    end
    fresh[key] = name
  end
  local change = ARGV[firstChange + i]
  if not string.match(change, '^%-?%d+ ') and not string.match(change, '^%- ') then
    return redis.error_reply('BADARGS there is no such score')
  end
end

for i = 1, documents + references do
  redis.call('SET', KEYS[4 + i], ARGV[8 + i])
end
for i = 1, changes do
  local score, member = string.match(ARGV[firstChange + i], '^(%S*) (.*)$')
  if score == '-' then
    if redis.call('ZREM', KEYS[firstIndex + i], member) == 1 and redis.call('EXISTS', KEYS[firstIndex + i]) == 0 then
      fresh[KEYS[firstIndex + i]] = string.sub(KEYS[firstIndex + i], prefix)
      redis.call('SREM', register, fresh[KEYS[firstIndex + i]])
    end
  else
    redis.call('ZADD', KEYS[firstIndex + i], score, member)
  end
end
if expected == '' then
  redis.call('SADD', register, '')
end
for key, name in pairs(fresh) do
  if redis.call('EXISTS', key) == 1 then
    redis.call('SADD', register, name)
  end
end
for i = firstChange + changes + 1, #ARGV do
  redis.call('SADD', register, 'doc:' .. ARGV[i])
end
redis.call('SET', checkpointKey, checkpoint)
if live == generation .. '|live' then
  redis.call('PUBLISH', ARGV[4], ARGV[5])
end
return 1
