// ledger … and receipt …: the log and what proves it.

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "app/doing.h"
#include "app/log_audit.h"
#include "app/options.h"
#include "app/sight.h"
#include "ledger/entry.h"
#include "ledger/prover.h"
#include "ledger/verify/audit.h"
#include "ledger/verify/receipt.h"

namespace dengbao {
namespace {

ledger::TileSource tiles_of(Reading& reading) {
  return [&reading](ledger::TileId id) -> Result<std::string> {
    const auto tile =
        TRY(reading.tile(static_cast<int>(id.level), static_cast<std::int64_t>(id.index)));
    return tile ? tile->bytes : std::string();
  };
}

Status may_audit(Session& session, Reading& reading) {
  const Actor actor = TRY(actor_of(session, reading));
  return allowed(reading, actor, Permission::Audit);
}

Result<Answer> checkpoint(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const HeadRow head = TRY(reading->head());
  if (head.size == 0) return fail(ErrorKind::NotFound, "log.empty");
  const ledger::SignedHead signed_head = TRY(ledger::parse_signed_head(head.note));
  json::array signatures;
  for (const ledger::NoteSignature& s : signed_head.note.signatures)
    signatures.push_back(json::object{{"name", s.name},
                                      {"key_id", fmt::format("{:08x}", s.key_id)},
                                      {"signature", hex(bytes_of(s.signature))}});
  json::object o{{"tree_size", head.size},
                 {"root", hex(head.root)},
                 {"hash", hash_name(in->hash())},
                 {"origin", signed_head.head.origin},
                 {"time", head.at.iso()},
                 {"signatures", std::move(signatures)},
                 {"note", head.note}};
  return Answer{std::move(o), false, {}, {}, {}, {}};
}

// An event by its id, or by its place in the log.
Result<EventRow> event_of(Reading& reading, const std::string& given) {
  std::optional<EventRow> row = TRY(reading.event(given));
  const bool number = !given.empty() && given.size() < 16 &&
                      given.find_first_not_of("0123456789") == std::string::npos;
  if (!row && number) row = TRY(reading.event_at(std::stoll(given)));
  if (!row) return fail(ErrorKind::NotFound, "event.none", {{"event", given}});
  return std::move(*row);
}

Result<Answer> prove(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  ledger::Prover prover(in->hash(), tiles_of(*reading));
  const HeadRow head = TRY(reading->head());
  std::string text;
  if (a.has("event")) {
    const EventRow row = TRY(event_of(*reading, a.text("event")));
    text = ledger::json_text(TRY(prover.inclusion(static_cast<std::uint64_t>(row.index),
                                                  static_cast<std::uint64_t>(head.size))));
  } else {
    const auto from = TRY(a.integer("from")), to = TRY(a.integer("to"));
    if (!from) return fail(ErrorKind::Usage, "log.prove_what");
    const std::int64_t second = to.value_or(head.size);
    if (*from < 1 || second < *from || second > head.size)
      return fail(ErrorKind::BadInput, "log.sizes",
                  {{"from", std::to_string(*from)},
                   {"to", std::to_string(second)},
                   {"size", std::to_string(head.size)}});
    text = ledger::json_text(TRY(
        prover.consistency(static_cast<std::uint64_t>(*from), static_cast<std::uint64_t>(second))));
  }
  return Answer{TRY(parse_json(text, "proof")), false, {}, {}, {}, {}};
}

json::array explanations_json(const std::vector<Explanation>& all) {
  json::array out;
  for (const Explanation& e : all) {
    json::object args;
    for (const auto& [k, v] : e.args) args[k] = v;
    out.push_back(json::object{{"code", e.code}, {"where", e.where}, {"args", std::move(args)}});
  }
  return out;
}

Result<Answer> verify_log(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  CHECK(may_audit(session, *reading));
  LogAuditOptions options;
  options.all_signatures = a.has("all-signatures");
  options.progress = session.progress();
  for (const std::string& path : a.all("trust")) {
    const std::string text = TRY(read_whole_file(path));
    options.anchors.push_back(TRY(ledger::read_trust_anchor(text, path)));
  }
  if (a.has("remembered")) {
    const std::string note = TRY(remembered_note(a.text("remembered")));
    options.remembered = TRY(ledger::parse_signed_head(note));
  }
  const LogAudit audit = TRY(audit_installation(*in, *reading, options));
  Answer answer;
  answer.negative = !audit.report.sound() || audit.report.signer == ledger::Signer::Wrong ||
                    !audit.beside.empty();
  json::array problems = explanations_json(audit.report.problems);
  for (auto& p : explanations_json(audit.beside)) problems.push_back(std::move(p));
  answer.value = json::object{{"sound", audit.report.sound() && audit.beside.empty()},
                              {"events", audit.report.events},
                              {"tiles", audit.report.tiles},
                              {"heads", audit.report.heads},
                              {"signatures", audit.report.signatures},
                              {"documents", audit.documents},
                              {"erased", audit.report.erased_facts},
                              {"signer", ledger::signer_name(audit.report.signer)},
                              {"fingerprint", audit.report.fingerprint},
                              {"problems", std::move(problems)}};
  for (const Explanation& e : audit.report.problems) answer.notes.push_back(e);
  for (const Explanation& e : audit.beside) answer.notes.push_back(e);
  for (const Explanation& e : audit.report.signer_reasons) answer.notes.push_back(e);
  return answer;
}

Status write_into(const std::filesystem::path& path, std::string_view bytes) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  return write_whole_file(path.string(), bytes, true);
}

// Tiles, bundles, heads and events as files: what any C2SP reader expects, and one line per event.
Result<Answer> export_log(Session& session, const Arguments& a) {
  namespace fs = std::filesystem;
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  CHECK(may_audit(session, *reading));
  const fs::path folder = a.text("dir");
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error))
    return fail(ErrorKind::Conflict, "app.not_empty", {{"folder", folder.string()}},
                folder.string());
  fs::create_directories(folder, error);
  if (error) return cannot_write(folder.string(), error.message());
  const HeadRow head = TRY(reading->head());
  const auto size = static_cast<std::uint64_t>(head.size);
  std::int64_t tiles = 0;
  for (unsigned level = 0; level < 8 && (size >> (ledger::kTileHeight * level)) > 0; ++level)
    for (std::uint64_t index = 0;; ++index) {
      const ledger::TileId id{level, index};
      const unsigned width = ledger::tile_width(id, size);
      if (width == 0) break;
      const auto row =
          TRY(reading->tile(static_cast<int>(level), static_cast<std::int64_t>(index)));
      if (!row)
        return fail(ErrorKind::Internal, "log.tile_missing",
                    {{"tile", ledger::tile_path(id, width)}});
      CHECK(write_into(folder / ledger::tile_path(id, width),
                       std::string_view(row->bytes).substr(0, width * 32)));
      ++tiles;
    }
  const auto events = folder / "events.jsonl";
  std::ofstream lines(events, std::ios::binary);
  std::vector<std::string> bundle;
  std::uint64_t bundle_index = 0;
  const auto flush = [&]() -> Status {
    if (bundle.empty()) return {};
    const auto width = static_cast<unsigned>(bundle.size());
    const std::string bytes = TRY(ledger::bundle_of(bundle));
    CHECK(write_into(folder / ledger::entries_path(bundle_index, width), bytes));
    ++bundle_index;
    bundle.clear();
    return {};
  };
  for (std::int64_t at = 0; at < head.size;) {
    const auto rows = TRY(reading->events(at, 1000));
    if (rows.empty()) break;
    for (const EventRow& e : rows) {
      if (e.index >= head.size) break;
      const std::string entry = ledger::entry_text(e.commitments, e.core);
      lines << "{\"index\":" << e.index << ",\"event\":\"" << e.id << "\",\"case\":"
            << (e.stream.starts_with("case/") ? "\"" + e.stream.substr(5) + "\"" : "null")
            << ",\"leaf_hash\":\"" << hex(e.leaf) << "\",\"entry\":" << entry << "}\n";
      bundle.push_back(entry);
      if (bundle.size() == ledger::kTileWidth) CHECK(flush());
    }
    at = rows.back().index + 1;
    session.progress()("export", at, head.size);
  }
  CHECK(flush());
  lines.flush();
  if (!lines) return cannot_write(events.string(), {});
  if (!head.note.empty()) CHECK(write_into(folder / "checkpoint", head.note));
  std::int64_t heads = 0;
  for (std::int64_t after = 0;;) {
    const auto rows = TRY(reading->heads(after, 1000));
    if (rows.empty()) break;
    for (const HeadRow& h : rows) {
      CHECK(write_into(folder / "heads" / std::to_string(h.size), h.note));
      ++heads;
    }
    after = rows.back().size;
  }
  CHECK(write_into(folder / "key", TRY(reading->meta("first_key")).value_or("") + "\n"));
  Answer answer;
  answer.value = json::object{
      {"folder", folder.string()}, {"events", head.size}, {"tiles", tiles}, {"heads", heads}};
  return answer;
}

