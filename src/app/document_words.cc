// document …: what was issued, and its frozen files.

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "app/doing.h"
#include "app/erasing.h"
#include "app/listing.h"
#include "app/naming.h"
#include "app/options.h"
#include "app/voiding.h"
#include "base/text.h"

namespace dengbao {
namespace {

Result<json::object> document_json(Reading& reading, const DocumentRow& d) {
  json::error_code error;
  json::value doc = json::parse(d.doc, error);
  json::object o{{"document", d.id}, {"kind", d.kind}, {"number", d.number}, {"case", d.case_id},
                 {"event", d.event}, {"pdf", d.pdf},   {"docx", d.docx}};
  if (doc.is_object())
    for (const auto& m : doc.get_object()) o[m.key()] = m.value();
  CHECK(add_standing(reading, d.id, d.number, o));
  return o;
}

Result<Answer> document_list(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  ListQuery query = TRY(asked_list(a, Listed::Documents));
  query.sight = TRY(sight_of(session, *reading, actor));
  for (const auto& [name, column] :
       {std::pair{"case", "case_id"}, {"number", "number"}, {"kind", "kind"}})
    if (a.has(name)) query.terms.push_back({.column = column, .text = a.text(name), .number = {}});
  json::array rows;
  const auto read = [&](const ListQuery& q) { return reading->lists().documents(q); };
  Names names(*reading);
  const auto take = [&](const DocumentRow& d) -> Status {
    json::object o = TRY(document_json(*reading, d));
    o["subject_name"] = TRY(names.case_subject(d.case_id));
    rows.push_back(std::move(o));
    return {};
  };
  const Gathered got = TRY(gather<DocumentRow>(query, a, read, take));
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"number", {"文号", "Number"}}, {"title", {"标题", "Title"}},
                    {"kind", {"文书", "Kind"}},     {"issued", {"日期", "Issued"}},
                    {"case", {"事项", "Case"}},     {"document", {"标识", "Id"}}};
  answer.next = got.next;
  answer.total = got.total;
  return answer;
}

// By its id or number, if it may be seen.
Result<DocumentRow> find_document(Session& session, Reading& reading, const std::string& given) {
  const Actor actor = TRY(actor_of(session, reading));
  const Sight sight = TRY(sight_of(session, reading, actor));
  auto row = TRY(reading.document(given));
  if (!row)
    if (auto numbered = TRY(reading.documents_numbered(given)); !numbered.empty())
      row = std::move(numbered.front());
  if (row && TRY(reading.lists().sees(Listed::Documents, row->id, sight))) return std::move(*row);
  return fail(ErrorKind::NotFound, "document.none", {{"document", given}});
}

Result<Answer> document_show(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const DocumentRow row = TRY(find_document(session, *reading, a.text("document")));
  return Answer{TRY(document_json(*reading, row)), false, {}, {}, {}, {}};
}

// Writes the frozen files; they were drawn when the document was issued and are never drawn anew.
Result<Answer> document_render(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const DocumentRow row = TRY(find_document(session, *reading, a.text("document")));
  const std::string folder = a.has("output") ? a.text("output") : ".";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::string stem = row.number.empty() ? row.id : row.number;
  for (char& c : stem)
    if (c == '/' || c == '\0') c = '-';
  // Both are read and checked before either is written.
  const std::string pdf = TRY(frozen_file(*reading, row, "pdf"));
  const std::string docx = TRY(frozen_file(*reading, row, "docx"));
  json::object files;
  for (const auto& [ending, bytes] : {std::pair{"pdf", &pdf}, std::pair{"docx", &docx}}) {
    const std::string path = folder + "/" + stem + "." + ending;
    CHECK(write_whole_file(path, *bytes, a.has("force")));
    files[ending] = path;
  }
  json::object o{{"document", row.id}, {"number", row.number}, {"files", std::move(files)}};
  return Answer{std::move(o), false, {}, {}, {}, {}};
}

Result<Answer> document_erase(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  const DocumentRow row = TRY(find_document(session, *reading, a.text("document")));
  const std::string reason(trim(a.text("reason")));
  if (reason.empty()) return fail(ErrorKind::BadInput, "document.no_reason", {}, "reason");
  reading.reset();
  Request r = request_of(actor, a, "document erase");
  r.act = [&](Desk& desk) { return erase_document(desk, row.id, reason, actor); };
  return submit(session, *in, std::move(r));
}

}  // namespace

void add_document_words(Catalogue& all) {
  std::vector<Option> options = {option("case", "CASE", {"事项", "case"}),
                                 option("number", "NUMBER", {"文号", "number"}),
                                 option("kind", "KIND", {"文书种类", "kind of document"})};
  add_listing_options(options, Listed::Documents);
  all.push_back({"document list",
                 Needs::Reading,
                 "read",
                 {"列出文书", "list documents"},
                 {"dengbao document list", "dengbao document list --case CASE --json"},
                 options,
                 document_list});
  all.push_back({"document show",
                 Needs::Reading,
                 "read",
                 {"查看文书", "show a document"},
                 {"dengbao document show 文号", "dengbao document show ID --json"},
                 {positional("document", "ID", {"标识或文号", "id or number"})},
                 document_show});
  all.push_back({"document render",
                 Needs::Reading,
                 "read",
                 {"取出文书的 PDF 与 docx", "write a document's PDF and docx"},
                 {"dengbao document render 文号 --output 文书/",
                  "dengbao document render ID --output . --force"},
                 {positional("document", "ID", {"标识或文号", "id or number"}),
                  option("output", "DIR", {"输出文件夹", "folder"}),
                  option("force", "", {"覆盖已有文件", "overwrite"})},
                 document_render,
                 {.here = true}});
  all.push_back({"document erase",
                 Needs::Writing,
                 "administer",
                 {"依法删除一件文书的文件，文号、摘要和理由留存",
                  "erase a document's files by law; number, digests and reason stay"},
                 {"dengbao document erase 文号 --reason 法院判决删除",
                  "dengbao document erase ID --reason 依申请删除 --json"},
                 {positional("document", "ID", {"标识或文号", "id or number"}),
                  option("reason", "WHY", {"法定理由", "legal reason"}, true),
                  option("key", "K", {"幂等键", "idempotency key"})},
                 document_erase});
}

}  // namespace dengbao
