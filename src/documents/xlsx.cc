#include "documents/xlsx.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <set>

#include "base/spreadsheet.h"
#include "base/text.h"

namespace dengbao {
namespace {

constexpr std::size_t kMaxRows = 1'048'576;
constexpr std::size_t kMaxColumns = 16'384;
constexpr std::size_t kMaxCharacters = 32'767;  // of the format, in UTF-16 units
constexpr std::size_t kMaxNameCharacters = 31;
constexpr std::size_t kNarrowest = 8, kWidest = 60;

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::unexpected<Explanation> not_written(const std::string& why) {
  return fail_external("xlsx.not_written", why);
}

std::string fit_name(const std::string& name, std::set<std::string>& taken) {
  std::u32string points = code_points(name);
  for (char32_t& c : points)
    if (c < 0x20 || std::u32string_view(U"[]:*?/\\'").find(c) != std::u32string_view::npos) c = '_';
  if (points.empty()) points = U"Sheet";
  points.resize(std::min(points.size(), kMaxNameCharacters));
  std::string out = utf8(points);
  for (int n = 2; !taken.insert(out).second; ++n) {
    const std::string tail = fmt::format(" ({})", n);
    out = utf8(points.substr(0, std::min(points.size(), kMaxNameCharacters - tail.size()))) + tail;
  }
  return out;
}

struct Formats {
  lxw_format *header, *date, *quoted, *title, *ruled;
  explicit Formats(lxw_workbook* book) {
    header = workbook_add_format(book);
    format_set_bold(header);
    format_set_text_wrap(header);
    format_set_align(header, LXW_ALIGN_CENTER);
    format_set_align(header, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(header, 0xDCE6F1);
    format_set_border(header, LXW_BORDER_THIN);
    date = workbook_add_format(book);
    format_set_num_format(date, "yyyy-mm-dd");
    quoted = workbook_add_format(book);
    format_set_num_format(quoted, "@");
    title = workbook_add_format(book);
    format_set_bold(title);
    format_set_font_size(title, 13);
    ruled = workbook_add_format(book);
    format_set_font_size(ruled, 9);
    format_set_text_wrap(ruled);
    format_set_align(ruled, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(ruled, LXW_BORDER_THIN);
    format_set_num_format(ruled, "@");
  }
};

class SheetWriter {
 public:
  SheetWriter(const XlsxSheet& sheet, lxw_worksheet* to, const Formats& formats)
      : sheet_(sheet), to_(to), formats_(formats) {}

  Status write() {
    CHECK(check());
    widths();
    lxw_row_t row = 0;
    if (sheet_.print) {
      CHECK(text(row, 0, sheet_.print->title, formats_.title));
      ++row;
    }
    if (!sheet_.header.empty()) {
      if (sheet_.print) worksheet_set_row(to_, row, heading_height(), nullptr);
      for (std::size_t i = 0; i < sheet_.header.size(); ++i)
        CHECK(text(row, i, sheet_.header[i], formats_.header));
      worksheet_freeze_panes(to_, row + 1, 0);
      worksheet_autofilter(to_, row, 0, row + static_cast<lxw_row_t>(sheet_.rows.size()),
                           static_cast<lxw_col_t>(sheet_.header.size() - 1));
      ++row;
    }
    if (sheet_.print) page(row);
    for (const auto& cells : sheet_.rows) {
      if (sheet_.print) worksheet_set_row(to_, row, height(cells), nullptr);
      for (std::size_t i = 0; i < cells.size(); ++i) CHECK(cell(row, i, cells[i]));
      ++row;
    }
    return {};
  }

 private:
  Status check() const {
    std::size_t columns = sheet_.header.size();
    for (const auto& cells : sheet_.rows) columns = std::max(columns, cells.size());
    if (sheet_.rows.size() + 1 > kMaxRows || columns > kMaxColumns)
      return fail(ErrorKind::BadInput, "xlsx.too_many_rows", {}, sheet_.name);
    return {};
  }

  // `heading`: how many rows come again on every page.
  void page(lxw_row_t heading) const {
    worksheet_set_paper(to_, 9);  // A4
    worksheet_set_landscape(to_);
    worksheet_set_margins(to_, 0.4, 0.4, 0.4, 0.6);
    worksheet_fit_to_pages(to_, 1, 0);
    if (heading > 0) worksheet_repeat_rows(to_, 0, heading - 1);
    // An ampersand begins a command there; 255 characters are the most the format takes.
    const std::string left = utf8(code_points(sheet_.print->footer).substr(0, 80));
    worksheet_set_footer(to_, ("&L&8" + replace_all(left, "&", "&&") + "&R&8&P / &N").c_str());
  }

  // Points that the wrapped texts of a row take: not every program works that out by itself.
  double height(const std::vector<XlsxCell>& cells) const {
    // Of 9 point text in the tallest of the faces it is shown in; the most the format takes.
    constexpr double kLine = 13.5, kMost = 409;
    std::size_t most = 1;
    for (std::size_t i = 0; i < cells.size() && i < sheet_.print->widths.size(); ++i) {
      // Columns are measured in characters of 11 points.
      const auto fits = static_cast<std::size_t>(sheet_.print->widths[i] * 1.15);
      std::size_t lines = 0;
      for (const std::string& line : split(cells[i].text, '\n'))
        lines +=
            std::max<std::size_t>(1, (width(line) + fits - 1) / std::max<std::size_t>(fits, 1));
      most = std::max(most, lines);
    }
    return std::min(kMost, static_cast<double>(most) * kLine + 4);
  }

  double heading_height() const {
    std::size_t most = 1;
    for (const std::string& one : sheet_.header) most = std::max(most, split(one, '\n').size());
    return static_cast<double>(most) * 16 + 4;  // of 11 points
  }

  // By East Asian width, so that a column of Chinese is not cut.
  void widths() const {
    if (sheet_.print) {
      for (std::size_t i = 0; i < sheet_.print->widths.size(); ++i)
        worksheet_set_column(to_, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i),
                             sheet_.print->widths[i], nullptr);
      return;
    }
    std::vector<std::size_t> widest;
    const auto see = [&](std::size_t column, std::size_t w) {
      if (widest.size() <= column) widest.resize(column + 1, kNarrowest);
      widest[column] = std::max(widest[column], w);
    };
    for (std::size_t i = 0; i < sheet_.header.size(); ++i)
      for (const std::string& line : split(sheet_.header[i], '\n')) see(i, width(line));
    for (const auto& cells : sheet_.rows)
      for (std::size_t i = 0; i < cells.size(); ++i)
        see(i, cells[i].kind == XlsxCell::Kind::Date ? 10 : width(cells[i].text));
    for (std::size_t i = 0; i < widest.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      worksheet_set_column(to_, column, column,
                           static_cast<double>(std::min(widest[i], kWidest)) + 2, nullptr);
    }
  }

  Status text(lxw_row_t row, std::size_t column, const std::string& value,
              lxw_format* format) const {
    if (characters(value) > kMaxCharacters)
      return fail(ErrorKind::BadInput, "xlsx.text_too_long", {{"row", std::to_string(row + 1)}},
                  sheet_.name);
    const lxw_error error =
        worksheet_write_string(to_, row, static_cast<lxw_col_t>(column), value.c_str(), format);
    if (error == LXW_NO_ERROR) return {};
    if (error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
      return fail(ErrorKind::BadInput, "xlsx.text_too_long", {{"row", std::to_string(row + 1)}},
                  sheet_.name);
    return not_written(lxw_strerror(error));
  }

  Status cell(lxw_row_t row, std::size_t column, const XlsxCell& value) const {
    const auto at = static_cast<lxw_col_t>(column);
    switch (value.kind) {
      case XlsxCell::Kind::Blank:
        if (sheet_.print) worksheet_write_blank(to_, row, at, formats_.ruled);
        return {};
      case XlsxCell::Kind::Text:
        if (sheet_.print) return text(row, column, value.text, formats_.ruled);
        return text(row, column, value.text,
                    looks_like_formula(value.text) ? formats_.quoted : nullptr);
      case XlsxCell::Kind::Number:
        if (!std::isfinite(value.number))
          return text(row, column, fmt::format("{}", value.number), nullptr);
        worksheet_write_number(to_, row, at, value.number, nullptr);
        return {};
      case XlsxCell::Kind::Date:
        // 1899-12-30 is day 0 of the format's calendar; days before 1900-03-01 are off by its
        // error.
        worksheet_write_number(to_, row, at, value.date.days() + 25'569, formats_.date);
        return {};
    }
    return {};
  }

  const XlsxSheet& sheet_;
  lxw_worksheet* to_;
  const Formats& formats_;
};

Status fill(lxw_workbook* book, const XlsxWorkbook& workbook) {
  const Formats formats(book);
  lxw_doc_properties properties{};
  std::string title = workbook.title;
  properties.title = title.data();
  properties.created = static_cast<time_t>(workbook.created.millis() / 1000);
  workbook_set_properties(book, &properties);
  std::set<std::string> names;
  for (const XlsxSheet& sheet : workbook.sheets) {
    lxw_worksheet* to = workbook_add_worksheet(book, fit_name(sheet.name, names).c_str());
    if (!to) return not_written("worksheet refused");
    CHECK(SheetWriter(sheet, to, formats).write());
  }
  return {};
}

Result<std::string> read_all(int fd) {
  struct stat about{};
  if (::fstat(fd, &about) != 0) return not_written(std::strerror(errno));
  std::string out(static_cast<std::size_t>(about.st_size), '\0');
  for (std::size_t have = 0; have < out.size();) {
    const ssize_t n = ::pread(fd, out.data() + have, out.size() - have, static_cast<off_t>(have));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return not_written(std::strerror(errno));
    have += static_cast<std::size_t>(n);
  }
  return out;
}

Status write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return not_written(std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

}  // namespace

XlsxCell XlsxCell::of(std::string text) {
  XlsxCell out;
  out.kind = text.empty() ? Kind::Blank : Kind::Text;
  out.text = std::move(text);
  return out;
}

XlsxCell XlsxCell::of(double number) {
  XlsxCell out;
  out.kind = Kind::Number;
  out.number = number;
  return out;
}

XlsxCell XlsxCell::of(Date date) {
  XlsxCell out;
  out.kind = Kind::Date;
  out.date = date;
  return out;
}

Result<std::string> render_xlsx(const XlsxWorkbook& workbook) {
  if (workbook.sheets.empty()) return fail(ErrorKind::BadInput, "xlsx.no_sheet");
  // The library writes to a path: a file that lives in memory has one.
  const File memory(::memfd_create("dengbao-xlsx", MFD_CLOEXEC));
  if (memory.get() < 0) return not_written(std::strerror(errno));
  const std::string path = fmt::format("/proc/self/fd/{}", memory.get());
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  lxw_workbook* book = workbook_new_opt(path.c_str(), &options);
  if (!book) return not_written("workbook refused");
  const Status filled = fill(book, workbook);
  const lxw_error closed = workbook_close(book);  // also frees it
  if (!filled) return std::unexpected(filled.error());
  if (closed != LXW_NO_ERROR) return not_written(lxw_strerror(closed));
  return read_all(memory.get());
}

Status write_xlsx(const XlsxWorkbook& workbook, const std::string& path) {
  const std::string bytes = TRY(render_xlsx(workbook));
  std::string beside = path + ".XXXXXX";
  const File file(::mkostemp(beside.data(), O_CLOEXEC));
  if (file.get() < 0) return not_written(std::strerror(errno));
  ::fchmod(file.get(), 0644);
  Status done = write_all(file.get(), bytes);
  if (done && ::fsync(file.get()) != 0) done = not_written(std::strerror(errno));
  if (done && ::rename(beside.c_str(), path.c_str()) != 0) done = not_written(std::strerror(errno));
  if (!done) ::unlink(beside.c_str());
  return done;
}

}  // namespace dengbao
