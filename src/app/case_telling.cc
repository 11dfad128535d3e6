#include "app/case_telling.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <vector>

#include "app/spans.h"
#include "app/telling.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  return Telling::text(o, key);
}

const json::array& list(const json::object& o, std::string_view key) {
  return Telling::list(o, key);
}

void tell_head(Telling& t, const json::object& v) {
  t.line(fmt::format("{}  {}", t.label(v, "title"), text(v, "subject_name")));
  t.line(fmt::format(fmt::runtime(t.pick("{}  {}  第 {} 轮  {} 开启  版本 {}  依据 {}",
                                         "{}  {}  round {}  opened {}  version {}  under {}")),
                     text(v, "case"), t.label(v, "state_label"), v.at("round").as_int64(),
                     text(v, "opened_on"), v.at("version").as_int64(), text(v, "procedure")));
}

void tell_parties(Telling& t, const json::object& v) {
  std::vector<std::vector<std::string>> rows;
  for (const json::value& p : list(v, "parties"))
    rows.push_back({t.label(p.as_object()), text(p.as_object(), "name")});
  if (rows.empty()) return;
  t.heading("当事方", "Parties");
  t.rows(rows);
}

std::string status_words(const Telling& t, const json::object& d) {
  const std::string status = text(d, "status");
  if (status == "done") return std::string(t.pick("已完成", "done"));
  if (status == "void") return std::string(t.pick("已作废", "void"));
  if (status == "paused") return std::string(t.pick("暂停计时", "paused"));
  const json::value& left = d.at("remaining_working_days");
  if (!left.is_int64()) return std::string(t.pick("办理中", "running"));
  const std::int64_t n = left.as_int64();
  if (status == "overdue")
    return fmt::format(fmt::runtime(t.pick("超期 {} 个工作日", "{} working days late")), -n);
  return fmt::format(fmt::runtime(t.pick("剩 {} 个工作日", "{} working days left")), n);
}

// The clause that is applied, and the figures of others that stand beside it.
std::string due_reason(const Telling& t, const json::object& d) {
  std::string out = t.cites(d);
  std::string beside;
  for (const json::value& b : list(d, "beside"))
    beside += (beside.empty() ? "" : std::string(t.pick("；", "; "))) +
              text(b.as_object(), "clause") + " " +
              span_words(text(b.as_object(), "value"), t.chinese());
  if (!beside.empty())
    out += fmt::format(fmt::runtime(t.pick("（另有 {}）", " (beside it: {})")), beside);
  if (d.at("provisional").as_bool()) out += t.pick("（放假安排未公布，暂定）", " (provisional)");
  return out;
}

void tell_duties(Telling& t, const json::object& v) {
  std::vector<std::vector<std::string>> rows;
  for (const json::value& one : list(v, "duties")) {
    const json::object& d = one.as_object();
    rows.push_back(
        {text(d, "due"), status_words(t, d), t.label(d), text(d, "owner_name"), due_reason(t, d)});
  }
  if (rows.empty()) return;
  t.heading("期限", "Duties");
  t.rows(rows);
}

void tell_moves(Telling& t, const json::object& v) {
  std::vector<std::vector<std::string>> rows;
  for (const json::value& one : list(v, "moves")) {
    const json::object& m = one.as_object();
    std::string who, asks;
    for (const json::value& by : list(m, "by_labels"))
      who += (who.empty() ? "" : std::string(t.pick("、", ", "))) +
             text(by.as_object(), t.chinese() ? "zh" : "en");
    for (const json::value& ask : list(m, "asks")) {
      const json::object& a = ask.as_object();
      const json::value* one_of = a.if_contains("one_of");
      if (!a.at("required").as_bool() && !one_of) continue;
      asks += (asks.empty() ? "" : std::string(t.pick("、", ", "))) + t.label(a) + " " +
              text(a, "fact") + (one_of ? "*" : "");
    }
    rows.push_back({text(m, "move"), t.label(m), who, asks});
  }
  if (rows.empty()) return;
  t.heading("可以办理（末列为须填要素，带 * 的至少填一项）",
            "Open moves (last column: what must be given; one of those marked *)");
  t.rows(rows);
}

void tell_failing(Telling& t, const json::object& v) {
  std::vector<std::vector<std::string>> rows;
  for (const json::value& one : list(v, "failing_checks")) {
    const json::object& c = one.as_object();
    rows.push_back({text(c, "field"), t.label(c, "say"), t.cites(c)});
  }
  if (rows.empty()) return;
  t.heading("不齐全、不一致之处", "Incomplete or inconsistent");
  t.rows(rows);
}

void tell_changes(Telling& t, const json::object& v) {
  std::vector<std::vector<std::string>> rows;
  for (const json::value& one : list(v, "changes")) {
    const json::object& c = one.as_object();
    rows.push_back({t.label(c), t.label(c, "was_words"), "→", t.label(c, "is_words")});
  }
  if (rows.empty()) return;
  t.heading("与上一次提交相比", "Since the last submission");
  t.rows(rows);
}

void tell_facts(Telling& t, const json::object& v) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& fact : v.at("fact_labels").as_object()) {
    const json::object& f = fact.value().as_object();
    if (const std::string words = t.label(f, "words"); !words.empty())
      rows.push_back({t.label(f), words});
  }
  if (rows.empty()) return;
  t.heading("要素与材料", "Facts and papers");
  t.rows(rows);
}

void tell_documents(Telling& t, const json::object& v) {
  std::vector<std::vector<std::string>> rows;
  for (const json::value& one : list(v, "documents")) {
    const json::object& d = one.as_object();
    rows.push_back({text(d, "number"), text(d, "title"), text(d, "document")});
  }
  if (rows.empty()) return;
  t.heading("文书", "Documents");
  t.rows(rows);
}

void tell_events(Telling& t, const json::object& v) {
  std::vector<std::vector<std::string>> rows;
  for (const json::value& one : list(v, "events")) {
    const json::object& e = one.as_object();
    std::string who = text(e, "party_name");
    if (who.empty()) who = text(e, "account");
    rows.push_back({text(e, "on"), t.label(e), t.label(e, "role_label"), who,
                    fmt::format("#{}", e.at("index").as_int64()), text(e, "event")});
  }
  t.heading("经过", "Events");
  t.rows(rows);
}

}  // namespace

std::string case_told(const json::object& view, bool chinese) {
  Telling t(chinese);
  tell_head(t, view);
  tell_parties(t, view);
  tell_duties(t, view);
  tell_moves(t, view);
  tell_failing(t, view);
  tell_changes(t, view);
  tell_facts(t, view);
  tell_documents(t, view);
  tell_events(t, view);
  return t.take();
}

}  // namespace dengbao
