#include "app/notice_text.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cctype>

#include "app/doing.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

// A label of both languages in one of them.
std::string said(const json::object& o, std::string_view key, bool chinese) {
  const json::value* v = o.if_contains(key);
  return v && v->is_object() ? text(v->get_object(), chinese ? "zh" : "en") : std::string();
}

// The last civil day of the duty that a notice is about; empty where it has none any more.
Result<std::string> due_of(Reading& reading, const json::object& notice) {
  DutyQuery query;
  query.case_id = text(notice, "case");
  if (query.case_id.empty()) return std::string();
  for (const DutyRow& d : TRY(reading.duties(query)))
    if (d.duty == text(notice, "duty") && d.instance == text(notice, "instance") && d.due)
      return d.due->plus_millis(-1).date().iso();
  return std::string();
}

std::string lines_of(const json::object& row, const std::string& due, bool chinese) {
  std::string out;
  const auto line = [&](const char* zh, const char* en, const std::string& value) {
    if (!value.empty())
      out += fmt::format("{}{}{}\n", chinese ? zh : en, chinese ? "：" : ": ", value);
  };
  line("内容", "What", said(row, "what_label", chinese));
  line("待办", "Duty", said(row, "about", chinese));
  line("事项", "Case", said(row, "case_title", chinese));
  line("对象", "Subject", text(row, "subject_name"));
  line("截止日", "Due", due);
  line("说明", "Note", text(row, "message"));
  line("承担单位", "Party", text(row, "to_name"));
  out += chinese
             ? "本消息由系统自动发出，请不要回复；通知渠道可在“我的账号”里更改。"
             : "Sent by a program; please do not answer. Channels are chosen under “My account”.";
  return out;
}

// The name of the log as the right side of an id: letters, digits, dots and hyphens.
std::string domain_of(const std::string& origin) {
  std::string out;
  for (const char c : origin)
    out += std::isalnum(static_cast<unsigned char>(c)) || c == '.' ? c : '-';
  return out.empty() ? "dengbao" : out;
}

}  // namespace

Result<Parcel> notice_parcel(Installation& installation, Reading& reading, const RecordRow& notice,
                             const std::string& account, const std::string& lang,
                             const std::string& page) {
  const bool chinese = lang != "en";
  const json::object doc = document_of(notice);
  NoticeRows rows(installation, reading);
  const json::object row = TRY(rows.row(notice, doc, account));
  const std::string due = TRY(due_of(reading, doc)), id = text(doc, "case");
  Parcel out;
  out.domain = domain_of(installation.origin());
  out.to_name = account;
  out.at = Instant::parse(text(doc, "sent")).value_or(installation.now());
  out.kind = text(doc, "what");
  out.subject = (chinese ? "〔等保〕" : "[dengbao] ") + said(row, "what_label", chinese);
  if (const std::string about = said(row, "about", chinese); !about.empty())
    out.subject += (chinese ? "：" : ": ") + about;
  if (const std::string subject = text(row, "subject_name"); !subject.empty())
    out.subject += fmt::format("{}{}{}", chinese ? "（" : " (", subject, chinese ? "）" : ")");
  out.text = lines_of(row, due, chinese);
  if (!page.empty()) out.link = page + (id.empty() ? "/notices" : "/case/" + id);
  json::object data{
      {"notice", notice.id},    {"what", out.kind},
      {"account", account},     {"party", notice.owner_party},
      {"subject", out.subject}, {"text", out.text},
      {"link", out.link},       {"due", due.empty() ? json::value(nullptr) : json::value(due)}};
  for (const char* name : {"what_label", "about", "case", "case_title", "subject_name", "message"})
    if (const json::value* v = row.if_contains(name)) data[name] = *v;
  for (const char* name : {"duty", "instance"}) data[name] = text(doc, name);
  out.event = json::serialize(json::object{
      {"type", "notice." + out.kind}, {"timestamp", out.at.iso()}, {"data", std::move(data)}});
  return out;
}

}  // namespace dengbao
