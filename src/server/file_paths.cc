// Files in and out, and the stream of changes.

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/doing.h"
#include "app/erasing.h"
#include "app/mandates.h"
#include "app/sight.h"
#include "base/text.h"
#include "server/service.h"

namespace dengbao::server {
namespace {

// "bytes=FROM-TO", "bytes=FROM-", "bytes=-LAST": the piece as [from, to); nothing where another
// form, or several pieces, are asked for: then the whole is sent.
struct Piece {
  std::size_t from = 0, to = 0;
};
std::optional<Piece> piece_of(std::string_view range, std::size_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!range.starts_with(kUnit)) return std::nullopt;
  range.remove_prefix(kUnit.size());
  const auto dash = range.find('-');
  if (dash == std::string_view::npos || range.size() < 2 ||
      range.find_first_not_of("0123456789-") != std::string_view::npos ||
      range.find('-', dash + 1) != std::string_view::npos)
    return std::nullopt;
  const auto first = static_cast<std::size_t>(leading_number(range.substr(0, dash)));
  const auto last = static_cast<std::size_t>(leading_number(range.substr(dash + 1)));
  if (dash == 0) return Piece{size - std::min(last, size), size};
  if (dash + 1 == range.size()) return Piece{first, size};
  return Piece{first, std::min(last + 1, size)};
}

// A file whose digest is `digest`: whole, the piece that is asked for, or nothing where the caller
// has it already.
http::Response bytes_response(const http::Request& request, std::string bytes,
                              std::string_view name, const std::string& digest) {
  http::Response out = http::Response::typed(200, http::type_of(name), {});
  out.headers.set("Content-Disposition",
                  "attachment; filename*=UTF-8''" + http::percent_encoded(name));
  // Whatever it holds, a browser shows it as nothing but what it is said to be.
  out.headers.set("Content-Security-Policy", "sandbox; default-src 'none'");
  out.headers.set("Cache-Control", "private, no-cache");
  out.headers.set("Accept-Ranges", "bytes");
  const std::string tag = "\"" + digest + "\"";
  out.headers.set("ETag", tag);
  if (request.headers.get("If-None-Match") == tag) {
    out.status = 304;
    return out;
  }
  const std::string_view unless = request.headers.get("If-Range");
  const auto piece = unless.empty() || unless == tag
                         ? piece_of(request.headers.get("Range"), bytes.size())
                         : std::nullopt;
  if (!piece) {
    out.body = std::move(bytes);
    return out;
  }
  if (piece->from >= piece->to) {
    out.status = 416;
    out.headers.set("Content-Range", "bytes */" + std::to_string(bytes.size()));
    return out;
  }
  out.status = 206;
  out.headers.set("Content-Range", "bytes " + std::to_string(piece->from) + "-" +
                                       std::to_string(piece->to - 1) + "/" +
                                       std::to_string(bytes.size()));
  out.body = bytes.substr(piece->from, piece->to - piece->from);
  return out;
}

}  // namespace

Result<http::Response> Service::upload(const http::Request& request, const Caller& caller) {
  if (request.body.empty()) return fail(ErrorKind::BadInput, "server.empty_upload");
  const auto kept =
      TRY(uploads_.keep(caller.account, request.parameter("name").value_or("file"), request.body));
  json::object o{
      {"upload", kept.id}, {"name", kept.name}, {"size", kept.size}, {"digest", kept.digest}};
  http::Response out = http::Response::typed(200, "application/json", json::serialize(o));
  out.headers.set("Cache-Control", "no-store");
  return out;
}

bool Service::stranger_may(const std::string& what, const std::string& peer, int most) {
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(strangers_mutex_);
  constexpr std::size_t kMost = 10'000;
  if (strangers_.size() > kMost) strangers_.clear();
  auto& lately = strangers_[what + " " + peer];
  while (!lately.empty() && lately.front() + std::chrono::minutes(1) <= now) lately.pop_front();
  if (std::cmp_greater_equal(lately.size(), most)) return false;
  lately.push_back(now);
  return true;
}

