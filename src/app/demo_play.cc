#include "app/demo_play.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>

#include "app/doing.h"
#include "engine/check/worked_values.h"

namespace dengbao {
namespace {

json::value json_of(const Yaml& y) {
  return to_json(value_of(y));
}

Label label_of(const Yaml* y) {
  return y ? Label{text_of(*y, "zh"), text_of(*y, "en")} : Label{};
}

}  // namespace

DemoPlay::DemoPlay(DemoStage& stage, const Yaml& script,
                   const std::map<std::string, std::string>& files, std::string folder,
                   DemoTeller& teller, const Messages& messages, const LawFiles& law)
    : stage_(stage),
      script_(script),
      files_(files),
      folder_(std::move(folder)),
      teller_(teller),
      messages_(messages),
      papers_(folder_ + "/materials", law) {}

std::string DemoPlay::letter(const std::string& kind) const {
  const Yaml* letters = script_.find("letters");
  const Yaml* found = letters ? letters->find(kind) : nullptr;
  return found ? teller_.pick(label_of(found)) : "";
}

Status DemoPlay::run() {
  const Yaml* steps = script_.find("steps");
  if (!steps) return fail(ErrorKind::Internal, "demo.no_steps");
  for (const Yaml& y : steps->items) {
    if (auto done = step(y); !done) {
      done.error().where +=
          (done.error().where.empty() ? "" : " ") + fmt::format("story.yaml:{}", y.line);
      return done;
    }
  }
  return {};
}

Status DemoPlay::go_to(Date day) {
  if (day <= stage_.day()) return {};
  stage_.go_to(day);
  TRY(stage_.run("", "tick", {}));
  return tell_events();
}

Status DemoPlay::step(const Yaml& y) {
  if (const Yaml* chapter = y.find("chapter")) {
    teller_.chapter(teller_.pick(label_of(chapter)));
    return {};
  }
  if (y.has("on")) {
    const Date day = TRY(Date::parse(text_of(y, "on")));
    CHECK(go_to(day));
  }
  say(y);
  if (y.has("org")) return org(y);
  if (y.has("register")) return register_table(y);
  if (const Yaml* bind = y.find("bind")) {
    Words words;
    for (const auto& [name, v] : bind->members) words.with(name, v.text);
    TRY(stage_.run("", "binding add", words));
    return {};
  }
  if (y.has("import")) return import_list(y);
  if (y.has("open")) return open(y);
  if (y.has("do")) return act(y);
  if (y.has("find")) return find(y);
  return {};
}

void DemoPlay::say(const Yaml& y) {
  const Yaml* words = y.find("say");
  if (!words) return;
  teller_.day(stage_.day());
  teller_.say(teller_.pick(label_of(words)));
}

Status DemoPlay::grants(const std::string& party, const Yaml& y) {
  const Yaml* all = y.find("grant");
  if (!all) return {};
  for (const Yaml& g : all->items) {
    Words words;
    words.with("id", party);
    for (const auto& [name, v] : g.members) words.with(name, v.text);
    TRY(stage_.run("", "org grant", words));
  }
  return {};
}

Status DemoPlay::org(const Yaml& y) {
  const std::string name = text_of(y, "org");
  const Yaml* set = y.find("set");
  const bool known = TRY(stage_.knows(name));
  Words fields;
  fields.with(known ? "id" : "name", name);
  for (const char* key : {"kind", "place"})
    if (y.has(key)) {
      if (known)
        fields.with("set", std::string(key) + "=" + text_of(y, key));
      else
        fields.with(key, text_of(y, key));
    }
  if (set)
    for (const auto& [field, v] : set->members) fields.with("set", field + "=" + v.text);
  if (!known)
    TRY(stage_.run("", "org new", fields));
  else if (fields.arguments().has("set"))
    TRY(stage_.run("", "org set", fields));
  if (const Yaml* above = y.find("superior")) {
    Words lines;
    lines.with("id", name);
    for (const auto& [line, v] : above->members) lines.with("superior", line + "=" + v.text);
    TRY(stage_.run("", "org set", lines));
  }
  CHECK(grants(name, y));
  return tell_events();
}

Status DemoPlay::register_table(const Yaml& y) {
  const auto file = files_.find(text_of(y, "register"));
  if (file == files_.end())
    return fail(ErrorKind::Internal, "demo.no_file", {{"file", text_of(y, "register")}});
  const Yaml *kinds = y.find("kinds"), *fields = y.find("fields");
  for (const auto& row : demo_table(file->second)) {
    Words words;
    const std::string code = row.contains("credit_code") ? row.at("credit_code") : "";
    words.with("name", row.at("name")).with("code", code);
    words.with("place",
               row.contains("district_code") ? row.at("district_code") : code.substr(2, 6));
    const auto kind = row.find(text_of(y, "kind_from"));
    words.with("kind",
               kind != row.end() && kinds ? text_of(*kinds, kind->second) : text_of(y, "kind"));
    words.with("set", "code_valid=true");
    if (fields)
      for (const auto& [field, column] : fields->members)
        if (const auto it = row.find(column.text); it != row.end())
          words.with("set", field + "=" + it->second);
    TRY(stage_.run("", "org new", words));
    CHECK(grants(row.at("name"), y));
  }
  return tell_events();
}

Status DemoPlay::import_list(const Yaml& y) {
  const std::string path = folder_ + "/examples/" + text_of(y, "import");
  Answer done = TRY(stage_.answer(
      "", "import ledger", Words().with("file", path).with("rejects", folder_ + "/rejects.xlsx")));
  import_ = std::move(done.value.as_object());
  const auto n = [&](const char* name) {
    const json::value* v = import_.if_contains(name);
    return v && v->is_number() ? v->to_number<std::int64_t>() : 0;
  };
  teller_.note(
      "→",
      fmt::format(
          fmt::runtime(teller_.pick(
              "{} 行：{} 个系统通过，{} 行退回（原因逐行写在 {}，改正后可再导入）；{} 个单位；"
              "承接已有备案证明 {} 份，编号续用。",
              "{} rows: {} systems accepted, {} rows rejected (reasons in {}, to be corrected "
              "and imported again); {} units; {} existing filings taken over with their numbers.")),
          n("total_data_rows"), n("valid_systems"), n("rejected_rows"), "rejects.xlsx", n("units"),
          n("certificates")));
  if (!done.notes.empty())
    teller_.note("!",
                 fmt::format(fmt::runtime(teller_.pick("另有 {} 处没有登记，例如：{}",
                                                       "{} things were not recorded, e.g.: {}")),
                             done.notes.size(), messages_.text(done.notes.front())));
  return tell_events();
}

// Facts as --set and --attach: those of the packages named by `with`, then its own.
Status DemoPlay::give(const Yaml& y, const Procedure& p, Words& words) {
  std::vector<std::pair<std::string, const Yaml*>> facts;
  const auto add = [&](const Yaml* all) {
    if (!all) return;
    for (const auto& [name, v] : all->members) {
      std::erase_if(facts, [&](const auto& f) { return f.first == name; });
      if (!v.is_null()) facts.emplace_back(name, &v);
    }
  };
  const Yaml* packages = script_.find("packages");
  for (const std::string& name : texts_of(y.find("with"))) {
    const Yaml* package = packages ? packages->find(name) : nullptr;
    if (!package) return fail(ErrorKind::Internal, "demo.no_package", {{"package", name}});
    add(package);
  }
  add(y.find("set"));
  for (const auto& [name, v] : facts) {
    const FactDecl* decl = p.fact(Symbol(name));
    if (decl && decl->type == FactType::File && v->is_scalar() && v->text != "none")
      words.with("attach", name + "=" + TRY(papers_.paper(v->text)));
    else
      words.with("set", name + "=" + (v->is_scalar() ? v->text : json::serialize(json_of(*v))));
  }
  return {};
}

Status DemoPlay::open(const Yaml& y) {
  const std::string about = text_of(y, "about");
  const std::string object = TRY(stage_.object(about));
  Words words;
  words.with("procedure", text_of(y, "open")).with("about", "object/" + object);
  if (const Yaml* set = y.find("set"))
    for (const auto& [name, v] : set->members) words.with("set", name + "=" + v.text);
  const json::object done = TRY(stage_.run(text_of(y, "by"), "case open", words));
  const std::string id(done.at("case").as_string());
  cases_[text_of(y, "as")] = id;
  in_story_.insert(id);
  if (text_of(y, "row") == "true") {
    const auto slash = about.find('/');
    followed_.push_back({text_of(y, "as"), id, about.substr(slash + 1), about.substr(0, slash)});
  }
  CHECK(tell_events());
  return tell_duties(id);
}

Result<std::string> DemoPlay::case_named(const std::string& name) {
  const auto dot = name.find('.');
  const auto it = cases_.find(name.substr(0, dot));
  if (it == cases_.end()) return fail(ErrorKind::Internal, "demo.no_case", {{"case", name}});
  std::string id = it->second, rest = dot == std::string::npos ? "" : name.substr(dot + 1);
  while (!rest.empty()) {
    const auto next = rest.find('.');
    const std::string link = rest.substr(0, next);
    const OpenedCase c = TRY(stage_.case_of(id));
    std::string other;
    for (const auto& [l, target] : c.c.links)
      if (l.text() == link) other = target;  // the newest of that name
    if (other.empty()) return fail(ErrorKind::Internal, "demo.no_case", {{"case", name}});
    id = other;
    rest = next == std::string::npos ? "" : rest.substr(next + 1);
  }
  in_story_.insert(id);
  return id;
}

Status DemoPlay::expect_refusal(const Yaml& y, const Result<json::object>& answer) {
  const std::string want = text_of(y, "refused");
  if (answer) return fail(ErrorKind::Internal, "demo.expected", {{"want", want}, {"got", "-"}});
  const Explanation& e = answer.error();
  if (e.kind != ErrorKind::Refused) return std::unexpected(e);
  ++counts_.refused;
  teller_.note("✗", teller_.pick("不予办理：", "refused: ") + messages_.text(e));
  return {};
}

Status DemoPlay::act(const Yaml& y) {
  const std::string id = TRY(case_named(text_of(y, "in")));
  const OpenedCase before = TRY(stage_.case_of(id));
  Words words;
  words.with("case", id).with("move", text_of(y, "do"));
  CHECK(give(y, *before.procedure, words));
  if (y.has("to")) words.with("to", text_of(y, "to"));
  const auto done = stage_.run(text_of(y, "by"), "case do", words);
  if (y.has("refused")) return expect_refusal(y, done);
  if (!done) return std::unexpected(done.error());
  if (const std::string want = text_of(y, "state"); !want.empty()) {
    const OpenedCase after = TRY(stage_.case_of(id));
    if (after.c.state.text() != want)
      return fail(ErrorKind::Internal, "demo.expected",
                  {{"want", want}, {"got", after.c.state.text()}});
  }
  if (y.has("list")) CHECK(tell_list(id, text_of(y, "list")));
  if (text_of(y, "changes") == "true") CHECK(tell_changes(id));
  CHECK(tell_events());
  CHECK(tell_duties(id));
  for (const std::string& name : texts_of(y.find("show"))) {
    const std::string other = TRY(case_named(name));
    CHECK(tell_duties(other));
  }
  return {};
}

// A case that opened by itself, by the key of its campaign: {as: {campaign, party, period}}.
Status DemoPlay::find(const Yaml& y) {
  auto rows = TRY(stage_.reading());
  for (const auto& [name, v] : y.find("find")->members) {
    const std::string party = TRY(stage_.party(text_of(v, "party")));
    const std::string key = text_of(v, "campaign") + "/" + party + "/" + text_of(v, "period");
    const auto row = TRY(rows->case_by_key(key));
    if (!row) return fail(ErrorKind::Internal, "demo.no_case", {{"case", key}});
    cases_[name] = row->id;
    in_story_.insert(row->id);
    CHECK(tell_duties(row->id));
  }
  return {};
}

Result<bool> DemoPlay::in_story(const std::string& case_id) {
  if (in_story_.contains(case_id)) return true;
  const OpenedCase c = TRY(stage_.case_of(case_id));
  for (const std::string& untold : texts_of(script_.find("untold")))
    if (c.procedure->name.text() == untold) return false;
  const std::string* source = c.c.link(Symbol("source"));
  if (!source || !TRY(in_story(*source))) return false;
  in_story_.insert(case_id);
  return true;
}

}  // namespace dengbao
