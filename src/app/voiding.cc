#include "app/voiding.h"

#include <boost/json.hpp>

#include "app/all_records.h"
#include "app/doing.h"
#include "base/text.h"

namespace dengbao {
namespace {

constexpr std::string_view kVoiding = "voiding";

// Of a document that was never drawn here. What earlier versions noted has no kind in its id.
constexpr std::string_view kUndrawn = "number/";

std::string by_number(const Effect& effect) {
  return std::string(kUndrawn) + effect.document + "/" + effect.number;
}

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

// What the effect means: of the documents of this kind and number about the same subject the last
// that still counts, one of the case itself first. Nothing where none was drawn here; refused where
// the number stands in a document of another kind only, which nobody said to void.
Result<std::optional<DocumentRow>> document_meant(Desk& desk, const Effect& effect,
                                                  const std::string& case_id) {
  const auto of = TRY(desk.work().case_row(case_id));
  std::optional<DocumentRow> own, elsewhere, voided;
  bool other_kind = false;
  for (const DocumentRow& row : TRY(desk.work().documents_numbered(effect.number))) {
    const auto there = TRY(desk.work().case_row(row.case_id));
    if (!of || !there || there->subject != of->subject) continue;
    if (row.kind != effect.document)
      other_kind = true;
    else if (TRY(desk.work().record(kVoiding, row.id)))
      voided = row;
    else
      (row.case_id == case_id ? own : elsewhere) = row;
  }
  if (own) return own;
  if (elsewhere) return elsewhere;
  if (voided) return voided;
  if (other_kind)
    return fail(ErrorKind::Refused, "document.other_kind",
                {{"number", effect.number}, {"kind", effect.document}});
  return std::nullopt;
}

// A voiding of the number alone.
Result<std::optional<RecordRow>> undrawn_voiding(Reading& reading, const std::string& number) {
  RecordQuery query;
  query.kind = kVoiding;
  query.name = comparable(number);
  for (RecordRow& row : TRY(all_records(reading, query)))
    if (row.id.starts_with(kUndrawn) && text(document_of(row), "number") == number)
      return std::optional(std::move(row));
  return std::nullopt;
}

}  // namespace

Result<Deed> void_document(Desk& desk, const Effect& effect, const std::string& case_id, Date on,
                           const Actor& actor) {
  Desk::RecordChange change;
  change.kind = kVoiding;
  change.id = by_number(effect);
  if (const auto meant = TRY(document_meant(desk, effect, case_id))) {
    change.id = meant->id;
    change.owner_party = meant->owner_party;
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
  if (document.empty()) row = TRY(undrawn_voiding(reading, number));
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

Result<std::string> replaced_by_this(Reading& reading, const std::string& document,
                                     const std::string& number) {
  if (number.empty()) return std::string();
  RecordQuery query;
  query.kind = kVoiding;
  query.code = number;
  const auto rows = TRY(all_records(reading, query));
  if (rows.empty()) return std::string();
  // What takes the place of another is issued by the case that voids it.
  std::string case_id;
  if (!document.empty())
    if (const auto drawn = TRY(reading.document(document))) case_id = drawn->case_id;
  for (const RecordRow& row : rows) {
    const json::object doc = document_of(row);
    if (case_id.empty() || text(doc, "case") == case_id) return text(doc, "number");
  }
  return std::string();
}

Status add_standing(Reading& reading, const std::string& document, const std::string& number,
                    json::object& out) {
  if (auto voided = TRY(voiding_of(reading, document, number))) out["voided"] = *std::move(voided);
  if (const std::string replaces = TRY(replaced_by_this(reading, document, number));
      !replaces.empty())
    out["replaces"] = replaces;
  return {};
}

}  // namespace dengbao
