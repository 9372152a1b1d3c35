--[[
  Records which database the keys of a store belong to, and that it is in use.

  KEYS[1]  owner of the store
  KEYS[2]  there as long as the store is in use

  ARGV[1]  owner the caller has seen, '' for none: whoever comes second decides anew
  ARGV[2]  owner from now on
  ARGV[3]  for how long the store counts as in use, in milliseconds

  Returns
    1  recorded
    0  another owner stands there
]]
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
  return 0
end
if ARGV[1] ~= ARGV[2] then
  redis.call('SET', KEYS[1], ARGV[2])
end
redis.call('SET', KEYS[2], '1', 'PX', ARGV[3])
return 1
