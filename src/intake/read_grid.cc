#include "intake/read_grid.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "intake/cell_stream.h"
#include "intake/readers.h"

namespace dengbao::intake {
namespace {

enum class Format { Workbook, Text };

std::string base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string extension(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  std::string out(dot == std::string_view::npos ? "" : name.substr(dot + 1));
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::unexpected<Explanation> refuse(const char* code, Args args = {}) {
  return fail(ErrorKind::BadInput, code, std::move(args));
}

// What the first bytes say, against what the name says.
Result<Format> format_of(std::string_view bytes, std::string_view name) {
  if (bytes.empty()) return refuse("intake.empty_file");
  const std::string ending = extension(name);
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return refuse("intake.old_or_encrypted");
  const bool archive = bytes.starts_with("PK");
  const bool text_name = ending == "csv" || ending == "txt" || ending == "tsv";
  const bool workbook_name = ending == "xlsx" || ending == "xlsm";
  if (!text_name && !workbook_name && !ending.empty())
    return refuse("intake.unknown_kind", {{"ending", ending}});
  if ((workbook_name && !archive) || (text_name && archive))
    return refuse("intake.mislabelled", {{"ending", ending}});
  return archive ? Format::Workbook : Format::Text;
}

Status work(std::string_view bytes, std::string_view name, sandbox::Output& out) {
  if (TRY(format_of(bytes, name)) == Format::Workbook) return read_xlsx(bytes, out);
  const std::size_t dot = name.rfind('.');
  return read_csv(bytes, is_utf8(name) ? name.substr(0, dot) : "csv", out);
}

std::unexpected<Explanation> about(Explanation error, std::string_view name) {
  if (error.where.empty()) error.where = name;
  return std::unexpected(std::move(error));
}

Result<Grid> decode(Result<std::string> stream, std::string_view name) {
  if (!stream) return about(std::move(stream.error()), name);
  auto grid = decode_cell_stream(std::move(*stream));
  if (!grid) return about(std::move(grid.error()), name);
  return grid;
}

}  // namespace

const sandbox::Worker kGridWorker{"grid", prepare_csv, work};

Result<Grid> read_grid(std::string_view bytes, std::string_view file_name,
                       const sandbox::Options& options) {
  const std::string name = base_name(file_name);
  return decode(sandbox::run(kGridWorker, bytes, name, options), name);
}

Result<Grid> read_grid_file(const std::string& path, const sandbox::Options& options) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    if (errno == ENOENT) return fail(ErrorKind::NotFound, "intake.no_such_file", {}, path);
    auto error = fail(ErrorKind::BadInput, "intake.unreadable_file", {}, path);
    error.error().detail = std::strerror(errno);
    return error;
  }
  const std::string name = base_name(path);
  auto stream = sandbox::run_on_descriptor(kGridWorker, file, name, options);
  ::close(file);
  return decode(std::move(stream), name);
}

Result<Grid> read_grid_here(std::string_view bytes, std::string_view file_name) {
  const std::string name = base_name(file_name);
  return decode(sandbox::run_here(kGridWorker, bytes, name, {}), name);
}

}  // namespace dengbao::intake
