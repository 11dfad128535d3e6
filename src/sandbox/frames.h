#pragma once
// What a worker says to its parent: pieces of output, then exactly one last word. The parent reads
// it as foreign bytes, since a worker that was taken over may write anything.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace dengbao::sandbox {

enum class Frame : std::uint8_t { Output = 1, Refused = 2, Done = 3, Unavailable = 4 };

// kind, then the length in four bytes (little endian), then the bytes.
std::string frame_head(Frame kind, std::size_t length);
std::string encode_refusal(const Explanation& refusal);
// Nothing where the bytes are not a refusal of the agreed form.
std::optional<Explanation> decode_refusal(std::string_view bytes);

// Collects the frames of one worker.
class FrameReader {
 public:
  explicit FrameReader(std::size_t output_limit) : limit_(output_limit) {}
  // False when the worker broke the form or the limit; then nothing more is read.
  bool add(std::string_view bytes);
  bool over_limit() const { return over_limit_; }
  std::optional<Frame> last_word() const { return last_word_; }
  std::string take_output() { return std::move(output_); }
  const std::string& refusal() const { return refusal_; }

 private:
  bool begin_frame();

  std::size_t limit_;
  std::string head_;
  std::string output_;
  std::string refusal_;
  std::size_t left_ = 0;
  Frame kind_ = Frame::Output;
  bool inside_ = false;
  bool over_limit_ = false;
  std::optional<Frame> last_word_;
};

}  // namespace dengbao::sandbox
