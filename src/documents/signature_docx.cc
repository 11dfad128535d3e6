// A signature inside a docx. The frozen zip is [local entries][central directory][end record]; the
// signed one is [the same local entries][one stored part][the same directory and one entry]
// [end record]. Taking the part out again gives the frozen bytes back, byte for byte.

#include <zlib.h>

#include <optional>

#include "documents/signature_carrier.h"

namespace dengbao {
namespace {

constexpr std::size_t kLocalHeader = 30, kDirectoryEntry = 46, kEndRecord = 22;
constexpr std::uint32_t kFirstOfJanuary1980 = 1 << 5 | 1;

std::unexpected<Explanation> unknown_form(std::string reason) {
  return fail(ErrorKind::BadInput, "documents.embed_form", {{"reason", std::move(reason)}});
}

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 255);
}

std::uint32_t get(std::string_view bytes, std::size_t at, int count) {
  std::uint32_t out = 0;
  for (int i = count - 1; i >= 0; --i)
    out = out << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  return out;
}

struct EndRecord {
  std::uint32_t entries = 0, directory_size = 0, directory_at = 0;
};

// The end record of a zip without comment and of one piece, as both of ours are.
std::optional<EndRecord> read_end(std::string_view zip) {
  if (zip.size() < kEndRecord) return std::nullopt;
  const std::size_t at = zip.size() - kEndRecord;
  EndRecord out{get(zip, at + 10, 2), get(zip, at + 12, 4), get(zip, at + 16, 4)};
  const bool sound = get(zip, at, 4) == 0x06054b50 && get(zip, at + 20, 2) == 0 &&
                     std::uint64_t{out.directory_at} + out.directory_size == at;
  if (!sound) return std::nullopt;
  return out;
}

std::string end_record(const EndRecord& end) {
  std::string out;
  put(out, 0x06054b50, 4);
  put(out, 0, 4);
  put(out, end.entries, 2);
  put(out, end.entries, 2);
  put(out, end.directory_size, 4);
  put(out, end.directory_at, 4);
  put(out, 0, 2);
  return out;
}

// What local header and directory entry share: versions, flags, method, date, sizes.
void put_common(std::string& out, std::string_view note) {
  put(out, 20, 2);  // needs 2.0
  put(out, 0, 2);
  put(out, 0, 2);  // stored
  put(out, 0, 2);
  put(out, kFirstOfJanuary1980, 2);
  put(out,
      static_cast<std::uint32_t>(
          crc32_z(0, reinterpret_cast<const Bytef*>(note.data()), note.size())),
      4);
  put(out, static_cast<std::uint32_t>(note.size()), 4);
  put(out, static_cast<std::uint32_t>(note.size()), 4);
  put(out, static_cast<std::uint32_t>(kSignatureName.size()), 2);
  put(out, 0, 2);
}

std::string directory_entry(std::string_view note, std::uint32_t at) {
  std::string out;
  put(out, 0x02014b50, 4);
  put(out, 20, 2);
  put_common(out, note);
  for (int i = 0; i < 3; ++i) put(out, 0, 2);  // comment, disk, internal attributes
  put(out, 0, 4);
  put(out, at, 4);
  out += kSignatureName;
  return out;
}

}  // namespace

Result<std::string> carry_in_docx(std::string_view frozen, std::string_view note) {
  const auto end = read_end(frozen);
  if (!end || end->entries == 0xffff) return unknown_form("zip");
  if (frozen.find(kSignatureName) != std::string_view::npos) return unknown_form("already signed");
  std::string out(frozen.substr(0, end->directory_at));
  put(out, 0x04034b50, 4);
  put_common(out, note);
  out += kSignatureName;
  out += note;
  EndRecord signed_end{end->entries + 1, 0, static_cast<std::uint32_t>(out.size())};
  out += frozen.substr(end->directory_at, end->directory_size);
  out += directory_entry(note, end->directory_at);
  signed_end.directory_size = static_cast<std::uint32_t>(out.size()) - signed_end.directory_at;
  return out + end_record(signed_end);
}

Result<Carried> carried_in_docx(std::string_view bytes) {
  const auto not_signed = [] { return fail(ErrorKind::Negative, "documents.not_signed"); };
  const auto end = read_end(bytes);
  const std::size_t entry_size = kDirectoryEntry + kSignatureName.size();
  if (!end || end->entries < 2 || end->directory_size < entry_size) return not_signed();
  const std::size_t entry = bytes.size() - kEndRecord - entry_size;
  if (get(bytes, entry, 4) != 0x02014b50 ||
      bytes.substr(entry + kDirectoryEntry, kSignatureName.size()) != kSignatureName)
    return not_signed();
  const std::size_t part = get(bytes, entry + 42, 4);
  const std::size_t note_at = part + kLocalHeader + kSignatureName.size();
  if (note_at > end->directory_at) return not_signed();
  Carried out;
  out.note = bytes.substr(note_at, end->directory_at - note_at);
  out.original = bytes.substr(0, part);
  const EndRecord frozen{end->entries - 1,
                         end->directory_size - static_cast<std::uint32_t>(entry_size),
                         static_cast<std::uint32_t>(part)};
  out.original += bytes.substr(end->directory_at, frozen.directory_size);
  out.original += end_record(frozen);
  return out;
}

}  // namespace dengbao
