#pragma once
// How a worker hands a grid to its parent: a stream of small records, read strictly, since a worker
// that was taken over may write anything.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "intake/grid.h"

namespace dengbao::intake {

inline constexpr std::uint32_t kMaxRows = 1'048'576;
inline constexpr std::uint32_t kMaxColumns = 16'384;
inline constexpr std::size_t kMaxCells = 2'500'000;
inline constexpr std::size_t kMaxCellBytes = 128U << 10;
inline constexpr std::size_t kMaxSheets = 512;

// Records in the order of the file. Every text must be UTF-8.
class CellStreamWriter {
 public:
  void workbook(bool from_1904);
  void sheet(std::string_view name, bool hidden);
  void row(std::uint32_t number, bool hidden);
  void cell(std::uint32_t column, CellKind kind, std::string_view text);
  void merge(const Merge& merge);
  void hidden_columns(ColumnRange range);
  void end();
  // The bytes written so far, to be handed on and forgotten.
  std::string& bytes() { return bytes_; }

 private:
  void number(std::uint64_t n);
  void text(std::string_view t);
  std::string bytes_;
};

// Internal intake.cell_stream where a record is not of the agreed form.
Result<Grid> decode_cell_stream(std::string bytes);

}  // namespace dengbao::intake
