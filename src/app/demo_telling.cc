#include "app/demo_telling.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace dengbao {
namespace {

constexpr std::size_t kColumns = 98;

bool joins(char32_t c) {
  return (c < 0x80 && c != U' ') || c == U'§';
}

std::string month_day(Date d, bool chinese) {
  return chinese ? fmt::format("{}月{}日", d.month(), d.day()) : d.iso();
}

// "春节 2月15日至2月23日放假" for each holiday in (from, to].
std::string rests(const Calendar& calendar, Date from, Date to, bool chinese) {
  std::vector<std::pair<std::string, std::pair<Date, Date>>> spans;
  for (const auto& [year, notice] : calendar.years())
    for (const auto& [day, name] : notice.rest) {
      if (day <= from || day > to) continue;
      if (!spans.empty() && spans.back().first == name &&
          spans.back().second.second.plus_days(1) == day)
        spans.back().second.second = day;
      else
        spans.push_back({name, {day, day}});
    }
  std::string out;
  for (const auto& [name, span] : spans)
    out +=
        (chinese ? "；" : "; ") +
        (span.first == span.second
             ? fmt::format(fmt::runtime(chinese ? "{}{}放假不计" : "{} {} is a holiday"), name,
                           month_day(span.first, chinese))
             : fmt::format(fmt::runtime(chinese ? "{}{}至{}放假不计" : "{} {} to {} is a holiday"),
                           name, month_day(span.first, chinese), month_day(span.second, chinese)));
  return out;
}

std::string made_up(const Calendar& calendar, Date from, Date to, bool chinese) {
  std::string days;
  for (const auto& [year, notice] : calendar.years())
    for (const auto& [day, name] : notice.work)
      if (day > from && day <= to)
        days += (days.empty() ? "" : (chinese ? "、" : ", ")) + month_day(day, chinese);
  if (days.empty()) return {};
  return chinese ? "；" + days + "调休上班，计入" : "; " + days + " worked in exchange, counted";
}

}  // namespace

std::vector<std::string> demo_wrapped(const std::string& text, std::size_t columns) {
  std::vector<std::string> out;
  std::u32string line;
  std::size_t used = 0;
  for (const char32_t c : code_points(text)) {
    const std::size_t w = width(utf8(std::u32string_view(&c, 1)));
    // What must not begin a line hangs over its end.
    const bool hangs =
        std::u32string_view(U"，。；：、）〕”》").find(c) != std::u32string_view::npos;
    if (used + w > columns && !hangs) {
      std::size_t from = line.size();
      while (from > 0 && joins(c) && joins(line[from - 1])) --from;
      // Nor may an opening bracket end one.
      while (from > 0 &&
             std::u32string_view(U"（“《〔").find(line[from - 1]) != std::u32string_view::npos)
        --from;
      if (from == 0) from = line.size();
      const std::u32string rest = line.substr(from);
      line.resize(from);
      out.emplace_back(trim(utf8(line)));
      line = rest;
      used = width(utf8(line));
    }
    if (line.empty() && c == U' ') continue;
    line += c;
    used += w;
  }
  if (!line.empty()) out.push_back(utf8(line));
  return out;
}

std::string demo_day(Date day, bool chinese) {
  static constexpr const char* kZh[] = {"周日", "周一", "周二", "周三", "周四", "周五", "周六"};
  static constexpr const char* kEn[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const unsigned weekday = std::chrono::weekday{day.sys()}.c_encoding();
  return day.iso() + " " + (chinese ? kZh : kEn)[weekday];
}

std::string reason_of_due(const Duty& duty, const Calendar& calendar, bool chinese) {
  const auto due = duty.due_date();
  if (!due) return {};
  const auto span = Span::parse(duty.budget);
  if (!span) return chinese ? "条款直接定的日期" : "a date fixed by the clause itself";
  std::string out;
  switch (span->unit) {
    case Span::Unit::WorkingDays:
      out = fmt::format(fmt::runtime(chinese ? "自{}次日起数{}个工作日"
                                             : "{1} working days from the day after {0}"),
                        month_day(duty.starts, chinese), span->count);
      return out + rests(calendar, duty.starts, *due, chinese) +
             made_up(calendar, duty.starts, *due, chinese);
    case Span::Unit::Days:
      out = fmt::format(fmt::runtime(chinese ? "自{}起{}日" : "{1} days from {0}"),
                        month_day(duty.starts, chinese), span->count);
      if (const Date last = duty.starts.plus_days(static_cast<std::int32_t>(span->count));
          last < *due)
        out += fmt::format(
            fmt::runtime(chinese ? "，末日{}不上班，顺延至{}" : "; {} is a day of rest, so {}"),
            month_day(last, chinese), month_day(*due, chinese));
      return out;
    case Span::Unit::Months:
      return fmt::format(fmt::runtime(chinese ? "自{}起{}个月" : "{1} month(s) from {0}"),
                         month_day(duty.starts, chinese), span->count);
    case Span::Unit::Millis:
      break;
  }
  return duty.budget;
}

void DemoTeller::put(const std::string& front, const std::string& text) {
  std::string head = front;
  for (const std::string& line : demo_wrapped(text, kColumns - width(front))) {
    line_(head + line);
    head.assign(width(front), ' ');
  }
}

void DemoTeller::chapter(const std::string& title) {
  static constexpr const char* kNumbers[] = {"一", "二", "三", "四", "五",
                                             "六", "七", "八", "九", "十"};
  const int n = chapters_++;
  line_("");
  line_(chinese_ && n < 10 ? fmt::format("{}、{}", kNumbers[n], title)
                           : fmt::format("{}. {}", n + 1, title));
  day_said_ = false;
}

void DemoTeller::day(Date day) {
  if (day_said_ && day == day_) return;
  day_ = day;
  day_said_ = true;
  line_("");
  line_(demo_day(day, chinese_));
}

void DemoTeller::say(const std::string& text) {
  put("  ", text);
}

void DemoTeller::note(const std::string& mark, const std::string& text) {
  put("    " + mark + " ", text);
}

std::string demo_table_text(const std::vector<DemoColumn>& columns,
                            const std::vector<std::vector<std::string>>& rows) {
  std::string out;
  const auto line = [&](const std::vector<std::string>& cells) {
    std::vector<std::vector<std::string>> pieces;
    std::size_t height = 1;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      pieces.push_back(demo_wrapped(cells[i], columns[i].width));
      height = std::max(height, pieces.back().size());
    }
    for (std::size_t h = 0; h < height; ++h) {
      std::string text;
      for (std::size_t i = 0; i < columns.size(); ++i)
        text += pad(h < pieces[i].size() ? pieces[i][h] : "", columns[i].width) + "  ";
      text.erase(text.find_last_not_of(' ') + 1);
      out += text + "\n";
    }
  };
  std::vector<std::string> titles;
  std::size_t whole = 0;
  for (const DemoColumn& c : columns) {
    titles.push_back(c.title);
    whole += c.width + 2;
  }
  line(titles);
  for (std::size_t i = 0; i + 2 < whole; i += 2) out += "──";
  out += "\n";
  for (const auto& row : rows) line(row);
  return out;
}

}  // namespace dengbao
