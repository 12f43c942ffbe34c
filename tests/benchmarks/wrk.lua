-- What wrk prints at its end, for tests/benchmarks/client.py.
function done(summary, latency)
  local errors = 0
  for _, count in pairs(summary.errors) do
    errors = errors + count
  end
  io.write(string.format(
    '{"answers": %d, "seconds": %f, "p50": %f, "p99": %f, "errors": %d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6, errors))
end