Result<http::Response> Service::document_file(const http::Request& request, const std::string& id,
                                              const Caller& caller) {
  Session session = session_for(caller.account, {}, &caller.proof);
  auto reading = TRY(installation_.reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  const auto row = TRY(reading->document(id));
  if (!row || !TRY(reading->lists().sees(Listed::Documents, id, sight)))
    return fail(ErrorKind::NotFound, "document.none", {{"document", id}});
  const std::string format = request.parameter("format").value_or("pdf");
  if (format != "pdf" && format != "docx")
    return fail(ErrorKind::Usage, "server.format", {{"value", format}}, "format");
  const std::string stem = row->number.empty() ? row->id : replace_all(row->number, "/", "-");
  const std::string& digest = format == "pdf" ? row->pdf : row->docx;
  return bytes_response(request, TRY(frozen_file(*reading, *row, format)), stem + "." + format,
                        digest);
}

// A file is seen by whoever sees a fact that names it: among the cases of the viewer's party that
// is looked up; administrators of records see them all.
Result<http::Response> Service::stored(const http::Request& request, const std::string& digest,
                                       const Caller& caller) {
  Session session = session_for(caller.account, {}, &caller.proof);
  auto reading = TRY(installation_.reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  bool sees = sight.everything;
  Names names(*reading);
  const auto named_in = [&](const std::string& text) {
    return text.find(digest) != std::string::npos;
  };
  ListQuery query;
  query.sight = sight;
  query.limit = 1000;
  for (bool more = digest.size() == 64 && !sees; more && !sees;) {
    const auto page = TRY(reading->lists().cases(query));
    query.after = page.next;
    more = !page.next.empty();
    for (const CaseRow& listed : page.rows) {
      if (sees) break;
      const auto row = TRY(reading->case_row(listed.id));
      if (!row || !(named_in(row->snapshot) || std::ranges::any_of(row->since, named_in))) continue;
      const std::string side = TRY(side_of(*reading, sight, row->id));
      const CaseViewer viewer{installation_, *reading, names, side, session.now()};
      sees = TRY(shows_file(viewer, *row, digest));
    }
  }
  if (!sees && digest.size() == 64) sees = TRY(shows_scan(*reading, sight, digest));
  if (!sees) return fail(ErrorKind::NotFound, "document.no_file", {{"digest", digest}});
  return bytes_response(request, TRY(stored_file(*reading, digest)), digest, digest);
}

http::Response Service::subscribe(const Caller& caller) {
  Sight sight;
  Session session = session_for(caller.account, {}, &caller.proof);
  if (auto reading = installation_.reading())
    if (const auto actor = actor_of(session, **reading))
      if (auto s = sight_of(session, **reading, *actor)) sight = std::move(*s);
  http::Response out;
  out.headers.set("Content-Type", "text/event-stream");
  out.headers.set("Cache-Control", "no-store");
  out.headers.set("X-Accel-Buffering", "no");
  out.events = hub_.subscribe([sight, own = std::string(kAccount) + caller.account](
                                  const std::vector<std::string>& parties) {
    if (!parties.empty() && parties.front().starts_with(kAccount)) return parties.front() == own;
    return sight.everything || std::any_of(parties.begin(), parties.end(), [&](const auto& party) {
             return std::find(sight.parties.begin(), sight.parties.end(), party) !=
                    sight.parties.end();
           });
  });
  return out;
}

std::optional<Result<http::Response>> Service::file_paths(const http::Request& request,
                                                          std::string_view path,
                                                          const std::optional<Caller>& caller) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool uploads = path == "/upload" && request.method == "POST";
  const bool listens = path == "/events" && reads;
  const bool fetches = path.starts_with("/file/") && reads;
  const bool document = path.starts_with("/document/") && path.ends_with("/file") && reads;
  if (!uploads && !listens && !fetches && !document) return std::nullopt;
  const auto answer = [&]() -> Result<http::Response> {
    // Verifying a file is open to all, and so is bringing it.
    if (!caller && uploads) {
      if (request.body.size() > options_.stranger_bytes)
        return fail(ErrorKind::Refused, "identity.not_signed_in");
      if (!stranger_may("upload", request.peer, options_.stranger_uploads))
        return fail(ErrorKind::Refused, "server.too_many");
      return upload(request, Caller{});
    }
    if (!caller) return fail(ErrorKind::Refused, "identity.not_signed_in");
    if (caller->proof.pending != identity::Pending::Nothing)
      return fail(ErrorKind::Refused, "identity.code_missing");
    if (uploads) return upload(request, *caller);
    if (listens) return subscribe(*caller);
    if (fetches) return stored(request, std::string(path.substr(6)), *caller);
    const auto id = http::percent_decoded(path.substr(10, path.size() - 15), false);
    return document_file(request, id.value_or(""), *caller);
  };
  return answer();
}

}  // namespace dengbao::server
