// Descriptions of services (law/adapters, and what an administrator brings) and their answers, from
// any bytes: refused as bad input, or the requests made from one are whole.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "link/adapter.h"

using namespace dengbao;

// The answer of the service follows the description behind a line of its own: "---".
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(bytes), size);
  constexpr std::string_view kBorder = "\n---\n";
  const auto border = input.find(kBorder);
  const auto adapter = link::read_adapter(input.substr(0, border), "adapter.yaml");
  if (!adapter) {
    if (adapter.error().kind != ErrorKind::BadInput) std::abort();
    return 0;
  }
  Parcel parcel;
  parcel.id = "01J";
  parcel.to = "https://hooks.example.org/x";
  parcel.to_name = "张\r\nBcc: x";
  parcel.secret = "s\r\nX: y";
  parcel.subject = "\"}{subject}\\";
  parcel.text = std::string(9'000, 'x') + "等";
  parcel.link = "https://x/?a=1&b=2";
  parcel.kind = "remind";
  const link::Call call = link::request_of(*adapter, parcel);
  if (call.url.find_first_of("\r\n") != std::string::npos) std::abort();
  for (const std::string& header : call.headers)
    if (header.find_first_of("\r\n") != std::string::npos) std::abort();
  if (!is_utf8(call.body) && is_utf8(input)) std::abort();
  link::Reply reply;
  reply.status = 200;
  reply.done = reply.reached = true;
  if (border != std::string::npos) reply.body = input.substr(border + kBorder.size());
  (void)link::judged(*adapter, reply);
  return 0;
}
