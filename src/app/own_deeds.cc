// duty done: what an account has done itself, the newest first, each a record with a receipt.

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/doing.h"
#include "app/lists.h"
#include "app/options.h"

namespace dengbao {
namespace {

// Of what is no move of a case.
Label deed_words(const std::string& kind) {
  static const std::map<std::string, Label> kWords = {
      {"open", {"开启事项", "case opened"}},
      {"migrate", {"改用新规则", "came under other rules"}},
      {"party new", {"登记单位", "party registered"}},
      {"party set", {"变更单位", "party changed"}},
      {"object new", {"登记定级对象", "object registered"}},
      {"object set", {"变更定级对象", "object changed"}},
      {"object graded", {"定级", "object graded"}},
      {"asset list imported", {"导入台账", "asset list imported"}},
      {"account added", {"开设账号", "account added"}},
      {"ticket made", {"签发一次性凭证", "ticket made"}},
      {"token made", {"签发令牌", "token made"}},
      {"password changed", {"更换口令", "password changed"}},
      {"one-time code set", {"启用动态验证码", "one-time code set"}},
      {"account unlocked", {"解除锁定", "account unlocked"}},
      {"sessions ended", {"结束会话", "sessions ended"}},
      {"duty claimed", {"领取待办", "duty claimed"}},
      {"duty released", {"退回待办", "duty released"}},
      {"duty assigned", {"交办", "duty assigned"}},
      {"stepped aside", {"回避", "stepped aside"}},
      {"absence entered", {"登记外出", "absence entered"}},
      {"absence ended", {"结束外出", "absence ended"}},
      {"capacity granted", {"授予身份", "capacity granted"}},
      {"binding set", {"确定适用的法规包", "binding set"}},
      {"channel set", {"设定通知渠道", "channel set"}},
      {"channel dropped", {"停用通知渠道", "channel left"}},
      {"lead time chosen", {"设定提前提醒", "lead time chosen"}},
      {"calendar address made", {"生成日历地址", "calendar address made"}},
      {"calendar address ended", {"停用日历地址", "calendar address ended"}},
      {"carrier set", {"设定消息送出方式", "carrier set"}},
  };
  const auto it = kWords.find(kind);
  return it == kWords.end() ? Label{kind, kind} : it->second;
}

class DeedRows {
 public:
  DeedRows(Installation& in, Reading& reading) : in_(in), reading_(reading), names_(reading) {}

  Result<json::object> row(const EventRow& e) {
    json::object o{
        {"event", e.id},    {"index", e.index},     {"at", e.at.iso()},
        {"on", e.on.iso()}, {"kind", e.kind},       {"what", label_json(deed_words(e.kind))},
        {"case", nullptr},  {"version", e.version}, {"subject_name", ""}};
    std::string id;
    if (e.stream.starts_with("case/")) id = e.stream.substr(5);
    // Who works a duty is kept under "case.duty.instance".
    if (e.stream.starts_with("duty_work/")) id = e.stream.substr(10, e.stream.find('.') - 10);
    if (!id.empty())
      CHECK(case_words(id, e, o));
    else
      o["subject_name"] = TRY(names_.subject(e.stream));
    return o;
  }

 private:
  Status case_words(const std::string& id, const EventRow& e, json::object& o) {
    o["case"] = id;
    const auto c = TRY(reading_.case_row(id));
    if (!c) return {};
    o["subject_name"] = TRY(names_.subject(c->subject));
    const auto law = TRY(in_.shelf().pinned(c->pack, reading_));
    const Procedure* p = law->procedure(c->procedure);
    if (!p) return {};
    o["case_title"] = label_json(p->title);
    const MoveDecl* move = p->move(Symbol(e.kind));
    if (move && !move->label.empty()) o["what"] = label_json(move->label);
    return {};
  }

  Installation& in_;
  Reading& reading_;
  Names names_;
};

// That something was read or sent along with a deed is no deed of its own.
constexpr std::string_view kAlong[] = {"notice sent", "notice seen", "delivery queued"};

// What an account did before a place in the log, the newest first.
ListQuery deeds_before(const std::string& account, std::int64_t end, std::int64_t most) {
  ListQuery query;
  query.sight.everything = true;
  query.limit = static_cast<int>(most);
  query.terms.push_back({.column = "account", .text = account, .number = {}});
  for (const std::string_view kind : kAlong)
    query.terms.push_back(
        {.column = "kind", .how = ListTerm::How::Not, .text = std::string(kind), .number = {}});
  // From there on, as if a page had ended there: nothing is counted.
  query.sort = "-index";
  query.after = spelled({query.sort, std::to_string(end), {std::to_string(end)}, 0, false});
  return query;
}

Result<Answer> duty_done(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  std::string account = actor.account;
  if (a.has("account")) {
    if (!actor.may_act_for_all && a.text("account") != account)
      return fail(ErrorKind::Refused, "app.not_allowed",
                  {{"account", actor.account}, {"who", "owner"}});
    account = a.text("account");
  }
  const std::int64_t most = TRY(a.integer("most")).value_or(100);
  if (most < 1 || most > 1000)
    return fail(ErrorKind::BadInput, "duty.most", {{"value", a.text("most")}}, "--most");
  std::int64_t end = TRY(reading->head()).size;
  if (const auto before = TRY(a.integer("before"))) end = std::clamp<std::int64_t>(*before, 0, end);
  const auto page = TRY(reading->lists().events(deeds_before(account, end, most)));
  json::array rows;
  DeedRows made(*in, *reading);
  for (const EventRow& e : page.rows) rows.push_back(TRY(made.row(e)));
  Answer answer;
  answer.value = json::object{
      {"rows", std::move(rows)},
      {"account", account},
      // Where to go on from; null where nothing older can be there.
      {"before", page.next.empty() ? json::value(nullptr) : json::value(page.rows.back().index)},
  };
  answer.rows = "rows";
  answer.columns = {{"at", {"时间", "At"}},
                    {"what", {"办理", "What"}},
                    {"case_title", {"事项", "Case"}},
                    {"subject_name", {"对象", "Subject"}},
                    {"event", {"存证记录", "Event"}}};
  return answer;
}

}  // namespace

void add_own_deeds_word(Catalogue& all) {
  all.push_back({"duty done",
                 Needs::Reading,
                 "read",
                 {"我已办理的，每条都有回执", "what I have done, each with its receipt"},
                 {"dengbao --as zhang duty done", "dengbao duty done --account zhang --most 20"},
                 {option("most", "N", {"最多几条（默认 100）", "at most (100)"}),
                  option("before", "N", {"只看存证序号更小的", "only below this place in the log"}),
                  option("account", "ACCOUNT", {"谁的（默认自己）", "whose (my own)"})},
                 duty_done});
}

}  // namespace dengbao
