#include "app/log_audit.h"

#include <boost/json.hpp>
#include <limits>
#include <set>

#include "app/erasing.h"
#include "app/interrupt.h"
#include "ledger/entry.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

Explanation finding(std::string code, Args args, std::string where) {
  return {ErrorKind::Negative, std::move(code), std::move(args), std::move(where), {}, {}, {}};
}

// Reads events page by page and hands them on one at a time.
class EventPages {
 public:
  EventPages(Reading& reading, const LogAuditOptions& options, std::int64_t size, LogAudit& out)
      : reading_(reading), options_(options), size_(size), out_(out) {}

  Result<bool> next(ledger::AuditEvent& event) {
    if (at_ == rows_.size()) {
      rows_ = TRY(reading_.events(from_, 1000));
      at_ = 0;
      if (rows_.empty()) return false;
      from_ = rows_.back().index + 1;
      if (interrupted()) return fail(ErrorKind::Interrupted, "app.cancelled");
      if (options_.progress) options_.progress("ledger verify", from_, size_);
    }
    const EventRow& row = rows_[at_++];
    entry_ = ledger::entry_text(row.commitments, row.core);
    event.index = static_cast<std::uint64_t>(row.index);
    event.name = row.id;
    event.entry = entry_;
    event.leaf_hash = row.leaf;
    event.openings.clear();
    if (row.commitments != "{}")
      for (const SecretRow& s : TRY(reading_.secrets(row.id)))
        event.openings.push_back(
            {s.fact, s.salt.empty() ? std::nullopt
                                    : std::optional(ledger::Opening::Shown{s.salt, s.value})});
    check_row(row);
    return true;
  }

  // Digests of files that must be there: those that events name, but for erased ones.
  std::set<std::string> files() const {
    std::set<std::string> out = files_;
    for (const std::string& digest : erased_) out.erase(digest);
    return out;
  }

 private:
  // The columns beside the core are for queries; they must say the same.
  void check_row(const EventRow& row) {
    json::error_code error;
    const json::value core = json::parse(row.core, error);
    if (error || !core.is_object()) return;  // the leaf no longer fits: the log's own audit says so
    const json::object& o = core.get_object();
    if (text(o, "id") != row.id || text(o, "on") != row.on.iso() ||
        (o.contains("at") && text(o, "at") != row.at.iso()) ||
        (o.contains("case") && row.stream.starts_with("case/") &&
         "case/" + text(o, "case") != row.stream) ||
        (o.contains("move") && text(o, "move") != row.kind))
      out_.beside.push_back(finding("log.row_differs", {{"event", row.id}}, row.id));
    erased_.merge(digests_erased(row.kind, o));
    for (const char* file : {"pdf", "docx"})
      if (const std::string digest = text(o, file); digest.size() == 64) files_.insert(digest);
    if (const json::value* sets = o.if_contains("sets"); sets && sets->is_object())
      for (const auto& m : sets->get_object())
        if (m.value().is_object())
          if (const std::string digest = text(m.value().get_object(), "digest");
              digest.size() == 64)
            files_.insert(digest);
  }

  Reading& reading_;
  const LogAuditOptions& options_;
  std::int64_t size_;
  LogAudit& out_;
  std::vector<EventRow> rows_;
  std::size_t at_ = 0;
  std::int64_t from_ = 0;
  std::string entry_;
  std::set<std::string> files_, erased_;
};

Status check_files(Reading& reading, const std::set<std::string>& named, LogAudit& out) {
  for (const std::string& digest : TRY(reading.file_digests())) {
    const auto bytes = TRY(reading.file(digest));
    ++out.documents;
    if (!bytes || hex(dengbao::digest(HashKind::Sm3, *bytes)) != digest)
      out.beside.push_back(finding("log.file_differs", {{"digest", digest}}, "file " + digest));
  }
  for (const std::string& digest : named)
    if (!TRY(reading.file(digest)))
      out.beside.push_back(finding("log.file_missing", {{"digest", digest}}, "file " + digest));
  return {};
}

}  // namespace

Result<LogAudit> audit_installation(Installation& installation, Reading& reading,
                                    const LogAuditOptions& options) {
  LogAudit out;
  const HeadRow head = TRY(reading.head());
  if (head.size == 0 && TRY(reading.events(0, 1)).empty()) return out;  // nothing yet is sound
  EventPages pages(reading, options, head.size, out);
  std::vector<HeadRow> heads;
  std::size_t head_at = 0;
  std::int64_t after = 0;
  ledger::AuditSources sources;
  sources.next_event = [&](ledger::AuditEvent& e) { return pages.next(e); };
  sources.next_head = [&](ledger::AuditHead& h) -> Result<bool> {
    if (head_at == heads.size()) {
      heads = TRY(reading.heads(after, 1000));
      head_at = 0;
      if (heads.empty()) return false;
      after = heads.back().size;
    }
    h.size = static_cast<std::uint64_t>(heads[head_at].size);
    h.note = heads[head_at].note;
    ++head_at;
    return true;
  };
  sources.tile = [&](ledger::TileId id) -> Result<std::string> {
    const auto tile =
        TRY(reading.tile(static_cast<int>(id.level), static_cast<std::int64_t>(id.index)));
    return tile ? tile->bytes : std::string();
  };
  ledger::AuditOptions audit;
  audit.hash = installation.hash();
  const std::string first_key = TRY(reading.meta("first_key")).value_or("");
  audit.first_key = TRY(ledger::read_verifier_key(first_key));
  audit.anchors = options.anchors;
  audit.remembered = options.remembered;
  if (options.all_signatures) audit.newest_signatures = std::numeric_limits<std::uint64_t>::max();
  out.report = TRY(ledger::audit(sources, audit));
  // The row that is locked and shown as the newest head must be the newest of all heads.
  if (out.report.last && (static_cast<std::int64_t>(out.report.last->size) != head.size ||
                          out.report.last->root != head.root))
    out.beside.push_back(
        finding("log.head_row_differs", {{"size", std::to_string(head.size)}}, "head"));
  CHECK(check_files(reading, pages.files(), out));
  return out;
}

}  // namespace dengbao
