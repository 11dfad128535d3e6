#include "sandbox/frames.h"

#include <algorithm>

#include "base/text.h"

namespace dengbao::sandbox {
namespace {

constexpr std::size_t kHeadBytes = 5;
constexpr std::size_t kMaxRefusalBytes = 16U << 10;
constexpr std::size_t kMaxPieceBytes = 4U << 10;
constexpr std::size_t kMaxPieces = 24;

void put(std::string& out, std::string_view piece) {
  piece = piece.substr(0, kMaxPieceBytes);
  out += static_cast<char>(piece.size() & 0xFF);
  out += static_cast<char>(piece.size() >> 8 & 0xFF);
  out += piece;
}

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
  });
}

}  // namespace

std::string frame_head(Frame kind, std::size_t length) {
  std::string out(1, static_cast<char>(kind));
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(length >> shift & 0xFF);
  return out;
}

std::string encode_refusal(const Explanation& refusal) {
  std::string out;
  put(out, refusal.code);
  put(out, refusal.where);
  for (const auto& [name, value] : refusal.args) {
    put(out, name);
    put(out, value);
  }
  return out;
}

std::optional<Explanation> decode_refusal(std::string_view bytes) {
  std::vector<std::string> pieces;
  while (!bytes.empty()) {
    if (bytes.size() < 2 || pieces.size() == kMaxPieces) return std::nullopt;
    const std::size_t size = static_cast<std::uint8_t>(bytes[0]) |
                             static_cast<std::size_t>(static_cast<std::uint8_t>(bytes[1])) << 8;
    bytes.remove_prefix(2);
    if (size > bytes.size() || size > kMaxPieceBytes || !is_utf8(bytes.substr(0, size)))
      return std::nullopt;
    pieces.emplace_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  if (pieces.size() < 2 || pieces.size() % 2 || !is_code(pieces[0])) return std::nullopt;
  Explanation out;
  out.kind = ErrorKind::BadInput;
  out.code = pieces[0];
  out.where = pieces[1];
  for (std::size_t i = 2; i < pieces.size(); i += 2) {
    if (!is_code(pieces[i])) return std::nullopt;
    out.args.emplace_back(pieces[i], pieces[i + 1]);
  }
  return out;
}

bool FrameReader::begin_frame() {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<std::uint8_t>(head_[i]));
  };
  left_ = byte(1) | byte(2) << 8 | byte(3) << 16 | byte(4) << 24;
  kind_ = static_cast<Frame>(head_[0]);
  head_.clear();
  inside_ = true;
  switch (kind_) {
    case Frame::Output:
      over_limit_ = left_ > limit_ - output_.size();
      return !over_limit_;
    case Frame::Refused:
      return left_ <= kMaxRefusalBytes;
    case Frame::Done:
    case Frame::Unavailable:
      return left_ == 0;
  }
  return false;
}

bool FrameReader::add(std::string_view bytes) {
  while (!bytes.empty()) {
    if (last_word_) return false;  // nothing may follow the last word
    if (!inside_) {
      const std::size_t n = std::min(kHeadBytes - head_.size(), bytes.size());
      head_ += bytes.substr(0, n);
      bytes.remove_prefix(n);
      if (head_.size() < kHeadBytes) return true;
      if (!begin_frame()) return false;
    }
    const std::size_t n = std::min(left_, bytes.size());
    (kind_ == Frame::Output ? output_ : refusal_) += bytes.substr(0, n);
    bytes.remove_prefix(n);
    left_ -= n;
    if (left_ == 0) {
      inside_ = false;
      if (kind_ != Frame::Output) last_word_ = kind_;
    }
  }
  return true;
}

}  // namespace dengbao::sandbox
