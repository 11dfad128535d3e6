// verify NUMBER: what a letter or certificate with this number is worth, as of the newest head.
// What it shows is public by its nature: number, title, date, state; no case, no person.

#include <boost/json.hpp>

#include "app/doing.h"
#include "app/case_rows.h"
#include "app/erasing.h"
#include "app/judging_words.h"
#include "app/voiding.h"
#include "documents/signature.h"

namespace dengbao {
namespace {

// The entry of a public register that carries the number, if there is one.
Result<json::value> register_entry(Installation& in, Reading& reading, const std::string& number) {
  const auto held = TRY(reading.number_text(number));
  if (!held || !held->holder.starts_with("object/")) return nullptr;
  CaseQuery query;
  query.subject = held->holder;
  query.limit = 1000;
  json::value found = nullptr;
  for (const CaseRow& row : TRY(reading.cases(query))) {
    const auto law = TRY(in.shelf().pinned(row.pack, reading));
    const Procedure* p = law->procedure(row.procedure);
    if (!p || !p->is_register) continue;
    const Case c = TRY(case_in(row));
    if (c.value(Symbol("number")).show() != number) continue;
    const StateDecl* state = p->state(c.state);
    json::object o{{"state", c.state.text()}, {"open", c.open}};
    if (state) o["state_label"] = json::object{{"zh", state->label.zh}, {"en", state->label.en}};
    for (const char* fact : {"issued_on", "valid_until", "level"})
      if (const Value& v = c.value(Symbol(fact)); !v.none()) o[fact] = to_json(v);
    found = std::move(o);
    if (c.open) break;  // a replaced entry has the same number as the one that replaced it
  }
  return found;
}

// Of several that carry one number the last that still counts, else the last.
Result<DocumentRow> standing_one(Reading& reading, const std::vector<DocumentRow>& all) {
  for (auto it = all.rbegin(); it != all.rend(); ++it)
    if (!TRY(voiding_of(reading, it->id, it->number))) return *it;
  return all.back();
}

Result<Answer> check_number(Session& session, const std::string& number) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const auto documents = TRY(reading->documents_numbered(number));
  json::value entry = TRY(register_entry(*in, *reading, number));
  if (documents.empty() && entry.is_null())
    return fail(ErrorKind::NotFound, "document.none", {{"document", number}});
  Answer answer;
  const HeadRow head = TRY(reading->head());
  json::object o{{"number", number}, {"as_of", head.at.iso()}, {"tree_size", head.size}};
  bool intact = true, erased = false;
  if (documents.empty()) CHECK(add_standing(*reading, "", number, o));
  if (!documents.empty()) {
    const DocumentRow d = TRY(standing_one(*reading, documents));
    CHECK(add_standing(*reading, d.id, number, o));
    const json::value doc = TRY(parse_json(d.doc, d.id));
    o["title"] = doc.at("title");
    o["issued"] = doc.at("issued");
    if (const json::value* erasure = erasure_in(doc)) {
      // A copy that somebody kept can still be held against the digests.
      erased = true;
      o["erased"] = json::object{{"on", erasure->at("on")}, {"reason", erasure->at("reason")}};
      o["digests"] = json::object{{"pdf", d.pdf}, {"docx", d.docx}};
    } else {
      const auto pdf = TRY(reading->file(d.pdf));
      intact = pdf && hex(digest(HashKind::Sm3, *pdf)) == d.pdf && extract(*pdf).has_value();
      o["intact"] = intact;
    }
  }
  const bool voided = o.contains("voided");
  bool in_force = !voided;
  if (!entry.is_null()) {
    in_force = in_force && entry.at("open").as_bool();
    o["register"] = std::move(entry);
  }
  answer.negative = !intact || !in_force;
  o["verdict"] = !intact     ? "changed"
                 : voided    ? "voided"
                 : !in_force ? "no longer in force"
                 : erased    ? "on record, erased by law"
                             : "on record";
  answer.value = std::move(o);
  return answer;
}

}  // namespace

void add_number_check() {
  set_number_verifier(check_number);
}

}  // namespace dengbao
