#include "app/calendar_feed.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/channels.h"
#include "app/doing.h"
#include "app/duty_work.h"
#include "app/leads.h"
#include "app/naming.h"
#include "base/text.h"
#include "engine/duties.h"

namespace dengbao {
namespace {

constexpr int kShownAfterEnd = 60;  // days for which an ended duty is still told as cancelled
constexpr std::size_t kMostEvents = 5000;

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::string compact(Date day) {
  return replace_all(day.iso(), "-", "");
}

// 20260302T013000Z
std::string compact(Instant at) {
  std::string iso = at.iso();
  iso.resize(19);
  return replace_all(replace_all(iso, "-", ""), ":", "") + "Z";
}

class Feed {
 public:
  Feed(Installation& in, Reading& reading, std::string account, bool chinese)
      : in_(in),
        reading_(reading),
        names_(reading),
        account_(std::move(account)),
        chinese_(chinese) {}

  Result<std::string> all(const std::string& party) {
    lead_ = TRY(lead_of(reading_, account_));
    page_ = TRY(page_address(reading_));
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//dengbao//duties//ZH");
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line("NAME:" + ics_text(pick("等保待办", "MLPS duties")));
    line("X-WR-CALNAME:" + ics_text(pick("等保待办", "MLPS duties")));
    line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    if (!party.empty()) CHECK(duties(party));
    line("END:VCALENDAR");
    return std::move(out_);
  }

 private:
  std::string pick(const char* zh, const char* en) const { return chinese_ ? zh : en; }
  std::string pick(const Label& l) const { return chinese_ ? l.zh : l.en; }
  void line(const std::string& text) { out_ += folded(text); }

  // Only what this very party owes: nothing of those it works for or watches over.
  Status duties(const std::string& party) {
    const Date oldest = in_.now().date().plus_days(-kShownAfterEnd);
    DutyQuery query;
    query.owner_party = party;
    std::size_t told = 0;
    for (bool more = true; more && told < kMostEvents;) {
      const auto page = TRY(reading_.duties(query));
      more = static_cast<int>(page.size()) == query.limit;
      for (const DutyRow& d : page) {
        query.after_case = d.case_id;
        query.after_duty = d.duty;
        query.after_instance = d.instance;
        const bool ended = d.status == "done" || d.status == "void";
        if (!d.due || (ended && d.ended && d.ended->date() < oldest)) continue;
        CHECK(event(d, ended));
        if (++told == kMostEvents) break;
      }
    }
    return {};
  }

