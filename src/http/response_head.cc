#include <chrono>

#include "http/core.h"

namespace dengbao::http {
namespace {

std::string_view date_now(Core& core) {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  if (now != core.date_at) {
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[40];
    const std::size_t n = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    core.date.assign(text, n);
    core.date_at = now;
  }
  return core.date;
}

}  // namespace

std::string head_of(Core& core, const Request& request, const Response& response, bool keep_alive,
                    bool chunked) {
  std::string out;
  out.reserve(1024);
  const auto line = [&out](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
  };
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(reason_of(response.status)).append("\r\n");
  for (const auto& [name, value] : response.headers.all()) line(name, value);
  for (const auto& [name, value] : core.options.always.all())
    if (!response.headers.has(name)) line(name, value);
  line("Date", date_now(core));
  if (!request.id.empty()) line("X-Request-Id", request.id);
  if (!keep_alive) line("Connection", "close");
  if (chunked) {
    line("Transfer-Encoding", "chunked");
  } else if (!response.events && response.status != 204 && response.status != 304) {
    const std::uint64_t length = response.source ? response.source->size()
                                 : response.kept ? response.kept->size()
                                                 : response.body.size();
    line("Content-Length", std::to_string(length));
  }
  out += "\r\n";
  return out;
}

}  // namespace dengbao::http
