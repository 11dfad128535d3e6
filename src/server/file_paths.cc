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

namespace {

// Whether somebody who looks may fetch a file: a file is seen by whoever sees a fact that names it.
class FileSeeker {
 public:
  FileSeeker(Installation& in, Reading& reading, const Sight& sight, Instant now,
             const std::string& digest)
      : in_(in), reading_(reading), names_(reading), sight_(sight), now_(now), digest_(digest) {}

  // `hint`: the case in which the caller came upon it; without one all of his are looked through.
  Result<bool> sees(const std::string& hint) {
    if (sight_.everything) return true;
    if (digest_.size() != 64) return false;
    if (!hint.empty() && TRY(reading_.lists().sees(Listed::Cases, hint, sight_)))
      if (const auto row = TRY(reading_.case_row(hint)); row && TRY(shown_in(*row))) return true;
    ListQuery query;
    query.sight = sight_;
    query.limit = 1000;
    for (bool more = true; more;) {
      const auto page = TRY(reading_.lists().cases(query));
      query.after = page.next;
      more = !page.next.empty();
      for (const CaseRow& listed : page.rows)
        if (const auto row = TRY(reading_.case_row(listed.id)); row && TRY(shown_in(*row)))
          return true;
    }
    return shows_scan(reading_, sight_, digest_);
  }

 private:
  Result<bool> shown_in(const CaseRow& row) {
    const auto named_in = [&](const std::string& text) {
      return text.find(digest_) != std::string::npos;
    };
    if (!named_in(row.snapshot) && std::ranges::none_of(row.since, named_in)) return false;
    const Client side = TRY(side_of(reading_, sight_, row.id));
    return shows_file({in_, reading_, names_, side.party, now_, side}, row, digest_);
  }

  Installation& in_;
  Reading& reading_;
  Names names_;
  const Sight& sight_;
  Instant now_;
  const std::string& digest_;
};

}  // namespace

// Administrators of records see them all.
Result<http::Response> Service::stored(const http::Request& request, const std::string& digest,
                                       const Caller& caller) {
  Session session = session_for(caller.account, {}, &caller.proof);
  auto reading = TRY(installation_.reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  FileSeeker seeker(installation_, *reading, sight, session.now(), digest);
  if (!TRY(seeker.sees(request.parameter("case").value_or(""))))
    return fail(ErrorKind::NotFound, "document.no_file", {{"digest", digest}});
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
