// A signature inside a PDF. After the frozen bytes follow: a comment with their length, the
// attachment (embedded file, file specification), the catalog once more with the attachment in
// it, a cross-reference section and a trailer that points back. A viewer shows the attachment; the
// frozen bytes are a prefix.

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "documents/signature_carrier.h"

namespace dengbao {
namespace {

constexpr std::string_view kMark = "%dengbao-frozen ";

std::unexpected<Explanation> unknown_form(std::string reason) {
  return fail(ErrorKind::BadInput, "documents.embed_form", {{"reason", std::move(reason)}});
}

std::optional<std::uint64_t> number_at(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r')) ++at;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
  if (at >= text.size() || error != std::errc{}) return std::nullopt;
  return value;
}

// The number that follows `key` inside `part`.
std::optional<std::uint64_t> value_of(std::string_view part, std::string_view key) {
  const auto at = part.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  return number_at(part, at + key.size());
}

// What the update must know of the file it continues: files by cairo with a plain table.
struct PdfTail {
  std::uint64_t size = 0;    // one above the highest object number
  std::uint64_t root = 0;    // the catalog's object number
  std::uint64_t info = 0;    // 0 where there is none
  std::uint64_t table = 0;   // where the cross-reference table starts
  std::string_view catalog;  // what stands between the catalog's << and >>
};

Result<PdfTail> read_tail(std::string_view pdf) {
  PdfTail out;
  const auto start = pdf.rfind("startxref");
  const auto trailer = pdf.rfind("trailer");
  if (start == std::string_view::npos || trailer == std::string_view::npos || trailer > start)
    return unknown_form("trailer");
  const auto part = pdf.substr(trailer, start - trailer);
  const auto table = number_at(pdf, start + 9);
  const auto size = value_of(part, "/Size"), root = value_of(part, "/Root");
  if (!table || !size || !root || *table >= pdf.size() || *root >= *size ||
      !pdf.substr(*table).starts_with("xref\n0 "))
    return unknown_form("xref");
  out.table = *table;
  out.size = *size;
  out.root = *root;
  out.info = value_of(part, "/Info").value_or(0);
  // Entries of twenty bytes from object 0 on [ISO 32000-1 §7.5.4].
  const auto first = pdf.find('\n', *table + 5) + 1;
  const auto offset = number_at(pdf, first + *root * 20);
  if (!offset || *offset >= *table) return unknown_form("xref");
  const auto object = pdf.substr(*offset, *table - *offset);
  const auto open = object.find("<<"), end = object.find("endobj");
  const auto close = object.substr(0, end).rfind(">>");
  if (open == std::string_view::npos || end == std::string_view::npos || close < open ||
      close == std::string_view::npos)
    return unknown_form("catalog");
  out.catalog = object.substr(open + 2, close - open - 2);
  if (out.catalog.find("/Catalog") == std::string_view::npos ||
      out.catalog.find("/Names") != std::string_view::npos)
    return unknown_form("catalog");
  return out;
}

std::string xref_entry(std::size_t offset) {
  return fmt::format("{:010} 00000 n \n", offset);
}

}  // namespace

Result<std::string> carry_in_pdf(std::string_view frozen, std::string_view note) {
  if (frozen.find(kMark) != std::string_view::npos) return unknown_form("already signed");
  const PdfTail tail = TRY(read_tail(frozen));
  const std::uint64_t file = tail.size, specification = tail.size + 1;
  std::string out(frozen);
  if (!out.ends_with('\n')) out += '\n';
  out += fmt::format("{}{}\n", kMark, frozen.size());
  const std::size_t file_at = out.size();
  out += fmt::format(
      "{} 0 obj\n<< /Type /EmbeddedFile /Subtype /application#2Fjson /Length {} /Params << /Size "
      "{} "
      ">> >>\nstream\n{}\nendstream\nendobj\n",
      file, note.size(), note.size(), note);
  const std::size_t specification_at = out.size();
  out +=
      fmt::format("{} 0 obj\n<< /Type /Filespec /F ({}) /UF ({}) /EF << /F {} 0 R >> >>\nendobj\n",
                  specification, kSignatureName, kSignatureName, file);
  const std::size_t catalog_at = out.size();
  out += fmt::format(
      "{} 0 obj\n<< {} /Names << /EmbeddedFiles << /Names [({}) {} 0 R] >> >> >>\nendobj\n",
      tail.root, tail.catalog, kSignatureName, specification);
  const std::size_t table_at = out.size();
  out += fmt::format("xref\n{} 1\n{}{} 2\n{}{}", tail.root, xref_entry(catalog_at), file,
                     xref_entry(file_at), xref_entry(specification_at));
  out += fmt::format("trailer\n<< /Size {} /Root {} 0 R", tail.size + 2, tail.root);
  if (tail.info != 0) out += fmt::format(" /Info {} 0 R", tail.info);
  out += fmt::format(" /Prev {} >>\nstartxref\n{}\n%%EOF\n", tail.table, table_at);
  return out;
}

Result<Carried> carried_in_pdf(std::string_view bytes) {
  const auto not_signed = [] { return fail(ErrorKind::Negative, "documents.not_signed"); };
  const auto mark = bytes.rfind(kMark);
  if (mark == std::string_view::npos) return not_signed();
  const auto size = number_at(bytes, mark + kMark.size());
  if (!size || *size > mark) return not_signed();
  const auto update = bytes.substr(mark);
  const auto length = value_of(update, "/Length");
  const auto stream = update.find("\nstream\n");
  if (!length || stream == std::string_view::npos || *length > update.size() - stream - 8)
    return not_signed();
  // extract() writes the update again and compares: nothing more needs checking here.
  return Carried{std::string(bytes.substr(0, *size)),
                 std::string(update.substr(stream + 8, *length))};
}

}  // namespace dengbao
