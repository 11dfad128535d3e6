// What the log and the cases say after each step of the demo, told to people.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>

#include "app/demo_play.h"
#include "app/doing.h"
#include "app/spans.h"
#include "base/text.h"

namespace dengbao {
namespace {

const Symbol kRemind("remind"), kEscalate("escalate");

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

// A value as people read it: a file by its name, a list by its length.
std::string shown(const json::value& v, const DemoTeller& teller) {
  if (v.is_null()) return teller.pick("（无）", "(none)");
  if (v.is_string()) return std::string(v.get_string());
  if (v.is_object())
    if (const std::string name = text(v.get_object(), "name"); !name.empty()) return name;
  if (v.is_array())
    return fmt::format(fmt::runtime(teller.pick("{} 项", "{} items")), v.get_array().size());
  return json::serialize(v);
}

std::string cited(const std::vector<std::string>& cites) {
  std::string out;
  for (const std::string& c : cites) out += (out.empty() ? "〔" : "；") + c;
  return out.empty() ? out : out + "〕";
}

std::string file_name(const std::string& wanted) {
  std::string out;
  for (const char c : wanted)
    if (c != '\n') out += c == '/' ? '-' : c;
  return out;
}

}  // namespace

Status DemoPlay::tell_events() {
  for (const EventRow& row : TRY(stage_.events_from(seen_))) {
    seen_ = row.index + 1;
    if (row.kind == "document issued")
      CHECK(tell_document(row));
    else if (row.stream.starts_with("case/") && (row.kind == "remind" || row.kind == "escalate"))
      CHECK(tell_step(row));
  }
  return {};
}

Status DemoPlay::tell_step(const EventRow& row) {
  const std::string id = row.stream.substr(5);
  const bool remind = row.kind == "remind";
  if (!TRY(in_story(id))) {
    ++(remind ? counts_.others_reminded : counts_.others_escalated);
    return {};
  }
  ++(remind ? counts_.reminders : counts_.escalations);
  const CaseEvent e = event_from(TRY(parse_json(row.core, row.id)).as_object());
  const OpenedCase c = TRY(stage_.case_of(id));
  Installation* in = TRY(stage_.installation());
  std::string to;
  for (const std::string& party : e.step->to)
    to += (to.empty() ? "" : "、") + TRY(stage_.name_of(party));
  for (const Duty& d : duties(*c.procedure, c.c, *c.law, in->calendar(), e.at)) {
    if (d.name != e.step->duty || d.instance != e.step->instance) continue;
    const auto due = d.due_date();
    const std::string last = due ? due->iso() : "";
    teller_.day(row.at.date());
    const std::string owner = TRY(stage_.name_of(d.owner));
    const std::string what = teller_.pick(d.decl->label) +
                             (d.recipient.empty() ? "" : " → " + TRY(stage_.name_of(d.recipient)));
    teller_.note(remind ? "◷" : "▲",
                 remind ? fmt::format(fmt::runtime(teller_.pick("提醒{}：“{}”{}到期。",
                                                                "reminds {}: “{}” is due {}.")),
                                      to, what, last)
                        : fmt::format(fmt::runtime(teller_.pick(
                                          "督办：{}的“{}”{}到期未办，报{}。",
                                          "escalation: {} has not done “{}”, due {}; {} is told.")),
                                      owner, what, last, to));
  }
  return {};
}

Status DemoPlay::tell_document(const EventRow& row) {
  const json::object core = TRY(parse_json(row.core, row.id)).as_object();
  const std::string case_id = text(core, "case");
  if (!TRY(in_story(case_id))) return {};
  DemoDocument d{case_id,
                 text(core, "source"),
                 text(core, "document"),
                 text(core, "kind"),
                 text(core, "number"),
                 text(core, "title"),
                 {},
                 {}};
  // "备 案 证 明" is spaced for the eye only.
  d.title = replace_all(file_name(d.title), " ", "");
  const std::string front =
      d.number.empty() ? fmt::format("{}-{:02}", d.title, documents_.size() + 1) : d.number;
  const std::string stem = folder_ + "/documents/" + file_name(front);
  std::error_code error;
  std::filesystem::create_directories(folder_ + "/documents", error);
  auto rows = TRY(stage_.reading());
  for (const auto& [ending, path] : {std::pair{"pdf", &d.pdf}, std::pair{"docx", &d.docx}}) {
    const auto bytes = TRY(rows->file(text(core, ending)));
    if (!bytes)
      return fail(ErrorKind::NotFound, "document.no_file", {{"digest", text(core, ending)}});
    *path = stem + "." + ending;
    CHECK(write_whole_file(*path, *bytes, true));
  }
  const std::string known = letter(d.kind);
  teller_.day(row.at.date());
  teller_.note("▤", (known.empty() ? "" : "[" + known + "] ") + d.title +
                        (d.number.empty() ? "" : "  " + d.number));
  documents_.push_back(std::move(d));
  return {};
}

// Duties of a case that are new or whose date is: who, by when, and why that day.
Status DemoPlay::tell_duties(const std::string& case_id) {
  const OpenedCase c = TRY(stage_.case_of(case_id));
  Installation* in = TRY(stage_.installation());
  for (const Duty& d : duties(*c.procedure, c.c, *c.law, in->calendar(), in->now())) {
    const std::string key = case_id + "/" + d.name.text() + "/" + d.instance;
    const auto due = d.due_date();
    const std::string state = std::string(duty_status_name(d.status)) + (due ? due->iso() : "");
    std::string& told = duties_told_[key];
    if (!due || told == state) continue;
    const bool running_before = told.starts_with("running");
    told = state;
    // Where each recipient has an instance of its own, it is named.
    std::string what = teller_.pick(d.decl->label);
    if (d.decl->each_recipient && !d.recipient.empty()) {
      const std::string to = TRY(stage_.name_of(d.recipient));
      what += " → " + to;
    }
    if (d.status == DutyStatus::Done && running_before) {
      const bool late = d.ended_on && *d.ended_on > *due;
      teller_.note(
          "✓", fmt::format(fmt::runtime(teller_.pick("“{}”已办结{}。", "“{}” is done{}.")), what,
                           late ? teller_.pick("（逾期）", " (late)")
                                : fmt::format(fmt::runtime(teller_.pick("，期限 {}", ", due {}")),
                                              due->iso())));
    }
    if (d.status != DutyStatus::Running) continue;
    std::string beside;
    for (const auto& [clause, value] : d.decl->beside)
      if (value != d.budget)
        beside +=
            (beside.empty() ? "" : "，") + clause + " " + span_words(value, teller_.chinese());
    if (!beside.empty())
      beside = teller_.pick("（旁列：", " (beside: ") + beside + teller_.pick("）", ")");
    // The same count on the same day is explained once.
    std::string reason = reason_of_due(d, in->calendar(), teller_.chinese());
    const std::string count = d.starts.iso() + d.budget + due->iso();
    if (count == counted_) reason = teller_.pick("算法同上", "counted as above");
    counted_ = count;
    const std::string owner = TRY(stage_.name_of(d.owner));
    teller_.note("→", fmt::format(fmt::runtime(teller_.pick("{}须在 {} 前办：{}。{}。{}{}",
                                                            "{} by {}: {}. {}. {}{}")),
                                  owner, due->iso(), what, reason, cited(d.decl->cites), beside));
  }
  return {};
}

Status DemoPlay::tell_changes(const std::string& case_id) {
  const json::object shown_case = TRY(stage_.run("", "case show", Words().with("case", case_id)));
  const OpenedCase c = TRY(stage_.case_of(case_id));
  std::string out;
  for (const json::value& v : shown_case.at("changes").as_array()) {
    const json::object& change = v.as_object();
    const FactDecl* fact = c.procedure->fact(Symbol(text(change, "fact")));
    if (!fact || fact->personal || text(change, "fact").starts_with("earlier_")) continue;
    out += (out.empty() ? "" : "；") + teller_.pick(fact->label) + " " +
           shown(change.at("was"), teller_) + " ⇒ " + shown(change.at("is"), teller_);
  }
  if (!out.empty())
    teller_.note("Δ", teller_.pick("与上一轮相比：", "changed since the last round: ") + out);
  return {};
}

Status DemoPlay::tell_list(const std::string& case_id, const std::string& fact) {
  const OpenedCase c = TRY(stage_.case_of(case_id));
  const Compound* list = c.c.value(Symbol(fact)).compound();
  if (!list || list->items.empty()) {
    teller_.note("✓", teller_.pick("逐项检查，没有问题。", "every item checked, nothing wrong."));
    return {};
  }
  for (const Value& item : list->items) {
    const auto member = [&](const char* name) {
      const Value* v = item.member(name);
      return v ? v->show() : std::string();
    };
    teller_.note("!", member("text") + "〔" + member("clause") + "〕");
  }
  return {};
}

}  // namespace dengbao
