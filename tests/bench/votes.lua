-- votes.lua: what wrk sends: votes of readers who come for the first time, each in two requests, as
-- a browser sends them. Ends with a line that says how many votes were counted.
local tries = {} -- cookies that came and are yet to go back
local threads = {}
counted = 0

function setup(thread)
  table.insert(threads, thread)
end

local headers = {
  ["Content-Type"] = "application/x-www-form-urlencoded",
  ["Sec-Fetch-Site"] = "same-origin",
}

function request()
  headers["Cookie"] = table.remove(tries)
  return wrk.format("POST", nil, headers, "choice=ship")
end

function response(status, given)
  if status == 307 then
    table.insert(tries, given["Set-Cookie"]:match("^[^;]+"))
  elseif status == 303 then
    counted = counted + 1
  end
end

function done(summary)
  local sum = 0
  for _, thread in ipairs(threads) do
    sum = sum + thread:get("counted")
  end
  print(string.format("Votes/sec: %.1f", sum / (summary.duration / 1000000)))
end
