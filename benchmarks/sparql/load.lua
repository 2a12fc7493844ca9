-- What wrk asks: the lines of a file in turn, each with a number of its own, each client under its own name.
-- wrk … -- FILE FIRST CLIENTS PATH ACCEPT

local lines, number, clients, before, after = {}, 0, 1, "", ""

function init(arguments)
  for line in io.lines(arguments[1]) do
    local parts, from = {}, 1
    for start, finish in line:gmatch("()987654321()") do
      parts[#parts + 1], from = line:sub(from, start - 1), finish
    end
    parts[#parts + 1] = line:sub(from)
    lines[#lines + 1] = parts
  end
  number, clients = tonumber(arguments[2]), tonumber(arguments[3])
  before = "GET " .. arguments[4] .. "?query="
  after = " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nAccept: " .. arguments[5] .. "\r\nUser-Agent: bench-"
end

function request()
  number = number + 1
  local line = table.concat(lines[number % #lines + 1], tostring(number))
  return before .. line .. after .. (number % clients) .. "\r\n\r\n"
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\n{"requests": %d, "seconds": %f, "failed": %d}\n',
    summary.requests - errors.status, summary.duration / 1e6, failed))
end
