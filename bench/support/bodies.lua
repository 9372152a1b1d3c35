-- wrk: sends the JSON bodies of a file by turns, one a line, and says at its end what it measured as one line of JSON.
-- Arguments: the file, the Accept header, and the Authorization header.
local bodies, index = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    bodies[#bodies + 1] = wrk.format('POST', wrk.path, {
      ['Content-Type'] = 'application/json',
      ['Accept'] = args[2] or 'application/json',
      ['Host'] = wrk.host .. ':' .. wrk.port,
      ['Authorization'] = args[3],
    }, line)
  end
end

function request()
  index = index % #bodies + 1
  return bodies[index]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"seconds":%.3f,"p50":%.3f,"p99":%.3f,"failed":%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status
  ))
end
