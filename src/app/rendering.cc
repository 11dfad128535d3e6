#include "app/rendering.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_rows.h"
#include "app/citation_words.h"
#include "documents/docx.h"
#include "documents/signature.h"
#include "documents/template.h"

namespace dengbao {
namespace {

FieldTree tree_of(const Value& v) {
  if (const Compound* c = v.compound()) {
    if (c->is_record) {
      FieldTree::Map members;
      for (const auto& [name, member] : c->members) members.emplace(name, tree_of(member));
      return FieldTree(std::move(members));
    }
    FieldTree::List items;
    for (const Value& item : c->items) items.push_back(tree_of(item));
    return FieldTree(std::move(items));
  }
  return FieldTree(v.show());
}

FieldTree shown(const FactDecl* decl, const Value& v, const Law& law);

// The members of a record, or of each entry of a list, as their declarations have them.
FieldTree shown_parts(const FactDecl& decl, const Compound& c, const Law& law) {
  if (!c.is_record) {
    FieldTree::List items;
    for (const Value& item : c.items)
      items.push_back(item.compound() ? shown_parts(decl, *item.compound(), law) : tree_of(item));
    return FieldTree(std::move(items));
  }
  FieldTree::Map members;
  for (const auto& [name, value] : c.members) {
    const auto member = std::find_if(decl.members.begin(), decl.members.end(),
                                     [&](const FactDecl& m) { return m.name.text() == name; });
    members.emplace(name, shown(member == decl.members.end() ? nullptr : &*member, value, law));
  }
  return FieldTree(std::move(members));
}

// A code is shown by its name in the list, the file by the name it came with, a clause as people
// cite it.
FieldTree shown(const FactDecl* decl, const Value& v, const Law& law) {
  if (!decl) return tree_of(v);
  if (decl->citation && v.text()) return FieldTree(citation_words(law, *v.text()).zh);
  if (decl->type == FactType::File)
    if (const Value* name = v.member("name")) return FieldTree(name->show());
  if (decl->type == FactType::Code && v.text())
    if (const auto list = law.code_lists.find(decl->code_list); list != law.code_lists.end())
      if (const auto* entry = list->second.find(*v.text())) return FieldTree(entry->label.zh);
  if (decl->type == FactType::YesNo && v.boolean()) return FieldTree(*v.boolean() ? "是" : "否");
  if (v.compound() && !decl->members.empty()) return shown_parts(*decl, *v.compound(), law);
  return tree_of(v);
}

Result<FieldTree> record_fields(const StoredView& view, std::string_view kind,
                                std::string_view id) {
  FieldTree::Map out;
  const auto record = TRY(view.record(kind, id));
  for (const auto& m : record->doc)
    out.emplace(std::string(m.key()), tree_of(from_json(m.value())));
  if (kind == "object" && out.contains("system")) out.emplace("name", out.at("system"));
  return FieldTree(std::move(out));
}

json::value plain(const FieldTree& t) {
  if (const auto* s = t.text()) return json::string(*s);
  if (const auto* list = t.list()) {
    json::array out;
    for (const FieldTree& item : *list) out.push_back(plain(item));
    return out;
  }
  json::object out;
  if (const auto* map = t.map())
    for (const auto& [k, v] : *map) out[k] = plain(v);
  return out;
}

}  // namespace

Renderer::~Renderer() = default;

Result<PdfWriter*> Renderer::writer() {
  if (!writer_) {
    const auto it = installation_.shelf().library().find("templates/house-style.yaml");
    if (it == installation_.shelf().library().end())
      return fail(ErrorKind::Internal, "app.no_house_style");
    style_ = TRY(load_house_style(it->second, it->first));
    writer_ = std::make_unique<PdfWriter>(TRY(PdfWriter::open(*style_)));
  }
  return writer_.get();
}

namespace {

// What any case gives to a template: case.*, subject.*, party.ROLE.*, fact.*.
Result<FieldTree> case_fields(const Case& c, const Law& law, const StoredView& view) {
  FieldTree out{FieldTree::Map{}};
  out.set("case.number", FieldTree(c.id));
  out.set("case.round", FieldTree(std::to_string(c.round)));
  const auto slash = c.subject.find('/');
  out.set("subject",
          TRY(record_fields(view, c.subject.substr(0, slash), c.subject.substr(slash + 1))));
  for (const RoleBinding& b : c.roles) {
    if (b.parties.empty()) continue;
    out.set("party." + b.role.text(), TRY(record_fields(view, "party", b.parties.front())));
  }
  const Procedure* p = law.procedure(c.procedure);
  for (const FactEntry& f : c.facts)
    out.set("fact." + f.name.text(), shown(p ? p->fact(f.name) : nullptr, f.value, law));
  return out;
}

}  // namespace

Result<FieldTree> fields_of(const Case& c, const Law& law, const StoredView& view,
                            const Effect& effect, const std::string& issuer, Date on,
                            const std::string& verify_payload) {
  FieldTree out = TRY(case_fields(c, law, view));
  out.set("number", FieldTree(effect.number));
  out.set("date.issued", FieldTree(on.iso()));
  out.set("verify.payload", FieldTree(verify_payload));
  if (!issuer.empty()) out.set("issuer", TRY(record_fields(view, "party", issuer)));
  FieldTree::List to;
  for (const std::string& party : effect.parties)
    to.push_back(tree_of(TRY(view.party(party, "name")).value));
  out.set("to", FieldTree(std::move(to)));
  return out;
}

namespace {

// The entries of a list of cases as a template sees them: of each case the members that it names,
// and no personal fact, since whoever may read this list need not see the other file.
Result<FieldTree> listed_cases(const Value& list, const std::set<std::string>& members,
                               Reading& reading, LawShelf& shelf) {
  FieldTree::List out;
  const StoredView view(reading);
  for (const Value& id : list.compound()->items) {
    const auto row = TRY(reading.case_row(id.show()));
    if (!row) return fail(ErrorKind::NotFound, "case.none", {{"case", id.show()}});
    Case c = TRY(case_in(*row));
    std::erase_if(c.facts, [](const FactEntry& f) { return f.personal; });
    const auto law = TRY(shelf.pinned(row->pack, reading));
    const FieldTree all = TRY(case_fields(c, *law, view));
    FieldTree item{FieldTree::Map{}};
    for (const std::string& member : members)
      if (const FieldTree* value = all.find(member)) item.set(member, *value);
    out.push_back(std::move(item));
  }
  return FieldTree(std::move(out));
}

// Lists that were found among cases hold ids; a template that goes through one means the cases.
Status list_cases(FieldTree& fields, const Template& form, const Case& c, const Law& law,
                  Reading& reading, LawShelf& shelf) {
  const Procedure* p = law.procedure(c.procedure);
  for (const auto& [field, members] : form.item_members) {
    if (!p || !field.starts_with("fact.")) continue;
    const Symbol name(field.substr(5));
    const FactDecl* decl = p->fact(name);
    const Value& list = c.value(name);
    if (!decl || decl->from.kind != Source::Kind::Cases || !list.compound()) continue;
    fields.set(field, TRY(listed_cases(list, members, reading, shelf)));
  }
  return {};
}

}  // namespace

Result<RenderedDocument> Renderer::render(Reading& reading, const Effect& effect,
                                          const std::string& case_id, const std::string& event,
                                          Date on) {
  const auto row = TRY(reading.case_row(case_id));
  const auto source = TRY(reading.event(event));
  if (!row || !source) return fail(ErrorKind::NotFound, "case.none", {{"case", case_id}});
  const Case c = TRY(case_in(*row));
  const CaseEvent made = event_from(TRY(parse_json(source->core, event)).as_object());
  auto law = TRY(installation_.shelf().pinned(row->pack, reading));
  const auto form = law->templates.find(effect.document);
  if (form == law->templates.end())
    return fail(ErrorKind::Internal, "app.no_template", {{"document", effect.document}});
  RenderedDocument out;
  out.id = new_id(installation_.now(), installation_.random());
  out.case_id = case_id;
  out.event = event;
  out.kind = effect.document;
  out.number = effect.number;
  out.owner_party = row->owner_party;
  const StoredView view(reading);
  // What a QR code holds: the origin of the log and the number, to be typed or scanned.
  const std::string payload =
      "dengbao:" + installation_.origin() + "/" + (effect.number.empty() ? out.id : effect.number);
  FieldTree fields = TRY(fields_of(c, *law, view, effect, made.party, on, payload));
  const Template loaded = TRY(load_template(form->second.text, form->second.path));
  CHECK(list_cases(fields, loaded, c, *law, reading, installation_.shelf()));
  PdfWriter* pdf = TRY(writer());
  const Document document = TRY(fill(loaded, fields, source->at));
  out.title = document.title;
  const std::string frozen_pdf = TRY(pdf->write(document));
  const std::string frozen_docx = TRY(write_docx(document, *style_));
  const auto signer = [&](std::string_view bytes) -> Result<std::string> {
    const ledger::Signature s = TRY(installation_.key()->sign(bytes));
    return std::string(reinterpret_cast<const char*>(s.data()), s.size());
  };
  const std::string key = ledger::key_id_hex(installation_.key()->public_key());
  const auto signed_pdf =
      TRY(sign(make_statement(document, frozen_pdf, installation_.hash(), on, key), signer));
  const auto signed_docx =
      TRY(sign(make_statement(document, frozen_docx, installation_.hash(), on, key), signer));
  out.pdf = TRY(embed(frozen_pdf, signed_pdf));
  out.docx = TRY(embed(frozen_docx, signed_docx));
  out.statement = detached(signed_pdf);
  out.pdf_digest = hex(digest(HashKind::Sm3, out.pdf));
  out.docx_digest = hex(digest(HashKind::Sm3, out.docx));
  json::object used;
  for (const std::string& name : loaded.fields)
    if (const FieldTree* value = fields.find(name)) used[name] = plain(*value);
  out.fields = std::move(used);
  return out;
}

Result<Deed> freeze(Desk& desk, const RenderedDocument& d, const Actor& actor, Date on) {
  CHECK(desk.work().put_file(d.pdf_digest, d.pdf));
  CHECK(desk.work().put_file(d.docx_digest, d.docx));
  DocumentRow row{d.id,
                  d.case_id,
                  d.event,
                  d.kind,
                  d.number,
                  d.owner_party,
                  d.docx_digest,
                  d.pdf_digest,
                  json::serialize(json::object{{"title", d.title},
                                               {"fields", d.fields},
                                               {"issued", on.iso()},
                                               {"signature", json::parse(d.statement)}})};
  CHECK(desk.work().insert(row));
  EventRow event;
  event.stream = "document/" + d.id;
  event.version = 1;
  event.kind = "document issued";
  event.on = on;
  event.owner_party = d.owner_party;
  event.role = "system";
  event.account = actor.account;
  json::object core{{"document", d.id},       {"case", d.case_id},     {"source", d.event},
                    {"kind", d.kind},         {"number", d.number},    {"title", d.title},
                    {"pdf", d.pdf_digest},    {"docx", d.docx_digest}, {"on", on.iso()},
                    {"at", desk.now().iso()}, {"owner", d.owner_party}};
  Deed deed{TRY(desk.record(std::move(event), std::move(core), {})), d.case_id, 1, {}};
  deed.more["document"] = d.id;
  return deed;
}

}  // namespace dengbao
