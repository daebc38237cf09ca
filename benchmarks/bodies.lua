-- For wrk: asks for every address in a file in turn, compressed and over kept connections; prints the 95th percentile.
-- wrk -s bodies.lua http://127.0.0.1:8080 -- paths.txt
local requests, at = {}, 0

function init(args)
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path, { ["Accept-Encoding"] = "gzip" })
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format('{"requests": %d, "microseconds": %d, "p95": %d, "failed": %d}\n',
    summary.requests, summary.duration, latency:percentile(95), failed))
end
