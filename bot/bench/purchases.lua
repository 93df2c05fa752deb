-- Sends requests that were made beforehand, each of them once, over all connections of wrk's one thread.
-- After so many seconds nothing new is sent, so that every request has its answer when wrk stops.
-- Arguments: the file of requests, each behind its length in a line of its own, and the seconds.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long s; long us; } moment;
  int gettimeofday(moment *at, void *zone);
]]

local IDLE_MS = 60000
local threads = {}
local requests = {}
local until_s = 0
local granted = 0 -- requests that a connection is about to send
local at = ffi.new("moment")

-- wrk asks for one request in advance, to look at it, and does not send it: hence the -1.
sent, accepted, refused, first_s, last_s = -1, 0, 0, 0, 0 -- read by done()

local function now_s()
  ffi.C.gettimeofday(at, nil)
  return tonumber(at.s) + tonumber(at.us) / 1e6
end

function setup(thread)
  threads[#threads + 1] = thread
end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  for line in file:lines() do
    requests[#requests + 1] = file:read(tonumber(line))
  end
  file:close()
  first_s = now_s()
  until_s = first_s + tonumber(arguments[2])
end

function delay()
  if granted < #requests and now_s() < until_s then
    granted = granted + 1
    return 0
  end
  return IDLE_MS
end

function request()
  sent = sent + 1
  return requests[math.max(sent, 1)]
end

function response(status)
  if status >= 200 and status < 300 then
    accepted = accepted + 1
  else
    refused = refused + 1
  end
  last_s = now_s()
end

function done(summary, latency)
  local thread = threads[1]
  local errors = summary.errors
  io.write(string.format(
    '\n{"sent": %d, "accepted": %d, "refused": %d, "failed": %d, "took_s": %.6f, "p50_ms": %.3f, "p99_ms": %.3f}\n',
    thread:get("sent"), thread:get("accepted"), thread:get("refused"),
    errors.connect + errors.read + errors.write + errors.timeout,
    thread:get("last_s") - thread:get("first_s"),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
