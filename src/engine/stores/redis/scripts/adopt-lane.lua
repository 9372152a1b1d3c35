--[[
  Takes a lane's pointers over from the form of keys that did not carry the name of the store. From then on whoever still
  writes the old keys is fenced; readers of the new ones see the lane when all of it has followed.

  KEYS[1]  pointer to the generation readers see, as it is spelled now
  KEYS[2]  where that pointer waits until all has followed
  KEYS[3 ...]  n old pointers, that of KEYS[1] first, then n new names for all but the first (n - 1)

  Returns
    1  there is something to follow
    0  nothing is, or the lane is there under its new name already
]]
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
if redis.call('EXISTS', KEYS[3]) == 0 then
  return redis.call('EXISTS', KEYS[2])
end
local pointers = (#KEYS - 1) / 2
redis.call('RENAME', KEYS[3], KEYS[2])
for i = 2, pointers do
  if redis.call('EXISTS', KEYS[2 + i]) == 1 then
    redis.call('RENAME', KEYS[2 + i], KEYS[1 + pointers + i])
  end
end
return 1
