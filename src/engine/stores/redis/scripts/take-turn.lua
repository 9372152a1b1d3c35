-- Takes the turn at an event that has ended a process, for one process: as soon as another one waits as well, which can
-- go on with the other lanes if this one hangs; or alone, once the mark of the dead process has expired.
-- KEYS[1] who is at which event of the lane   KEYS[2] set of the processes that wait for the turn
-- ARGV[1] the event   ARGV[2] this process   ARGV[3] ms that the turn lasts   ARGV[4] ms that a wait is believed
-- Answers 1 if the turn is this process's, 0 if it is not.
local mine = ARGV[2] .. ' ' .. ARGV[1]
local mark = redis.call('GET', KEYS[1])
if mark == mine then
  return 1
end
if mark and mark ~= 'dead ' .. ARGV[1] then
  return 0
end
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
if mark and redis.call('SCARD', KEYS[2]) < 2 then
  return 0
end
redis.call('SET', KEYS[1], mine, 'PX', ARGV[3])
redis.call('DEL', KEYS[2])
return 1
