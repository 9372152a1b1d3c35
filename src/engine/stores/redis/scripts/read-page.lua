--[[
  A page of an index, from either end, as of one moment. Writes nothing.

  KEYS[1]  pointer to the generation readers see
  KEYS[2]  checkpoint of the generation the caller takes it for
  KEYS[3]  index in that generation: a sorted set whose scores are all 0
  KEYS[4]  register of that generation

  ARGV[1]  that generation
  ARGV[2]  only members that come after this one, '' for all
  ARGV[3]  how many at most
  ARGV[4]  start of the keys of that generation's documents, which are in the same slot
  ARGV[5]  'newest' or 'oldest': which end comes first
  ARGV[6]  name of the index in the register

  Returns the pointer, the checkpoint, and then the members and the texts of their documents by turns, '' for a text that
  is not there, or one '' if the index must be there and is not; only the pointer if it points at another generation;
  nothing if there is none
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
local page = { pointer, checkpoint }
local command, first, last = 'ZREVRANGEBYLEX', '+', '-'
if ARGV[5] == 'oldest' then
  command, first, last = 'ZRANGEBYLEX', '-', '+'
end
local from = ARGV[2] == '' and first or '(' .. ARGV[2]
for _, member in ipairs(redis.call(command, KEYS[3], from, last, 'LIMIT', 0, ARGV[3])) do
  page[#page + 1] = member
  page[#page + 1] = redis.call('GET', ARGV[4] .. string.match(member, '/(.*)$')) or ''
end
if #page == 2 and redis.call('EXISTS', KEYS[3]) == 0 and redis.call('SISMEMBER', KEYS[4], ARGV[6]) == 1 then
  page[3] = ''
end
return page
