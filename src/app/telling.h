#pragma once
// Words for a terminal: lines, headings and columns, in one of the two languages.

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace dengbao {

class Telling {
 public:
  explicit Telling(bool chinese) : chinese_(chinese) {}

  std::string_view pick(std::string_view zh, std::string_view en) const {
    return chinese_ ? zh : en;
  }
  static std::string text(const json::object& o, std::string_view key) {
    const json::value* v = o.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
  }
  static const json::array& list(const json::object& o, std::string_view key) {
    static const json::array kNone;
    const json::value* v = o.if_contains(key);
    return v && v->is_array() ? v->get_array() : kNone;
  }
  std::string label(const json::object& o, std::string_view key = "label") const {
    const json::value* v = o.if_contains(key);
    return v && v->is_object() ? text(v->get_object(), chinese_ ? "zh" : "en") : std::string();
  }
  void line(const std::string& words) {
    out_ += words;
    out_.erase(out_.find_last_not_of(' ') + 1);
    out_ += '\n';
  }
  void heading(std::string_view zh, std::string_view en) {
    out_ += '\n';
    line(std::string(pick(zh, en)));
  }
  // Rows in columns, each as wide as its widest cell.
  void rows(const std::vector<std::vector<std::string>>& all) {
    std::vector<std::size_t> widths;
    for (const auto& row : all) {
      widths.resize(std::max(widths.size(), row.size()));
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    }
    for (const auto& row : all) {
      std::string l;
      for (std::size_t i = 0; i < row.size(); ++i)
        l += "  " + (i + 1 < row.size() ? pad(row[i], widths[i]) : row[i]);
      line(l);
    }
  }
  std::string cites(const json::object& o) const {
    std::string all;
    for (const json::value& c : list(o, "citations"))
      all += (all.empty() ? "" : std::string(pick("；", "; "))) + std::string(c.as_string());
    return all;
  }
  bool chinese() const { return chinese_; }
  std::string take() { return std::move(out_); }

 private:
  bool chinese_;
  std::string out_;
};

}  // namespace dengbao
