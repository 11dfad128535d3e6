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
#include "server/stored_answer.h"

namespace dengbao::server {

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
  CHECK(not_erased(*row));
  const std::string& digest = format == "pdf" ? row->pdf : row->docx;
  return stored_answer(request, installation_, *reading, {digest, stem + "." + format});
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
    for (const CaseRow& row : page.rows)
      if (!sees && (named_in(row.snapshot) || std::ranges::any_of(row.since, named_in))) {
        const std::string side = TRY(side_of(*reading, sight, row.id));
        const CaseViewer viewer{installation_, *reading, names, side, session.now()};
        sees = TRY(shows_file(viewer, row, digest));
      }
  }
  if (!sees && digest.size() == 64) sees = TRY(shows_scan(*reading, sight, digest));
  if (!sees) return fail(ErrorKind::NotFound, "document.no_file", {{"digest", digest}});
  return stored_answer(request, installation_, *reading, {digest, digest});
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
    if (uploads) return upload(request, caller);
    if (!caller) return fail(ErrorKind::Refused, "identity.not_signed_in");
    if (caller->proof.pending != identity::Pending::Nothing)
      return fail(ErrorKind::Refused, "identity.code_missing");
    if (listens) return subscribe(*caller);
    if (fetches) return stored(request, std::string(path.substr(6)), *caller);
    const auto id = http::percent_decoded(path.substr(10, path.size() - 15), false);
    return document_file(request, id.value_or(""), *caller);
  };
  return answer();
}

}  // namespace dengbao::server
