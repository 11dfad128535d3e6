// event list, statistics: what has happened, and how many there are of what.

#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/deed_rows.h"
#include "app/listing.h"
#include "base/text.h"

namespace dengbao {
namespace {

// What an event is about, without what it says: facts are shown with their case, where `seen_by`
// is heeded.
json::object event_json(const EventRow& e) {
  const bool of_case = e.stream.starts_with("case/");
  return {{"index", e.index},
          {"event", e.id},
          {"stream", e.stream},
          {"case", of_case ? json::value(e.stream.substr(5)) : json::value(nullptr)},
          {"version", e.version},
          {"move", e.kind},
          {"role", e.role},
          {"account", e.account},
          {"on", e.on.iso()},
          {"at", e.at.iso()},
          {"leaf", hex(e.leaf)}};
}

Status add_terms(const Arguments& a, ListQuery& query) {
  if (a.has("case"))
    query.terms.push_back({.column = "stream", .text = "case/" + a.text("case"), .number = {}});
  if (a.has("stream"))
    query.terms.push_back({.column = "stream", .text = a.text("stream"), .number = {}});
  if (a.has("account"))
    query.terms.push_back({.column = "account", .text = a.text("account"), .number = {}});
  if (a.has("move"))
    query.terms.push_back({.column = "kind", .text = a.text("move"), .number = {}});
  return {};
}

// The log is in the order of its instants: days become places in it by halving.
Result<std::int64_t> first_at(Reading& reading, Instant at) {
  std::int64_t low = 0, high = TRY(reading.head()).size;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const auto row = TRY(reading.event_at(middle));
    if (row && row->at < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

Status add_days(Reading& reading, const Arguments& a, ListQuery& query) {
  const auto since = TRY(a.date("since")), until = TRY(a.date("until"));
  if (since)
    query.terms.push_back({.column = "log_index",
                           .how = ListTerm::How::AtLeast,
                           .text = {},
                           .number = TRY(first_at(reading, Instant::start_of(*since)))});
  if (until)
    query.terms.push_back({.column = "log_index",
                           .how = ListTerm::How::Below,
                           .text = {},
                           .number = TRY(first_at(reading, Instant::start_of(*until)))});
  return {};
}

Result<Answer> event_list(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  ListQuery query = TRY(asked_list(a, Listed::Events));
  query.sight = TRY(sight_of(session, *reading, actor));
  CHECK(add_terms(a, query));
  CHECK(add_days(*reading, a, query));
  json::array rows;
  const auto read = [&](const ListQuery& q) { return reading->lists().events(q); };
  DeedRows words(*in, *reading);
  const auto take = [&](const EventRow& e) -> Status {
    json::object o = event_json(e);
    if (a.has("words"))
      for (auto& member : TRY(words.row(e)))
        if (!o.contains(member.key())) o[member.key()] = std::move(member.value());
    rows.push_back(std::move(o));
    return {};
  };
  const Gathered got = TRY(gather<EventRow>(query, a, read, take));
  Answer answer;
  answer.value = std::move(rows);
  answer.next = got.next;
  answer.total = got.total;
  answer.columns = {{"index", {"序号", "Index"}},     {"at", {"记录时间", "Recorded"}},
                    {"on", {"日期", "On"}},           {"move", {"办理", "Move"}},
                    {"stream", {"对象", "Of"}},       {"role", {"角色", "Role"}},
                    {"account", {"账号", "Account"}}, {"event", {"事件", "Event"}}};
  return answer;
}

// Rows of a tally under the names of their columns.
json::array tally_json(const std::vector<Tally>& all, const std::vector<std::string>& names) {
  json::array out;
  for (const Tally& t : all) {
    json::object o;
    for (std::size_t i = 0; i < names.size(); ++i) o[names[i]] = t.values[i];
    o["count"] = t.count;
    out.push_back(std::move(o));
  }
  return out;
}

// Titles that the pack gives to procedures and states beside their names.
Status put_labels(Installation& in, json::array& rows) {
  for (auto& row : rows) {
    json::object& o = row.as_object();
    const std::string procedure(o.at("procedure").as_string());
    o["title"] = label_json({procedure, procedure});
    o["state_label"] = label_json({std::string(o.at("state").as_string()), {}});
    const auto law = in.shelf().of_library(procedure.substr(0, procedure.find('/')));
    const Procedure* p = law ? (*law)->procedure(procedure) : nullptr;
    if (!p) continue;
    o["title"] = label_json(p->title);
    if (const StateDecl* state = p->state(Symbol(std::string_view(o.at("state").as_string()))))
      o["state_label"] = label_json(state->label);
  }
  return {};
}

Result<json::array> duties_by_time(Session& session, Installation& in, Lists& lists,
                                   const Sight& sight) {
  const Instant now = session.now();
  const Instant soon =
      Instant::end_of(in.calendar().add_working_days(now.date(), 3).due).plus_millis(1);
  ListQuery query;
  query.sight = sight;
  query.live = true;
  const std::string when = "CASE WHEN t.status = 'paused' THEN 'paused' WHEN t.due <= " +
                           std::to_string(TRY(lists.last_due(now)).millis()) +
                           " THEN 'overdue' WHEN t.due < " + std::to_string(soon.millis()) +
                           " THEN 'soon' ELSE 'running' END";
  return tally_json(TRY(lists.tally(Listed::Duties, query, {when})), {"when"});
}

Result<Answer> statistics(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  Lists& lists = reading->lists();
  ListQuery query;
  query.sight = TRY(sight_of(session, *reading, actor));
  query.kind = "object";
  json::array systems = tally_json(
      TRY(lists.tally(Listed::Records, query,
                      {"t.level", "t.status", "CASE WHEN t.code = '' THEN 'no' ELSE 'yes' END"})),
      {"level", "status", "filed"});
  for (auto& row : systems)
    row.as_object()["level"] = leading_number(row.as_object().at("level").as_string());
  query.kind.clear();
  query.terms.push_back({.column = "open", .text = {}, .number = 1});
  json::array cases = tally_json(TRY(lists.tally(Listed::Cases, query, {"t.procedure", "t.state"})),
                                 {"procedure", "state"});
  CHECK(put_labels(*in, cases));
  json::array duties = TRY(duties_by_time(session, *in, lists, query.sight));
  Answer answer;
  answer.value = json::object{{"as_of", session.now().iso()},
                              {"events", TRY(reading->head()).size},
                              {"systems", std::move(systems)},
                              {"cases", std::move(cases)},
                              {"duties", std::move(duties)}};
  return answer;
}

}  // namespace

void add_list_words(Catalogue& all) {
  std::vector<Option> options = {
      option("case", "CASE", {"某一事项的", "of one case"}),
      option("stream", "OF", {"某一对象的，如 object/标识", "of one stream, as object/ID"}),
      option("account", "NAME", {"某一账号所为", "done by an account"}),
      option("move", "MOVE", {"办理动作", "the move"}),
      option("since", "DATE", {"自（记录日）", "recorded since"}),
      option("until", "DATE", {"至（不含）", "recorded before"}),
      option("words", "",
             {"附上办理动作、对象和事项的名称", "with the names of move, subject and case"})};
  add_listing_options(options, Listed::Events);
  all.push_back({"event list",
                 Needs::Reading,
                 "read",
                 {"办理轨迹：最近的在前", "the trail: newest first"},
                 {"dengbao event list --limit 20",
                  "dengbao event list --account zhang --since 2026-03-01 --json"},
                 options,
                 event_list});
  all.push_back({"statistics",
                 Needs::Reading,
                 "read",
                 {"系统、事项与待办的数目", "how many systems, cases and duties"},
                 {"dengbao statistics", "dengbao statistics --json"},
                 {},
                 statistics});
}

}  // namespace dengbao
