#include "app/deed_rows.h"

#include <boost/json.hpp>
#include <map>

#include "app/case_view.h"

namespace dengbao {

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
      {"account bound", {"账号绑定单位", "account bound"}},
      {"sign-in linked", {"关联外部登录", "sign-in linked"}},
      {"sign-in unlinked", {"解除外部登录", "sign-in unlinked"}},
      {"provider set", {"设定身份提供方", "provider set"}},
      {"provider closed", {"停用身份提供方", "provider closed"}},
      {"authorisation given", {"授权代办", "authorisation given"}},
      {"authorisation revoked", {"撤回授权", "authorisation revoked"}},
      {"law installed", {"启用法规包", "law installed"}},
      {"calendar published", {"发布节假日安排", "calendar published"}},
      {"notice sent", {"发出消息", "notice sent"}},
      {"notice seen", {"消息已读", "notice seen"}},
      {"delivery queued", {"消息待送", "delivery queued"}},
      {"document issued", {"签发文书", "document issued"}},
      {"delivery sent", {"消息已发出", "delivery sent"}},
      {"delivery delivered", {"消息已送达", "delivery delivered"}},
      {"delivery put off", {"消息稍后重试", "delivery put off"}},
      {"delivery refused", {"消息被拒收", "delivery refused"}},
      {"document voided", {"作废文书", "document voided"}},
      {"document erased", {"依法删除文书", "document erased"}},
      {"personal value erased", {"依法删除个人信息", "personal value erased"}},
      {"follow-up number given", {"发放查询编号", "follow-up number given"}},
      {"effect refused", {"后续动作未办成", "effect refused"}},
  };
  const auto it = kWords.find(kind);
  return it == kWords.end() ? Label{kind, kind} : it->second;
}

Result<json::object> DeedRows::row(const EventRow& e) {
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
  else if (e.stream.starts_with("document/"))
    CHECK(document_words(e.stream.substr(9), o));
  else
    o["subject_name"] = TRY(names_.subject(e.stream));
  return o;
}

// A document is known by its number; one without by what its case is about.
Status DeedRows::document_words(const std::string& id, json::object& o) {
  const auto row = TRY(reading_.document(id));
  if (!row) return {};
  o["case"] = row->case_id;
  o["subject_name"] = row->number.empty() ? TRY(names_.case_subject(row->case_id)) : row->number;
  return {};
}

Status DeedRows::case_words(const std::string& id, const EventRow& e, json::object& o) {
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

}  // namespace dengbao
