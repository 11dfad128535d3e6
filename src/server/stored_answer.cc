#include "server/stored_answer.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "http/assets.h"

namespace dengbao::server {
namespace {

// "bytes=FROM-TO", "bytes=FROM-", "bytes=-LAST": the piece as [from, to); nothing where another
// form, or several pieces, are asked for: then the whole is sent.
struct Piece {
  std::size_t from = 0, to = 0;
};
std::optional<Piece> piece_of(std::string_view range, std::size_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!range.starts_with(kUnit)) return std::nullopt;
  range.remove_prefix(kUnit.size());
  const auto dash = range.find('-');
  if (dash == std::string_view::npos || range.size() < 2 ||
      range.find_first_not_of("0123456789-") != std::string_view::npos ||
      range.find('-', dash + 1) != std::string_view::npos)
    return std::nullopt;
  const auto first = static_cast<std::size_t>(leading_number(range.substr(0, dash)));
  const auto last = static_cast<std::size_t>(leading_number(range.substr(dash + 1)));
  if (dash == 0) return Piece{size - std::min(last, size), size};
  if (dash + 1 == range.size()) return Piece{first, size};
  return Piece{first, std::min(last + 1, size)};
}

// Reads a stretch of a stored file, each piece in a transaction of its own: a slow reader holds
// none open. The digest names the bytes, so that they are the same every time.
class Stretch final : public http::BodySource {
 public:
  Stretch(Installation& installation, std::string digest, Piece piece)
      : installation_(installation), digest_(std::move(digest)), piece_(piece), at_(piece.from) {}
  std::uint64_t size() const override { return piece_.to - piece_.from; }
  bool next(std::string& out) override {
    auto reading = installation_.reading();
    if (!reading) return false;
    auto bytes = (*reading)->file_piece(digest_, static_cast<std::int64_t>(at_ / kFilePiece));
    if (!bytes) return false;
    out = std::move(*bytes);
    out.erase(0, at_ % kFilePiece);
    if (out.size() > piece_.to - at_) out.resize(piece_.to - at_);
    at_ += out.size();
    return true;
  }

 private:
  Installation& installation_;
  const std::string digest_;
  const Piece piece_;
  std::size_t at_;
};

// Before the first byte goes out it is known that all of them are right.
Status whole(Reading& reading, const std::string& digest, std::size_t size) {
  Hasher hasher(HashKind::Sm3);
  for (std::size_t at = 0; at < size; at += kFilePiece)
    hasher.add(TRY(reading.file_piece(digest, static_cast<std::int64_t>(at / kFilePiece))));
  if (hex(hasher.finish()) == digest) return {};
  return fail(ErrorKind::Negative, "log.file_differs", {{"digest", digest}}, "file " + digest);
}

}  // namespace

Result<http::Response> stored_answer(const http::Request& request, Installation& installation,
                                     Reading& reading, const StoredName& file) {
  const auto stored = TRY(reading.file_size(file.digest));
  if (!stored) return fail(ErrorKind::NotFound, "document.no_file", {{"digest", file.digest}});
  const auto size = static_cast<std::size_t>(*stored);
  http::Response out = http::Response::typed(200, http::type_of(file.name), {});
  out.headers.set("Content-Disposition",
                  "attachment; filename*=UTF-8''" + http::percent_encoded(file.name));
  // Whatever it holds, a browser shows it as nothing but what it is said to be.
  out.headers.set("Content-Security-Policy", "sandbox; default-src 'none'");
  out.headers.set("Cache-Control", "private, no-cache");
  out.headers.set("Accept-Ranges", "bytes");
  const std::string tag = "\"" + file.digest + "\"";
  out.headers.set("ETag", tag);
  if (request.headers.get("If-None-Match") == tag) {
    out.status = 304;
    return out;
  }
  const std::string_view unless = request.headers.get("If-Range");
  auto piece =
      unless.empty() || unless == tag ? piece_of(request.headers.get("Range"), size) : std::nullopt;
  if (piece && piece->from >= piece->to) {
    out.status = 416;
    out.headers.set("Content-Range", "bytes */" + std::to_string(size));
    return out;
  }
  CHECK(whole(reading, file.digest, size));
  if (piece) {
    out.status = 206;
    out.headers.set("Content-Range", "bytes " + std::to_string(piece->from) + "-" +
                                         std::to_string(piece->to - 1) + "/" +
                                         std::to_string(size));
  }
  out.source = std::make_shared<Stretch>(installation, file.digest, piece.value_or(Piece{0, size}));
  return out;
}

}  // namespace dengbao::server
