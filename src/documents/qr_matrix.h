#pragma once
// A QR code [ISO/IEC 18004] as squares, for whoever draws it.

#include <string_view>
#include <vector>

#include "base/result.h"

namespace dengbao {

struct QrMatrix {
  int width = 0;            // modules a side, without the quiet zone of four
  std::vector<bool> black;  // row by row
  bool at(int x, int y) const { return black[static_cast<std::size_t>(y * width + x)]; }
};

// Byte mode, error correction M (15 %). Errors: documents.qr_too_long, documents.qr_empty.
Result<QrMatrix> make_qr(std::string_view payload);

}  // namespace dengbao
