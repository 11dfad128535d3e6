#include "cli/table.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace dengbao::cli {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;

std::vector<std::size_t> natural_widths(const Table& table) {
  std::vector<std::size_t> out;
  for (const std::string& title : table.titles) out.push_back(width(title));
  for (const auto& row : table.rows)
    for (std::size_t c = 0; c < row.size() && c < out.size(); ++c)
      for (const std::string& line : split(row[c], '\n')) out[c] = std::max(out[c], width(line));
  return out;
}

void shrink(std::vector<std::size_t>& widths, std::size_t columns) {
  if (columns == 0 || widths.empty()) return;
  const auto total = [&] {
    return std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  };
  while (total() > columns) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= kNarrowest) return;
    --*widest;
  }
}

void add_line(std::string& out, const std::vector<std::vector<std::string>>& cells,
              const std::vector<std::size_t>& widths, const std::vector<bool>& right) {
  std::size_t height = 1;
  for (const auto& cell : cells) height = std::max(height, cell.size());
  for (std::size_t h = 0; h < height; ++h) {
    std::string line;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string piece = h < cells[c].size() ? cells[c][h] : "";
      const std::size_t w = width(piece);
      const std::string blank(widths[c] > w ? widths[c] - w : 0, ' ');
      if (c > 0) line.append(kGap, ' ');
      line += c < right.size() && right[c] ? blank + piece : piece + blank;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
}

}  // namespace

std::vector<std::string> wrapped(const std::string& text, std::size_t columns) {
  std::vector<std::string> out;
  for (const std::string& paragraph : split(text, '\n')) {
    std::string line;
    std::size_t used = 0, blank = std::string::npos;
    for (const char32_t point : code_points(paragraph)) {
      const std::string piece = utf8(std::u32string_view(&point, 1));
      const std::size_t w = width(piece);
      if (used + w > columns && !line.empty()) {
        std::string rest;
        if (blank != std::string::npos && piece != " ") {
          rest = line.substr(blank + 1);
          line.resize(blank);
        }
        out.push_back(line);
        line = rest;
        used = width(rest);
        blank = std::string::npos;
        if (piece == " " && line.empty()) continue;
      }
      if (piece == " ") blank = line.size();
      // A wide character may be followed by a break.
      if (w == 2) blank = std::string::npos;
      line += piece;
      used += w;
    }
    out.push_back(line);
  }
  return out;
}

std::string drawn(const Table& table, std::size_t columns, bool colour) {
  std::vector<std::size_t> widths = natural_widths(table);
  shrink(widths, columns);
  const auto cells = [&](const std::vector<std::string>& row) {
    std::vector<std::vector<std::string>> out;
    for (std::size_t c = 0; c < widths.size(); ++c)
      out.push_back(c < row.size() ? wrapped(row[c], widths[c]) : std::vector<std::string>{});
    return out;
  };
  std::string out;
  std::string head;
  add_line(head, cells(table.titles), widths, table.right);
  out += colour ? "\033[1m" + head + "\033[0m" : head;
  for (std::size_t c = 0; c < widths.size(); ++c) {
    if (c > 0) out.append(kGap, ' ');
    for (std::size_t i = 0; i < widths[c]; ++i) out += "─";
  }
  out += "\n";
  for (const auto& row : table.rows) add_line(out, cells(row), widths, table.right);
  return out;
}

}  // namespace dengbao::cli
