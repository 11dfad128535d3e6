// Files that are brought: looked at before their first byte is taken, then passed on to the disk.

#include <boost/json.hpp>

#include "base/text.h"
#include "server/service.h"

namespace dengbao::server {

bool Service::brings_file(const http::Request& head) {
  return head.method == "POST" && head.path == std::string(kBase) + "/upload";
}

// Verifying a file is open to all, and so is bringing it.
Result<std::string> Service::may_bring(const http::Request& head, std::uint64_t announced) {
  const auto caller = TRY(caller_of(head));
  CHECK(may_write(head, caller));
  if (caller) {
    if (caller->proof.pending != identity::Pending::Nothing)
      return fail(ErrorKind::Refused, "identity.code_missing");
    return caller->account;
  }
  if (announced > options_.stranger_bytes)
    return fail(ErrorKind::Refused, "identity.not_signed_in");
  if (!strangers_.may("upload", head.peer, options_.stranger_uploads,
                      std::chrono::steady_clock::now()))
    return fail(ErrorKind::Refused, "server.too_many");
  return std::string();
}

http::OpenedBody Service::open_upload(const http::Request& head) {
  const auto opened = [&]() -> Result<std::shared_ptr<Uploads::Incoming>> {
    const auto announced =
        static_cast<std::uint64_t>(leading_number(head.headers.get("Content-Length")));
    const std::string account = TRY(may_bring(head, announced));
    return uploads_.open(account, head.parameter("name").value_or("file"),
                         account.empty() ? options_.stranger_bytes : options_.upload_bytes,
                         announced);
  }();
  if (opened) return {*opened, std::nullopt};
  http::Response out = failure(head, opened.error());
  metrics_.answered(head.method, std::string(kBase) + "/upload", out.status, {});
  return {nullptr, std::move(out)};
}

Result<http::Response> Service::upload(const http::Request& request,
                                       const std::optional<Caller>& caller) {
  auto* incoming = dynamic_cast<Uploads::Incoming*>(request.taker.get());
  if (!incoming) return fail(ErrorKind::BadInput, "server.empty_upload");
  // Who signed out meanwhile has brought nothing.
  if (incoming->account() != (caller ? caller->account : ""))
    return fail(ErrorKind::Refused, "identity.not_signed_in");
  const auto kept = TRY(incoming->finish());
  json::object o{
      {"upload", kept.id}, {"name", kept.name}, {"size", kept.size}, {"digest", kept.digest}};
  http::Response out = http::Response::typed(200, "application/json", json::serialize(o));
  out.headers.set("Cache-Control", "no-store");
  return out;
}

}  // namespace dengbao::server
