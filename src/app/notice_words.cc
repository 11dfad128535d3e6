// notice list, notice seen: what somebody was told, and that he has read it.

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/doing.h"
#include "app/notices.h"
#include "app/options.h"

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
      {"message", {"通知", "message"}}};
  const auto it = kWords.find(what);
  return it == kWords.end() ? Label{what, what} : it->second;
}

// When `account` has seen it; empty: not yet.
std::string seen_at(const json::object& doc, const std::string& account) {
  const json::value* seen = doc.if_contains("seen");
  if (!seen || !seen->is_array()) return {};
  for (const json::value& one : seen->get_array())
    if (text(one.as_object(), "account") == account) return text(one.as_object(), "at");
  return {};
}

// Notices to one account of a party are that account's own.
bool is_for(const json::object& doc, const Actor& actor) {
  if (actor.party.empty()) return true;
  const std::string account = text(doc, "account");
  return account.empty() || account == actor.account;
}

// A notice with the words of its case and of the duty it is about.
class NoticeRows {
 public:
  NoticeRows(Installation& in, Reading& reading) : in_(in), reading_(reading), names_(reading) {}

  Result<json::object> row(const RecordRow& r, const json::object& doc, const Actor& actor) {
    const std::string seen = seen_at(doc, actor.account), what = text(doc, "what");
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

 private:
  Status case_words(const std::string& id, const json::object& doc, json::object& o) {
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

  Installation& in_;
  Reading& reading_;
  Names names_;
};

Result<Answer> notice_list(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  RecordQuery query;
  query.kind = kNotice;
  query.viewer = TRY(viewer_of(*reading, actor));
  if (a.has("of")) query.owner_party = TRY(find_record(*reading, "party", a.text("of")));
  std::vector<std::pair<RecordRow, json::object>> found;
  for (bool more = true; more;) {
    auto page = TRY(reading->records(query));
    more = static_cast<int>(page.size()) == query.limit;
    if (more) query.after = page.back().id;
    for (RecordRow& row : page) {
      json::object doc = document_of(row);
      if (!is_for(doc, actor)) continue;
      if (a.has("unseen") && !seen_at(doc, actor.account).empty()) continue;
      found.emplace_back(std::move(row), std::move(doc));
    }
  }
  // Ids are in the order of time: the newest first.
  std::reverse(found.begin(), found.end());
  json::array rows;
  NoticeRows made(*in, *reading);
  for (const auto& [row, doc] : found) rows.push_back(TRY(made.row(row, doc, actor)));
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"sent", {"发出", "Sent"}},  {"what_label", {"内容", "What"}},
                    {"about", {"待办", "Duty"}}, {"subject_name", {"对象", "Subject"}},
                    {"to_name", {"送达", "To"}}, {"seen", {"已读", "Seen"}},
                    {"id", {"标识", "Id"}}};
  return answer;
}

struct Unread {
  std::string id;
  json::array seen;  // by whom so far
};

// Those that are meant and that the account has not read yet.
Result<std::vector<Unread>> unread(Reading& reading, const Actor& actor, const Arguments& a) {
  std::vector<Unread> out;
  const auto take = [&](const RecordRow& row) {
    const json::object doc = document_of(row);
    if (!is_for(doc, actor) || !seen_at(doc, actor.account).empty()) return;
    const json::value* seen = doc.if_contains("seen");
    out.push_back({row.id, seen && seen->is_array() ? seen->get_array() : json::array{}});
  };
  for (const std::string& id : a.all("notice")) {
    const auto row = TRY(reading.record(kNotice, id));
    if (!row || row->owner_party != actor.party || !is_for(document_of(*row), actor))
      return fail(ErrorKind::NotFound, "notice.none", {{"notice", id}});
    take(*row);
  }
  RecordQuery query;
  query.kind = kNotice;
  query.owner_party = actor.party;
  for (bool more = a.has("all"); more;) {
    const auto page = TRY(reading.records(query));
    more = static_cast<int>(page.size()) == query.limit;
    if (more) query.after = page.back().id;
    for (const RecordRow& row : page) take(row);
  }
  return out;
}

Result<Answer> notice_seen(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  if (actor.party.empty()) return fail(ErrorKind::Usage, "duty.needs_account", {}, "--as");
  if (!a.has("notice") && !a.has("all")) return fail(ErrorKind::Usage, "notice.which");
  if (TRY(unread(*reading, actor, a)).empty()) {
    Answer answer;
    answer.value = json::object{{"seen", 0}};
    return answer;
  }
  reading.reset();
  Request r = request_of(actor, a, "notice seen");
  r.act = [&](Desk& desk) -> Result<Deed> {
    const auto all = TRY(unread(desk.work(), actor, a));
    if (all.empty()) return fail(ErrorKind::Conflict, "notice.seen_already");
    std::optional<Deed> first;
    for (const Unread& one : all) {
      Desk::RecordChange change;
      change.kind = kNotice;
      change.id = one.id;
      change.event = "notice seen";
      json::array seen = one.seen;
      seen.push_back(json::object{{"account", actor.account}, {"at", desk.now().iso()}});
      change.fields = {{"seen", std::move(seen)}};
      change.on = desk.now().date();
      Deed deed = TRY(desk.change_record(change, actor));
      if (!first) first = std::move(deed);
    }
    first->more["seen"] = static_cast<std::int64_t>(all.size());
    return std::move(*first);
  };
  return submit(session, *in, std::move(r));
}

}  // namespace

void add_notice_words(Catalogue& all) {
  all.push_back({"notice list",
                 Needs::Reading,
                 "read",
                 {"消息：发出、送达、已读", "notices: sent, delivered, seen"},
                 {"dengbao --as zhang notice list --unseen",
                  "dengbao notice list --of 云杉市信息化工作办公室 --json"},
                 {option("unseen", "", {"只列未读的", "only those not read yet"}),
                  option("of", "PARTY", {"送达单位", "to which party"})},
                 notice_list});
  Option which = positional("notice", "NOTICE", {"消息", "notices"}, false);
  which.many = true;
  all.push_back({"notice seen",
                 Needs::Writing,
                 "act",
                 {"标为已读，即阅读回执", "mark as read: the read receipt"},
                 {"dengbao --as zhang notice seen 01J8Z7", "dengbao --as zhang notice seen --all"},
                 {which, option("all", "", {"全部未读的", "all that are not read yet"}),
                  option("key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"})},
                 notice_seen});
}

}  // namespace dengbao
