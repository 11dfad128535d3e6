#include "http/coding.h"

#include <zlib.h>

#include <boost/beast/core/string.hpp>
#include <optional>

#include "base/text.h"

namespace dengbao::http {
namespace {

// Thousandths of "q=0.8"; a whole one where there is none, none where it cannot be read.
int weight(std::string_view parameters) {
  for (const std::string& piece : split(parameters, ';')) {
    const std::string_view one = trim(piece);
    if (one.size() < 3 || (one[0] != 'q' && one[0] != 'Q') || one[1] != '=') continue;
    const std::string_view digits = one.substr(2);
    const bool sound = digits.find_first_not_of("0123456789.") == std::string_view::npos &&
                       (digits.size() == 1 || digits[1] == '.') && digits.size() <= 5;
    if (!sound || digits[0] > '1') return 0;
    int out = (digits[0] - '0') * 1000;
    for (std::size_t i = 2, unit = 100; i < digits.size(); ++i, unit /= 10)
      out += (digits[i] - '0') * static_cast<int>(unit);
    return out > 1000 ? 0 : out;
  }
  return 1000;
}

// Nothing where it is not spoken of, not even by "*".
std::optional<int> weight_of(std::string_view accept_encoding, std::string_view name) {
  std::optional<int> by_star;
  for (const std::string& piece : split(accept_encoding, ',')) {
    const std::string_view one = trim(piece);
    const auto mark = one.find(';');
    const std::string_view given = trim(one.substr(0, mark));
    const int w = mark == std::string_view::npos ? 1000 : weight(one.substr(mark + 1));
    if (boost::beast::iequals(given, name)) return w;
    if (given == "*") by_star = w;
  }
  return by_star;
}

}  // namespace

std::string_view coding_name(Coding coding) {
  static constexpr std::string_view kNames[] = {"", "gzip", "br"};
  return kNames[static_cast<std::size_t>(coding)];
}

Coding preferred(std::string_view accept_encoding, Codings there) {
  if (accept_encoding.empty()) return Coding::Identity;
  Coding out = Coding::Identity;
  // Not spoken of, it is taken, but nobody asked for it.
  int best = weight_of(accept_encoding, "identity").value_or(0);
  const auto offer = [&](bool is_there, Coding coding) {
    if (!is_there) return;
    const int w = weight_of(accept_encoding, coding_name(coding)).value_or(0);
    if (w == 0 || w < best) return;
    best = w;
    out = coding;
  };
  offer(there.gzip, Coding::Gzip);
  offer(there.brotli, Coding::Brotli);
  return out;
}

bool takes_gzip(std::string_view accept_encoding) {
  return preferred(accept_encoding, {.gzip = true, .brotli = false}) == Coding::Gzip;
}

std::string gzipped(std::string_view bytes, int level) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;
  if (deflateInit2(&stream, level, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int end = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return end == Z_STREAM_END ? out : std::string();
}

}  // namespace dengbao::http
