#include "documents/qr_matrix.h"

#include <qrencode.h>

#include <memory>

namespace dengbao {

Result<QrMatrix> make_qr(std::string_view payload) {
  if (payload.empty()) return fail(ErrorKind::BadInput, "documents.qr_empty");
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(payload.size()),
                        reinterpret_cast<const unsigned char*>(payload.data()), 0, QR_ECLEVEL_M),
      QRcode_free);
  if (!code)
    return fail(ErrorKind::BadInput, "documents.qr_too_long",
                {{"bytes", std::to_string(payload.size())}});
  QrMatrix out;
  out.width = code->width;
  const auto modules = static_cast<std::size_t>(out.width * out.width);
  out.black.reserve(modules);
  for (std::size_t i = 0; i < modules; ++i) out.black.push_back((code->data[i] & 1) != 0);
  return out;
}

}  // namespace dengbao
