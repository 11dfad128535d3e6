#include "app/voiding.h"

#include <boost/json.hpp>

#include "app/doing.h"

namespace dengbao {
namespace {

constexpr std::string_view kVoiding = "voiding";

std::string by_number(const std::string& number) {
  return "number/" + number;
}

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

}  // namespace

Result<Deed> void_document(Desk& desk, const Effect& effect, const std::string& case_id, Date on,
                           const Actor& actor) {
  Desk::RecordChange change;
  change.kind = kVoiding;
  change.id = by_number(effect.number);
  // Of several with one number the last that still counts.
  for (const DocumentRow& row : TRY(desk.work().documents("", effect.number, ""))) {
    if (row.kind != effect.document || TRY(desk.work().record(kVoiding, row.id))) continue;
    change.id = row.id;
    change.owner_party = row.owner_party;
  }
  if (TRY(desk.work().record(kVoiding, change.id)))
    return fail(ErrorKind::Refused, "document.voided_already", {{"number", effect.number}});
  change.event = "document voided";
  change.fields = {{"document", change.id},
                   {"kind", effect.document},
                   {"number", effect.number},
                   {"case", case_id},
                   {"reason", effect.message}};
  if (!effect.citation.empty()) change.fields["citation"] = effect.citation;
  if (!effect.successor.empty()) change.fields["replaced_by"] = effect.successor;
  change.fields["on"] = on.iso();
  change.name = effect.number;
  change.code = effect.successor;
  change.on = on;
  return desk.change_record(change, actor);
}

Result<std::optional<json::object>> voiding_of(Reading& reading, const std::string& document,
                                               const std::string& number) {
  std::optional<RecordRow> row;
  if (!document.empty()) row = TRY(reading.record(kVoiding, document));
  if (!row && document.empty()) row = TRY(reading.record(kVoiding, by_number(number)));
  if (!row) return std::nullopt;
  const json::object doc = document_of(*row);
  json::object out{{"on", text(doc, "on")}, {"reason", text(doc, "reason")}};
  for (const char* name : {"citation", "replaced_by"})
    if (const json::value* v = doc.if_contains(name)) out[name] = *v;
  // Where the proof lies: the event is in the log as the document is.
  const auto events = TRY(reading.events_of(std::string(kVoiding) + "/" + row->id));
  if (!events.empty()) out["event"] = events.front().id;
  return out;
}

Result<std::string> replaced_by_this(Reading& reading, const std::string& number) {
  if (number.empty()) return std::string();
  RecordQuery query;
  query.kind = kVoiding;
  query.code = number;
  query.limit = 1;
  const auto rows = TRY(reading.records(query));
  return rows.empty() ? std::string() : text(document_of(rows.front()), "number");
}

Status add_standing(Reading& reading, const std::string& document, const std::string& number,
                    json::object& out) {
  if (auto voided = TRY(voiding_of(reading, document, number))) out["voided"] = *std::move(voided);
  if (const std::string replaces = TRY(replaced_by_this(reading, number)); !replaces.empty())
    out["replaces"] = replaces;
  return {};
}

}  // namespace dengbao
