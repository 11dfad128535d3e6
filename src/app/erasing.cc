#include "app/erasing.h"

#include <boost/json.hpp>

#include "app/doing.h"

namespace dengbao {
namespace {

constexpr std::string_view kErased = "document erased";

std::unexpected<Explanation> refuse_erased(const DocumentRow& row, const json::value& erasure) {
  return fail(ErrorKind::Refused, "document.erased",
              {{"document", row.number.empty() ? row.id : row.number},
               {"on", std::string(erasure.at("on").as_string())},
               {"reason", std::string(erasure.at("reason").as_string())}});
}

}  // namespace

const json::value* erasure_in(const json::value& doc) {
  const json::value* erasure = doc.is_object() ? doc.get_object().if_contains("erased") : nullptr;
  return erasure && erasure->is_object() ? erasure : nullptr;
}

Result<Deed> erase_document(Desk& desk, const std::string& id, const std::string& reason,
                            const Actor& actor) {
  const auto row = TRY(desk.work().document(id));
  if (!row) return fail(ErrorKind::NotFound, "document.none", {{"document", id}});
  json::value doc = TRY(parse_json(row->doc, row->id));
  if (const json::value* before = erasure_in(doc)) return refuse_erased(*row, *before);
  Desk::RecordChange change;
  change.kind = "erasure";
  change.id = row->id;
  change.event = kErased;
  change.fields = {{"document", row->id},
                   {"number", row->number},
                   {"pdf", row->pdf},
                   {"docx", row->docx},
                   {"reason", reason}};
  change.owner_party = row->owner_party;
  change.on = desk.now().date();
  Deed deed = TRY(desk.change_record(change, actor));
  doc.as_object().erase("fields");
  doc.as_object()["erased"] =
      json::object{{"on", change.on.iso()}, {"reason", reason}, {"event", deed.event}};
  CHECK(desk.work().erase_document(*row, json::serialize(doc)));
  return deed;
}

Status not_erased(const DocumentRow& row) {
  const json::value doc = TRY(parse_json(row.doc, row.id));
  if (const json::value* erasure = erasure_in(doc)) return refuse_erased(row, *erasure);
  return {};
}

Result<std::string> frozen_file(Reading& reading, const DocumentRow& row, std::string_view format) {
  CHECK(not_erased(row));
  return stored_file(reading, format == "pdf" ? row.pdf : row.docx);
}

std::set<std::string> digests_erased(std::string_view kind, const json::object& core) {
  std::set<std::string> out;
  const json::value* set = kind == kErased ? core.if_contains("set") : nullptr;
  if (!set || !set->is_object()) return out;
  for (const char* file : {"pdf", "docx"})
    if (const json::value* digest = set->get_object().if_contains(file);
        digest && digest->is_string())
      out.emplace(digest->get_string());
  return out;
}

}  // namespace dengbao
