#include "cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdlib>

#include "app/kinds.h"
#include "app/law_words.h"
#include "base/plain_name.h"
#include "base/spreadsheet.h"
#include "base/text.h"
#include "cli/table.h"

namespace dengbao::cli {
namespace {

// How a value stands in one cell, for people.
std::string cell(const json::value& v, bool chinese) {
  switch (v.kind()) {
    case json::kind::null:
      return "";
    case json::kind::string:
      return std::string(v.get_string());
    case json::kind::bool_:
      return v.get_bool() ? (chinese ? "是" : "yes") : (chinese ? "否" : "no");
    case json::kind::array: {
      std::string out;
      for (const json::value& item : v.get_array())
        out += (out.empty() ? "" : (chinese ? "、" : ", ")) + cell(item, chinese);
      return out;
    }
    case json::kind::object: {
      const json::object& o = v.get_object();
      if (o.size() == 2 && o.contains("zh") && o.contains("en"))
        return cell(o.at(chinese ? "zh" : "en"), chinese);
      std::string out;
      for (const auto& [key, value] : o)
        out += (out.empty() ? "" : "; ") + std::string(key) + ": " + cell(value, chinese);
      return out;
    }
    default:
      return json::serialize(v);
  }
}

struct Rows {
  std::vector<const json::value*> rows;
  bool list = false;
};

Rows rows_of(const Answer& answer) {
  Rows out;
  const json::value* list = &answer.value;
  if (!answer.rows.empty() && answer.value.is_object())
    list = answer.value.get_object().if_contains(answer.rows);
  if (list && list->is_array()) {
    out.list = true;
    for (const json::value& row : list->get_array()) out.rows.push_back(&row);
  } else {
    out.rows.push_back(&answer.value);
  }
  return out;
}

// The columns of the answer, or every member in the order in which it is first met.
std::vector<Answer::Column> columns_of(const Answer& answer, const Rows& rows) {
  if (!answer.columns.empty()) return answer.columns;
  std::vector<Answer::Column> out;
  for (const json::value* row : rows.rows) {
    if (!row->is_object()) continue;
    for (const auto& [key, value] : row->get_object()) {
      const std::string name(key);
      bool known = false;
      for (const auto& c : out) known = known || c.member == name;
      if (!known) out.push_back({name, {name, name}});
    }
  }
  if (out.empty()) out.push_back({"", {"值", "value"}});
  return out;
}

const json::value* member(const json::value& row, const std::string& name) {
  if (name.empty()) return &row;
  return row.is_object() ? row.get_object().if_contains(name) : nullptr;
}

// A spreadsheet must not run what a stranger wrote; a negative number stays one.
std::string csv_cell_of(const json::value* v, bool chinese) {
  if (!v) return "";
  std::string text = cell(*v, chinese);
  return v->is_number() ? text : csv_cell(std::move(text));
}

std::string csv(const Answer& answer, const Screen& screen) {
  const Rows rows = rows_of(answer);
  const auto columns = columns_of(answer, rows);
  std::string out = "\xEF\xBB\xBF";
  for (std::size_t c = 0; c < columns.size(); ++c)
    out += (c ? "," : std::string()) +
           csv_cell(screen.chinese ? columns[c].title.zh : columns[c].title.en);
  out += "\r\n";
  for (const json::value* row : rows.rows) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      out +=
          (c ? "," : std::string()) + csv_cell_of(member(*row, columns[c].member), screen.chinese);
    out += "\r\n";
  }
  return out;
}

std::string lines(const Answer& answer) {
  std::string out;
  for (const json::value* row : rows_of(answer).rows) out += json::serialize(*row) + "\n";
  return out;
}

std::string one_object(const json::value& value, const std::vector<Answer::Column>& columns,
                       const Screen& screen) {
  std::size_t widest = 0;
  for (const auto& c : columns)
    widest = std::max(widest, width(screen.chinese ? c.title.zh : c.title.en));
  std::string out;
  for (const auto& c : columns) {
    const json::value* v = member(value, c.member);
    if (!v || v->is_null()) continue;
    const std::size_t left = screen.columns > widest + 22 ? screen.columns - widest - 2 : 10'000;
    std::string title = pad(screen.chinese ? c.title.zh : c.title.en, widest);
    for (const std::string& line : wrapped(for_terminal(cell(*v, screen.chinese)), left)) {
      std::string whole = title + "  " + line;
      whole.erase(whole.find_last_not_of(' ') + 1);
      out += whole + "\n";
      title.assign(widest, ' ');
    }
  }
  return out;
}

std::string table(const Answer& answer, const Screen& screen) {
  const Rows rows = rows_of(answer);
  const auto columns = columns_of(answer, rows);
  if (!rows.list) return one_object(answer.value, columns, screen);
  if (rows.rows.empty()) return screen.chinese ? "（没有记录）\n" : "(none)\n";
  Table out;
  for (const auto& c : columns) out.titles.push_back(screen.chinese ? c.title.zh : c.title.en);
  out.right.assign(columns.size(), true);
  for (const json::value* row : rows.rows) {
    std::vector<std::string> cells;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const json::value* v = member(*row, columns[c].member);
      if (v && !v->is_null() && !v->is_number()) out.right[c] = false;
      cells.push_back(v ? for_terminal(cell(*v, screen.chinese)) : "");
    }
    out.rows.push_back(std::move(cells));
  }
  return drawn(out, screen.columns, screen.colour);
}

}  // namespace

Screen screen_of(bool chinese) {
  Screen out{chinese, false, 0};
  if (isatty(STDOUT_FILENO) == 0) return out;
  const char* none = std::getenv("NO_COLOR");
  out.colour = !none || !*none;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) out.columns = size.ws_col;
  return out;
}

std::string rendered(const Answer& answer, Format format, const Screen& screen) {
  switch (format) {
    case Format::Json:
      return json::serialize(answer.value) + "\n";
    case Format::JsonLines:
      return lines(answer);
    case Format::Csv:
      return csv(answer, screen);
    case Format::Table:
      break;
  }
  if (answer.text.empty()) return table(answer, screen);
  const std::string text = for_terminal(answer.text);
  return text.ends_with('\n') ? text : text + "\n";
}

std::string error_line(const Explanation& e, const Messages& messages, bool chinese) {
  return (chinese ? "错误：" : "error: ") + for_terminal(messages.text(e)) + "\n";
}

std::string error_json(const Explanation& e, const Messages& messages) {
  const json::object error{{"kind", kind_name(e.kind)},
                           {"code", e.code},
                           {"message", messages.message(e)},
                           {"citations", to_json(e.citations)}};
  return json::serialize(json::object{{"error", error}}) + "\n";
}

int exit_code(ErrorKind kind) {
  return static_cast<int>(kind);
}

}  // namespace dengbao::cli
