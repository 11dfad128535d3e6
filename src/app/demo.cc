// demo: the whole story of the demo city in a fresh directory.

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>

#include "app/demo_folder.h"
#include "app/demo_play.h"
#include "app/doing.h"
#include "domain/grading/grading.h"
#include "engine/check/worked_values.h"

namespace dengbao {
namespace {

namespace fs = std::filesystem;

// One line of the closing table.
struct Row {
  json::object value;
  std::vector<std::string> cells;
  std::string receipt_path;
};

std::string beneath(const std::string& folder, const std::string& path) {
  return path.starts_with(folder + "/") ? path.substr(folder.size() + 1) : path;
}

// The last instance of the duty that the script names as the review.
std::optional<Duty> review_of(const OpenedCase& c, const Yaml& script, const Calendar& calendar,
                              Instant now) {
  std::optional<Duty> out;
  for (const Duty& d : duties(*c.procedure, c.c, *c.law, calendar, now))
    if (d.name.text() == text_of(script, "review") && d.due) out = d;
  return out;
}

Result<EventRow> closing_event(DemoStage& stage, const std::string& case_id,
                               const std::string& move) {
  auto rows = TRY(stage.reading());
  std::optional<EventRow> out;
  for (EventRow& e : TRY(rows->events_of("case/" + case_id)))
    if (e.kind == move) out = std::move(e);
  if (!out) return fail(ErrorKind::Internal, "demo.no_event", {{"move", move}});
  return std::move(*out);
}

void add_documents(Row& row, const DemoPlay& play, const std::string& case_id,
                   const std::string& folder, std::string& letters) {
  json::array documents, codes;
  std::string answered;
  for (const DemoDocument& d : play.documents()) {
    if (d.case_id != case_id) continue;
    const std::string letter = play.letter(d.kind);
    // A certificate that goes out with its letter is not an answer of its own.
    if (!letter.empty() && d.event != answered) {
      answered = d.event;
      letters += (letters.empty() ? "" : "→") + letter;
      codes.push_back(json::object{{"letter", letter}, {"number", d.number}, {"kind", d.kind}});
    }
    documents.push_back(json::object{{"kind", d.kind},
                                     {"number", d.number},
                                     {"title", d.title},
                                     {"pdf", beneath(folder, d.pdf)},
                                     {"docx", beneath(folder, d.docx)}});
  }
  row.value["letters"] = std::move(codes);
  row.value["documents"] = std::move(documents);
}

Result<Row> row_of(DemoStage& stage, const DemoPlay& play, const DemoFollowed& f,
                   const Yaml& script, const std::string& folder) {
  Row row;
  const OpenedCase c = TRY(stage.case_of(f.case_id));
  Installation* in = TRY(stage.installation());
  const auto number = [&](const char* fact) {
    const auto n = c.c.value(Symbol(fact)).integer();
    return n ? static_cast<int>(*n) : 0;
  };
  const std::string grade = grading::grade_code(number("s_level"), number("a_level"));
  const std::string certificate = c.c.value(Symbol("certificate_number")).show();
  const auto review = review_of(c, script, in->calendar(), in->now());
  const EventRow closing = TRY(closing_event(stage, f.case_id, text_of(script, "closing")));
  const std::string due = review ? review->due_date()->iso() : "";
  const std::string clause =
      review && !review->decl->cites.empty() ? review->decl->cites.front() : "";
  std::string letters;
  row.value = {{"object", f.object},        {"unit", f.unit},
               {"pack", c.procedure->pack}, {"case", f.case_id},
               {"state", c.c.state.text()}, {"grade", grade}};
  add_documents(row, play, f.case_id, folder, letters);
  row.value["letter"] = letters;
  row.value["due"] = due;
  row.value["clause"] = clause;
  row.value["certificate"] = certificate;
  row.value["receipt"] = closing.index;
  row.value["event"] = closing.id;
  row.receipt_path = "receipts/" + (certificate.empty() ? closing.id : certificate) + ".json";
  row.value["receipt_file"] = row.receipt_path;
  row.cells = {
      f.object, grade, letters, due, clause, certificate, fmt::format("#{}", closing.index)};
  return row;
}

// The receipt of each row, as anybody may keep it, and whether it holds with nothing but itself.
Result<bool> check_receipts(DemoStage& stage, const std::vector<Row>& rows,
                            const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder + "/receipts", error);
  bool all = !rows.empty();
  for (const Row& row : rows) {
    const std::string event(row.value.at("event").as_string());
    const Answer shown = TRY(stage.answer("", "receipt show", Words().with("event", event)));
    const std::string path = folder + "/" + row.receipt_path;
    CHECK(write_whole_file(path, shown.text, true));
    const Answer verdict = TRY(stage.answer("", "verify", Words().with("WHAT", path)));
    all = all && !verdict.negative;
  }
  return all;
}

Result<bool> check_documents(DemoStage& stage, const DemoPlay& play) {
  bool all = !play.documents().empty();
  for (const DemoDocument& d : play.documents())
    for (const std::string& path : {d.pdf, d.docx})
      all = all && !TRY(stage.answer("", "verify", Words().with("WHAT", path))).negative;
  return all;
}

std::string closing_text(const DemoTeller& teller, const std::vector<Row>& rows,
                         const DemoPlay& play, const std::string& folder, const json::object& log,
                         bool verified) {
  std::vector<std::vector<std::string>> cells;
  for (const Row& row : rows) cells.push_back(row.cells);
  const auto pick = [&](const char* zh, const char* en) { return teller.pick(zh, en); };
  std::string out = demo_table_text({{pick("对象", "object"), 26},
                                     {pick("等级", "grade"), 6},
                                     {pick("答复", "letter"), 6},
                                     {pick("审查期限", "due"), 10},
                                     {pick("依据", "clause"), 16},
                                     {pick("备案证明编号", "certificate"), 17},
                                     {pick("回执", "receipt"), 7}},
                                    cells);
  out += "\n" +
         pick("文书（PDF，旁有同名 docx）：",
              "Documents (PDF, a docx of the same name beside each):") +
         "\n";
  for (const DemoDocument& d : play.documents()) out += "  " + d.pdf + "\n";
  out += pick("回执：", "Receipts: ") + folder + "/receipts/\n\n";
  const auto n = [&](const char* name) {
    const json::value* v = log.if_contains(name);
    return v ? v->to_number<std::int64_t>() : 0;
  };
  out +=
      fmt::format(fmt::runtime(verified ? pick("存证日志已核验：{} 件事项记录、{} "
                                               "个树头，回执和文书逐件离线核验，均完整。",
                                               "Log verified: {} events, {} heads; every receipt "
                                               "and document verified offline, all intact.")
                                        : pick("核验未通过：{} 件事项记录、{} 个树头。",
                                               "Not verified: {} events, {} heads.")),
                  n("events"), n("heads")) +
      "\n";
  out += fmt::format(
      fmt::runtime(pick(
          "接着可以试：dengbao --data {0} duty list --overdue；dengbao --data {0} case list "
          "--open；\n"
          "dengbao verify {0}/{1}\n",
          "Next: dengbao --data {0} duty list --overdue; dengbao --data {0} case list --open;\n"
          "dengbao verify {0}/{1}\n")),
      folder, rows.empty() ? "receipts" : rows.front().receipt_path);
  return out;
}

json::object counts_json(const DemoPlay& play) {
  json::object out;
  for (const char* name :
       {"total_data_rows", "valid_systems", "rejected_rows", "units", "certificates"})
    if (const json::value* v = play.import().if_contains(name)) out[name] = *v;
  const DemoCounts& n = play.counts();
  out["reminders"] = n.reminders + n.others_reminded;
  out["escalations"] = n.escalations + n.others_escalated;
  out["refused"] = n.refused;
  return out;
}

Result<Answer> close(DemoStage& stage, const DemoPlay& play, const Yaml& script,
                     const std::string& folder, DemoTeller& teller) {
  std::vector<Row> rows;
  for (const DemoFollowed& f : play.followed())
    rows.push_back(TRY(row_of(stage, play, f, script, folder)));
  teller.chapter(teller.pick("核验：整个日志、每张回执、每件文书",
                             "Verification: the whole log, every receipt, every document"));
  const Answer log = TRY(stage.answer("", "ledger verify", {}));
  const bool receipts = TRY(check_receipts(stage, rows, folder));
  const bool documents = TRY(check_documents(stage, play));
  const bool verified = !log.negative && receipts && documents;
  json::array lines, papers;
  for (const Row& row : rows) lines.push_back(row.value);
  for (const DemoDocument& d : play.documents())
    papers.push_back(json::object{{"kind", d.kind},
                                  {"number", d.number},
                                  {"title", d.title},
                                  {"case", d.case_id},
                                  {"letter", play.letter(d.kind)},
                                  {"pdf", d.pdf},
                                  {"docx", d.docx}});
  json::object o{{"folder", folder},
                 {"import", counts_json(play)},
                 {"rows", std::move(lines)},
                 {"documents", std::move(papers)},
                 {"log", log.value},
                 {"receipts_verified", receipts},
                 {"documents_verified", documents},
                 {"verified", verified}};
  Answer answer;
  answer.negative = !verified;
  answer.text = "\n" + closing_text(teller, rows, play, folder, log.value.as_object(), verified);
  answer.value = std::move(o);
  answer.rows = "rows";
  answer.notes = log.notes;
  return answer;
}

Status write_examples(const std::map<std::string, std::string>& files, const std::string& folder) {
  std::error_code error;
  for (const auto& [path, bytes] : files) {
    const fs::path to = fs::path(folder) / "examples" / path;
    fs::create_directories(to.parent_path(), error);
    CHECK(write_whole_file(to.string(), bytes, true));
  }
  return {};
}

Result<Answer> demo(Session& session, const Arguments& a) {
  const auto files = demo_files();
  const auto text = files.find("demo-city/story.yaml");
  if (text == files.end())
    return fail(ErrorKind::Internal, "demo.no_file", {{"file", "story.yaml"}});
  const Yaml script = TRY(parse_yaml(text->second, "examples/demo-city/story.yaml"));
  const std::string folder =
      TRY(demo_folder(a.has("dir") ? a.text("dir") : a.text("data"), a.has("force")));
  const Date start = TRY(Date::parse(text_of(script, "starts")));

  Globals globals = session.globals();
  globals.data = folder;
  const Catalogue all = catalogue();
  DemoStage stage(all, globals, session.progress());
  stage.go_to(start);
  TRY(stage.run("", "init", Words().with("clock", "simulated")));
  CHECK(mark_demo(folder));
  CHECK(write_examples(files, folder));

  const LawFiles& law = TRY(session.law())->files();
  const Messages messages(law, session.chinese());
  DemoTeller teller(globals.tell ? globals.tell : [](const std::string&) {}, session.chinese());
  const Yaml* title = script.find("title");
  if (globals.tell && title)
    globals.tell(session.pick({text_of(*title, "zh"), text_of(*title, "en")}) + "  (" + folder +
                 ")");
  DemoPlay play(stage, script, files, folder, teller, messages, law);
  CHECK(play.run());
  return close(stage, play, script, folder, teller);
}

}  // namespace

void add_demo_words(Catalogue& all) {
  all.push_back({"demo",
                 Needs::Making,
                 "public",
                 {"在一个新目录里讲演示城市的全过程：导入、定级、备案、复函、发证、核验",
                  "tell the whole story of the demo city in a fresh directory"},
                 {"dengbao demo", "dengbao demo --dir 演示 --json"},
                 {{"dir",
                   "DIR",
                   {"目录；不填为 dengbao-demo，已有时为 dengbao-demo-2 …",
                    "directory; default dengbao-demo, or dengbao-demo-2 …"},
                   false,
                   false,
                   false,
                   {}},
                  {"force",
                   "",
                   {"目录是以前的演示时，原地重做", "make a former demo anew in its place"},
                   false,
                   false,
                   false,
                   {}}},
                 demo,
                 {.here = true}});
}

}  // namespace dengbao
