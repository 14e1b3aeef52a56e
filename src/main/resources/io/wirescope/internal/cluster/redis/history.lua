-- KEYS meta list   ARGV 1 run, 2 new epoch, 3 ttl, 4 epoch of the place or '', 5 its offset, 6 limit (0: only where it stands)
-- Answers epoch, newest offset, offset of the first that is kept, offset of the first that is returned, elements.
local m = redis.call('HMGET', KEYS[1], 'e', 'r', 's')
local epoch, top = m[1], tonumber(m[3] or 0)
if not epoch or m[2] ~= ARGV[1] then
  redis.call('DEL', KEYS[1], KEYS[2])
  epoch, top = ARGV[2], 0
  redis.call('HSET', KEYS[1], 'e', epoch, 'r', ARGV[1])
end
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[3])
local first = top - redis.call('LLEN', KEYS[2]) + 1
local after = epoch == ARGV[4] and tonumber(ARGV[5]) or 0
local from = math.max(after + 1, first)
local limit = tonumber(ARGV[6])
local elements = limit > 0 and redis.call('LRANGE', KEYS[2], from - first, from - first + limit - 1) or {}
return { epoch, top, first, from, elements }
