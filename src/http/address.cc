#include "http/address.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <iterator>

namespace dengbao::http {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> read(std::string_view given) {
  boost::system::error_code error;
  auto out = ip::make_address(std::string(given), error);
  if (error) return std::nullopt;
  if (out.is_v6() && out.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, out.to_v6());
  return out;
}

}  // namespace

std::optional<std::string> plain_address(std::string_view given) {
  const auto address = read(given);
  return address ? std::optional(address->to_string()) : std::nullopt;
}

std::string counted_as(const std::string& address) {
  const auto known = read(address);
  if (!known) return address;
  if (known->is_v4()) return known->to_string();
  auto bytes = known->to_v6().to_bytes();
  std::fill(std::next(bytes.begin(), 8), bytes.end(), std::uint8_t{0});
  return ip::address_v6(bytes).to_string() + "/64";
}

bool is_loopback(const std::string& address) {
  const auto known = read(address);
  return known && known->is_loopback();
}

}  // namespace dengbao::http
