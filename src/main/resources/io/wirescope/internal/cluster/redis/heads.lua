-- KEYS metas, each followed by its list   ARGV 1 run, 2 ttl
-- Answers for each channel where it stands, and renews its life; '' where it is not there, or another process made it.
local all = {}
for i = 1, #KEYS, 2 do
  local m = redis.call('HMGET', KEYS[i], 'e', 's', 'r')
  if m[1] and m[3] == ARGV[1] then
    redis.call('EXPIRE', KEYS[i], ARGV[2])
    redis.call('EXPIRE', KEYS[i + 1], ARGV[2])
    all[#all + 1] = m[1] .. ' ' .. (m[2] or '0')
  else
    all[#all + 1] = ''
  end
end
return all
