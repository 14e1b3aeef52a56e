-- KEYS meta list
-- ARGV 1 text, 2 run, 3 new epoch, 4 max messages, 5 max bytes, 6 ttl in s, 7 writer, 8 seq of the writer, 9 channel,
--      10 last seq of the writer that it knows to be applied
-- meta: e epoch, r run, s newest offset, b bytes kept, nWRITER = last seq of that writer applied here
-- The list's elements are "WRITER SEQ\nTEXT"; offsets rise by one, so the first has offset s - length + 1.
-- Trimmed with a slack of a sixteenth, so that the oldest are looked at in batches; lives are renewed every 16 messages.
-- Answers epoch, offset, servers notified, and 0 appended, 1 had been appended, 2 one before it is missing.
local node, seq = 'n' .. ARGV[7], tonumber(ARGV[8])
local m = redis.call('HMGET', KEYS[1], 'e', 'r', 's', 'b', node)
local epoch, top, bytes, last = m[1], tonumber(m[3] or 0), tonumber(m[4] or 0), tonumber(m[5] or ARGV[10])
local begun = not epoch or m[2] ~= ARGV[2] -- another process, or a new channel: what was before can't be vouched for
if begun then
  redis.call('DEL', KEYS[1], KEYS[2])
  epoch, top, bytes, last = ARGV[3], 0, 0, tonumber(ARGV[10])
  redis.call('HSET', KEYS[1], 'e', epoch, 'r', ARGV[2])
end
if seq <= last then
  local mark = ARGV[7] .. ' ' .. ARGV[8] .. '\n'
  local all = redis.call('LRANGE', KEYS[2], 0, -1)
  for i = #all, 1, -1 do
    if string.sub(all[i], 1, #mark) == mark then
      return { epoch, top - #all + i, 0, 1 }
    end
  end
  return { epoch, 0, 0, 1 }
end
if seq > last + 1 then -- one before it is not here yet: it would be taken for a duplicate when it comes
  return { epoch, 0, 0, 2 }
end
top = top + 1
local id = string.format('%d', top)
local element = ARGV[7] .. ' ' .. ARGV[8] .. '\n' .. ARGV[1]
bytes = bytes + #element
local length = redis.call('RPUSH', KEYS[2], element)
local max, maxBytes = tonumber(ARGV[4]), tonumber(ARGV[5])
if length > max + max / 16 or (bytes > maxBytes + maxBytes / 16 and length > 1) then
  repeat
    local few = math.min(16, length - 1, length > max and length - max or 1)
    for _, oldest in ipairs(redis.call('LPOP', KEYS[2], few)) do
      bytes = bytes - #oldest
    end
    length = length - few
  until length <= 1 or (length <= max and bytes <= maxBytes)
end
redis.call('HSET', KEYS[1], 's', id, 'b', string.format('%d', bytes), node, ARGV[8])
if begun or top % 16 == 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[6])
  redis.call('EXPIRE', KEYS[2], ARGV[6])
end
local taken = redis.call('PUBLISH', ARGV[9], epoch .. ' ' .. id .. ' ' .. element)
return { epoch, top, taken, 0 }
