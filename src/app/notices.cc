#include "app/notices.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/deliveries.h"
#include "app/duty_work.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

Label what_words(const std::string& what) {
  static const std::map<std::string, Label> kWords = {
      {"remind", {"即将到期", "due soon"}},
      {"escalate", {"超期督办", "overdue, escalated"}},
      {"assigned", {"交办", "assigned to you"}},
      {"stand_in", {"请您代办", "you stand in"}},
      {"test", {"试发", "a trial"}},
      {"message", {"通知", "message"}}};
  const auto it = kWords.find(what);
  return it == kWords.end() ? Label{what, what} : it->second;
}

}  // namespace

Result<Deed> send_notice(Desk& desk, const Notice& n, const Actor& actor) {
  const std::string now = desk.now().iso();
  std::vector<std::string> stand_ins;
  if (!n.account.empty())
    for (const Absence& a : TRY(absences_of(desk.work(), n.account)))
      if (a.covers(desk.now().date())) stand_ins.push_back(a.to);
  Desk::RecordChange change;
  change.kind = kNotice;
  change.id = desk.fresh_id();
  change.event = "notice sent";
  change.fields = {{"what", n.what}, {"to", n.party}, {"case", n.case_id}, {"sent", now}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) change.fields[name] = json::string(value);
  };
  add("account", n.account);
  add("duty", n.duty);
  add("instance", n.instance);
  add("message", n.message);
  if (!stand_ins.empty())
    change.fields["stand_ins"] = json::array(stand_ins.begin(), stand_ins.end());
  change.fields["delivered"] = json::array{json::object{{"by", "workbench"}, {"at", now}}};
  change.owner_party = n.party;
  change.on = n.on;
  Deed deed = TRY(desk.change_record(change, actor));
  CHECK(queue_deliveries(desk, n, change.id, stand_ins, actor));
  return deed;
}

bool is_for(const json::object& doc, const std::string& account) {
  const std::string to = text(doc, "account");
  if (to.empty() || to == account) return true;
  const json::value* all = doc.if_contains("stand_ins");
  return all && all->is_array() &&
         std::any_of(all->get_array().begin(), all->get_array().end(), [&](const json::value& v) {
           return v.is_string() && std::string_view(v.get_string()) == account;
         });
}

std::string seen_at(const json::object& doc, const std::string& account) {
  const json::value* seen = doc.if_contains("seen");
  if (!seen || !seen->is_array()) return {};
  for (const json::value& one : seen->get_array())
    if (text(one.as_object(), "account") == account) return text(one.as_object(), "at");
  return {};
}

Result<json::object> NoticeRows::row(const RecordRow& r, const json::object& doc,
                                     const std::string& account) {
  const std::string seen = seen_at(doc, account), what = text(doc, "what");
  json::object o{{"id", r.id},
                 {"what", what},
                 {"what_label", label_json(what_words(what))},
                 {"to", r.owner_party},
                 {"to_name", TRY(names_.party(r.owner_party))},
                 {"account", text(doc, "account")},
                 {"message", text(doc, "message")},
                 {"sent", text(doc, "sent")},
                 {"delivered", nullptr},
                 {"seen", seen.empty() ? json::value(nullptr) : json::value(seen)},
                 {"seen_by", json::array{}}};
  for (const char* name : {"delivered", "seen"})
    if (const json::value* v = doc.if_contains(name); v && v->is_array())
      o[name == std::string_view("seen") ? "seen_by" : "delivered"] = *v;
  if (const std::string id = text(doc, "case"); !id.empty()) CHECK(case_words(id, doc, o));
  return o;
}

Status NoticeRows::case_words(const std::string& id, const json::object& doc, json::object& o) {
  o["case"] = id;
  const auto c = TRY(reading_.case_row(id));
  if (!c) return {};
  o["subject_name"] = TRY(names_.subject(c->subject));
  const auto law = TRY(in_.shelf().pinned(c->pack, reading_));
  const Procedure* p = law->procedure(c->procedure);
  if (!p) return {};
  o["case_title"] = label_json(p->title);
  const std::string about = text(doc, "duty");
  for (const DutyDecl& d : p->duties)
    if (d.name.text() == about) o["about"] = label_json(d.label);
  return {};
}

}  // namespace dengbao