Result<Answer> receipt_show(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  const auto none = [&] {
    return fail(ErrorKind::NotFound, "event.none", {{"event", a.text("event")}});
  };
  const auto found = event_of(*reading, a.text("event"));
  if (!found && found.error().kind != ErrorKind::NotFound) return std::unexpected(found.error());
  if (!found) return none();
  const EventRow& row = *found;
  if (!TRY(reading->lists().sees(Listed::Events, std::to_string(row.index), sight))) return none();
  // Personal facts are opened for their owner only; everybody else sees the commitment.
  const bool own = sight.everything || sight.party() == row.owner_party;
  const std::string text = TRY(in->receipt_of(*reading, row, own));
  return Answer{TRY(parse_json(text, "receipt")), false, {}, {}, text, {}};
}

}  // namespace

void add_log_words(Catalogue& all) {
  all.push_back({"ledger checkpoint",
                 Needs::Reading,
                 "public",
                 {"签名的树头", "the signed head"},
                 {"dengbao ledger checkpoint", "dengbao ledger checkpoint --json > 树头.json"},
                 {},
                 checkpoint,
                 {.to_all = true}});
  all.push_back({"ledger prove",
                 Needs::Reading,
                 "public",
                 {"存在性或一致性证明", "inclusion or consistency proof"},
                 {"dengbao ledger prove --event ID --json",
                  "dengbao ledger prove --from 100 --to 200 --json"},
                 {option("event", "E", {"事件标识或序号", "event id or index"}),
                  option("from", "M", {"较早的大小", "earlier size"}),
                  option("to", "N", {"较晚的大小", "later size"})},
                 prove,
                 {.to_all = true}});
  all.push_back(
      {"ledger verify",
       Needs::Reading,
       "audit",
       {"核验整个存证日志", "verify the whole log"},
       {"dengbao ledger verify", "dengbao ledger verify --remembered 树头.json --trust key.pem"},
       {option("all-signatures", "", {"核验每一个树头的签名", "check every head's signature"}),
        option("remembered", "FILE", {"以前记下的树头", "a head remembered from before"}),
        option("trust", "KEY", {"信任的公钥文件", "trusted key file"}, false, true)},
       verify_log,
       {.takes_long = true}});
  all.push_back({"ledger export",
                 Needs::Reading,
                 "audit",
                 {"导出日志（瓦片、树头、事件）", "export the log"},
                 {"dengbao ledger export 日志/", "dengbao ledger export OUT --json"},
                 {positional("dir", "DIR", {"空文件夹", "empty folder"})},
                 export_log,
                 {.here = true}});
  all.push_back(
      {"receipt show",
       Needs::Reading,
       "read",
       {"回执", "the receipt of an event"},
       {"dengbao receipt show --event ID > 回执.json", "dengbao receipt show --event 12 --json"},
       {option("event", "E", {"事件标识或序号", "event id or index"}, true)},
       receipt_show});
}

}  // namespace dengbao