  Status event(const DutyRow& d, bool ended) {
    const auto c = TRY(reading_.case_row(d.case_id));
    if (!c) return {};
    const auto law = TRY(in_.shelf().pinned(c->pack, reading_));
    const Procedure* p = law->procedure(c->procedure);
    const DutyDecl* decl = nullptr;
    if (p)
      for (const DutyDecl& one : p->duties)
        if (one.name.text() == d.duty) decl = &one;
    const std::string label = decl ? pick(decl->label) : d.duty,
                      subject = TRY(names_.subject(c->subject));
    line("BEGIN:VEVENT");
    line("UID:" + ics_text(duty_work_id(d) + "@" + replace_all(in_.origin(), "/", ".")));
    line("DTSTAMP:" + compact(in_.now()));
    line("SEQUENCE:" + std::to_string(c->version));
    days(*d.due);
    line("SUMMARY:" +
         ics_text(label + (chinese_ ? "（" : " (") + subject + (chinese_ ? "）" : ")")));
    CHECK(describe(d, p ? pick(p->title) : "", subject));
    if (!page_.empty()) line("URL:" + page_ + "/case/" + d.case_id);
    line("CATEGORIES:" + ics_text(pick("等保待办", "MLPS duty")));
    line("TRANSP:TRANSPARENT");
    line(ended ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
    if (!ended && d.status == "running") alarm(d, decl, label);
    line("END:VEVENT");
    return {};
  }

  // Days of the law are days in UTC+8; a duty of hours stands at its hour.
  void days(Instant due) {
    const Date day = due.plus_millis(-1).date();
    if (due == Instant::end_of(day)) {
      line("DTSTART;VALUE=DATE:" + compact(day));
      line("DTEND;VALUE=DATE:" + compact(day.plus_days(1)));
    } else {
      line("DTSTART:" + compact(due));
    }
  }

  Status describe(const DutyRow& d, const std::string& title, const std::string& subject) {
    std::string out;
    const auto add = [&](const char* zh, const char* en, const std::string& value) {
      if (!value.empty()) out += pick(zh, en) + (chinese_ ? "：" : ": ") + value + "\n";
    };
    add("事项", "Case", title);
    add("对象", "Subject", subject);
    add("截止日", "Due", d.due->plus_millis(-1).date().iso());
    if (d.provisional) out += pick("截止日为暂定（日历尚未公布）\n", "the date is provisional\n");
    if (d.status == "paused") out += pick("计时已暂停\n", "its clock is paused\n");
    add("依据", "Clause", d.citation);
    const auto record = TRY(reading_.record(kDutyWork, duty_work_id(d)));
    if (record) add("办理人", "Worked by", text(document_of(*record), "account"));
    line("DESCRIPTION:" + ics_text(out));
    return {};
  }

  // As early as the account asks for, else as the law reminds, else a working day before.
  void alarm(const DutyRow& d, const DutyDecl* decl, const std::string& label) {
    Span span{Span::Unit::WorkingDays, 1};
    if (decl && decl->remind) span = *decl->remind;
    for (const std::string& name : {std::string(), d.duty})
      if (const auto it = lead_.before.find(name); it != lead_.before.end()) span = it->second;
    constexpr std::int64_t kNine = 9 * 3'600'000;  // whole days ring at nine in the morning
    Instant at = ahead_of(in_.calendar(), *d.due, span);
    if (span.unit != Span::Unit::Millis) at = at.plus_millis(kNine);
    line("BEGIN:VALARM");
    line("ACTION:DISPLAY");
    line("TRIGGER;VALUE=DATE-TIME:" + compact(at));
    line("DESCRIPTION:" + ics_text(label));
    line("END:VALARM");
  }

  Installation& in_;
  Reading& reading_;
  Names names_;
  std::string account_;
  bool chinese_;
  Lead lead_;
  std::string page_, out_;
};

}  // namespace

std::string folded(std::string_view line) {
  constexpr std::size_t kMost = 75;
  std::string out;
  std::size_t room = kMost;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = std::min(line.size(), at + room);
    while (end > at && end < line.size() && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80)
      --end;
    if (end == at) end = std::min(line.size(), at + room);  // no character is that long
    out += line.substr(at, end - at);
    at = end;
    if (at < line.size()) out += "\r\n ";
    room = kMost - 1;
  }
  return out + "\r\n";
}

std::string ics_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)
      out += c;
  }
  return out;
}

std::string feed_code(std::string_view token) {
  return hex(digest(HashKind::Sha256, "calendar feed\n" + std::string(token)));
}

Result<std::string> calendar_feed(Installation& installation, Reading& reading,
                                  const std::string& account, bool chinese) {
  const auto row = TRY(reading.record("account", account));
  const json::object doc = row ? document_of(*row) : json::object{};
  const json::value* closed = doc.if_contains("closed");
  if (!row || (closed && closed->is_bool() && closed->get_bool()))
    return fail(ErrorKind::NotFound, "feed.none");
  return Feed(installation, reading, account, chinese).all(text(doc, "party"));
}

Result<std::string> calendar_of_token(Installation& installation, std::string_view token,
                                      bool chinese) {
  auto reading = TRY(installation.reading());
  RecordQuery query;
  query.kind = kFeed;
  query.code = feed_code(token);
  query.limit = 2;
  const auto found = TRY(reading->records(query));
  if (found.size() != 1) return fail(ErrorKind::NotFound, "feed.none");
  return calendar_feed(installation, *reading, found.front().id, chinese);
}

}  // namespace dengbao
